"""A process that checks and stores a file as the application does, and tells its memory.

Run as ``python -m tests.support.measured ORGANISATION USER KIND FILE [hold] [trace]``; prints the
process's peak in MiB, and the counts, as JSON. With ``hold`` it keeps every row that it has read:
the control of a limit. With ``trace`` it also tells the most that Python's own objects took, in
MiB: unlike the process's memory it does not depend on what the allocator happens to give back.
"""

import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any


def peak_of_the_process() -> float:
    """Return the most memory that this process has had so far, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM:")) / 1024


def hold_all() -> list[Any]:
    """Let the walk over a file keep its rows."""
    from apps.accounts.services import imports  # noqa: PLC0415 - after the set-up

    module: Any = imports
    original, held = module.walk, []

    def walk(*args: Any) -> Any:
        for rows in original(*args):
            held.append(rows)
            yield rows

    module.walk = walk
    return held


def main(organization: str, user: str, kind: str, file: str, *more: str) -> None:
    """Check the file, hand it to the worker, and be that."""
    import django  # noqa: PLC0415 - set up first

    import attendance_system.celery  # noqa: F401, PLC0415 - what a worker has loaded

    django.setup()
    from apps.accounts.models import ImportRun, User  # noqa: PLC0415 - after the set-up
    from apps.accounts.services import imports  # noqa: PLC0415 - after the set-up
    from apps.core import clock, tenancy  # noqa: PLC0415 - after the set-up
    from apps.orgs.models import Organization  # noqa: PLC0415 - after the set-up

    held = hold_all() if "hold" in more else []
    by = User.objects.get(pk=user)
    with tenancy.activate(Organization.objects.get(pk=organization)):
        if "trace" in more:
            tracemalloc.start()
        run = imports.check(
            by=by, kind=kind, file_name="f.csv", data=Path(file).read_bytes(), now=clock.now()
        )
        del run.text
        imports.commit(run=run, by=by, now=clock.now())
        state = imports.run_waiting(now=clock.now())
        told = {"peak": peak_of_the_process(), "state": state, "held": len(held)}
        told["traced"] = tracemalloc.get_traced_memory()[1] / 2**20
        told["counts"] = ImportRun.objects.values_list("counts", flat=True).get(pk=run.pk)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
