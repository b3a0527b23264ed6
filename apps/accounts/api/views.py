"""API of accounts: signing in and out, who I am."""

from datetime import datetime

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors
from apps.accounts.api import schema  # noqa: F401 - registers the OpenAPI security scheme
from apps.accounts.api.imports import FORM_BYTES
from apps.accounts.api.serializers import (
    LoginInputSerializer,
    LoginOutputSerializer,
    MeSerializer,
    PictureInputSerializer,
    PictureSerializer,
    ProfileInputSerializer,
)
from apps.accounts.errors import PasswordChangeRequired
from apps.accounts.rules import PICTURE_MAX_BYTES
from apps.accounts.services import profile, sign_ins
from apps.accounts.services.limits import remember_device
from apps.accounts.services.sign_ins import SignIn
from apps.core import clock
from apps.core.api.permissions import Public, SignedIn
from apps.core.api.views import ApiView


def answer_of(begun: SignIn, *, request: Request, now: datetime) -> Response:
    """Return the answer that hands out a new sign-in, and lets the device be known again."""
    session = selectors.session_info(begun.auth_token, now=now)
    answer = {"token": begun.token, "session": session, "user": begun.user}
    response = Response(LoginOutputSerializer(answer, context={"session": session}).data)
    remember_device(response, request=request._request, user=begun.user)
    return response


class LoginView(ApiView):
    """Begin a sign-in."""

    permission_classes = [Public]
    # A stale token in the browser must not keep anyone from signing in again.
    authentication_classes = []

    @extend_schema(
        operation_id="login",
        request=LoginInputSerializer,
        responses={200: LoginOutputSerializer},
    )
    def post(self, request: Request) -> Response:
        """Check name and password; answer with a token, its lifetime and the user."""
        entered = LoginInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        now = clock.now()
        begun = sign_ins.sign_in(request=request._request, **entered.validated_data, now=now)
        return answer_of(begun, request=request, now=now)


class LogoutView(ApiView):
    """End this sign-in."""

    permission_classes = [SignedIn]
    before_password_change = True

    @extend_schema(operation_id="logout", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Delete the token that sent this request."""
        sign_ins.sign_out(auth_token=selectors.sign_in_of(request))
        return Response(status=204)


class MeView(ApiView):
    """Who I am, and how long my sign-in lasts."""

    permission_classes = [SignedIn]
    before_password_change = True

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Return the signed-in user with organisation, profile and seconds left."""
        return self._answer(request)

    @extend_schema(operation_id="me_change", request=ProfileInputSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change the signed-in user's name or telephone."""
        user = selectors.signed_in(request)
        if user.must_change_password:
            raise PasswordChangeRequired
        entered = ProfileInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        profile.change_profile(user=user, now=clock.now(), **entered.validated_data)
        return self._answer(request)

    def _answer(self, request: Request) -> Response:
        session = selectors.session_info(selectors.sign_in_of(request), now=clock.now())
        return Response(MeSerializer(request.user, context={"session": session}).data)


class MyPictureView(ApiView):
    """The signed-in user's picture."""

    permission_classes = [SignedIn]
    parser_classes = [MultiPartParser]
    body_limit = PICTURE_MAX_BYTES + FORM_BYTES

    @extend_schema(
        operation_id="picture_put",
        request={"multipart/form-data": PictureInputSerializer},
        responses=PictureSerializer,
    )
    def put(self, request: Request) -> Response:
        """Take a JPEG, PNG or WebP; it is kept as a small WebP without metadata."""
        entered = PictureInputSerializer(data=dict(request.data.items()))
        entered.is_valid(raise_exception=True)
        user = profile.put_picture(
            user=selectors.signed_in(request),
            data=entered.validated_data["file"].read(),
            now=clock.now(),
        )
        return Response(PictureSerializer({"picture_url": selectors.picture_url(user)}).data)

    @extend_schema(operation_id="picture_delete", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget the picture."""
        profile.remove_own_picture(user=selectors.signed_in(request), now=clock.now())
        return Response(status=204)
