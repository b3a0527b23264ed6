"""Parsers from the text of one environment variable to its type.

Each takes the stripped, non-empty text and returns the value or raises ValueError whose
message completes the sentence "NAME …" for the operator.
"""

import re
import warnings
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

TRUE_WORDS = frozenset({"true", "1", "yes", "on"})
FALSE_WORDS = frozenset({"false", "0", "no", "off"})
HOST_LABELS = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z")
BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\Z")
TILE_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?", re.ASCII)
PLACEHOLDER = re.compile(r"\{[zxyr]\}")
DOTTED_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\Z", re.ASCII)
MAILBOX = re.compile(r"[^\s@<>]+@[^\s@<>]+\Z")
PHONE_NUMBER = re.compile(r"\+[1-9]\d{6,14}\Z", re.ASCII)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
POSTGRESQL_SCHEMES = frozenset({"postgres", "postgresql"})


class EnvironmentWarning(UserWarning):
    """A setting was understood, but the operator should write it differently."""


def text(value: str) -> str:
    """Return the value as it is."""
    return value


def boolean(value: str) -> bool:
    """Read a yes/no word; anything else is refused rather than taken for "no"."""
    word = value.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError(f"must be True or False, not {value!r}")


def integer(minimum: int, maximum: int) -> Callable[[str], int]:
    """Make a parser for a whole number between two bounds, both included."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"-?\d+", value, flags=re.ASCII):
            raise ValueError(f"must be a whole number, not {value!r}")
        number = int(value)
        if not minimum <= number <= maximum:
            raise ValueError(f"must be between {minimum} and {maximum}, not {number}")
        return number

    return parse


def word_list(value: str) -> tuple[str, ...]:
    """Split at commas; empty items are dropped."""
    return tuple(item.strip() for item in value.split(",") if item.strip())


def hosts(value: str) -> tuple[str, ...]:
    """Read host names as Django understands them.

    ``*.example.com``, which Django would silently never match, becomes ``.example.com``
    (the domain and everything below it), with a warning.
    """
    result = []
    for item in word_list(value):
        host = item.lower()
        if host.startswith("*."):
            host = host[1:]
            warnings.warn(
                f"DJANGO_ALLOWED_HOSTS: {item!r} is read as {host!r}; write it so.",
                EnvironmentWarning,
                stacklevel=2,
            )
        if host != "*" and not host.startswith("[") and not HOST_LABELS.match(host):
            raise ValueError(f"holds {item!r}, which is not a host name (no scheme, no port)")
        result.append(host)
    return tuple(result)


def domain(value: str) -> str:
    """Read one bare domain name without scheme, port or leading dot."""
    name = value.lower()
    if name.startswith(".") or not HOST_LABELS.match(name):
        raise ValueError(f"must be a bare domain such as attendance.example.edu, not {value!r}")
    return name


def slug(value: str) -> str:
    """Read the short name of an organisation as it stands in addresses."""
    if not SLUG.match(value):
        raise ValueError(f"must be lower-case letters, digits and hyphens, not {value!r}")
    return value


def origins(value: str) -> tuple[str, ...]:
    """Read web origins, each ``scheme://host[:port]`` and nothing after it."""
    for item in word_list(value):
        _check_origin(item)
    return word_list(value)


def _check_origin(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"holds {value!r}, which is not an origin such as https://example.edu")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError(f"holds {value!r}: an origin ends after the host and port")


def origin(value: str) -> str:
    """Read one web origin."""
    address = value.rstrip("/")
    _check_origin(address)
    return address


def tile_url(value: str) -> str:
    """Read the address of a map's tiles: ``https://host/{z}/{x}/{y}.png``, ``{r}`` where wanted.

    The host becomes part of the pages' security policy: it holds no placeholder, and nothing that
    could be read as more than one host.
    """
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not TILE_HOST.fullmatch(parts.netloc):
        raise ValueError(
            f"must be like https://tiles.example.edu/{{z}}/{{x}}/{{y}}.png, not {value!r}"
        )
    _check_port(parts.netloc)
    path = f"{parts.path}?{parts.query}"
    found = PLACEHOLDER.findall(path)
    if sorted(one for one in found if one != "{r}") != ["{x}", "{y}", "{z}"]:
        raise ValueError("must hold {z}, {x} and {y} after the host, each once")
    if parts.fragment or re.search(r"[{}\s\"'<>]", PLACEHOLDER.sub("", path)):
        raise ValueError(f"holds what no address of a picture does: {value!r}")
    return value


def bucket(value: str) -> str:
    """Read the name of an S3 bucket; with a dot in it, no certificate would fit its host."""
    if not BUCKET.match(value):
        raise ValueError(f"must be 3 to 63 lower-case letters, digits and hyphens, not {value!r}")
    return value


def patterns(value: str) -> tuple[str, ...]:
    """Read regular expressions that compile."""
    for item in word_list(value):
        try:
            re.compile(item)
        except re.error as error:
            raise ValueError(f"holds {item!r}, not a regular expression: {error}") from error
    return word_list(value)


def database_url(value: str) -> str:
    """Check a database address: ``postgresql://…/name`` or ``sqlite:///path``."""
    parts = urlsplit(value)
    if parts.scheme in POSTGRESQL_SCHEMES:
        _check_port(parts.netloc)
        if not unquote(parts.path).strip("/"):
            raise ValueError("names no database after the host")
        return value
    if parts.scheme == "sqlite":
        if not parts.path.strip("/"):
            raise ValueError("names no file: write sqlite:///relative or sqlite:////absolute")
        return value
    raise ValueError("must begin with postgresql:// or sqlite:///")


def redis_url(value: str) -> str:
    """Check a Redis address; without a database index Redis itself takes number 0."""
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must begin with redis://, rediss:// or unix://")
    if parts.scheme != "unix":
        _check_port(parts.netloc)
        if not parts.hostname:
            raise ValueError("names no host")
        if not re.fullmatch(r"(/\d*)?", parts.path):
            raise ValueError("may end in a database number only, as in redis://host:6379/1")
    return value


def broker_url(value: str) -> str:
    """Check a Celery broker address: Redis, or the file-system transport."""
    if urlsplit(value).scheme == "filesystem":
        return value
    return redis_url(value)


def _check_port(netloc: str) -> None:
    try:
        _ = urlsplit(f"//{netloc}").port
    except ValueError as error:
        raise ValueError("has a port that is not a number below 65536") from error


def log_level(value: str) -> str:
    """Read the name of a logging level."""
    level = value.upper()
    if level not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}, not {value!r}")
    return level


def path(value: str) -> Path:
    """Read a path of the file system; ``~`` is the home folder."""
    return Path(value).expanduser()


def dotted_path(value: str) -> str:
    """Read the dotted path of a class."""
    if not DOTTED_PATH.match(value):
        raise ValueError(f"must be a dotted path such as package.module.Class, not {value!r}")
    return value


def mailbox(value: str) -> str:
    """Read a sender: ``someone@example.edu`` or ``Name <someone@example.edu>``."""
    if not MAILBOX.match(parseaddr(value)[1]) or "\n" in value or "\r" in value:
        raise ValueError(f"must be like Name <someone@example.edu>, not {value!r}")
    return value


def phone_number(value: str) -> str:
    """Read a phone number in international form (E.164); spaces are dropped."""
    number = value.replace(" ", "")
    if not PHONE_NUMBER.match(number):
        raise ValueError(f"must be a number with country code such as +256700000000, not {value!r}")
    return number
