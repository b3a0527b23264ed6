"""Logging: one line per event on standard output, with the id of the request it belongs to."""

from typing import Any


def configuration(level: str) -> dict[str, Any]:
    """Return the LOGGING setting for the least severity that is to be printed."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "apps.core.logs.RequestIdFilter"}},
        "formatters": {
            "line": {
                "format": "{asctime} {levelname} {name} [{request_id}] {message}",
                "style": "{",
            }
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "filters": ["request_id"],
                "formatter": "line",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Django's own handlers would print the same line a second time, or mail it.
            "django": {"handlers": [], "level": level, "propagate": True},
            # Warns about every HEAD request: Django leaves dropping the body to the server.
            "gunicorn.http.wsgi": {"handlers": [], "level": "ERROR", "propagate": True},
            # Writes every question at length, with the number that it is about.
            "twilio": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
