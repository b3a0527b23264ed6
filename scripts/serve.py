"""Serves the demo university from this checkout: web, worker and beat together.

Usage: python -m scripts.serve [--lan]

Plain: http://localhost:PORT (8000). With --lan: https://ADDRESS:PORT (8443) over a certificate
of our own, so that a real phone in the same network may use its camera and location.
"""

import datetime as dt
import errno
import os
import socket
import subprocess
from pathlib import Path

from scripts import tls
from scripts.processes import Command, Group, is_listening
from scripts.toolbox import (
    PYTHON,
    ROOT,
    VAR,
    ToolError,
    fingerprint,
    forget,
    is_current,
    main_guard,
    remember,
    run,
    say,
    step,
)

LOCAL_PORT = 8000
LAN_PORT = 8443
# The worker has a process for its tasks, so that their limits of time and memory hold; on the
# folder queue it needs no service. Nobody watches this one worker's events.
WEB = Command("web", (PYTHON, "-m", "gunicorn"))
WORKER = Command(
    "worker",
    (
        *(PYTHON, "-m", "celery", "--quiet", "--app", "attendance_system", "worker"),
        *("--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ),
)
BEAT = Command(
    "beat",
    (
        *(PYTHON, "-m", "celery", "--quiet", "--app", "attendance_system", "beat"),
        # A pid file of a run that was killed would keep the next one from starting.
        *("--pidfile=", "--loglevel", "WARNING"),
    ),
)
START_LIMIT_S = 30


def main(arguments: list[str]) -> int:
    """Prepare the database, start the processes, say what to open, wait for Ctrl-C."""
    lan = arguments == ["--lan"]
    if arguments and not lan:
        raise ToolError(str(__doc__))
    port = _port(LAN_PORT if lan else LOCAL_PORT)
    listen_at = "0.0.0.0" if lan else "127.0.0.1"  # noqa: S104 - the purpose of --lan
    _refuse_taken(listen_at, port)
    changes = _lan_environment(port) if lan else {}
    env = {
        "LOG_LEVEL": "WARNING",
        **os.environ,
        "PORT": str(port),
        "BIND_ADDRESS": listen_at,
        # The worker reads messages of this application only, as JSON; root is no danger to it.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        **changes,
    }
    accounts = _prepared_accounts(env)
    address = env.get("PUBLIC_URL") or f"http://localhost:{port}"
    return _serve(env, port, _welcome(address, accounts, mail=_mail(env), lan=lan))


def _port(default: int) -> int:
    text = os.environ.get("PORT", "").strip() or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the highest port
        raise ToolError(f"PORT must be a number below 65536, not {text!r}.")
    return int(text)


def _refuse_taken(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used: {error}"
            raise ToolError(
                f"Port {port} {reason}. Choose another one: make run PORT={port + 1}"
            ) from error


def _lan_environment(port: int) -> dict[str, str]:
    address = tls.lan_address()
    hosts = [address, "localhost", "127.0.0.1", socket.gethostname().lower()]
    files = tls.certificates(VAR / "tls", hosts, now=dt.datetime.now(dt.UTC))
    return {
        "DJANGO_ALLOWED_HOSTS": ",".join([*hosts, ".localhost"]),
        "PUBLIC_URL": f"https://{address}:{port}",
        "SECURE_SSL_REDIRECT": "True",
        # Remembering HTTPS for localhost would break every other project on this machine.
        "SECURE_HSTS_SECONDS": "0",
        "TLS_CERTIFICATE_FILE": str(files.certificate),
        "TLS_KEY_FILE": str(files.key),
    }


def _prepared_accounts(env: dict[str, str]) -> str:
    """Bring the database up to date; return whom to sign in as.

    Neither migrations nor the demo data do anything a second time, but finding that out takes
    seconds, so an unchanged checkout with its own database file does not ask.
    """
    kept = VAR / "demo-accounts.txt"
    sources = [*(ROOT / "apps").rglob("migrations/*.py"), ROOT / "apps" / "ops" / "management"]
    facts = [env.get(name, "") for name in ("PORT", "PUBLIC_URL", "DEFAULT_ORGANIZATION")]
    mark = fingerprint([*sorted(sources), ROOT / ".env", ROOT / "requirements.txt"], *facts)
    if _own_database_exists(env) and kept.is_file() and is_current("database", mark):
        return kept.read_text(encoding="utf-8")
    forget("database")
    with step("Database"):
        run([PYTHON, "manage.py", "migrate", "--no-input", "--verbosity", "0"], env=env)
    with step("Demo university"):
        accounts = _load_demo(env)
    kept.write_text(accounts, encoding="utf-8")
    remember("database", mark)
    return accounts


def _own_database_exists(env: dict[str, str]) -> bool:
    return not _given(env, "DATABASE_URL") and (VAR / "db.sqlite3").is_file()


def _given(env: dict[str, str], name: str) -> str:
    """Return a variable's value from the environment, else from the checkout's `.env`."""
    value = env.get(name, "").strip()
    settings_file = ROOT / ".env"
    if value or not settings_file.is_file():
        return value
    for line in settings_file.read_text(encoding="utf-8").splitlines():
        key, _, rest = line.partition("=")
        if key.strip() == name and rest.strip():
            return rest.strip()
    return ""


def _mail(env: dict[str, str]) -> str:
    """Say where mail goes: to a server, or to a folder that one can look into."""
    server = _given(env, "EMAIL_HOST")
    if server:
        return f"Mail is sent through {server}."
    data = Path(_given(env, "DATA_DIR") or VAR)
    folder = Path(_given(env, "MAIL_FOLDER") or data / "mail")
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    return f"Mail is written to {shown}/, one file for each; nothing leaves this machine."


def _load_demo(env: dict[str, str]) -> str:
    result = subprocess.run(
        [PYTHON, "manage.py", "load_demo", "--force"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise ToolError(f"The demo university could not be loaded:\n{result.stdout}")
    return result.stdout.strip()


def _welcome(address: str, accounts: str, *, mail: str, lan: bool) -> str:
    lines = ["", accounts, "", mail, f"Open {address}   (Ctrl-C stops)"]
    if lan:
        authority = (VAR / "tls" / "authority.pem").relative_to(ROOT)
        lines += [
            "On the phone open the same address and accept the warning about the certificate,",
            f"or install {authority} on it as an authority. QR codes carry this address.",
        ]
    return "\n".join(lines)


def _serve(env: dict[str, str], port: int, welcome: str) -> int:
    """Run all processes until Ctrl-C (0) or until one of them ends (its status, never 0)."""
    # Stopped in the order in which work arises: no request, then no knock, then the last task.
    with Group(env=env, stop_order=("web", "beat", "worker")) as group:
        group.start(WEB, WORKER, BEAT)
        if not group.wait_until(lambda: is_listening(port), START_LIMIT_S):
            raise ToolError("The web server did not start; its messages are above.")
        say(welcome)
        return group.wait()
    return 0


if __name__ == "__main__":
    main_guard(main)
