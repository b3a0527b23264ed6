"""Shapes of accounts in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.selectors import picture_url
from apps.core.api.serializers import StrictSerializer


class LoginInputSerializer(StrictSerializer):
    """Name and password."""

    identifier = serializers.CharField(
        max_length=150, help_text="User name, student number or staff number."
    )
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class SessionInfoSerializer(serializers.Serializer[Any]):
    """How long the sign-in still lasts."""

    seconds_left = serializers.IntegerField(help_text="Seconds until it ends without further use.")
    absolute_seconds_left = serializers.IntegerField(help_text="Seconds until it ends anyway.")


class StudentProfileSerializer(serializers.Serializer[Any]):
    """A student's own data."""

    id = serializers.IntegerField()
    student_id = serializers.CharField()
    programme = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class LecturerProfileSerializer(serializers.Serializer[Any]):
    """A lecturer's own data."""

    id = serializers.IntegerField()
    staff_id = serializers.CharField()
    department = serializers.CharField()


class MyOrganizationSerializer(serializers.Serializer[Any]):
    """The organisation the user belongs to."""

    name = serializers.CharField()
    slug = serializers.CharField()
    timezone = serializers.CharField(help_text="IANA time zone name.")
    currency = serializers.CharField(help_text="ISO 4217 code.")


class ProfileInputSerializer(StrictSerializer):
    """What people change about themselves; what is left out stays."""

    full_name = serializers.CharField(max_length=400, required=False)
    phone = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="With country code; spaces and dashes are dropped. Empty forgets it.",
    )


class PictureInputSerializer(StrictSerializer):
    """A picture: JPEG, PNG or WebP, at most 5 MB."""

    file = serializers.FileField(max_length=255, allow_empty_file=True)


class PictureSerializer(serializers.Serializer[Any]):
    """Where the user's picture is now."""

    picture_url = serializers.CharField(
        allow_null=True, help_text="Holds for at least an hour and a half."
    )


class MeSerializer(serializers.Serializer[Any]):
    """The signed-in user."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.SerializerMethodField()
    phone = serializers.CharField(help_text="E.164, or empty.")
    picture_url = serializers.SerializerMethodField(
        help_text="The picture, at most 512 pixels wide and high; holds for at least an hour "
        "and a half."
    )
    password_change_required = serializers.BooleanField(
        source="must_change_password",
        help_text="Every other route answers 403 until the password is changed.",
    )
    role = serializers.ChoiceField(choices=Role.choices)
    organization = MyOrganizationSerializer(allow_null=True)
    student = serializers.SerializerMethodField()
    lecturer = serializers.SerializerMethodField()
    session = serializers.SerializerMethodField()

    def get_email_verified(self, user: User) -> bool:
        """Return whether the user has shown that mails to this address reach them."""
        return bool(user.email) and user.email_verified_at is not None

    def get_picture_url(self, user: User) -> str | None:
        """Return the address of the user's picture, None without one."""
        return picture_url(user)

    @extend_schema_field(StudentProfileSerializer(allow_null=True))
    def get_student(self, user: User) -> dict[str, Any] | None:
        """Return the student profile, if the user is a student."""
        student = getattr(user, "student", None)
        return StudentProfileSerializer(student).data if student else None

    @extend_schema_field(LecturerProfileSerializer(allow_null=True))
    def get_lecturer(self, user: User) -> dict[str, Any] | None:
        """Return the lecturer profile, if the user is a lecturer."""
        lecturer = getattr(user, "lecturer", None)
        return LecturerProfileSerializer(lecturer).data if lecturer else None

    @extend_schema_field(SessionInfoSerializer)
    def get_session(self, user: User) -> dict[str, Any]:
        """Return the seconds left of the sign-in that asks."""
        return SessionInfoSerializer(self.context["session"]).data


class LoginOutputSerializer(serializers.Serializer[Any]):
    """A new sign-in."""

    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")
    session = SessionInfoSerializer()
    user = MeSerializer()
