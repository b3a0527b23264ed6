"""Serves the demo university from this checkout.

Usage: python -m scripts.serve [--lan]

Plain: http://localhost:PORT (8000). With --lan: https://ADDRESS:PORT (8443) over a certificate
of our own, so that a real phone in the same network may use its camera and location.
"""

import contextlib
import datetime as dt
import errno
import os
import signal
import socket
import subprocess
import sys
import time

from scripts import tls
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
# The worker closes sessions at their time; it reads its queue from a folder and needs no service.
SERVER = (PYTHON, "-m", "gunicorn")
WORKER = (
    *(PYTHON, "-m", "celery", "--quiet", "--app", "attendance_system", "worker"),
    *("--pool", "solo", "--loglevel", "WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
START_LIMIT_S = 30
STOP_LIMIT_S = 25


def main(arguments: list[str]) -> int:
    """Prepare the database, start the web server, say what to open, wait for Ctrl-C."""
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
    return _serve(env, port, _welcome(address, accounts, lan=lan))


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
    settings_file = ROOT / ".env"
    lines = settings_file.read_text(encoding="utf-8").splitlines() if settings_file.exists() else []
    elsewhere = "DATABASE_URL" in env or any(line.startswith("DATABASE_URL=") for line in lines)
    return not elsewhere and (VAR / "db.sqlite3").is_file()


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


def _welcome(address: str, accounts: str, *, lan: bool) -> str:
    lines = ["", accounts, "", f"Open {address}   (Ctrl-C stops)"]
    if lan:
        authority = (VAR / "tls" / "authority.pem").relative_to(ROOT)
        lines += [
            "On the phone open the same address and accept the warning about the certificate,",
            f"or install {authority} on it as an authority. QR codes carry this address.",
        ]
    return "\n".join(lines)


def _serve(env: dict[str, str], port: int, welcome: str) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Started in the background of a script, a process inherits Ctrl-C as ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running: list[subprocess.Popen[bytes]] = []
    try:
        # Groups of their own: Ctrl-C reaches only this process, which ends the others in order.
        running.extend(
            subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
            for command in (SERVER, WORKER)
        )
        _wait_until_ready(running[0], port)
        say(welcome)
        return running[0].wait()
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0
    finally:
        _stop(running)


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise ToolError("The web server did not start; its messages are above.")


def _stop(running: "list[subprocess.Popen[bytes]]") -> None:
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_LIMIT_S
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(max(deadline - time.monotonic(), 0))
        if process.poll() is None:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main_guard(main)
