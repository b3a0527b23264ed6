"""What a course's register costs: 500 students by 30 sessions, read, marked and unchanged."""

import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.support.crowd import make_crowd
from tests.support.registers import fill
from tests.support.world import make_world

if TYPE_CHECKING:
    from tests.bench.sides import Ours

STUDENTS, SESSIONS = 500, 30
TIMES = 20


def print_register(ours: "Ours") -> None:
    """Print how long the web server takes for it, from the request to the last byte."""
    world = make_world("register", students=0)
    make_crowd(world, STUDENTS, signed_in=False)
    fill(world, sessions_held=SESSIONS)
    token = world.sign_in(world.lecturer.user)
    host = f"{world.organization.slug}.localhost"

    def ask(tail: str = "", body: Any = None) -> tuple[float, bytes]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{ours.port}/api/courses/{world.course.pk}/register/{tail}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Host": host,
                "Authorization": f"Token {token}",
                "Content-Type": "application/json",
            },
        )
        begun = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            found: bytes = answer.read()
        return (time.perf_counter() - begun) * 1000, found

    taken, raw = sorted(ask() for _ in range(TIMES))[TIMES // 2]
    body = json.loads(raw)
    unchanged = sorted(ask(f"?version={body['version']}")[0] for _ in range(TIMES))[TIMES // 2]
    names = {"P": "present", "L": "late", "A": "absent"}
    column = [
        {
            "session": body["sessions"][0]["id"],
            "student": one["id"],
            "status": "excused",
            "expected": names[one["cells"][0]],
        }
        for one in body["students"]
    ]
    marked, _ = ask("marks/", {"marks": column, "reason": "Benchmark"})
    print(  # noqa: T201 - a program for a terminal
        f"Register of {STUDENTS} by {SESSIONS}: {taken:.0f} ms ({len(raw) / 1000:.0f} kB; "
        f"at most 300 ms), {unchanged:.0f} ms unchanged, {marked:.0f} ms to mark a column"
    )
