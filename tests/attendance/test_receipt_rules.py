"""The signed text of receipts, and what of it strangers see."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.attendance.rules import receipts as rules

# 32 bytes, and nobody's key.
PRIVATE = bytes(range(32))
OTHER_PRIVATE = bytes(range(1, 33))


def public_key(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


PAYLOADS = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers(), max_size=4)


@given(payload=PAYLOADS)
@settings(max_examples=50, deadline=None)
def test_what_is_signed_is_read_and_signing_again_gives_the_same(payload: dict[str, Any]) -> None:
    text = rules.sign(payload, private_key=PRIVATE)
    assert rules.sign(payload, private_key=PRIVATE) == text
    parts = rules.take_apart(text)
    assert parts is not None
    assert parts.payload == payload
    assert parts.is_signed_by(public_key(PRIVATE))
    assert not parts.is_signed_by(public_key(OTHER_PRIVATE))


SIGNED = rules.sign({"student_name": "Amina", "status": "present"}, private_key=PRIVATE)


@given(
    place=st.integers(0, len(SIGNED) - 1),
    char=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ é"),
)
@settings(max_examples=300, deadline=None)
def test_no_byte_can_be_another(place: int, char: str) -> None:
    text = SIGNED[:place] + char + SIGNED[place + 1 :]
    parts = rules.take_apart(text)
    valid = parts is not None and parts.is_signed_by(public_key(PRIVATE))
    assert valid == (text == SIGNED)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", SIGNED + ".", SIGNED[:-1], "é.é.é"])
def test_what_is_no_receipt_is_none(text: str) -> None:
    parts = rules.take_apart(text)
    assert parts is None or not parts.is_signed_by(public_key(PRIVATE))


def test_no_other_algorithm_is_taken() -> None:
    header = {"alg": "none", "kid": rules.key_id(public_key(PRIVATE)), "typ": rules.TYPE}
    head = rules.base64url(json.dumps(header).encode())
    assert rules.take_apart(f"{head}.{SIGNED.split('.')[1]}.") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amina Wanjiru", "A. W."),
        ("", ""),
        ("  o'brien  ", "O."),
        ("王 小明", "王. 小."),
        ("( x", "X."),
    ],
)
def test_a_stranger_sees_initials(name: str, shown: str) -> None:
    assert rules.initials(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("S2301234", "…234"), ("1234", "…34"), ("7", "…"), ("", "…")]
)
def test_a_stranger_sees_the_end_of_a_number(number: str, shown: str) -> None:
    assert rules.last_digits(number) == shown


def test_codes_are_read_leniently() -> None:
    code = rules.new_code()
    assert rules.read_code(rules.shown(code).lower()) == code
    assert rules.read_code(code[:-1]) is None
    assert rules.read_code("U" * rules.CODE_LENGTH) is None
