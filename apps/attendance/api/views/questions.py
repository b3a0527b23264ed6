"""API of questions about doubtful check-ins, for both sides."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.serializers.students import MyQuestionSerializer
from apps.attendance.api.serializers.traces import (
    AnswerInputSerializer,
    QuestionInputSerializer,
    QuestionSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.api.views.students import StudentBase
from apps.attendance.models import Question
from apps.attendance.permissions import ChecksIn, RunsSessions
from apps.attendance.services import questions as services
from apps.core import clock
from apps.core.errors import NotFound


class AskView(SessionBase):
    """A question to a student."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="ask", request=QuestionInputSerializer, responses={201: QuestionSerializer}
    )
    def post(self, request: Request, pk: int, student_pk: int) -> Response:
        """Ask about a doubtful check-in or a waiting attempt; both stay in review until decided."""
        session = self.session(pk)
        entered = QuestionInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        question = services.ask(
            session=session,
            student_pk=student_pk,
            text=entered.validated_data["text"],
            by=self.member,
            now=clock.now(),
        )
        return Response(QuestionSerializer(question).data, status=201)


class AnswerView(StudentBase):
    """The student's answer."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="answer_question",
        request=AnswerInputSerializer,
        responses={201: MyQuestionSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer one of my questions, once."""
        mine = Question.objects.select_related("session__course").filter(student=self.student)
        question = mine.filter(pk=pk).first()
        if question is None:
            raise NotFound
        entered = AnswerInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        services.answer(question=question, note=entered.validated_data["note"], now=clock.now())
        return Response(MyQuestionSerializer(mine.get(pk=pk)).data, status=201)
