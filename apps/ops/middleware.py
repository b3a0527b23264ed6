"""Middleware of the installation itself: the health probe and device permissions."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.ops.api.health import healthz

GetResponse = Callable[[HttpRequest], HttpResponse]

# Camera and location are needed for check-in, full screen and a waking screen for the
# projector page. Everything else is refused to the page and to whatever it might embed.
PERMISSIONS_POLICY = (
    "camera=(self), geolocation=(self), fullscreen=(self), screen-wake-lock=(self), "
    "microphone=(), payment=(), usb=(), display-capture=()"
)


class HealthMiddleware:
    """Answer the health path before anything that looks at scheme, host or organisation.

    Load balancers probe by bare address over plain HTTP; they must get 200 or 503, never a
    redirect and never a refused host.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.rstrip("/") == settings.HEALTH_PATH.rstrip("/"):
            return healthz(request)
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Tell browsers which device abilities the pages may ask for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response
