"""What a killed run has left behind is deleted by the next; nobody else's is."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.leftovers import PREFIX, delete_leftovers


def folder_of(parent: Path, owner: object) -> Path:
    folder = parent / f"{PREFIX}{owner}-x1y2"
    (folder / "files").mkdir(parents=True)
    (folder / "test.sqlite3").touch()
    return folder


def test_the_folders_of_ended_processes_are_deleted_and_no_others(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = folder_of(tmp_path, ended.pid)
    # Process 1 lives always, and is another user's wherever this one is not root's.
    kept = [folder_of(tmp_path, owner) for owner in (os.getpid(), 1, "somebody")]
    delete_leftovers(tmp_path)
    assert not left.exists()
    assert all(folder.is_dir() for folder in kept)
