"""Two administrators at the same person at once: one is refused in words, nothing is lost."""

from typing import Any

import pytest

from apps.accounts.enums import AccountAction, Role
from apps.accounts.models import Student, User
from apps.accounts.services import access, people
from apps.core import clock, tenancy
from apps.core.errors import AppError
from tests.support.people import House
from tests.support.races import at_once
from tests.support.world import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control-without-guard"])
def test_two_administrators_who_end_each_other_leave_one(
    guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    other = make_user(house.organization, Role.ADMIN)
    if not guarded:
        # What the count would say to both if neither waited for the other.
        monkeypatch.setattr(access, "_administrators", lambda: _Two(house))

    def end(by: User, who: User) -> Any:
        with tenancy.activate(house.organization):
            return access.act_on_accounts(
                by=by, action=AccountAction.DEACTIVATE, accounts=[who.pk], now=clock.now()
            ).done

    at_once(lambda: end(house.admin, other), lambda: end(other, house.admin))
    left = User.objects.filter(organization=house.organization, role=Role.ADMIN, is_active=True)
    assert left.count() == (1 if guarded else 0)


class _Two:
    """Administrators that nobody locks, counted before either has acted."""

    def __init__(self, house: House) -> None:
        self.house = house

    def select_for_update(self, *, no_key: bool) -> Any:
        """Lock nothing."""
        return User.objects.none()

    def count(self) -> int:
        """Return how many there were."""
        return 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_number_one_hears_which_field() -> None:
    house = House()

    def create(name: str) -> Any:
        with tenancy.activate(house.organization):
            return people.create_person(
                by=house.admin,
                role=Role.STUDENT,
                profile=Student,
                values={"student_id": "S1", "full_name": name},
                now=clock.now(),
            )

    results = at_once(lambda: create("Ann"), lambda: create("Bob"))
    (error,) = [one for one in results if isinstance(one, AppError)]
    assert error.code == "conflict"
    assert set(error.fields or {}) == {"username", "student_id"}
    assert User.objects.filter(username="S1").count() == 1
    with tenancy.activate(house.organization):
        assert Student.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_student_one_must_look_again() -> None:
    house = House()
    student = house.student("S1", full_name="Grace")
    version = house.desk.get(f"/api/students/{student.pk}/").json()["version"]

    def change(name: str) -> Any:
        with tenancy.activate(house.organization):
            return people.update_person(
                by=house.admin,
                account=student.user_id,
                profile=Student,
                version=version,
                changes={"full_name": name},
                now=clock.now(),
            )

    results = at_once(lambda: change("Ann"), lambda: change("Bob"))
    assert [one.code for one in results if isinstance(one, AppError)] == ["changed_meanwhile"]
