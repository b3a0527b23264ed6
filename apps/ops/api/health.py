"""The health endpoint that load balancers and deployments probe."""

from typing import Any

from django.http import HttpRequest, JsonResponse

from apps.core import clock, errors
from apps.core.api.errors import json_error
from apps.ops.selectors import health_checks, job_health, queue_health

OK = "ok"


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the instance can serve, 503 with the reasons when it cannot.

    Where the database is up to date, ``jobs`` says how the scheduled jobs stand and ``queue``
    whether Redis could lose messages. Neither makes the instance unavailable: requests do not
    need a worker, and taking web processes away because one is late would end check-ins as well.
    """
    if request.method not in {"GET", "HEAD"}:
        refused = json_error(errors.MethodNotAllowed())
        refused["Allow"] = "GET, HEAD"
        return refused
    checks = health_checks()
    healthy = all(result == OK for result in checks.values())
    body: dict[str, Any] = {"status": OK if healthy else "unavailable", "checks": checks}
    if checks["migrations"] == OK:
        body |= _background()
    response = JsonResponse(body, status=200 if healthy else 503)
    response["Cache-Control"] = "no-store"
    return response


def _background() -> dict[str, Any]:
    found = {"jobs": job_health(now=clock.now()), "queue": queue_health()}
    return {name: value for name, value in found.items() if value is not None}
