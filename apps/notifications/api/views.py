"""API of the notification centre, of preferences, and of unsubscribing."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.api.parsers import SafeJSONParser
from apps.core.api.permissions import Public
from apps.core.api.views import ApiView
from apps.core.errors import NotAuthenticated
from apps.notifications.api.serializers import (
    MarkReadSerializer,
    NotificationSerializer,
    PreferencesInputSerializer,
    PreferencesSerializer,
    UnreadSerializer,
    UnsubscriptionSerializer,
)
from apps.notifications.enums import Channel
from apps.notifications.kinds import registered
from apps.notifications.models import Notification
from apps.notifications.permissions import IsMember
from apps.notifications.rules import DIGEST_AT
from apps.notifications.selectors import Choices, Times, centre, choices_of, unread_count
from apps.notifications.services import links, mark_read, preferences
from apps.orgs.selectors import organization_of


class MemberView(ApiView):
    """What the views of one's own notifications share."""

    permission_classes = [IsMember]

    @property
    def user_id(self) -> int:
        """The key of the user who asks."""
        if self.request.user.pk is None:
            raise NotAuthenticated
        return int(self.request.user.pk)


class NotificationListView(MemberView, ListAPIView[Notification]):
    """The notification centre."""

    permission_classes = [IsMember]
    serializer_class = NotificationSerializer

    def get_queryset(self) -> QuerySet[Notification]:
        """Return what the user was told in the app, newest first."""
        return centre(self.user_id)


class UnreadView(MemberView):
    """The number beside the bell. Screens poll it, so it is no use of a sign-in."""

    permission_classes = [IsMember]
    counts_as_use = False

    @extend_schema(operation_id="notifications_unread", responses=UnreadSerializer)
    def get(self, request: Request) -> Response:
        """Return how many notifications have not been read."""
        return Response({"unread": unread_count(self.user_id)})


class MarkReadView(MemberView):
    """Marks notifications as read."""

    permission_classes = [IsMember]

    @extend_schema(
        operation_id="notifications_mark_read",
        request=MarkReadSerializer,
        responses=UnreadSerializer,
    )
    def post(self, request: Request) -> Response:
        """Mark some of one's own notifications as read, or all of them; return what is left."""
        entered = MarkReadSerializer.read(request.data)
        mark_read(user_id=self.user_id, ids=entered.get("ids"), now=clock.now())
        return Response({"unread": unread_count(self.user_id)})


class PreferencesView(MemberView):
    """What a user wants to hear, how and when."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="notification_preferences", responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """Return every switch with its state, quiet hours and digest."""
        return Response(PreferencesSerializer(self._preferences()).data)

    @extend_schema(
        operation_id="notification_preferences_change",
        request=PreferencesInputSerializer,
        responses=PreferencesSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Change some of it; return all of it."""
        entered = PreferencesInputSerializer.read(request.data)
        choices = [
            preferences.Choice(one["kind"], Channel(one["channel"]), one["enabled"])
            for one in entered.pop("choices", [])
        ]
        preferences.change(user_id=self.user_id, choices=choices, times=entered)
        return Response(PreferencesSerializer(self._preferences()).data)

    def _preferences(self) -> dict[str, Any]:
        choices = choices_of([self.user_id])
        times: Times = choices.times_of(self.user_id)
        role = getattr(self.request.user, "role", "")
        return {
            "kinds": [
                {
                    "kind": kind.name,
                    "label": kind.label,
                    "description": kind.description,
                    "essential": kind.essential,
                    "channels": self._channels(kind, choices),
                }
                for kind in registered()
                if kind.chosen_by_kind and (not kind.roles or role in kind.roles)
            ],
            "quiet_from": times.quiet_from,
            "quiet_until": times.quiet_until,
            "daily_digest": times.daily_digest,
            "digest_at": DIGEST_AT,
            "timezone": organization_of(self.request).timezone,
        }

    def _channels(self, kind: Any, choices: Choices) -> list[dict[str, Any]]:
        return [
            {
                "channel": channel,
                "enabled": choices.wants(self.user_id, kind, channel),
                "offered": self._is_offered(channel),
                "available": self._is_available(channel),
            }
            for channel in kind.channels
        ]

    @staticmethod
    def _is_offered(channel: Channel) -> bool:
        return channel != Channel.SMS or bool(settings.SMS_ENABLED)

    def _is_available(self, channel: Channel) -> bool:
        address = {Channel.EMAIL: "email", Channel.SMS: "phone"}.get(channel)
        has_address = address is None or bool(getattr(self.request.user, address, ""))
        return has_address and self._is_offered(channel)


class UnsubscribeView(ApiView):
    """Ends mails of one kind by the signed link that they carry, without a sign-in.

    Opening the link changes nothing: scanners of mail servers open every link. The POST is
    RFC 8058's one click, whose body says nothing, or that of the page for people.
    """

    permission_classes = [Public]
    parser_classes = [SafeJSONParser, FormParser, MultiPartParser]
    authentication_classes = []

    @extend_schema(operation_id="unsubscription", responses=UnsubscriptionSerializer)
    def get(self, request: Request, token: str) -> Response:
        """Return what the link would end. 404 for a link that was not made here."""
        return self._answer(request, token, done=False)

    @extend_schema(operation_id="unsubscribe", request=None, responses=UnsubscriptionSerializer)
    def post(self, request: Request, token: str) -> Response:
        """End these mails. A second time changes nothing."""
        return self._answer(request, token, done=True)

    @staticmethod
    def _answer(request: Request, token: str, *, done: bool) -> Response:
        organization = organization_of(request)
        found = links.read_token(token, organization_id=organization.pk)
        if done:
            links.unsubscribe(found, now=clock.now())
        answer = {
            "organization": organization.name,
            "kind": found.kind.name,
            "label": found.kind.label,
            "done": done,
        }
        return Response(UnsubscriptionSerializer(answer).data)
