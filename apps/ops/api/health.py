"""The health endpoint that load balancers and deployments probe."""

from django.http import HttpRequest, JsonResponse

from apps.core import errors
from apps.core.api.errors import json_error
from apps.ops.selectors import health_checks

OK = "ok"


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the instance can serve, 503 with the reasons when it cannot."""
    if request.method not in {"GET", "HEAD"}:
        refused = json_error(errors.MethodNotAllowed())
        refused["Allow"] = "GET, HEAD"
        return refused
    checks = health_checks()
    healthy = all(result == OK for result in checks.values())
    response = JsonResponse(
        {"status": OK if healthy else "unavailable", "checks": checks},
        status=200 if healthy else 503,
    )
    response["Cache-Control"] = "no-store"
    return response
