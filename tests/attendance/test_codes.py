"""Code arithmetic: published vectors, and laws that hold for every secret and time."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.attendance.rules import codes

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("code_vectors.json").read_text(encoding="utf-8")
)
SECRETS = {name: bytes.fromhex(text) for name, text in VECTORS["secrets"].items()}

secrets = st.binary(min_size=32, max_size=32)
periods = st.integers(min_value=3, max_value=60)
graces = st.integers(min_value=0, max_value=3)
# From 1970 to 2100, in milliseconds.
times = st.integers(min_value=0, max_value=4_102_444_800_000)
# Late enough that some laps of the modulus lie behind.
later = st.integers(min_value=2_000_000_000, max_value=4_102_444_800_000)
proofs = st.text(alphabet=codes.ALPHABET, min_size=12, max_size=12)


def by_the_book(secret: bytes, purpose: bytes, step: int, digits: int) -> str:
    """Compute a proof from the protocol's words alone: RFC 2104 by hand, bits as text."""
    inner, outer = (bytes(byte ^ pad for byte in secret.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    message = purpose + b":" + step.to_bytes(8, "big")
    digest = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    return "".join(codes.ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 5 * digits, 5))


@pytest.mark.parametrize("vector", VECTORS["qr"], ids=lambda vector: str(vector["code"]))
def test_published_vectors_of_qr_codes(vector: dict[str, Any]) -> None:
    secret = SECRETS[vector["secret"]]
    step = codes.step_at(vector["time_ms"], vector["period_s"])
    assert step == vector["step"]
    assert codes.qr_code(secret, step) == vector["code"]
    shown = f"{step % 1024:010b}"
    prefix = codes.ALPHABET[int(shown[:5], 2)] + codes.ALPHABET[int(shown[5:], 2)]
    assert prefix + by_the_book(secret, b"qr", step, 10) == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["typed"], ids=lambda vector: str(vector["code"]))
def test_published_vectors_of_typed_codes(vector: dict[str, Any]) -> None:
    secret = SECRETS[vector["secret"]]
    assert codes.step_at(vector["time_ms"], codes.TYPED_PERIOD_S) == vector["step"]
    assert codes.typed_code(secret, vector["step"]) == vector["code"]
    assert by_the_book(secret, b"typed", vector["step"], 6) == vector["code"]


def read(code: str, secret: bytes, period: int, grace: int, now: int, earliest: int = 0) -> Any:
    return codes.read_qr(
        code,
        secret=secret,
        period_s=period,
        grace_steps=grace,
        now_ms=now,
        earliest_ms=earliest,
    )


@given(value=st.integers(min_value=0, max_value=2**50 - 1))
def test_encoding_is_a_number_in_base_32(value: int) -> None:
    text = codes.encode(value, 10)
    assert codes.is_readable(text, 10)
    assert sum(codes.ALPHABET.index(c) * 32**at for at, c in enumerate(reversed(text))) == value


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(codes.ALPHABET)) == 32
    assert not set("ILOU") & set(codes.ALPHABET)


@given(text=proofs, data=st.data())
def test_normalising_reads_what_a_person_wrote(text: str, data: st.DataObject) -> None:
    look_alikes = {"0": "0oO", "1": "1iIlL"}
    written = "".join(
        data.draw(st.sampled_from(look_alikes.get(c, c + c.lower())))
        + data.draw(st.sampled_from(["", "", " ", "-"]))
        for c in text
    )
    assert codes.normalise(written) == text
    assert codes.normalise(codes.normalise(written)) == codes.normalise(written)


@given(text=st.text(max_size=30))
def test_normalising_never_fails(text: str) -> None:
    assert isinstance(codes.is_readable(codes.normalise(text), 12), bool)


@given(secret=secrets, now=times, period=periods, grace=graces, data=st.data())
def test_a_code_is_in_time_for_its_step_and_the_grace(
    secret: bytes, now: int, period: int, grace: int, data: st.DataObject
) -> None:
    current = codes.step_at(now, period)
    back = data.draw(st.integers(min_value=0, max_value=min(1023, current)))
    found = read(codes.qr_code(secret, current - back), secret, period, grace, now)
    assert found is not None
    assert found.step == current - back
    assert (found.steps_late == 0) == (back <= grace)
    assert found.steps_late == max(0, back - grace)
    assert found.ms_into_step == now - found.step * period * 1000
    gone = now - (found.step + 1 + grace) * period * 1000
    assert found.seconds_late == max(0, math.ceil(gone / 1000))


@given(secret=secrets, now=times, period=periods, grace=graces)
def test_the_grace_ends_to_the_millisecond(
    secret: bytes, now: int, period: int, grace: int
) -> None:
    step = codes.step_at(now, period)
    code = codes.qr_code(secret, step)
    end = (step + 1 + grace) * period * 1000
    last, first_late = (read(code, secret, period, grace, at) for at in (end - 1, end))
    assert last is not None
    assert first_late is not None
    assert (last.steps_late, last.seconds_late) == (0, 0)
    assert (first_late.steps_late, first_late.seconds_late) == (1, 0)


@given(secret=secrets, now=times, period=periods, grace=graces, ahead=st.integers(1, 1023))
def test_a_code_still_to_come_is_never_taken(
    secret: bytes, now: int, period: int, grace: int, ahead: int
) -> None:
    step = codes.step_at(now, period)
    code = codes.qr_code(secret, step + ahead)
    assert read(code, secret, period, grace, now) is None
    assert read(code, secret, period, grace, (step + ahead) * period * 1000) is not None


@given(secret=secrets, now=later, period=periods, grace=graces, laps=st.integers(1, 20))
def test_the_modulus_may_wrap_as_long_as_the_token_lives(
    secret: bytes, now: int, period: int, grace: int, laps: int
) -> None:
    current = codes.step_at(now, period)
    step = current - 1024 * laps
    code = codes.qr_code(secret, step)
    assert code[:2] == codes.qr_code(secret, current)[:2]
    found = read(code, secret, period, grace, now, step * period * 1000)
    assert found is not None
    assert found.step == step
    assert read(code, secret, period, grace, now, (step + 1) * period * 1000) is None


@given(secret=secrets, other=secrets, now=times, period=periods, code=proofs)
def test_an_invented_code_is_none_at_all(
    secret: bytes, other: bytes, now: int, period: int, code: str
) -> None:
    assume(secret != other)
    day_ago = max(0, now - 86_400_000)
    assert read(code, secret, period, 3, now, day_ago) is None
    stolen = codes.qr_code(other, codes.step_at(now, period))
    assert read(stolen, secret, period, 3, now, day_ago) is None
    assert codes.read_fixed(code, secret=secret, now_ms=now) is None


@given(secret=secrets, now=times, text=st.text(max_size=14))
def test_reading_never_fails_on_any_text(secret: bytes, now: int, text: str) -> None:
    assert read(text, secret, 5, 2, now, now) is None
    assert codes.read_fixed(text, secret=secret, now_ms=now) is None


@given(secret=secrets, now=later)
def test_typed_codes_are_the_current_one_and_the_one_before(secret: bytes, now: int) -> None:
    step = codes.step_at(now, 30)
    matches = [
        codes.typed_matches(codes.typed_code(secret, one), secret=secret, now_ms=now, fixed=False)
        for one in (step + 1, step, step - 1, step - 2)
    ]
    assert matches == [False, True, True, False]


@given(secret=secrets, now=times)
def test_fixed_codes_hold_at_any_time(secret: bytes, now: int) -> None:
    found = codes.read_fixed(codes.qr_code(secret, 0), secret=secret, now_ms=now)
    assert found is not None
    assert (found.step, found.steps_late) == (0, 0)
    word = codes.typed_code(secret, 0)
    assert codes.typed_matches(word, secret=secret, now_ms=now, fixed=True)


@given(secret=secrets, step=st.integers(0, 2**40))
def test_typed_and_scanned_codes_share_no_proof(secret: bytes, step: int) -> None:
    assert not codes.qr_code(secret, step)[2:].startswith(codes.typed_code(secret, step))


def test_public_ids_and_secrets_are_fresh() -> None:
    ids = {codes.new_public_id() for _ in range(500)}
    assert len(ids) == 500
    assert all(codes.is_readable(one, 8) for one in ids)
    assert len({codes.new_secret() for _ in range(50)}) == 50
    assert len(codes.new_secret()) == 32


def test_the_link_of_a_code_stays_within_29_by_29_modules() -> None:
    """61 alphanumeric characters are the capacity of QR version 3 at error correction level M."""
    host = "A" * 30
    link = f"HTTPS://{host}/C/{codes.new_public_id()}{codes.qr_code(bytes(32), 7)}"
    assert len(link) == 61
    assert set(link) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
