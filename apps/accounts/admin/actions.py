"""Actions of the admin site on accounts: what the people screens do, by the same service."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.enums import AccountAction
from apps.accounts.services import access
from apps.accounts.services.access import Outcome, Skipped
from apps.core import clock
from apps.orgs.site.scope import working_organization

DONE = {
    AccountAction.DEACTIVATE: "Deactivated",
    AccountAction.REACTIVATE: "Reactivated",
    AccountAction.INVITE: "Invited",
}
WHY = {
    Skipped.ALREADY: "are so already",
    Skipped.YOURSELF: "is your own account",
    Skipped.LAST_ADMINISTRATOR: "is the last administrator",
    Skipped.INACTIVE: "are deactivated",
    Skipped.NO_EMAIL: "have no e-mail address",
    Skipped.HAS_PASSWORD: "have a password already",
}

if TYPE_CHECKING:  # generic for the type checker only
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class AccountActions(_ModelAdmin):
    """Deactivates, reactivates and invites the people of the selected rows."""

    actions = ["deactivate", "reactivate", "invite"]
    # The column that holds the key of the account.
    account_key = "pk"

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer actions inside an organisation only: those of the platform are edited singly."""
        return {} if working_organization(request) is None else super().get_actions(request)

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """End the accounts and their sign-ins."""
        self._act(request, queryset, AccountAction.DEACTIVATE)

    @admin.action(description="Reactivate", permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Open the accounts again."""
        self._act(request, queryset, AccountAction.REACTIVATE)

    @admin.action(description="Invite to choose a password", permissions=["change"])
    def invite(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Mail a link to a first password to whoever has none."""
        self._act(request, queryset, AccountAction.INVITE)

    def _act(self, request: HttpRequest, rows: QuerySet[Any], action: AccountAction) -> None:
        by: Any = request.user
        accounts = list(rows.order_by().values_list(self.account_key, flat=True))
        outcome = access.act_on_accounts(by=by, action=action, accounts=accounts, now=clock.now())
        messages.success(request, f"{DONE[action]}: {len(outcome.done)}.")
        if outcome.skipped:
            messages.warning(request, f"Left as they are: {_reasons(outcome)}.")


def _reasons(outcome: Outcome) -> str:
    """Return how many were left for which reason."""
    counted = Counter(one.reason for one in outcome.skipped)
    return ", ".join(f"{count} {WHY[reason]}" for reason, count in counted.items())
