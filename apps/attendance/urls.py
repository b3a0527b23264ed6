"""URLs of attendance, below /api/."""

from django.urls import path

from apps.attendance.api.views import (
    check_in,
    classes,
    decisions,
    history,
    live,
    policy,
    receipts,
    register,
    requests,
    sessions,
    students,
)

urlpatterns = [
    # The address that is asked most often is looked for first.
    path("sessions/<int:pk>/live/", live.LiveView.as_view(), name="live"),
    path("organization/policy/preview/", policy.PolicyPreviewView.as_view(), name="policy-preview"),
    path(
        "courses/<int:pk>/policy/preview/",
        policy.CoursePolicyPreviewView.as_view(),
        name="course-policy-preview",
    ),
    path("claims/", check_in.ClaimView.as_view(), name="claims"),
    path("claims/<uuid:claim_id>/finish/", check_in.FinishView.as_view(), name="claim-finish"),
    path("check-ins/typed/", check_in.TypedView.as_view(), name="check-in-typed"),
    path("student/home/", students.StudentHomeView.as_view(), name="student-home"),
    path("my/records/", history.MyRecordListView.as_view(), name="my-records"),
    path("my/attempts/", history.MyAttemptListView.as_view(), name="my-attempts"),
    path("my/courses/", history.MyCoursesView.as_view(), name="my-courses"),
    path("my/records/<int:pk>/receipt/", receipts.MyReceiptView.as_view(), name="my-receipt"),
    path(
        "my/records/<int:pk>/receipt/pdf/",
        receipts.MyReceiptDocumentView.as_view(),
        name="my-receipt-document",
    ),
    path("receipts/verify/", receipts.VerifyReceiptView.as_view(), name="receipt-verify"),
    path("my/records/<int:pk>/contest/", requests.ContestView.as_view(), name="contest"),
    path("my/absence-requests/", requests.MyRequestListView.as_view(), name="my-absence-requests"),
    path(
        "my/absence-requests/options/",
        requests.MyRequestOptionsView.as_view(),
        name="absence-request-options",
    ),
    path(
        "my/absence-requests/<int:pk>/",
        requests.MyRequestView.as_view(),
        name="my-absence-request",
    ),
    path(
        "my/absence-requests/<int:pk>/withdraw/",
        requests.WithdrawView.as_view(),
        name="absence-request-withdraw",
    ),
    path("decisions/", decisions.DecisionListView.as_view(), name="decisions"),
    path("decisions/counts/", decisions.DecisionCountsView.as_view(), name="decision-counts"),
    path("absence-requests/", decisions.RequestListView.as_view(), name="absence-requests"),
    path(
        "absence-requests/<int:pk>/decide/",
        decisions.RequestDecideView.as_view(),
        name="absence-request-decide",
    ),
    path("contests/<int:pk>/decide/", decisions.ContestDecideView.as_view(), name="contest-decide"),
    path("attempts/<int:pk>/appeal/", students.AppealView.as_view(), name="appeal"),
    path("attempts/<int:pk>/decide/", register.DecideView.as_view(), name="decide"),
    path("changes/<int:pk>/undo/", register.UndoView.as_view(), name="undo"),
    path("classes/", classes.ClassListView.as_view(), name="classes"),
    path("classes/call-off/", classes.CallOffView.as_view(), name="class-call-off"),
    path("classes/restore/", classes.RestoreView.as_view(), name="class-restore"),
    path("sessions/", sessions.SessionListView.as_view(), name="sessions"),
    path("sessions/<int:pk>/", sessions.SessionDetailView.as_view(), name="session"),
    path("sessions/<int:pk>/extend/", sessions.ExtendView.as_view(), name="session-extend"),
    path("sessions/<int:pk>/close/", sessions.CloseView.as_view(), name="session-close"),
    path("sessions/<int:pk>/reopen/", sessions.ReopenView.as_view(), name="session-reopen"),
    path("sessions/<int:pk>/tokens/", sessions.TokenListView.as_view(), name="tokens"),
    path(
        "sessions/<int:pk>/tokens/<int:token_pk>/revoke/",
        sessions.TokenRevokeView.as_view(),
        name="token-revoke",
    ),
    path("sessions/<int:pk>/projector/", sessions.ProjectorView.as_view(), name="projector"),
    path("sessions/<int:pk>/review/", register.ReviewView.as_view(), name="review"),
    path("sessions/<int:pk>/register/<int:student_pk>/", register.MarkView.as_view(), name="mark"),
]
