"""Seals texts that must not lie readable in the database, and opens them again.

For what has to be kept for a while and read once more by this installation; what need not be read
again is hashed instead.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY_BYTES = 32


class SealBroken(Exception):
    """A text was sealed by another installation, for another purpose, or has been changed."""


def seal(text: str, *, purpose: str) -> str:
    """Return the text encrypted and signed; only ``unseal`` with the same purpose reads it."""
    return _sealer(settings.SECRET_KEY, (), purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return the text that was sealed, also under a secret key of before.

    Raises SealBroken.
    """
    fallbacks = tuple(settings.SECRET_KEY_FALLBACKS)
    try:
        return _sealer(settings.SECRET_KEY, fallbacks, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


@cache
def _sealer(key: str, fallbacks: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([_fernet(one, purpose) for one in (key, *fallbacks)])


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"attendance:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
