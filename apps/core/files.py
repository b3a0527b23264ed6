"""Files of an organisation: how they are called, and the two stores that keep them.

A name carries its organisation, and an address carries a signature and a moment at which it
ends: whoever holds an address may read that one file until then, and nobody else may read any.
"""

import logging
import re
import secrets
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from apps.core import clock, tenancy
from apps.core.errors import AppError

logger = logging.getLogger(__name__)

# An address lives for so long at most, and is handed out again for the first part of that: a
# browser then finds the file in its own cache.
ADDRESS_LIFETIME = timedelta(hours=2)
ADDRESS_REPEATED = timedelta(minutes=30)
CONTENT_TYPES = {"webp": "image/webp", "pdf": "application/pdf"}
# Shown where it stands. What can do more than be looked at is saved to disk instead.
_SHOWN = frozenset({"webp"})
# A file is stored a moment before its row names it; what is older and unnamed belongs to nobody.
UNNAMED_FOR = timedelta(hours=1)
# As much of a file is in memory at once where it is read in pieces, in bytes.
PIECE = 64 * 1024
_ROOT = "organizations"
_KEY = re.compile(r"[0-9]{1,18}")
_MOMENT = re.compile(r"[0-9]{1,12}")
Result = TypeVar("Result")


class StorageUnavailable(AppError):
    code = "storage_unavailable"
    status = 503
    detail = (
        "Files cannot be stored at the moment. Nothing has changed; please try again in a few "
        "minutes."
    )


class LocalStorage(FileSystemStorage):
    """Files in a folder that no web server shows; their addresses lead to our own view."""

    def url(self, name: str | None) -> str:
        """Return a signed address that lives for between one and a half and two hours."""
        return local_address(name or "", now=clock.now())

    def addresses(self, names: Iterable[str]) -> dict[str, str]:
        """Return the address of each file, by name."""
        return {name: self.url(name) for name in names}


def the_store() -> Any:
    """Return the store that the installation is set up with."""
    return storages["default"]


def local_address(name: str, *, now: datetime) -> str:
    """Return the signed address of a file in the local folder, the same for half an hour."""
    period_s = int(ADDRESS_REPEATED.total_seconds())
    begun = int(now.timestamp()) // period_s * period_s
    expires = begun + int(ADDRESS_LIFETIME.total_seconds())
    query = {"expires": expires, "signature": _signature(name, expires)}
    return f"{reverse('file', args=[name])}?{urlencode(query)}"


def seconds_left(name: str, *, expires: str, signature: str, now: datetime) -> int:
    """Return how long a local address still lives; raise BadSignature when it does not."""
    if not _MOMENT.fullmatch(expires):
        raise BadSignature
    signer().unsign(f"{name}?{expires}:{signature}")
    left = int(expires) - int(now.timestamp())
    if left <= 0:
        raise BadSignature
    return left


def signer() -> Signer:
    """Return what signs local addresses."""
    return Signer(salt="core.files")


def _signature(name: str, expires: int) -> str:
    return signer().signature(f"{name}?{expires}")


def folder_of(kind: str) -> str:
    """Return the folder of the active organisation's files of a kind; raise ScopeError."""
    return f"{_ROOT}/{tenancy.current_organization_id()}/{kind}"


def organization_of(name: str) -> int | None:
    """Return the key of the organisation whose file this name is, None for no such name."""
    root, _, rest = name.partition("/")
    key, slash, _ = rest.partition("/")
    if root != _ROOT or not slash or not _KEY.fullmatch(key):
        return None
    return int(key)


def ending_of(name: str) -> str:
    """Return a name's ending without its dot, in the case it is written in."""
    return name.rpartition(".")[2]


def store(data: bytes, *, kind: str, ending: str) -> str:
    """Store a file of the active organisation under a random name; return the name.

    It is safe only when a committed row names it: see ``delete_after_commit``, and give back a
    file whose row did not come to be. Raises StorageUnavailable.
    """
    name = f"{folder_of(kind)}/{secrets.token_hex(16)}.{ending}"
    content = ContentFile(data)
    content.content_type = CONTENT_TYPES[ending]  # type: ignore[attr-defined]  # read by django-storages
    return str(_asked(lambda: the_store().save(name, content)))


def read(name: str) -> bytes:
    """Return a file's content; raise FileNotFoundError or StorageUnavailable."""

    def work() -> bytes:
        with the_store().open(name) as file:
            return bytes(file.read())

    return _asked(work)


def pieces(name: str) -> Iterator[bytes]:
    """Yield a file's content piece by piece; raise FileNotFoundError or StorageUnavailable."""
    with _asked(lambda: the_store().open(name)) as file:
        while piece := _asked(lambda: bytes(file.read(PIECE))):
            yield piece


def address(name: str) -> str:
    """Return a file's address; raise StorageUnavailable."""
    return addresses([name])[name]


def addresses(names: Iterable[str]) -> dict[str, str]:
    """Return the address of each file, by name, without asking for any of them."""
    found: dict[str, str] = _asked(lambda: the_store().addresses(names))
    return found


def delete_after_commit(name: str) -> None:
    """Delete a file when the transaction that no longer names it has committed.

    A store that fails leaves it to the sweep.
    """
    transaction.on_commit(lambda: give_back(name))


def give_back(name: str) -> None:
    """Delete a file that no row names; a store that fails leaves it to the sweep."""
    try:
        delete(name)
    except StorageUnavailable:
        logger.warning("a file that nobody names is left to the sweep", exc_info=True)


def delete(name: str) -> None:
    """Delete a file, there or not; raise StorageUnavailable."""
    _asked(lambda: the_store().delete(name))


def stored_names(kind: str) -> list[str]:
    """Return the names of the active organisation's files of a kind; raise StorageUnavailable."""
    folder = folder_of(kind)
    try:
        _, found = _asked(lambda: the_store().listdir(folder))
    except FileNotFoundError:  # nothing has been stored in the local folder yet
        return []
    return [f"{folder}/{one}" for one in found]


def stored_at(name: str) -> datetime:
    """Return when a file was stored; raise FileNotFoundError or StorageUnavailable."""
    moment: datetime = _asked(lambda: the_store().get_modified_time(name))
    return moment


def _asked(work: Callable[[], Result]) -> Result:
    """Ask the store; turn the errors of whichever it is into one."""
    try:
        return work()
    except FileNotFoundError:
        raise
    except Exception as error:
        logger.exception("the store of files failed")
        raise StorageUnavailable from error


def sweep(kind: str, *, named: Container[str], now: datetime) -> int:
    """Delete the active organisation's files of a kind that no row names; return how many.

    There are such when a store failed at the wrong moment or a process was killed. Young
    files are left alone: a row is about to name them.
    """
    swept = 0
    for name in stored_names(kind):
        if name in named:
            continue
        try:
            young = now - stored_at(name) < UNNAMED_FOR
        except FileNotFoundError:  # deleted in the meantime
            continue
        if not young:
            delete(name)
            swept += 1
    return swept


def disposition(name: str) -> str:
    """Return whether a browser is to show a file or to save it, as the header says it."""
    ending = ending_of(name)
    return "inline" if ending in _SHOWN else f'attachment; filename="document.{ending}"'


def write_parameters(name: str) -> dict[str, Any]:
    """Return how S3 is to hand out a file of ours: never run, kept by one browser alone."""
    left_s = int((ADDRESS_LIFETIME - ADDRESS_REPEATED).total_seconds())
    return {
        "CacheControl": f"private, max-age={left_s}",
        "ContentDisposition": disposition(name),
    }
