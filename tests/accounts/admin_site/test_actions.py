"""What is done to many people at once in the lists of the admin site."""

from django.test import Client

from apps.accounts.models import AuthToken, OneTimeLink, User
from apps.core import tenancy
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from tests.support.administration import (
    browser_of,
    choose,
    make_platform_staff,
)
from tests.support.people import STUDENTS, USERS
from tests.support.world import World, make_world


def act(browser: Client, path: str, action: str, *keys: int) -> str:
    data = {"action": action, "_selected_action": keys, "index": 0}
    assert browser.post(path, data).status_code == 302
    return str(browser.get(path).content.decode())


def test_people_are_deactivated_and_reactivated_by_actions(
    world: World, browser: Client, admin: User
) -> None:
    student = world.students[0]
    world.sign_in(student.user)
    page = act(browser, STUDENTS, "deactivate", student.pk)
    assert "Deactivated: 1." in page
    student.user.refresh_from_db()
    assert not student.user.is_active
    assert not AuthToken.objects.filter(user=student.user).exists()
    page = act(browser, USERS, "deactivate", student.user.pk, admin.pk)
    assert "Deactivated: 0." in page
    assert "1 are so already" in page
    assert "1 is your own account" in page
    page = act(browser, USERS, "reactivate", student.user.pk)
    assert "Reactivated: 1." in page
    assert User.objects.get(pk=student.user.pk).is_active
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.filter(actor=admin, target_id=student.user.pk)
        actions = set(told.values_list("action", flat=True))
    assert {AuditAction.DEACTIVATED, AuditAction.REACTIVATED} <= actions


def test_whoever_has_no_password_is_invited_by_an_action(world: World, browser: Client) -> None:
    new, old = world.students[:2]
    new.user.set_unusable_password()
    new.user.email = "new@example.edu"
    new.user.save()
    page = act(browser, STUDENTS, "invite", new.pk, old.pk)
    assert "Invited: 1." in page
    assert "Left as they are: 1 have" in page
    with tenancy.activate(world.organization):
        assert [one.user_id for one in OneTimeLink.objects.all()] == [new.user_id]


def test_actions_reach_nobody_of_another_organisation(world: World, browser: Client) -> None:
    away = make_world("away").students[0]
    act(browser, USERS, "deactivate", away.user.pk)
    act(browser, STUDENTS, "deactivate", away.pk)
    platform = make_platform_staff()
    staff = browser_of(platform)
    # Without a chosen organisation there is nothing that could be done to many at once.
    staff.post(USERS, {"action": "deactivate", "_selected_action": [platform.pk], "index": 0})
    for user in (away.user, platform):
        user.refresh_from_db()
        assert user.is_active
    choose(staff, away.user.organization)
    assert "Deactivated: 1." in act(staff, USERS, "deactivate", away.user.pk)  # the control
