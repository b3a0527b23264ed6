"""API of what happened to a session: changes of records, and acts upon the session itself."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.serializers.traces import (
    RevisionSerializer,
    SessionEventSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.models import RecordChange, SessionEvent
from apps.attendance.permissions import RunsSessions
from apps.attendance.selectors import traces


class ChangeListView(SessionBase, ListAPIView[RecordChange]):
    """The changes of a session's records."""

    permission_classes = [RunsSessions]
    serializer_class = RevisionSerializer

    def get_queryset(self) -> QuerySet[RecordChange]:
        """Return the changes of a session of the user."""
        return traces.changes_of(self.session(self.kwargs["pk"]))

    @extend_schema(operation_id="session_changes")
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of changes, newest first: who, when, from, to, why."""
        return self.list(request)


class EventListView(SessionBase, ListAPIView[SessionEvent]):
    """What was done to a session."""

    permission_classes = [RunsSessions]
    serializer_class = SessionEventSerializer

    def get_queryset(self) -> QuerySet[SessionEvent]:
        """Return the events of a session of the user."""
        return traces.events_of(self.session(self.kwargs["pk"]))

    @extend_schema(operation_id="session_events")
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of events, newest first: opened, prolonged, closed, by whom and why."""
        return self.list(request)
