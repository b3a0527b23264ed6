"""What a course's register costs: 500 students by 30 sessions, read, marked and unchanged."""

import json
import statistics
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.bench.extras import cpu_ms, fetch, http_get, warm
from tests.bench.sides import analyse
from tests.support.crowd import make_crowd
from tests.support.registers import fill
from tests.support.volley import http_post
from tests.support.world import make_world

if TYPE_CHECKING:
    from tests.bench.sides import Ours

STUDENTS, SESSIONS = 500, 30
TIMES, ROUNDS = 10, 5
# Columns that are marked: until each of the server's processes has done it, and measured.
WARMING, MARKED = 12, 11
SEEN = {"P": "present", "L": "late", "A": "absent"}


def print_register(ours: "Ours", postmaster: int) -> None:
    """Print the CPU of web server and PostgreSQL for it, all of a request included."""
    world = make_world("register", students=0)
    make_crowd(world, STUDENTS, signed_in=False)
    fill(world, sessions_held=SESSIONS)
    # Else autovacuum counts the new rows at a moment of its own, as work of whatever runs then.
    analyse()
    token = world.sign_in(world.lecturer.user)
    host = f"{world.organization.slug}.localhost"
    headers = {"Authorization": f"Token {token}"}
    path = f"/api/courses/{world.course.pk}/register/"

    def read(query: str = "") -> bytes:
        return http_get(f"{path}{query}", host, headers)

    raw = fetch(ours.port, read())
    body = json.loads(raw)
    asked = read(), read(f"?version={body['version']}")
    warm(ours, *asked)
    whole, unchanged = (
        statistics.median(cpu_ms(ours, request, TIMES, postmaster) for _ in range(ROUNDS))
        for request in asked
    )
    figures = [
        cpu_ms(ours, _marks(path, body, place, host, headers), 1, postmaster)
        for place in range(WARMING + MARKED)
    ]
    marked = sorted(figures[WARMING:])
    print(  # noqa: T201 - a program for a terminal
        f"\nRegister of {STUDENTS} by {SESSIONS} ({len(raw) / 1000:.0f} kB), CPU of web server and "
        f"PostgreSQL, median of {ROUNDS}:\n"
        f"  whole {whole:.0f} ms (at most 300), unchanged {unchanged:.0f} ms\n"
        f"  marking a column {statistics.median(marked):.0f} ms ({marked[0]:.0f} to "
        f"{marked[-1]:.0f}, of {MARKED}); the first of all {figures[0]:.0f} ms"
    )


def _marks(
    path: str, register: Mapping[str, Any], place: int, host: str, headers: dict[str, str]
) -> bytes:
    """Return the marks of everybody in one session, each another one than before."""
    marks = [
        {
            "session": register["sessions"][place]["id"],
            "student": one["id"],
            "status": "excused",
            "expected": SEEN[one["cells"][place]],
        }
        for one in register["students"]
    ]
    body = json.dumps({"marks": marks, "reason": "Benchmark"}).encode()
    return http_post(f"{path}marks/", body, host=host, headers=headers)
