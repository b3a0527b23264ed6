"""The valid requests of attendance: check-ins, registers, absences, receipts."""

from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from tests.support import valid_attendance as visits
from tests.support import valid_registers as registers
from tests.support import valid_requests as make
from tests.support.calls import Call
from tests.support.campus import NOW, Campus
from tests.support.cases import Case

C, S = "api/courses/<int:pk>/", "api/sessions/<int:pk>/"


def close_all(campus: Campus) -> None:
    """Close every session, as reopening wants them."""
    for world in (campus.home, campus.foreign):
        with tenancy.activate(world.organization):
            AttendanceSession.objects.update(state="closed", closed_at=NOW)


ATTENDANCE_CASES = [
    Case(
        "^[cC]/(?P<path>[^/]+)/?$",
        "GET",
        lambda campus, kind: Call(f"/C/{visits.code_of(campus, kind)}"),
        varies="path",
    ),
    Case(f"{C}register/marks/", "POST", registers.mark_cells, varies="pk"),
    Case("api/claims/", "POST", visits.claim, varies="code"),
    Case("api/claims/<uuid:claim_id>/finish/", "POST", visits.finish, varies="claim_id"),
    Case("api/check-ins/typed/", "POST", visits.typed, varies="code"),
    Case("api/my/records/<int:pk>/receipt/", "POST", visits.my_receipt(""), varies="pk"),
    Case("api/my/records/<int:pk>/receipt/pdf/", "GET", visits.my_receipt("pdf/"), varies="pk"),
    Case("api/receipts/verify/", "POST", visits.verify_receipt, varies="code"),
    Case(f"{S}kiosks/<int:kiosk_pk>/end/", "POST", visits.end_kiosk, varies="kiosk_pk"),
    Case("api/kiosk/state/", "POST", visits.kiosk("state"), varies="kiosk"),
    Case("api/kiosk/look-up/", "POST", visits.kiosk("look-up"), varies="kiosk"),
    Case("api/kiosk/check-in/", "POST", visits.kiosk("check-in"), varies="kiosk"),
    Case("api/my/records/<int:pk>/contest/", "POST", visits.contest, varies="pk"),
    Case("api/my/absence-requests/", "POST", visits.ask),
    Case("api/my/absence-requests/<int:pk>/", "GET", visits.my_request(""), varies="pk"),
    Case(
        "api/my/absence-requests/<int:pk>/withdraw/",
        "POST",
        visits.my_request("withdraw/"),
        varies="pk",
    ),
    Case("api/absence-requests/<int:pk>/decide/", "POST", visits.decide_request, varies="pk"),
    Case("api/contests/<int:pk>/decide/", "POST", visits.decide_contest, varies="pk"),
    Case(
        "api/attempts/<int:pk>/appeal/",
        "POST",
        visits.attempt("appeal/", {"note": "here"}),
        varies="pk",
    ),
    Case(
        "api/attempts/<int:pk>/decide/",
        "POST",
        visits.attempt("decide/", {"decision": "accept", "reason": "seen"}),
        varies="pk",
    ),
    Case("api/changes/<int:pk>/undo/", "POST", visits.undo, varies="pk"),
    Case("api/sessions/", "POST", visits.open_session, varies="course", prepare=close_all),
    Case(f"{S}tokens/<int:token_pk>/revoke/", "POST", visits.revoke, varies="pk"),
    Case(f"{S}tokens/<int:token_pk>/revoke/", "POST", visits.revoke_token, varies="token_pk"),
    Case(f"{S}register/<int:student_pk>/", "GET", visits.mark, varies="pk"),
    Case(f"{S}register/<int:student_pk>/", "GET", visits.mark_student, varies="student_pk"),
    Case(
        f"{S}register/<int:student_pk>/ask/",
        "POST",
        visits.ask_in_session,
        varies="pk",
        prepare=visits.appeal_all,
    ),
    Case(
        f"{S}register/<int:student_pk>/ask/",
        "POST",
        visits.ask_student,
        varies="student_pk",
        prepare=visits.appeal_all,
    ),
    Case("api/my/questions/<int:pk>/answer/", "POST", visits.answer, varies="pk"),
    Case(f"{S}register/<int:student_pk>/", "PUT", visits.mark, varies="pk"),
    Case(f"{S}register/<int:student_pk>/", "PUT", visits.mark_student, varies="student_pk"),
    Case(f"{S}register/<int:student_pk>/changes/", "GET", registers.cell, varies="pk"),
    Case(
        f"{S}register/<int:student_pk>/changes/",
        "GET",
        registers.cell_of_student,
        varies="student_pk",
    ),
    Case(f"{S}walk-ins/", "POST", registers.walk_in, varies="pk"),
    Case("api/classes/", "GET", make.plain("/api/classes/?from=2026-03-02&to=2026-03-08")),
    Case("api/classes/call-off/", "POST", make.call_off, varies="schedule"),
    Case("api/classes/restore/", "POST", make.restore, varies="schedule"),
    Case("api/student/home/", "GET", make.plain("/api/student/home/")),
    Case("api/my/records/", "GET", make.plain("/api/my/records/")),
    Case(f"{S}kiosks/", "GET", make.of_session("kiosks/"), varies="pk"),
    Case(f"{S}kiosks/", "POST", make.of_session("kiosks/"), varies="pk"),
    Case("api/my/attempts/", "GET", make.plain("/api/my/attempts/")),
    Case("api/my/data/", "GET", make.plain("/api/my/data/")),
    Case("api/my/data/download/", "POST", make.plain("/api/my/data/download/")),
    Case(
        "api/my/courses/<int:pk>/",
        "GET",
        lambda campus, kind: Call(f"/api/my/courses/{make.course_of(campus, kind)}/"),
        varies="pk",
    ),
    Case("api/my/courses/", "GET", make.plain("/api/my/courses/")),
    Case("api/my/absence-requests/", "GET", make.plain("/api/my/absence-requests/")),
    Case(
        "api/my/absence-requests/options/", "GET", make.plain("/api/my/absence-requests/options/")
    ),
    Case("api/decisions/", "GET", make.plain("/api/decisions/")),
    Case("api/decisions/counts/", "GET", make.plain("/api/decisions/counts/")),
    Case("api/absence-requests/", "GET", make.plain("/api/absence-requests/")),
    Case("api/sessions/", "GET", make.plain("/api/sessions/")),
    Case(S, "GET", make.of_session(""), varies="pk"),
    Case(f"{S}extend/", "POST", make.of_session("extend/", {"minutes": 5}), varies="pk"),
    Case(f"{S}close/", "POST", make.of_session("close/"), varies="pk"),
    Case(
        f"{S}reopen/",
        "POST",
        make.of_session("reopen/", {"reason": "fire drill", "minutes": 5}),
        varies="pk",
        prepare=close_all,
    ),
    Case(f"{S}tokens/", "GET", make.of_session("tokens/"), varies="pk"),
    Case(f"{S}tokens/", "POST", make.of_session("tokens/", {"kind": "fixed"}), varies="pk"),
    Case(f"{S}projector/", "GET", make.of_session("projector/"), varies="pk"),
    Case(f"{S}live/", "GET", make.of_session("live/"), varies="pk"),
    Case(f"{S}review/", "GET", make.of_session("review/"), varies="pk"),
    Case(f"{S}changes/", "GET", make.of_session("changes/"), varies="pk"),
    Case(f"{S}events/", "GET", make.of_session("events/"), varies="pk"),
]
