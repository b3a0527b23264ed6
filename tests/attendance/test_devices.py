"""Device keys and their signatures, as WebCrypto makes them."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from apps.attendance.rules import devices
from tests.support.world import Phone

MESSAGE = b'attendance-claim:v1\n{"code": "x"}'
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PHONE = Phone()
SIGNATURE = PHONE.sign(MESSAGE)


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def valid(signature: str | None, *, key: str | None = None, message: bytes = MESSAGE) -> bool:
    return devices.signature_is_valid(
        public_key=key or str(PHONE.public_key), signature=signature, message=message
    )


def halves() -> tuple[int, int]:
    raw = devices.decode_base64url(SIGNATURE)
    return int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")


def joined(r: int, s: int) -> str:
    return encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def test_a_good_signature() -> None:
    assert valid(SIGNATURE)


def test_another_key_or_message_or_none() -> None:
    assert not valid(SIGNATURE, key=Phone().public_key)
    assert not valid(SIGNATURE, message=MESSAGE + b" ")
    assert not valid(None)
    assert not valid("")


@given(st.integers(0, 511))
def test_no_flipped_bit_is_taken(bit: int) -> None:
    raw = bytearray(devices.decode_base64url(SIGNATURE))
    raw[bit // 8] ^= 1 << bit % 8
    assert not valid(encode(bytes(raw)))


@given(st.binary(max_size=80))
def test_no_bytes_but_the_signature_are_taken(raw: bytes) -> None:
    assert not valid(encode(raw))


@given(st.text(max_size=100))
def test_no_text_fails_the_server(text: str) -> None:
    assert not valid(text)


@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 128])
def test_truncated_and_extended_signatures(length: int) -> None:
    raw = (devices.decode_base64url(SIGNATURE) * 2)[:length]
    assert not valid(encode(raw))


def test_degenerate_and_malleated_halves() -> None:
    r, s = halves()
    for broken in ((0, 0), (r, 0), (0, s), (ORDER, s), (r, ORDER), (s, r), (r, s + ORDER)):
        if max(broken) < 2**256:
            assert not valid(joined(*broken))
    # The twin (r, n - s) is a valid ECDSA signature of the same message, which WebCrypto may make
    # itself. It opens nothing: a signature is no identifier here, and covers the whole body.
    assert valid(joined(r, ORDER - s))
    assert not valid(joined(r, ORDER - s), message=MESSAGE + b" ")


def test_signatures_in_der_are_not_taken() -> None:
    assert not valid(encode(encode_dss_signature(*halves())))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda point: b"\x04" + bytes(64),
        lambda point: point[:-1] + bytes([point[-1] ^ 1]),
        lambda point: b"\x05" + point[1:],
        lambda point: point[:64],
        lambda point: point + b"\0",
        lambda point: b"\x02" + point[1:33],
        lambda point: b"",
        lambda point: b"\0",
    ],
    ids=["origin", "off the curve", "tag", "short", "long", "compressed", "empty", "infinity"],
)
def test_what_is_no_point_of_the_curve(spoil: object) -> None:
    point = devices.decode_base64url(str(PHONE.public_key))
    spoilt = encode(spoil(point))  # type: ignore[operator]  # a table of functions
    with pytest.raises(devices.KeyUnreadable):
        devices.read_public_key(spoilt)
    if spoilt:
        assert not valid(SIGNATURE, key=spoilt)


def test_a_key_has_one_name_however_it_is_written() -> None:
    key = str(PHONE.public_key)
    assert devices.thumbprint(key) == devices.thumbprint(key + "=")
    assert len(devices.thumbprint(key)) == 32
    assert devices.thumbprint(key) != devices.thumbprint(str(Phone().public_key))


def test_the_messages_of_the_three_writes_differ() -> None:
    body = b"{}"
    assert devices.message_of_claim(body) == b"attendance-claim:v1\n{}"
    assert devices.message_of_finish("id", body) == b"attendance-finish:v1\nid\n{}"
    assert devices.message_of_typed(body) == b"attendance-typed:v1\n{}"
