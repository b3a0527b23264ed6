"""Receipts of check-ins: issued beside them, verified by anybody, unmoved by what comes later."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client

from apps.accounts.models import User
from apps.attendance.api.views.receipts import MISSES
from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceRecord, AttendanceSession, Receipt, ReceiptKey
from apps.attendance.rules import receipts as rules
from apps.attendance.services import receipts, register
from apps.core import tenancy
from tests.support.checkin import Clock
from tests.support.world import World, at

VERIFY = "/api/receipts/verify/"
KEYS = "/.well-known/attendance-receipt-keys.json"
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "students.md"
# 32 bytes, and nobody's key.
PRIVATE = bytes(range(32))


def check_in(world: World, session: AttendanceSession, number: int = 0) -> int:
    """Check a student in by scan; return the record's key."""
    answer = world.phone(world.students[number]).scan(world.code(session), finish=at(None))
    assert answer.status_code == 201, answer.content
    return int(answer.json()["record"]["id"])


def own(world: World, record: int, number: int = 0) -> dict[str, Any]:
    answer = world.phone(world.students[number]).send("POST", f"/api/my/records/{record}/receipt/")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def verify(body: dict[str, str], *, host: str = "") -> Any:
    """Ask as a stranger does: signed in nowhere."""
    headers = {"Host": host} if host else {}
    return Client().post(VERIFY, body, content_type="application/json", headers=headers)


def test_a_student_gets_a_receipt_that_a_stranger_verifies(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    student = world.students[0]
    mine = own(world, record)
    assert mine["attested"]["student_name"] == student.user.full_name
    assert mine["attested"]["student_number"] == student.student_id
    assert mine["address"].endswith(f"/r/{mine['attested']['code']}")

    code = mine["attested"]["code"].lower().replace("-", " ").replace("0", "o")
    seen = verify({"code": code}).json()
    assert seen["valid"] is True
    assert seen["register_differs"] is False
    assert seen["attested"]["course_code"] == world.course.code
    assert seen["attested"]["arrived_at"] == mine["attested"]["arrived_at"]
    # A stranger with the code alone learns neither the name nor the number.
    assert seen["whole"] is False
    assert student.user.full_name not in json.dumps(seen)
    assert student.student_id not in json.dumps(seen)

    shown = verify({"receipt": mine["receipt"]}).json()
    assert shown["valid"] is True
    assert shown["whole"] is True
    assert shown["attested"] == mine["attested"]


def test_it_is_signed_once(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    first = own(world, record)
    now.tick(1800)
    assert own(world, record) == first
    with tenancy.activate(world.organization):
        assert receipts.issue_due(now=now()) == 0
        assert Receipt.objects.count() == 1


def test_the_job_signs_after_the_end_and_once(world: World, now: Clock) -> None:
    session = world.open()
    for number in range(3):
        check_in(world, session, number)
    with tenancy.activate(world.organization):
        assert receipts.issue_due(now=now()) == 0
        now.tick(3600)
        assert receipts.issue_due(now=now()) == 3
        assert receipts.issue_due(now=now()) == 0
        assert Receipt.objects.count() == 3


def test_what_was_signed_by_the_job_is_what_the_student_gets(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    now.tick(3000)
    with tenancy.activate(world.organization):
        receipts.issue_due(now=now())
        stored = Receipt.objects.get()
    assert own(world, record)["receipt"] == stored.text


@pytest.mark.parametrize("signed_before", [True, False])
def test_a_later_edit_leaves_it_standing(world: World, now: Clock, signed_before: bool) -> None:
    session = world.open()
    record = check_in(world, session)
    if signed_before:
        own(world, record)
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.ABSENT,
            reason="left early",
            by=world.lecturer.user,
            now=now(),
        )
        assert AttendanceRecord.objects.get(pk=record).status == RecordStatus.ABSENT
    mine = own(world, record)
    assert mine["attested"]["status"] == "present"
    seen = verify({"code": mine["attested"]["code"]}).json()
    assert seen["valid"] is True
    assert seen["attested"]["status"] == "present"
    assert seen["register_differs"] is True
    assert "left early" not in json.dumps(seen)


def test_a_new_name_does_not_change_it(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    before = own(world, record)
    User.objects.filter(pk=world.students[0].user_id).update(full_name="Somebody Else")
    assert own(world, record) == before
    assert verify({"receipt": before["receipt"]}).json()["attested"] == before["attested"]


def test_a_late_arrival_is_attested_as_late(world: World, now: Clock) -> None:
    session = world.open()
    now.tick((session.policy.late_after_min + 1) * 60)
    assert own(world, check_in(world, session))["attested"]["status"] == "late"


def test_what_a_lecturer_marks_has_none(world: World, now: Clock) -> None:
    session = world.open()
    with tenancy.activate(world.organization):
        change = register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.PRESENT,
            reason="",
            by=world.lecturer.user,
            now=now(),
        )
    assert change is not None
    path = f"/api/my/records/{change.record_id}/receipt/"
    answer = world.phone(world.students[0]).send("POST", path)
    assert answer.status_code == 404


def test_another_student_gets_none(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    own(world, record)
    for path in ("", "pdf/"):
        method = "GET" if path else "POST"
        full = f"/api/my/records/{record}/receipt/{path}"
        assert world.phone(world.students[1]).send(method, full).status_code == 404
        assert world.phone(world.students[0]).send(method, full).status_code == 200


def test_the_address_of_another_organisation_knows_nothing_of_it(
    world: World, foreign: World, now: Clock
) -> None:
    mine = own(world, check_in(world, world.open()))
    home = f"{world.organization.slug}.localhost"
    away = f"{foreign.organization.slug}.localhost"
    for body in ({"code": mine["attested"]["code"]}, {"receipt": mine["receipt"]}):
        assert verify(body, host=home).status_code == 200
        answer = verify(body, host=away)
        assert answer.status_code == 404
        made_up = dict.fromkeys(body, "0" * 16)
        unknown = verify(made_up, host=away)
        hidden = {"request_id"}
        assert {k: v for k, v in answer.json().items() if k not in hidden} == {
            k: v for k, v in unknown.json().items() if k not in hidden
        }
    keys = Client().get(KEYS, headers={"Host": home}).json()["keys"]
    assert len(keys) == 1
    assert Client().get(KEYS, headers={"Host": away}).json()["keys"] == []


def test_the_documented_steps_verify_it_offline(world: World, now: Clock, tmp_path: Path) -> None:
    (steps,) = re.findall(r"```python\n(import base64.+?)```", GUIDE.read_text(), re.DOTALL)
    text = own(world, check_in(world, world.open()))["receipt"]
    answer = Client().get(KEYS)
    assert answer["Cache-Control"] == "public, max-age=300"
    (tmp_path / "keys.json").write_text(answer.content.decode())
    for name, content in (("true", text), ("forged", text[:200] + _other(text[200]) + text[201:])):
        (tmp_path / name).write_text(content)
    (tmp_path / "steps.py").write_text(steps)

    def run(name: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, tmp_path / "steps.py", tmp_path / name, tmp_path / "keys.json"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert json.loads(run("true").stdout)["student_number"] == world.students[0].student_id
    forged = run("forged")
    assert forged.returncode != 0
    assert "InvalidSignature" in forged.stderr


def _other(char: str) -> str:
    return "B" if char == "A" else "A"


def test_a_rotated_key_signs_no_more_and_what_it_signed_is_valid(world: World, now: Clock) -> None:
    session = world.open()
    old = own(world, check_in(world, session))
    now.tick(10)
    call_command("rotate_receipt_key", world.organization.slug)
    new = own(world, check_in(world, session, 1), 1)
    kids = [json.loads(_decoded(one["receipt"]))["kid"] for one in (new, old)]
    assert kids[0] != kids[1]
    assert [key["kid"] for key in Client().get(KEYS).json()["keys"]] == kids
    for one in (old, new):
        assert verify({"receipt": one["receipt"]}).json()["valid"] is True
        assert verify({"code": one["attested"]["code"]}).json()["valid"] is True
    with tenancy.activate(world.organization):
        retired = ReceiptKey.objects.exclude(retired_at=None).get()
        assert retired.sealed_private_key == ""


def _decoded(text: str) -> bytes:
    part = text.split(".", maxsplit=1)[0]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_key_that_another_secret_sealed_is_replaced(
    world: World, now: Clock, settings: Any
) -> None:
    session = world.open()
    old = own(world, check_in(world, session))
    record = check_in(world, session, 1)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret key, also long enough", []
    with tenancy.activate(world.organization):
        receipts.receipt_of(student=world.students[1], record_pk=record, now=now())
        assert ReceiptKey.objects.count() == 2
        assert ReceiptKey.objects.filter(retired_at=None).count() == 1
    assert verify({"receipt": old["receipt"]}).json()["valid"] is True


def test_there_is_one_living_key(world: World, now: Clock) -> None:
    own(world, check_in(world, world.open()))
    with tenancy.activate(world.organization), pytest.raises(IntegrityError):
        receipts._make_key(now=now())


def test_a_changed_row_is_not_valid(world: World, now: Clock) -> None:
    mine = own(world, check_in(world, world.open()))
    with tenancy.activate(world.organization):
        stored = Receipt.objects.get()
        payload = {**rules.take_apart(stored.text).payload, "status": "late"}  # type: ignore[union-attr]  # it is one
        forged = rules.sign(payload, private_key=PRIVATE)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE attendance_receipt SET text = %s", [forged])
    seen = verify({"code": mine["attested"]["code"]}).json()
    assert seen["valid"] is False
    assert seen["attested"] is None
    assert verify({"receipt": forged}).status_code == 404


def test_a_key_of_ones_own_signs_nothing_here(world: World, now: Clock) -> None:
    text = own(world, check_in(world, world.open()))["receipt"]
    parts = rules.take_apart(text)
    assert parts is not None
    assert verify({"receipt": rules.sign(parts.payload, private_key=PRIVATE)}).status_code == 404


@pytest.mark.parametrize("kid", ["\0", "\ud800", "x", "x" * 4000, "é" * 43, 5, None, [], {}])
def test_a_receipt_that_names_no_key_is_none(world: World, now: Clock, kid: Any) -> None:
    """Anybody may send one: no database is asked for what it cannot hold."""
    text = own(world, check_in(world, world.open()))["receipt"]
    head, *rest = text.split(".")
    header = {**json.loads(_decoded(text)), "kid": kid}
    forged = ".".join([rules.base64url(json.dumps(header).encode()), *rest])
    assert verify({"receipt": forged}).status_code == 404
    # The control: what the header was, written anew.
    again = json.dumps({**header, "kid": json.loads(_decoded(text))["kid"]}, separators=(",", ":"))
    assert rules.base64url(again.encode()) == head
    assert verify({"receipt": text}).status_code == 200


def test_guessing_is_stopped_and_true_receipts_still_are_verified(world: World, now: Clock) -> None:
    code = own(world, check_in(world, world.open()))["attested"]["code"]
    for number in range(MISSES):
        assert verify({"code": f"{number:016}"}).status_code == 404
    assert verify({"code": "0" * 16}).status_code == 429
    # A campus behind the same address is not hurt.
    assert verify({"code": code}).status_code == 200
    now.tick(61)
    assert verify({"code": "0" * 16}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"code": "x", "receipt": "y"}, {"code": "x", "more": 1}])
def test_a_body_that_asks_nothing_is_invalid(world: World, body: dict[str, str]) -> None:
    assert verify(body).status_code == 400


def test_the_paper_is_a_pdf_once_it_is_issued(world: World, now: Clock) -> None:
    record = check_in(world, world.open())
    phone = world.phone(world.students[0])
    path = f"/api/my/records/{record}/receipt/pdf/"
    assert phone.get(path).status_code == 404
    own(world, record)
    answer = phone.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_page_is_for_no_search_engine(world: World) -> None:
    for path in ("/r/ABCD-ABCD-ABCD-ABCD", "/R/abcdabcdabcdabcd", "/receipts"):
        assert "noindex" in Client().get(path)["X-Robots-Tag"]
    assert "X-Robots-Tag" not in Client().get("/login")


def test_a_reopened_and_repeated_check_in_has_one_receipt_each(world: World, now: Clock) -> None:
    session = world.open()
    record = check_in(world, session)
    first = own(world, record)
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=world.students[0].pk,
            status=RecordStatus.ABSENT,
            reason="",
            by=world.lecturer.user,
            now=now(),
        )
    now.tick(60)
    assert check_in(world, session) == record
    second = own(world, record)
    assert second["attested"]["code"] != first["attested"]["code"]
    for one in (first, second):
        assert verify({"code": one["attested"]["code"]}).json()["valid"] is True


def test_a_check_in_waits_for_no_receipt(world: World, now: Clock) -> None:
    check_in(world, world.open())
    with tenancy.activate(world.organization):
        assert Receipt.objects.count() == 0
        assert ReceiptKey.objects.count() == 0
