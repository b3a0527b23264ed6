"""API of accounts: forgotten, chosen and changed passwords, addresses, invitations."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import rules, selectors
from apps.accounts.api.password_serializers import (
    AccountNameSerializer,
    ChosenPasswordInputSerializer,
    InvitationInputSerializer,
    InvitationOutputSerializer,
    LinkTokenInputSerializer,
    MailSentSerializer,
    PasswordChangeInputSerializer,
    PasswordRequirementsSerializer,
    PasswordResetInputSerializer,
)
from apps.accounts.api.serializers import LoginOutputSerializer
from apps.accounts.api.views import answer_of
from apps.accounts.permissions import IsAdministrator
from apps.accounts.services import links, passwords, recovery
from apps.core import clock
from apps.core.api.permissions import Public, SignedIn
from apps.core.api.serializers import ScopedRelatedField
from apps.core.api.views import ApiView
from apps.orgs.selectors import organization_of


class PasswordResetView(ApiView):
    """Ask for a new password."""

    permission_classes = [Public]
    authentication_classes = []

    @extend_schema(
        operation_id="requestPasswordReset",
        request=PasswordResetInputSerializer,
        responses={202: None},
    )
    def post(self, request: Request) -> Response:
        """Note the wish; answer the same whether there is such an account or not."""
        entered = PasswordResetInputSerializer.read(request.data)
        recovery.ask(request=request._request, now=clock.now(), **entered)
        return Response(status=202)


class PasswordResetConfirmView(ApiView):
    """Choose a new password by the link in a mail."""

    permission_classes = [Public]
    authentication_classes = []

    @extend_schema(
        operation_id="resetPassword",
        request=ChosenPasswordInputSerializer,
        responses={200: AccountNameSerializer},
    )
    def post(self, request: Request) -> Response:
        """Store the password; every sign-in of the user ends. Return their user name."""
        entered = ChosenPasswordInputSerializer.read(request.data)
        user = links.reset_password(now=clock.now(), **entered)
        return Response(AccountNameSerializer(user).data)


class PasswordChangeView(ApiView):
    """Change one's own password."""

    permission_classes = [SignedIn]
    before_password_change = True

    @extend_schema(
        operation_id="changePassword", request=PasswordChangeInputSerializer, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Store the password; every other sign-in ends, this one stays."""
        entered = PasswordChangeInputSerializer.read(request.data)
        passwords.change(
            user=selectors.signed_in(request),
            keep=selectors.sign_in_of(request),
            now=clock.now(),
            **entered,
        )
        return Response(status=204)


class PasswordRequirementsView(ApiView):
    """What a password must be."""

    permission_classes = [Public]
    authentication_classes = []

    @extend_schema(operation_id="passwordRequirements", responses=PasswordRequirementsSerializer)
    def get(self, request: Request) -> Response:
        """Return the rules in a form that a page can check while somebody types."""
        requirements = {
            "min_length": rules.PASSWORD_MIN,
            "max_length": rules.PASSWORD_MAX,
            "refuses_common": True,
            "refuses_own_words": True,
            "min_length_besides_own_words": rules.PASSWORD_MIN_BESIDES_OWN_WORDS,
        }
        return Response(PasswordRequirementsSerializer(requirements).data)


class EmailVerificationView(ApiView):
    """Have the link that confirms one's address sent, again."""

    permission_classes = [SignedIn]

    @extend_schema(
        operation_id="sendEmailVerification", request=None, responses={202: MailSentSerializer}
    )
    def post(self, request: Request) -> Response:
        """Send the link to the user's own address; earlier ones end."""
        sent = links.send_verification(user=selectors.signed_in(request), now=clock.now())
        return Response(MailSentSerializer({"sent": sent}).data, status=202)


class EmailVerifyView(ApiView):
    """Confirm an address by the link in a mail."""

    permission_classes = [Public]
    authentication_classes = []

    @extend_schema(
        operation_id="verifyEmail", request=LinkTokenInputSerializer, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Note that the address reaches its user, signed in or not."""
        entered = LinkTokenInputSerializer.read(request.data)
        links.verify_email(now=clock.now(), **entered)
        return Response(status=204)


class InvitationListView(ApiView):
    """Invite people to their accounts."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="invite",
        request=InvitationInputSerializer,
        responses={200: InvitationOutputSerializer},
    )
    def post(self, request: Request) -> Response:
        """Mail each of these users a link to choose a first password."""
        ids = InvitationInputSerializer.read(request.data)["users"]
        found = selectors.members(organization=organization_of(request), ids=ids)
        for pk in ids:
            if pk not in found:
                raise ScopedRelatedField.no_such_row("users", pk)
        results = links.invite(
            by=selectors.signed_in(request), users=list(found.values()), now=clock.now()
        )
        return Response(InvitationOutputSerializer({"results": results}).data)


class InvitationView(ApiView):
    """Accept an invitation."""

    permission_classes = [Public]
    authentication_classes = []

    @extend_schema(
        operation_id="acceptInvitation",
        request=ChosenPasswordInputSerializer,
        responses={200: LoginOutputSerializer},
    )
    def post(self, request: Request) -> Response:
        """Store the first password, and answer as a log-in does."""
        entered = ChosenPasswordInputSerializer.read(request.data)
        now = clock.now()
        begun = links.accept_invitation(request=request._request, now=now, **entered)
        return answer_of(begun, request=request, now=now)
