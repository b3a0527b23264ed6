"""The health endpoint that load balancers and deployments probe."""

from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse

from apps.ops.selectors import health_checks

OK = "ok"


def healthz(request: HttpRequest) -> JsonResponse | HttpResponseNotAllowed:
    """Answer 200 when the instance can serve, 503 with the reasons when it cannot."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    checks = health_checks()
    healthy = all(result == OK for result in checks.values())
    response = JsonResponse(
        {"status": OK if healthy else "unavailable", "checks": checks},
        status=200 if healthy else 503,
    )
    response["Cache-Control"] = "no-store"
    return response
