"""API of the live register: who came, marks by hand, the review queue."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api import representation
from apps.attendance.api.serializers.sessions import (
    DecidedSerializer,
    DecisionInputSerializer,
    MarkedSerializer,
    MarkInputSerializer,
)
from apps.attendance.api.serializers.traces import (
    QuestionSerializer,
    ReviewSerializer,
    RevisionSerializer,
    StudentAttemptSerializer,
    StudentContestSerializer,
    StudentTraceSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.enums import RecordStatus
from apps.attendance.models import CheckInAttempt, RecordChange
from apps.attendance.permissions import RunsSessions
from apps.attendance.rules.messages import text_for_staff
from apps.attendance.selectors import register as selectors
from apps.attendance.selectors import traces
from apps.attendance.services import register as services
from apps.attendance.services import sessions
from apps.core import clock
from apps.core.errors import NotFound


class MarkView(SessionBase):
    """One student in a session: all that is known, and a status set by hand."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="student_in_session", responses=StudentTraceSerializer)
    def get(self, request: Request, pk: int, student_pk: int) -> Response:
        """Return the row, every attempt and change, and what was asked and answered."""
        session = self.session(pk)
        row = selectors.row_of(session, student_pk=student_pk)
        changes = traces.changes_of(session).filter(record__student=student_pk)
        attempts = traces.attempts_of(session, student_pk=student_pk)
        contest = traces.contest_of(session, student_pk=student_pk)
        questions = traces.questions_of(session).filter(student=student_pk)
        return Response(
            {
                "row": representation.register_row(row),
                "attempts": StudentAttemptSerializer(attempts, many=True).data,
                "contest": StudentContestSerializer(contest).data if contest else None,
                "changes": RevisionSerializer(changes, many=True).data,
                "questions": QuestionSerializer(questions, many=True).data,
            }
        )

    @extend_schema(operation_id="mark", request=MarkInputSerializer, responses=MarkedSerializer)
    def put(self, request: Request, pk: int, student_pk: int) -> Response:
        """Mark a student; after closing, with a reason."""
        now = clock.now()
        session = sessions.settle_if_due(session=self.session(pk), now=now)
        entered = MarkInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        change = services.mark(
            session=session,
            student_pk=student_pk,
            status=RecordStatus(entered.validated_data["status"]),
            reason=entered.validated_data["reason"],
            by=self.member,
            now=now,
        )
        row = selectors.row_of(session, student_pk=student_pk)
        return Response(
            {"row": representation.register_row(row), "change_id": change.pk if change else None}
        )


class UndoView(SessionBase):
    """Take back a mark."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="undo", request=None, responses=MarkedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Undo the last change of a record, within five minutes."""
        change = RecordChange.objects.select_related("record").filter(pk=pk).first()
        if change is None:
            raise NotFound
        session = self.session(change.record.session_id)
        undone = services.undo(change=change, by=self.member, now=clock.now())
        row = selectors.row_of(session, student_pk=change.record.student_id)
        return Response({"row": representation.register_row(row), "change_id": undone.pk})


class ReviewView(SessionBase):
    """What waits for the lecturer's decision."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="review", responses=ReviewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return late scans, appeals and contested absences of the session, and questions."""
        session = self.session(pk)
        items = selectors.review_queue(session)
        plain = [
            {**asdict(item), "reason_text": text_for_staff(item.outcome) if item.outcome else ""}
            for item in items
        ]
        asked = traces.questions_of(session)
        return Response(ReviewSerializer({"items": plain, "questions": asked}).data)


class DecideView(SessionBase):
    """Decide of an attempt."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="decide", request=DecisionInputSerializer, responses=DecidedSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Accept an attempt, which makes a record, or decline it."""
        attempt = (
            CheckInAttempt.objects.select_related("session__organization", "student")
            .filter(pk=pk, session__isnull=False, student__isnull=False)
            .first()
        )
        if attempt is None or attempt.session_id is None or attempt.student_id is None:
            raise NotFound
        session = self.session(attempt.session_id)
        entered = DecisionInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        change = services.decide(
            attempt=attempt,
            accept=entered.validated_data["decision"] == "accept",
            reason=entered.validated_data["reason"],
            by=self.member,
            now=clock.now(),
        )
        row = selectors.row_of(session, student_pk=attempt.student_id)
        return Response(
            {"row": representation.register_row(row), "change_id": change.pk if change else None}
        )
