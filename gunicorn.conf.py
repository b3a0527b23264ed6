"""How gunicorn serves the application. What differs between machines is in the environment."""

import gc
from pathlib import Path

from attendance_system.settings import ENVIRONMENT

_env = ENVIRONMENT

wsgi_app = "attendance_system.wsgi:application"
bind = f"{_env.bind_address}:{_env.port}"

# Synchronous processes: an attendance request is short and ends in one database write, so
# threads and event loops add cost without hiding any waiting. Threads are for a single process
# that browsers reach directly, where an idle keep-alive connection must not block the next.
workers = _env.web_concurrency
threads = _env.web_threads
worker_class = "gthread" if threads > 1 else "sync"

# A fork of a loaded application would share database connections and random state between
# processes, and a reload could not bring new code; loading takes under two seconds.
preload_app = False

# Gunicorn opens a control socket in the home folder unless told not to.
control_socket_disable = True

# Renew processes now and then against slow leaks, not all at the same time.
max_requests = 20_000
max_requests_jitter = 2_000

timeout = 30
# Long enough for the slowest request to end, short enough for platforms that kill after 30 s.
graceful_timeout = 20
keepalive = 5

# Heartbeat files in memory: on a slow disk their updates can stall a worker into its time-out.
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes private files in it
worker_tmp_dir = str(_memory) if _memory.is_dir() else None

if _env.tls_certificate is not None and _env.tls_key is not None:
    certfile = str(_env.tls_certificate)
    keyfile = str(_env.tls_key)

# Whom to believe is decided by TRUSTED_PROXY_COUNT, in the application; the server itself takes
# no header for a proxy's word.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""

accesslog = None
errorlog = "-"
loglevel = _env.log_level.lower()


def post_worker_init(worker: object) -> None:
    """Leave what has been loaded out of every later search for garbage.

    It lives as long as the process does. Searching it took 130 ms of whichever request came at the
    moment, the first of them among the first hundreds of a new process.
    """
    gc.collect()
    gc.freeze()
