"""Shapes of passwords, one-time links and sign-ins in the API."""

from typing import Any

from rest_framework import serializers

from apps.accounts.models import AuthToken
from apps.accounts.services.links import Invited
from apps.core.api.serializers import StrictSerializer

# Longer than any password that is taken, so that the refusal is the validators'.
_READ_AT_MOST = 1024


class NewPasswordField(serializers.CharField):
    """A password to be checked by the validators; it may begin and end with spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=_READ_AT_MOST, trim_whitespace=False, **kwargs)


class PasswordResetInputSerializer(StrictSerializer):
    """Whose password is forgotten."""

    identifier = serializers.CharField(
        max_length=254, help_text="User name, student or staff number, or e-mail address."
    )


class ChosenPasswordInputSerializer(StrictSerializer):
    """A link's token, and the password chosen by it."""

    token = serializers.CharField(max_length=100, help_text="What follows # in the link.")
    password = NewPasswordField()


class AccountNameSerializer(serializers.Serializer[Any]):
    """Whose password was chosen: the mail with the link named them too."""

    username = serializers.CharField()


class PasswordChangeInputSerializer(StrictSerializer):
    """The password now and the one to be."""

    current = serializers.CharField(max_length=128, trim_whitespace=False)
    new = NewPasswordField()


class LinkTokenInputSerializer(StrictSerializer):
    """A link's token."""

    token = serializers.CharField(max_length=100, help_text="What follows # in the link.")


class MailSentSerializer(serializers.Serializer[Any]):
    """Whether a mail is on its way."""

    sent = serializers.BooleanField(
        help_text="False without an address, and for one that is confirmed already."
    )


class PasswordRequirementsSerializer(serializers.Serializer[Any]):
    """What a password must be, for feedback while somebody types one."""

    min_length = serializers.IntegerField()
    max_length = serializers.IntegerField()
    refuses_common = serializers.BooleanField(
        help_text="Passwords of the list of common ones are refused."
    )
    refuses_own_words = serializers.BooleanField(
        help_text=(
            "Names, user name, numbers, the e-mail address before the @ and the organisation's "
            "name do not count as a password."
        )
    )
    min_length_besides_own_words = serializers.IntegerField(
        help_text="Characters that must be left without the own words, if there are any."
    )


class SignInSerializer(serializers.Serializer[Any]):
    """One of the user's own sign-ins."""

    id = serializers.IntegerField()
    user_agent = serializers.CharField(help_text="What the browser says it is.")
    network = serializers.CharField(help_text="The network it began in: no full address.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(help_text="To the minute.")
    current = serializers.SerializerMethodField()

    def get_current(self, auth_token: AuthToken) -> bool:
        """Return whether it is the one that asks."""
        return bool(auth_token.pk == self.context["current"].pk)


class SignInListSerializer(serializers.Serializer[Any]):
    """The user's own sign-ins, the last used first."""

    results = SignInSerializer(many=True)


class EndedSerializer(serializers.Serializer[Any]):
    """How many sign-ins were ended."""

    ended = serializers.IntegerField()


class InvitationInputSerializer(StrictSerializer):
    """Who is to be invited."""

    users = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=100,
    )


class InvitationResultSerializer(serializers.Serializer[Any]):
    """What became of one invitation."""

    user = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=[(one.value, one.value) for one in Invited])


class InvitationOutputSerializer(serializers.Serializer[Any]):
    """What became of each."""

    results = InvitationResultSerializer(many=True)
