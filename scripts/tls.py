"""Makes the local certificates that let a phone on the same network use camera and location.

Browsers give both to secure pages only. The authority made here signs for this machine's own
addresses, lives in var/tls, and is believed by nobody who has not installed it.
"""

import datetime as dt
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = dt.timedelta(days=3650)
# Phones refuse server certificates that live longer than 825 days.
SERVER_LIFE = dt.timedelta(days=397)
RENEW_BEFORE = dt.timedelta(days=14)
# Reserved for documentation (RFC 5737): routed nowhere, and a UDP socket sends nothing on connect.
ELSEWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True)
class Certificates:
    """Files of a server certificate and of the authority that signed it."""

    authority: Path
    certificate: Path
    key: Path


def lan_address() -> str:
    """Return the address at which other machines of the local network reach this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def certificates(folder: Path, hosts: list[str], *, now: dt.datetime) -> Certificates:
    """Return certificates for the host names and addresses, made anew only when they must be."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Certificates(
        authority=folder / "authority.pem",
        certificate=folder / "server.pem",
        key=folder / "server-key.pem",
    )
    authority_key = folder / "authority-key.pem"
    if not (_lasts(files.authority, now) and authority_key.is_file()):
        _make_authority(files.authority, authority_key, now)
        files.certificate.unlink(missing_ok=True)
    if not (_lasts(files.certificate, now) and _hosts(files.certificate) == set(hosts)):
        _make_server(files, authority_key, hosts, now)
    return files


def _lasts(path: Path, now: dt.datetime) -> bool:
    if not path.is_file():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.not_valid_after_utc - RENEW_BEFORE > now


def _hosts(path: Path) -> set[str]:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    return {*names.get_values_for_type(x509.DNSName), *map(str, addresses)}


def _make_authority(path: Path, key_path: Path, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Attendance on {socket.gethostname()} (local testing)")
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(
    files: Certificates, authority_key: Path, hosts: list[str], now: dt.datetime
) -> None:
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key} does not hold the key that was written there")
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(hosts[0]), authority.subject, key.public_key(), now, SERVER_LIFE)
        .add_extension(
            x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(signer, hashes.SHA256())
    )
    _write_key(files.key, key)
    chain = [certificate, authority]
    encoded = [item.public_bytes(serialization.Encoding.PEM) for item in chain]
    files.certificate.write_bytes(b"".join(encoded))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    life: dt.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # Phones' clocks may be a little behind.
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + life)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    # The attribute holds at most 64 characters.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    data = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
