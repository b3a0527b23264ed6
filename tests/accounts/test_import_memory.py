"""How much memory a process needs that checks and stores a long file."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.enums import Role
from tests.accounts.test_import_size import ENCODINGS
from tests.support.importing import counts
from tests.support.servers import ROOT, server_environment
from tests.support.world import make_user, make_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells its memory on Linux"),
]

LIMIT_MIB = 200
# Ten thousand rows that are not held take 7, those that are 18.
TRACED_MIB = 12


def measured(
    rows: int, folder: Path, *more: str, encoding: str = "utf-8", bad: int = 0
) -> dict[str, Any]:
    """Check and store students in a process of its own; return what it told.

    The first row of every hundred has a year that is none, until there are ``bad`` ones.
    """
    organization = make_world(students=0).organization
    lines = ["student_id,name,year,phone_number"]
    spoilt = range(0, bad * 100, 100)
    lines += [
        f"N{one:06d},José Núñez {one},{'x' if one in spoilt else 2},+256700{one:06d}"
        for one in range(rows)
    ]
    file = folder / "people.csv"
    file.write_bytes("\n".join(lines).encode(encoding))
    user = make_user(organization, Role.ADMIN)
    command = ["-m", "tests.support.measured", organization.pk, user.pk, "students", file, *more]
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=server_environment(
            DATA_DIR=str(folder / "data"), DJANGO_SETTINGS_MODULE="tests.worker_settings"
        ),
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    logging.getLogger(__name__).info("%s rows in %s: %s", rows, encoding, told)
    assert told["state"] == "done"
    return told


def test_ten_thousand_rows_are_not_held(tmp_path: Path) -> None:
    told = measured(10_000, tmp_path, "trace")
    assert 0 < told["traced"] < TRACED_MIB


def test_control_rows_that_are_held_pass_the_limit(tmp_path: Path) -> None:
    told = measured(10_000, tmp_path, "hold", "trace")
    assert told["held"] > 0
    assert told["traced"] > TRACED_MIB


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_g2_a_hundred_thousand_rows_need_less_than_200_mib(encoding: str, tmp_path: Path) -> None:
    """1 % of the rows are errors, and the reasons of all of them are kept."""
    told = measured(100_000, tmp_path, encoding=encoding, bad=1_000)
    assert told["counts"] == counts(new=99_000, error=1_000)
    assert told["peak"] < LIMIT_MIB
