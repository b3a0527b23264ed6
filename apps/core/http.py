"""Facts about an HTTP request that must not be taken from the client on trust."""

import ipaddress
from contextvars import ContextVar
from datetime import MAXYEAR, MINYEAR, date

from django.conf import settings
from django.http import HttpRequest, QueryDict

# The client's address of the request that this thread serves; "" in a worker.
address_being_served: ContextVar[str] = ContextVar("address_being_served", default="")
# One digit less than the largest key has: every number of this length is one.
_KEY_DIGITS = 18


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address, counting trusted proxies from the right.

    Each trusted proxy appends the address it saw to ``X-Forwarded-For``; everything to the left
    of those entries was written by the client and is ignored. With no trusted proxy the header
    has no effect at all.
    """
    remote = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXY_COUNT
    if trusted == 0:
        return remote
    hops = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    hops = [hop for hop in hops if hop]
    if len(hops) < trusted:
        return remote
    return hops[-trusted]


def query_id(query: QueryDict, name: str) -> int | None:
    """Return the id in a query parameter; None when it is absent or no number.

    A number that no key can be is 0, the id of no row.
    """
    text = query.get(name, "")
    if not text.isdecimal():
        return None
    return int(text) if len(text) <= _KEY_DIGITS else 0


def query_day(query: QueryDict, name: str) -> date | None:
    """Return the day in a query parameter; None when it is absent, none, or beyond all calendars.

    A day at the edge of what a date can be is none: with a time zone it may not be a moment.
    """
    try:
        day = date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None


def query_text(query: QueryDict, name: str) -> str:
    """Return the text of a query parameter, without NUL, which no database text holds."""
    return query.get(name, "").replace("\x00", "")


def network_prefix(address: str) -> str:
    """Return the network of an address (/24 for IPv4, /48 for IPv6), or "" when unreadable.

    The prefix is weak evidence about where a device was; the full address is not kept.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    length = 24 if isinstance(ip, ipaddress.IPv4Address) else 48
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))


def network_being_served() -> str:
    """Return the network prefix of the request being served, "" outside of one."""
    return network_prefix(address_being_served.get())
