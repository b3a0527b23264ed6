"""Shapes of people in the API: lists, forms, and what is done with many accounts at once."""

from collections import Counter
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.enums import AccountAction, AccountFilter, AccountState, Role
from apps.accounts.importers.columns import phone
from apps.accounts.models import Guardian, User
from apps.accounts.selectors.directory import account_of, state_of, version_of
from apps.accounts.services.access import MOST_AT_ONCE, Outcome, Skipped
from apps.core.api.serializers import StrictSerializer

_LAST_YEAR = 9999
_LARGEST_KEY = 2**63 - 1
# Of those that were left, so many are named.
SKIPPED_NAMED = 100
STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.STUDENT]
SKIP_REASONS = [(one.value, one.value) for one in Skipped]
# A lecturer is created with a staff number.
NEW_STAFF_ROLES = [choice for choice in STAFF_ROLES if choice[0] != Role.LECTURER]


class PhoneField(serializers.CharField):
    """A telephone number with its country code, stored as +256700000000."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the number without spaces and punctuation; empty stays empty."""
        written = super().to_internal_value(data)
        try:
            return phone(written) if written else ""
        except ValueError as error:
            raise serializers.ValidationError(
                "Write the number with its country code, as +256700000000."
            ) from error


class YearField(serializers.IntegerField):
    """A year of study, or of entry."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=_LAST_YEAR, **kwargs)


# --- What a list is asked for --------------------------------------------------------------
class PeopleQuerySerializer(serializers.Serializer[Any]):
    """The query of every list of people."""

    search = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Words that must all be found in name or number; for administrators also in "
        "user name, e-mail address and telephone number.",
    )
    state = serializers.ChoiceField(
        choices=AccountFilter.choices,
        required=False,
        help_text="Which accounts; `active` when left out. Others than `active`, `inactive` and "
        "`all` for administrators only.",
    )
    sort = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=40,
        help_text="`name`, `number`, `last_login` (administrators), and what else the list shows; "
        "`-` before it from the end.",
    )


class StudentQuerySerializer(PeopleQuerySerializer):
    """The query of the list of students; sorted also by `programme` and `year`."""

    programme = serializers.CharField(required=False, allow_blank=True, max_length=120)
    year = YearField(required=False)


class StaffQuerySerializer(PeopleQuerySerializer):
    """The query of the list of staff; sorted also by `role`."""

    role = serializers.ChoiceField(choices=STAFF_ROLES, required=False)


# --- What is answered ----------------------------------------------------------------------
class AccountSerializer(serializers.Serializer[Any]):
    """An account as administrators, and its owner, see it."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.SerializerMethodField()
    phone = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    state = serializers.SerializerMethodField()
    last_login = serializers.DateTimeField(allow_null=True)

    def get_email_verified(self, user: User) -> bool:
        """Return whether the user has shown that mails to this address reach them."""
        return bool(user.email) and user.email_verified_at is not None

    @extend_schema_field(serializers.ChoiceField(choices=AccountState.choices))
    def get_state(self, user: User) -> AccountState:
        """Return whether the user can sign in, and else why not."""
        return state_of(user, invited=self.context["invited"])


class PicturedSerializer(serializers.Serializer[Any]):
    """Somebody with a picture; the context's ``pictures`` holds its address by the user's key."""

    picture_url = serializers.SerializerMethodField(
        help_text="Where the picture is, for at least an hour and a half."
    )

    def get_picture_url(self, row: Any) -> str | None:
        """Return the address of the picture; None without one."""
        found: str | None = self.context["pictures"].get(account_of(row).pk)
        return found


class RowSerializer(PicturedSerializer):
    """What the rows of all lists of people share."""

    id = serializers.IntegerField()
    full_name = serializers.CharField(source="user.get_full_name")
    is_active = serializers.BooleanField(source="user.is_active")
    account = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text="To be sent with a change.")

    @extend_schema_field(AccountSerializer(allow_null=True))
    def get_account(self, row: Any) -> dict[str, Any] | None:
        """Return the account for administrators and its owner, None for everybody else."""
        viewer = self.context["viewer"]
        if viewer.role != Role.ADMIN and viewer.pk != row.user_id:
            return None
        return AccountSerializer(row.user, context={"invited": row.invited}).data

    def get_version(self, row: Any) -> str:
        """Return which state of the row this is."""
        return version_of(row.user, row)


class PersonSerializer(RowSerializer):
    """A student as staff see them in lists."""

    student_id = serializers.CharField()
    programme = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class LecturerRowSerializer(RowSerializer):
    """A lecturer as staff see them in lists."""

    staff_id = serializers.CharField()
    department = serializers.CharField()


class StaffRowSerializer(PicturedSerializer):
    """An account of the staff; ``id`` is the account's."""

    id = serializers.IntegerField()
    full_name = serializers.CharField(source="get_full_name")
    is_active = serializers.BooleanField()
    can_teach = serializers.SerializerMethodField(
        help_text="Whether there is a staff number, which the role of a lecturer needs."
    )
    account = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text="To be sent with a change.")

    def get_can_teach(self, user: User) -> bool:
        """Return whether the account has a lecturer's profile."""
        return getattr(user, "lecturer", None) is not None

    @extend_schema_field(AccountSerializer)
    def get_account(self, user: Any) -> dict[str, Any]:
        """Return the account itself."""
        return AccountSerializer(user, context={"invited": user.invited}).data

    def get_version(self, user: User) -> str:
        """Return which state of the account this is."""
        return version_of(user)


class FacetsSerializer(serializers.Serializer[Any]):
    """By what students can be filtered."""

    programmes = serializers.ListField(child=serializers.CharField())
    years = serializers.ListField(child=serializers.IntegerField())


# --- What is entered -----------------------------------------------------------------------
class AccountFieldsSerializer(StrictSerializer):
    """What is entered of every account."""

    full_name = serializers.CharField(max_length=200)
    username = serializers.CharField(max_length=150, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = PhoneField(required=False)


class InviteField(serializers.BooleanField):
    """Whether to mail the link to a first password at once."""


class StudentInputSerializer(AccountFieldsSerializer):
    """A new student; without ``username`` the number is the user name."""

    student_id = serializers.CharField(max_length=40)
    programme = serializers.CharField(max_length=120, required=False, allow_blank=True)
    year = YearField(required=False, allow_null=True)
    invite = InviteField(required=False, default=False)


class LecturerInputSerializer(AccountFieldsSerializer):
    """A new lecturer; without ``username`` the number is the user name."""

    staff_id = serializers.CharField(max_length=40)
    department = serializers.CharField(max_length=120, required=False, allow_blank=True)
    invite = InviteField(required=False, default=False)


class StaffInputSerializer(AccountFieldsSerializer):
    """A new bursar or administrator."""

    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=NEW_STAFF_ROLES)
    invite = InviteField(required=False, default=False)


class AccountChangeSerializer(StrictSerializer):
    """What changes of an account; what is left out stays."""

    version = serializers.CharField(max_length=40, help_text="Of the row as it was read.")
    full_name = serializers.CharField(max_length=200, required=False)
    username = serializers.CharField(max_length=150, required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = PhoneField(required=False)


class StudentChangeSerializer(AccountChangeSerializer):
    """What changes of a student."""

    student_id = serializers.CharField(max_length=40, required=False)
    programme = serializers.CharField(max_length=120, required=False, allow_blank=True)
    year = YearField(required=False, allow_null=True)


class LecturerChangeSerializer(AccountChangeSerializer):
    """What changes of a lecturer."""

    staff_id = serializers.CharField(max_length=40, required=False)
    department = serializers.CharField(max_length=120, required=False, allow_blank=True)


class RoleInputSerializer(StrictSerializer):
    """Another role for an account of the staff."""

    role = serializers.ChoiceField(choices=STAFF_ROLES)


# --- Guardians -----------------------------------------------------------------------------
class GuardianSerializer(serializers.Serializer[Any]):
    """Somebody to be told about a student."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    version = serializers.SerializerMethodField(help_text="To be sent with a change.")

    def get_version(self, guardian: Guardian) -> str:
        """Return which state of the row this is."""
        return version_of(guardian)


def _hold_reachable(values: dict[str, Any], email: str, phone_number: str) -> dict[str, Any]:
    if not values.get("email", email) and not values.get("phone", phone_number):
        raise serializers.ValidationError(
            {"email": ["Enter an e-mail address or a telephone number, or both."]}
        )
    return values


class GuardianInputSerializer(StrictSerializer):
    """A new guardian, who needs an address or a number to call."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = PhoneField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse somebody who could be told nothing."""
        return _hold_reachable(attrs, "", "")


class GuardianChangeSerializer(StrictSerializer):
    """What changes of a guardian; what is left out stays."""

    version = serializers.CharField(max_length=40, help_text="Of the row as it was read.")
    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = PhoneField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what would leave nobody to be told."""
        guardian: Guardian = self.context["guardian"]
        return _hold_reachable(attrs, guardian.email, guardian.phone)


# --- Many at once --------------------------------------------------------------------------
class MatchingInputSerializer(StrictSerializer):
    """All rows of a list, as its query says."""

    list = serializers.ChoiceField(choices=["students", "lecturers", "staff"])
    query = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=200),
        help_text="The query parameters of the list.",
    )
    expected = serializers.IntegerField(
        min_value=0, max_value=_LARGEST_KEY, help_text="How many somebody has seen that match."
    )


class AccountActionInputSerializer(StrictSerializer):
    """One thing to do with many accounts: those of ``accounts``, or all of a list."""

    action = serializers.ChoiceField(choices=AccountAction.choices)
    accounts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_LARGEST_KEY),
        min_length=1,
        max_length=MOST_AT_ONCE,
        required=False,
    )
    matching = MatchingInputSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse both ways of naming them, and none."""
        if ("accounts" in attrs) == ("matching" in attrs):
            raise serializers.ValidationError({"accounts": ["Send accounts or matching."]})
        return attrs


class SkippedAccountSerializer(serializers.Serializer[Any]):
    """An account that was left as it is."""

    account = serializers.IntegerField()
    name = serializers.CharField()
    reason = serializers.ChoiceField(choices=SKIP_REASONS)


class SkippedReasonSerializer(serializers.Serializer[Any]):
    """How many were left for a reason."""

    reason = serializers.ChoiceField(choices=SKIP_REASONS)
    count = serializers.IntegerField()


class AccountOutcomeSerializer(serializers.Serializer[Any]):
    """What became of the accounts."""

    done = serializers.ListField(
        child=serializers.IntegerField(), help_text="The accounts that were changed."
    )
    skipped_count = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    skipped = serializers.SerializerMethodField()

    def get_skipped_count(self, outcome: Outcome) -> int:
        """Return how many were left as they are."""
        return len(outcome.skipped)

    @extend_schema_field(SkippedReasonSerializer(many=True))
    def get_reasons(self, outcome: Outcome) -> Any:
        """Return how many were left for which reason, the most frequent first."""
        counted = Counter(one.reason for one in outcome.skipped).most_common()
        return [{"reason": reason, "count": count} for reason, count in counted]

    @extend_schema_field(SkippedAccountSerializer(many=True))
    def get_skipped(self, outcome: Outcome) -> Any:
        """Return the first of those that were left."""
        return SkippedAccountSerializer(outcome.skipped[:SKIPPED_NAMED], many=True).data
