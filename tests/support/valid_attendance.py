"""Valid requests about check-ins and what comes of them, for the sweep over all operations."""

import uuid
from typing import Any

from apps.attendance.models import AttemptAppeal, Question, Receipt
from apps.attendance.services import kiosks
from apps.core import tenancy
from tests.support.calls import Call
from tests.support.campus import MISSING, NOW, Campus
from tests.support.valid_requests import Build, course_of, key_of, session_of, token_of
from tests.support.world import INSIDE, Phone, at


def open_session(campus: Campus, kind: str) -> Call:
    return Call("/api/sessions/", {"course": course_of(campus, kind)})


def code_of(campus: Campus, kind: str) -> str:
    if kind == "random":
        return "0" * 20
    return campus.world_of(kind).code(campus.of(kind).session)


def claim(campus: Campus, kind: str) -> Call:
    phone = Phone()
    body = {
        "code": code_of(campus, kind),
        "client_reference": str(uuid.uuid4()),
        "public_key": phone.public_key,
        "scanned_at": None,
        "scanned_age_s": None,
        "finish": at(dict(INSIDE)),
    }
    return Call("/api/claims/", body, b"attendance-claim:v1\n", phone)


def finish(campus: Campus, kind: str) -> Call:
    """Finish a claim; the asker holds the phone of the own claim, and no other."""
    claim = uuid.UUID(int=MISSING) if kind == "random" else campus.of(kind).claim.pk
    prefix = f"attendance-finish:v1\n{claim}\n".encode()
    return Call(f"/api/claims/{claim}/finish/", at(dict(INSIDE)), prefix, campus.own.phone)


def typed(campus: Campus, kind: str) -> Call:
    phone = Phone()
    chosen = campus.of("own" if kind == "random" else kind).session
    code = "000000" if kind == "random" else campus.world_of(kind).typed(chosen)
    body = {
        "code": code,
        "client_reference": str(uuid.uuid4()),
        "public_key": phone.public_key,
        "finish": at(dict(INSIDE)),
    }
    return Call("/api/check-ins/typed/", body, b"attendance-typed:v1\n", phone)


def attempt(tail: str, body: Any) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        attempt = key_of(campus, kind, lambda one: one.attempt.pk)
        return Call(f"/api/attempts/{attempt}/{tail}", body)

    return build


def receipt_of(campus: Campus, kind: str) -> Receipt | None:
    """Return a student's receipt; None for the one that nobody has."""
    if kind == "random":
        return None
    with tenancy.activate(campus.world_of(kind).organization):
        student = campus.of(kind).student
        return Receipt.objects.select_related("attempt").get(attempt__student=student)


def my_receipt(tail: str) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        receipt = receipt_of(campus, kind)
        record = receipt.attempt.record_id if receipt else MISSING
        return Call(f"/api/my/records/{record}/receipt/{tail}")

    return build


def ask(campus: Campus, kind: str) -> Call:
    """Ask to be excused from the classes of a day."""
    day = f"{NOW:%Y-%m-%d}"
    body = {
        "client_reference": str(uuid.uuid4()),
        "kind": "illness",
        "first_day": day,
        "last_day": day,
    }
    return Call("/api/my/absence-requests/", body)


def my_request(tail: str, body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        asked = key_of(campus, kind, lambda one: one.asked.request_id)
        return Call(f"/api/my/absence-requests/{asked}/{tail}", body)

    return build


def verify_receipt(campus: Campus, kind: str) -> Call:
    receipt = receipt_of(campus, kind)
    code = receipt.code if receipt else "0123456789ABCDEF"
    return Call("/api/receipts/verify/", {"code": code})


def decide_request(campus: Campus, kind: str) -> Call:
    part = key_of(campus, kind, lambda one: one.asked.pk)
    return Call(f"/api/absence-requests/{part}/decide/", {"act": "approve"})


def contest(campus: Campus, kind: str) -> Call:
    record = key_of(campus, kind, lambda one: one.missed.pk)
    return Call(f"/api/my/records/{record}/contest/", {"note": "here"})


def decide_contest(campus: Campus, kind: str) -> Call:
    contested = key_of(campus, kind, lambda one: one.contest.pk)
    return Call(f"/api/contests/{contested}/decide/", {"decision": "present"})


def end_kiosk(campus: Campus, kind: str) -> Call:
    kiosk = key_of(campus, kind, lambda one: one.kiosk.kiosk.pk)
    return Call(f"/api/sessions/{campus.own.session.pk}/kiosks/{kiosk}/end/")


def kiosk(path: str) -> Build:
    """Ask as a kiosk does: by its token, which names its session."""

    def build(campus: Campus, kind: str) -> Call:
        own = None if kind == "random" else campus.of(kind)
        token = own.kiosk.token if own else "nobody's"
        body = {"kiosk": token}
        if path == "look-up":
            body["number"] = own.student.student_id if own else "S1"
        if path == "check-in":
            body["ticket"] = _ticket(campus, kind) if own else "none"
        return Call(f"/api/kiosk/{path}/", body)

    return build


def _ticket(campus: Campus, kind: str) -> str:
    if kind == "foreign":
        return "none"
    with tenancy.activate(campus.world_of(kind).organization):
        own = campus.of(kind)
        number = own.student.student_id
        return kiosks.look_up(token=own.kiosk.token, number=number, now=NOW).ticket


def undo(campus: Campus, kind: str) -> Call:
    return Call(f"/api/changes/{key_of(campus, kind, lambda one: one.change.pk)}/undo/")


def mark(campus: Campus, kind: str) -> Call:
    student = campus.own.student if kind == "random" else campus.of(kind).student
    path = f"/api/sessions/{session_of(campus, kind)}/register/{student.pk}/"
    return Call(path, {"status": "late", "reason": "bus"})


def mark_student(campus: Campus, kind: str) -> Call:
    student = key_of(campus, kind, lambda one: one.student.pk)
    path = f"/api/sessions/{campus.own.session.pk}/register/{student}/"
    return Call(path, {"status": "late", "reason": "bus"})


def ask_in_session(campus: Campus, kind: str) -> Call:
    """Ask a student whose attempt waits for a decision."""
    return Call(f"{mark(campus, kind).path}ask/", {"text": "Where did you sit?"})


def ask_student(campus: Campus, kind: str) -> Call:
    return Call(f"{mark_student(campus, kind).path}ask/", {"text": "Where did you sit?"})


def appeal_all(campus: Campus) -> None:
    """Let an attempt of each course wait for a decision."""
    for kind in ("own", "other", "foreign"):
        with tenancy.activate(campus.world_of(kind).organization):
            attempt = campus.of(kind).attempt
            if not AttemptAppeal.objects.filter(attempt=attempt).exists():
                AttemptAppeal.objects.create(attempt=attempt, at=NOW, note="here")


def answer(campus: Campus, kind: str) -> Call:
    def question_of(one: Any) -> int:
        with tenancy.unscoped(reason="a test asks for a question of either organisation"):
            asked = Question.objects.filter(student=one.student, answer=None)
            return int(asked.values_list("pk", flat=True)[0])

    return Call(f"/api/my/questions/{key_of(campus, kind, question_of)}/answer/", {"note": "Row 3"})


def revoke(campus: Campus, kind: str) -> Call:
    token = token_of(campus, "own" if kind == "random" else kind)
    return Call(f"/api/sessions/{session_of(campus, kind)}/tokens/{token}/revoke/")


def revoke_token(campus: Campus, kind: str) -> Call:
    return Call(f"/api/sessions/{campus.own.session.pk}/tokens/{token_of(campus, kind)}/revoke/")
