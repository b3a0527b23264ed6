"""Device keys: EC P-256 pairs made by the browser, and the signatures they make.

WebCrypto exports a public key as the raw uncompressed point (65 bytes) and signs with ECDSA over
SHA-256, giving r and s of 32 bytes each (IEEE P1363 format).
"""

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

POINT_BYTES = 65
SIGNATURE_BYTES = 64


class KeyUnreadable(ValueError):
    """The public key is not a point of the curve."""


def decode_base64url(text: str) -> bytes:
    """Return the bytes of unpadded base64url text; raise ValueError when it is none."""
    try:
        return base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error


# A key is read to name it and again to check what it signed.
@lru_cache(maxsize=256)
def read_public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Return the key of a raw point in base64url; raise KeyUnreadable when it is none."""
    try:
        point = decode_base64url(text)
        if len(point) != POINT_BYTES:
            raise KeyUnreadable("a raw P-256 point has 65 bytes")
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise KeyUnreadable("not a P-256 point") from error


def thumbprint(text: str) -> str:
    """Return the short name of a public key: 128 bits of its SHA-256, in hexadecimal."""
    return hashlib.sha256(decode_base64url(text)).hexdigest()[:32]


def signature_is_valid(*, public_key: str, signature: str | None, message: bytes) -> bool:
    """Return whether ``signature`` (base64url of r and s) of ``message`` is by this key."""
    if not signature:
        return False
    try:
        raw = decode_base64url(signature)
        if len(raw) != SIGNATURE_BYTES:
            return False
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        key = read_public_key(public_key)
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def message_of_claim(body: bytes) -> bytes:
    """Return what a phone signs to make a claim."""
    return b"attendance-claim:v1\n" + body


def message_of_finish(claim_id: str, body: bytes) -> bytes:
    """Return what a phone signs to finish a claim."""
    return b"attendance-finish:v1\n" + claim_id.encode() + b"\n" + body


def message_of_typed(body: bytes) -> bytes:
    """Return what a phone signs to check in by a typed code."""
    return b"attendance-typed:v1\n" + body
