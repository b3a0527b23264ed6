"""API of accounts: one's own sign-ins, seen and ended."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors
from apps.accounts.api.password_serializers import EndedSerializer, SignInListSerializer
from apps.accounts.services import sign_ins
from apps.core import clock
from apps.core.api.permissions import SignedIn
from apps.core.api.views import ApiView


class SignInListView(ApiView):
    """Where I am signed in."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="mySignIns", responses=SignInListSerializer)
    def get(self, request: Request) -> Response:
        """Return the user's own sign-ins that have not ended."""
        found = selectors.sign_ins_of(selectors.signed_in(request), now=clock.now())
        context = {"current": selectors.sign_in_of(request)}
        return Response(SignInListSerializer({"results": found}, context=context).data)


class SignInView(ApiView):
    """One of my sign-ins."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="endSignIn", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """End it; it may be this one."""
        sign_ins.end_one(user=selectors.signed_in(request), pk=pk, now=clock.now())
        return Response(status=204)


class EndOtherSignInsView(ApiView):
    """Log out on all other devices."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="endOtherSignIns", request=None, responses=EndedSerializer)
    def post(self, request: Request) -> Response:
        """End every sign-in of the user but this one."""
        keep = selectors.sign_in_of(request)
        ended = sign_ins.sign_out_everywhere(
            user=selectors.signed_in(request), but=keep, now=clock.now()
        )
        return Response(EndedSerializer({"ended": ended}).data)


class EndAllSignInsView(ApiView):
    """Log out everywhere."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="endAllSignIns", request=None, responses=EndedSerializer)
    def post(self, request: Request) -> Response:
        """End every sign-in of the user, this one too."""
        ended = sign_ins.sign_out_everywhere(user=selectors.signed_in(request), now=clock.now())
        return Response(EndedSerializer({"ended": ended}).data)
