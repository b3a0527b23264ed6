"""A doubtful check-in is kept, asked about or removed; the student sees and answers."""

from typing import Any

from apps.attendance.models import Question
from apps.core import tenancy
from apps.notifications.models import Notification
from tests.support.checkin import Clock, at_once, live, mark
from tests.support.world import World


def ask(world: World, session: Any, student: Any, text: str = "Where did you sit?") -> Any:
    path = f"/api/sessions/{session.pk}/register/{student.pk}/ask/"
    return world.staff().send("POST", path, {"text": text})


def doubtful(world: World) -> tuple[Any, Any]:
    """Return a session in which two students came with one phone."""
    world.set_policy(device_rule="flag")
    session = world.open()
    shared = world.phone(world.students[0])
    at_once(world, session, shared)
    shared.token = world.sign_in(world.students[1].user)
    at_once(world, session, shared)
    return session, world.students[0]


def review(world: World, session: Any) -> Any:
    return world.staff().get(f"/api/sessions/{session.pk}/review/").json()


def home(world: World, student: Any) -> Any:
    return world.phone(student).get("/api/student/home/").json()["questions"]


def test_a_question_is_seen_answered_and_decided(world: World, now: Clock) -> None:
    session, student = doubtful(world)
    before = live(world, session)["sent"]
    asked = ask(world, session, student)
    assert asked.status_code == 201
    assert live(world, session)["sent"] != before, "screens must hear of it"
    with tenancy.activate(world.organization):
        told = Notification.objects.get(kind="question_asked")
    assert told.recipient_id == student.user_id
    assert [one["text"] for one in home(world, student)] == ["Where did you sit?"]
    assert home(world, world.students[1]) == []
    path = f"/api/my/questions/{asked.json()['id']}/answer/"
    assert world.phone(world.students[1]).send("POST", path, {"note": "x"}).status_code == 404
    assert world.phone(student).send("POST", path, {"note": "  "}).status_code == 400
    now.tick(60)
    assert world.phone(student).send("POST", path, {"note": "Row 3"}).status_code == 201
    assert world.phone(student).send("POST", path, {"note": "Row 4"}).status_code == 409
    assert home(world, student) == []
    # Answered, and still there to be decided about.
    (question,) = review(world, session)["questions"]
    assert question["answer"]["note"] == "Row 3"
    assert question["by"] == world.lecturer.user.get_full_name()
    assert live(world, session)["counts"]["review"] == 2
    mark(world, session, student, "absent", "Was not there")
    # The other student came second on the phone, which was seen at the time and stays to be judged.
    assert live(world, session)["counts"]["review"] == 1


def test_only_what_waits_for_a_decision_is_asked_about(world: World, now: Clock) -> None:
    session, student = doubtful(world)
    third = world.students[2]
    assert ask(world, session, third).json()["code"] == "session_state_invalid"
    assert ask(world, session, student).status_code == 201
    again = ask(world, session, student)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    code = world.code(session)
    now.tick(60)
    phone = world.phone(third)
    tried = phone.scan(code, finish={"location_status": "not_asked"}).json()["params"]["attempt_id"]
    assert ask(world, session, third).status_code == 409
    phone.send("POST", f"/api/attempts/{tried}/appeal/", {"note": "I was here"})
    assert ask(world, session, third).status_code == 201
    with tenancy.activate(world.organization):
        assert Question.objects.count() == 2


def test_all_that_is_known_of_a_student_in_a_session(world: World, now: Clock) -> None:
    session, student = doubtful(world)
    ask(world, session, student)
    now.tick(10)
    mark(world, session, student, "absent", "Was not there")
    path = f"/api/sessions/{session.pk}/register/{student.pk}/"
    known = world.staff().get(path).json()
    assert known["row"]["status"] == "absent"
    assert [one["outcome"] for one in known["attempts"]] == ["accepted"]
    (change,) = known["changes"]
    assert (change["from_status"], change["to_status"]) == ("present", "absent")
    assert change["reason"] == "Was not there"
    assert change["by"] == world.lecturer.user.get_full_name()
    assert len(known["questions"]) == 1
    changes = world.staff().get(f"/api/sessions/{session.pk}/changes/").json()["results"]
    assert changes == [change]
    events = world.staff().get(f"/api/sessions/{session.pk}/events/").json()["results"]
    assert [one["kind"] for one in events] == ["opened"]


def test_sessions_are_found_by_day_state_and_words(world: World, now: Clock) -> None:
    """Days are the organisation's: in Kampala the next one begins at nine in the evening UTC."""
    first = world.open()
    world.staff().send("POST", f"/api/sessions/{first.pk}/close/")
    now.tick(hours=12, minutes=30)
    world.tokens.clear()  # the sign-in of the morning has ended
    second = world.open()

    def found(query: str) -> list[int]:
        body = world.staff().get(f"/api/sessions/?{query}").json()
        return [one["id"] for one in body["results"]]

    assert found("") == [second.pk, first.pk]
    assert found("from=2026-03-03") == [second.pk]
    assert found("to=2026-03-02") == [first.pk]
    assert found("from=2026-03-02&to=2026-03-03&state=open") == [second.pk]
    assert found(f"search={world.course.code.lower()}") == [second.pk, first.pk]
    assert found("search=nothing+like+it") == []
    assert found("from=0001-01-01&to=9999-12-31") == [second.pk, first.pk]
