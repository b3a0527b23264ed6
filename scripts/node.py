"""Runs a command in frontend/ with a fit Node and the front end's tools first on PATH.

Usage: python -m scripts.node COMMAND [ARGUMENT…]
"""

import subprocess

from scripts.bootstrap import node_environment
from scripts.toolbox import FRONTEND, ToolError, main_guard


def main(command: list[str]) -> int:
    """Run the command; return its exit status."""
    if not command:
        raise ToolError(str(__doc__))
    return subprocess.run(command, cwd=FRONTEND, env=node_environment(), check=False).returncode


if __name__ == "__main__":
    main_guard(main)
