"""What a course's register costs: 500 students by 30 sessions, read, marked and unchanged."""

import json
import statistics
from typing import TYPE_CHECKING

from tests.bench.extras import cpu_ms, fetch, http_get, warm
from tests.support.crowd import make_crowd
from tests.support.registers import fill
from tests.support.volley import http_post
from tests.support.world import make_world

if TYPE_CHECKING:
    from tests.bench.sides import Ours

STUDENTS, SESSIONS = 500, 30
TIMES, ROUNDS = 10, 5
SEEN = {"P": "present", "L": "late", "A": "absent"}


def print_register(ours: "Ours", postmaster: int) -> None:
    """Print the CPU of web server and PostgreSQL for it, all of a request included."""
    world = make_world("register", students=0)
    make_crowd(world, STUDENTS, signed_in=False)
    fill(world, sessions_held=SESSIONS)
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
    column = [
        {
            "session": body["sessions"][0]["id"],
            "student": one["id"],
            "status": "excused",
            "expected": SEEN[one["cells"][0]],
        }
        for one in body["students"]
    ]
    marks = json.dumps({"marks": column, "reason": "Benchmark"}).encode()
    spent = cpu_ms(
        ours, http_post(f"{path}marks/", marks, host=host, headers=headers), 1, postmaster
    )
    print(  # noqa: T201 - a program for a terminal
        f"\nRegister of {STUDENTS} by {SESSIONS} ({len(raw) / 1000:.0f} kB), CPU of web server and "
        f"PostgreSQL, median of {ROUNDS}:\n"
        f"  whole {whole:.0f} ms (at most 300), unchanged {unchanged:.0f} ms, "
        f"marking a column {spent:.0f} ms"
    )
