"""API of what is done with many accounts at once."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.people.base import asked_for
from apps.accounts.api.people_serializers import (
    AccountActionInputSerializer,
    AccountOutcomeSerializer,
    PeopleQuerySerializer,
    StaffQuerySerializer,
    StudentQuerySerializer,
)
from apps.accounts.enums import AccountAction
from apps.accounts.permissions import IsAdministrator
from apps.accounts.selectors import signed_in
from apps.accounts.selectors.directory import LECTURERS, STAFF, STUDENTS, Directory
from apps.accounts.services import access
from apps.core import clock
from apps.core.api.views import ApiView

_LISTS: dict[str, tuple[Directory, type[PeopleQuerySerializer]]] = {
    "students": (STUDENTS, StudentQuerySerializer),
    "lecturers": (LECTURERS, PeopleQuerySerializer),
    "staff": (STAFF, StaffQuerySerializer),
}


class AccountActionView(ApiView):
    """One thing done with many accounts."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="act_on_accounts",
        request=AccountActionInputSerializer,
        responses=AccountOutcomeSerializer,
    )
    def post(self, request: Request) -> Response:
        """Deactivate, reactivate, invite, or withdraw invitations; say what became of each."""
        entered = AccountActionInputSerializer.read(request.data)
        action, by, now = AccountAction(entered["action"]), signed_in(request), clock.now()
        matching = entered.get("matching")
        if matching is None:
            outcome = access.act_on_accounts(
                by=by, action=action, accounts=entered["accounts"], now=now
            )
        else:
            directory, query = _LISTS[matching["list"]]
            outcome = access.act_on_matching(
                by=by,
                action=action,
                directory=directory,
                asked=asked_for(matching["query"], query, private=True, now=now),
                expected=matching["expected"],
                now=now,
            )
        return Response(AccountOutcomeSerializer(outcome).data)
