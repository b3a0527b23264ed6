"""Base class of every API view: authentication, tenancy scope, and stated permissions."""

from contextlib import ExitStack
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core import errors, tenancy

NOT_KEPT = "private, no-store"


class ApiView(APIView):
    """A view that works inside the tenancy scope of the request's organisation.

    Every concrete view states its own ``permission_classes``. A signed-in user must belong to
    the request's organisation, else 401. ``counts_as_use`` is False for endpoints that screens
    poll by themselves: they do not prolong a sign-in.
    """

    # OPTIONS describes nothing here, so it is not among the methods that an answer allows.
    http_method_names = [name for name in APIView.http_method_names if name != "options"]
    counts_as_use: ClassVar[bool] = True
    opens_scope: ClassVar[bool] = True
    # What somebody needs who must choose a password of their own before all else.
    before_password_change: ClassVar[bool] = False
    # Only where the code that is sent names the organisation, and the judgement compares.
    any_organization: ClassVar[bool] = False
    # Bytes of a request's body; None for what the settings allow. More only where files come in.
    body_limit: ClassVar[int | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if any(name in cls.__dict__ for name in ("get", "post", "put", "patch", "delete")):
            stated = any(
                "permission_classes" in base.__dict__
                for base in cls.__mro__[: cls.__mro__.index(ApiView)]
            )
            if not stated:
                raise TypeError(f"{cls.__qualname__} must state its permission_classes")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Handle the request; the scope that ``initial`` opens ends with it."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Open the scope between authentication and the permission check."""
        self._refuse_large_body(request)
        self.perform_authentication(request)
        if self.opens_scope:
            self._enter_scope(request)
        super().initial(request, *args, **kwargs)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Let no cache keep an answer, unless the view says for how long: most are somebody's."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", NOT_KEPT)
        return answer

    def _enter_scope(self, request: Request) -> None:
        organization = getattr(request, "organization", None)
        if organization is None:
            raise errors.NotFound("No organisation answers at this address.")
        if request.user.is_authenticated:
            belongs_to = getattr(request.user, "organization_id", None)
            if belongs_to is not None and belongs_to != organization.pk:
                raise errors.TokenInvalid
        self._scope.enter_context(tenancy.activate(organization))

    @classmethod
    def _refuse_large_body(cls, request: Request) -> None:
        limit = cls.body_limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError as error:
            raise errors.Invalid from error
        if length > limit:
            raise errors.TooLarge(params={"limit_bytes": limit})
