"""Certificates for trying the application with a real phone."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from scripts import tls

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
HOSTS = ["192.168.1.20", "localhost"]


def test_the_server_certificate_is_signed_for_the_hosts_by_our_authority(tmp_path: Path) -> None:
    files = tls.certificates(tmp_path, HOSTS, now=NOW)
    server = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == HOSTS[:1]
    assert names.get_values_for_type(x509.DNSName) == HOSTS[1:]
    assert server.not_valid_after_utc - NOW <= dt.timedelta(days=825)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        files.certificate, files.key
    )


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    tls.certificates(tmp_path, HOSTS, now=NOW)
    for key in tmp_path.glob("*-key.pem"):
        assert key.stat().st_mode & 0o077 == 0


def test_certificates_are_kept_until_hosts_or_time_ask_for_new_ones(tmp_path: Path) -> None:
    first = tls.certificates(tmp_path, HOSTS, now=NOW).certificate.read_bytes()
    same = tls.certificates(tmp_path, HOSTS, now=NOW).certificate.read_bytes()
    assert same == first
    moved = tls.certificates(tmp_path, ["192.168.1.21"], now=NOW).certificate.read_bytes()
    assert moved != first
    later = NOW + dt.timedelta(days=390)
    authority = (tmp_path / "authority.pem").read_bytes()
    renewed = tls.certificates(tmp_path, ["192.168.1.21"], now=later).certificate.read_bytes()
    assert renewed != moved
    assert (tmp_path / "authority.pem").read_bytes() == authority


def test_the_address_is_the_one_from_which_others_are_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tls, "ELSEWHERE", ("127.0.0.1", 9))
    assert tls.lan_address() == "127.0.0.1"
