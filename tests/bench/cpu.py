"""CPU time of processes with all their children, from /proc (Linux)."""

import os
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
NANOSECOND_S = 1e-9


def cpu_seconds(root: int) -> float:
    """Return user and system time of a process and all that descend from it, ended ones too.

    Of living processes by the scheduler's own nanoseconds: the ticks of ``stat`` are samples on
    many kernels, and hardly ever see a server that works for a millisecond at a time. Of ended
    ones there are ticks only.
    """
    times: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            living = _running_seconds(folder)
        except OSError:  # ended meanwhile
            continue
        pid = int(folder.name)
        # After the name: state, parent, …; the 14th and 15th are reaped children's times.
        times[pid] = living + sum(map(int, fields[13:15])) * TICK_S
        children.setdefault(int(fields[1]), []).append(pid)
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += times.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


def _running_seconds(folder: Path) -> float:
    """Return how long the threads of a process have been on a CPU."""
    threads = (folder / "task").iterdir()
    nanoseconds = sum(int((one / "schedstat").read_text().split()[0]) for one in threads)
    return nanoseconds * NANOSECOND_S
