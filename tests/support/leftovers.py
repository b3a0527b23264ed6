"""The data folder of a run, and the end of those that killed runs have left behind.

A run deletes its folder when it ends. One that is killed cannot, and mypy, which reads the test
settings too, ends without a farewell. The name says whose it is, so that the next run can tell.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "attendance-tests-"


def make_data_folder() -> Path:
    """Return a new folder of this process, deleted when it ends; delete those of ended ones."""
    parent = Path(tempfile.gettempdir())
    delete_leftovers(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def delete_leftovers(parent: Path) -> None:
    """Delete the data folders whose processes are no more."""
    for folder in parent.glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    # Another user's process may not be asked, and lives.
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
