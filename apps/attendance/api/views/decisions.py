"""API of what waits for a lecturer's decision: requests, contested absences, tries."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api import requests_shown as shown
from apps.attendance.api.serializers.requests import (
    MATTERS,
    AbsenceRequestSerializer,
    ContestDecidedSerializer,
    ContestDecisionInputSerializer,
    DecisionCountsSerializer,
    DecisionItemSerializer,
    RequestDecidedSerializer,
    RequestDecisionInputSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.enums import RecordStatus, RequestAct, RequestState
from apps.attendance.models import AttendanceRecord, RequestPart
from apps.attendance.permissions import RunsSessions
from apps.attendance.selectors import decisions as selectors
from apps.attendance.selectors import requests as request_selectors
from apps.attendance.selectors.decisions import Matter, Narrowing
from apps.attendance.services import contests, decisions
from apps.core import clock
from apps.core.http import query_id, query_text
from apps.orgs.selectors import organization_of

_COURSE = OpenApiParameter("course", int)
_SEARCH = OpenApiParameter("search", str, description="Number or part of the name of a student.")


class DecisionCountsView(SessionBase):
    """How much waits."""

    permission_classes = [RunsSessions]
    counts_as_use = False

    @extend_schema(operation_id="decision_counts", responses=DecisionCountsSerializer)
    def get(self, request: Request) -> Response:
        """Return how many matters of each kind wait for me, over all my courses."""
        return Response(DecisionCountsSerializer(selectors.counts(self.member)).data)


class DecisionListView(SessionBase, ListAPIView[RequestPart]):
    """What waits."""

    permission_classes = [RunsSessions]
    serializer_class = DecisionItemSerializer

    @extend_schema(
        operation_id="decisions",
        parameters=[
            OpenApiParameter("kind", str, enum=[value for value, _ in MATTERS], many=True),
            _COURSE,
            _SEARCH,
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of what waits for my decision, the oldest first."""
        query = request.query_params
        known = {Matter(value) for value in query.getlist("kind") if value in set(Matter)}
        narrowing = Narrowing(
            kinds=frozenset(known or Matter),
            course=query_id(query, "course"),
            search=query_text(query, "search").strip(),
        )
        page = self.paginate_queryset(selectors.queue(self.member, narrowing))
        plain = shown.queue(
            selectors.load(page or ()),
            timezone=organization_of(request).timezone,
            now=clock.now(),
        )
        return self.get_paginated_response(DecisionItemSerializer(plain, many=True).data)


class RequestListView(SessionBase, ListAPIView[RequestPart]):
    """Absence requests, decided ones too."""

    permission_classes = [RunsSessions]
    serializer_class = AbsenceRequestSerializer

    @extend_schema(
        operation_id="absence_requests",
        parameters=[
            OpenApiParameter("state", str, enum=[*RequestState.values, request_selectors.DECIDED]),
            _COURSE,
            _SEARCH,
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of the requests to my courses, what was decided last first."""
        query = request.query_params
        found = request_selectors.narrowed(
            self.member,
            state=query.get("state", ""),
            course=query_id(query, "course"),
            search=query_text(query, "search").strip(),
        )
        page = list(self.paginate_queryset(found) or ())
        plain = shown.requests(page, timezone=organization_of(request).timezone, now=clock.now())
        rows = AbsenceRequestSerializer([plain[part.pk] for part in page], many=True)
        return self.get_paginated_response(rows.data)


class RequestDecideView(SessionBase):
    """Decide a request."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="absence_request_decide",
        request=RequestDecisionInputSerializer,
        responses=RequestDecidedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve, decline, take an approval back, or undo my own decision of just now."""
        part = request_selectors.part_for(self.member, pk=pk)
        entered = RequestDecisionInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        organization, now = organization_of(request), clock.now()
        changed = decisions.decide(
            part=part,
            act=RequestAct(entered.validated_data["act"]),
            reason=entered.validated_data["reason"],
            by=self.member,
            organization=organization,
            now=now,
        )
        part = request_selectors.part_for(self.member, pk=pk)
        plain = shown.requests([part], timezone=organization.timezone, now=now)[part.pk]
        return Response(RequestDecidedSerializer({"request": plain, "changed": changed}).data)


class ContestDecideView(SessionBase):
    """Decide a contested absence."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="contest_decide",
        request=ContestDecisionInputSerializer,
        responses=ContestDecidedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make the student present, late or excused, decline, or undo that within five minutes."""
        contest = selectors.contest_for(self.member, pk=pk)
        entered = ContestDecisionInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        decision, now = entered.validated_data["decision"], clock.now()
        if decision == "undo":
            contests.undo(contest=contest, by=self.member, now=now)
        else:
            contests.decide(
                contest=contest,
                status=None if decision == "decline" else RecordStatus(decision),
                reason=entered.validated_data["reason"],
                by=self.member,
                now=now,
            )
        record = AttendanceRecord.objects.get(pk=contest.record_id)
        return Response(ContestDecidedSerializer({"status": record.status}).data)
