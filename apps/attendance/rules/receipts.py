"""Receipts of check-ins: their codes, and the signed text that anybody can verify offline.

A receipt is a compact JWS (RFC 7515) signed with Ed25519 (RFC 8037): header, payload and signature
in base64url, joined by dots. Keys are published as a JWK set (RFC 7517).
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from apps.attendance.rules import codes
from apps.attendance.rules.devices import decode_base64url

# 80 random bits: a stranger who tries a thousand a second for a thousand years finds none.
CODE_LENGTH = 16
_GROUP = 4
ALGORITHM = "EdDSA"
TYPE = "attendance-receipt+jws"
_PARTS = 3
# Far longer than any receipt: what is longer is not read at all.
LONGEST = 8000
# A thumbprint: 32 bytes in base64url.
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_SHOWN_DIGITS = 3
_SHOWN_INITIALS = 3
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def new_code() -> str:
    """Return the code of a receipt: 80 random bits, 16 characters."""
    return codes.encode(secrets.randbits(5 * CODE_LENGTH), CODE_LENGTH)


def read_code(entered: str) -> str | None:
    """Return the code that was meant, whatever its case, hyphens and look-alikes; None for none."""
    code = codes.normalise(entered)
    return code if codes.is_readable(code, CODE_LENGTH) else None


def shown(code: str) -> str:
    """Return a code as people read it: in groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def base64url(data: bytes) -> str:
    """Return unpadded base64url."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def key_id(public_key: bytes) -> str:
    """Return the name of a public key: its thumbprint (RFC 7638), in base64url."""
    required = _encode({"crv": "Ed25519", "kty": "OKP", "x": base64url(public_key)})
    return base64url(hashlib.sha256(required.encode("ascii")).digest())


def jwk(public_key: bytes) -> dict[str, str]:
    """Return a public key (32 bytes) as a JWK."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": ALGORITHM,
        "kid": key_id(public_key),
        "x": base64url(public_key),
    }


def sign(payload: Mapping[str, Any], *, private_key: bytes) -> str:
    """Return the receipt that states ``payload``. The same one each time: Ed25519 draws nothing."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    header = {
        "alg": ALGORITHM,
        "kid": key_id(key.public_key().public_bytes_raw()),
        "typ": TYPE,
    }
    signed = f"{_part(header)}.{_part(payload)}"
    return f"{signed}.{base64url(key.sign(signed.encode('ascii')))}"


def _part(value: Mapping[str, Any]) -> str:
    return base64url(_encode(value).encode("ascii"))


@dataclass(frozen=True, slots=True)
class Unverified:
    """A receipt taken apart; nothing in it is known to be true."""

    kid: str
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes

    def is_signed_by(self, public_key: bytes) -> bool:
        """Return whether the signature is by this key (32 bytes), and the key the one it names."""
        if self.kid != key_id(public_key):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def take_apart(text: str) -> Unverified | None:
    """Return the parts of a receipt; None for what is none.

    Each part must be written as ``sign`` writes it: of base64url texts that mean the same bytes
    only one is taken, so that no byte of a receipt can be another.
    """
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != _PARTS:
        return None
    try:
        header, payload, signature = (decode_base64url(part) for part in parts)
        head, body = json.loads(header), json.loads(payload)
    except (ValueError, RecursionError):
        return None
    exact = [base64url(header), base64url(payload), base64url(signature)] == parts
    if not exact or not isinstance(head, dict) or not isinstance(body, dict):
        return None
    if head.get("alg") != ALGORITHM or head.get("typ") != TYPE:
        return None
    kid = head.get("kid")
    # What names no key is not looked for: not every text can be asked of a database.
    if not isinstance(kid, str) or not _KEY_ID.fullmatch(kid):
        return None
    return Unverified(
        kid=kid,
        payload=body,
        signed=f"{parts[0]}.{parts[1]}".encode("ascii"),
        signature=signature,
    )


def initials(name: str) -> str:
    """Return what a stranger sees of a name: "A. W."."""
    words = [word for word in name.split() if word[0].isalpha()]
    return " ".join(f"{word[0].upper()}." for word in words[:_SHOWN_INITIALS])


def last_digits(number: str) -> str:
    """Return what a stranger sees of a student number: its end, never more than half of it."""
    many = min(_SHOWN_DIGITS, len(number) // 2)
    return f"…{number[-many:]}" if many else "…"
