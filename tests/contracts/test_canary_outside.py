"""What leaves by other ways than answers names no other organisation (QUALITY.md A3).

Every scheduled job runs for both organisations at several moments, with a real SMTP server and
one that speaks the SMS provider's language. The foreign organisation's texts are all canary.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import caches

from apps.accounts.models import User
from apps.core import clock, tenancy
from apps.core.jobs import GlobalJob
from apps.notifications.enums import Channel
from apps.notifications.models import Preference
from apps.notifications.services import delivery
from tests.support.calls import Actor, Call, send
from tests.support.campus import NOW, Campus
from tests.support.canary import has_canary, shown_in
from tests.support.mail import Mailbox
from tests.support.operations import CASES
from tests.support.sms import Twilio
from tests.support.world import World

MOMENTS = [timedelta(minutes=one) for one in (0, 10, 100, 130, 24 * 60, 26 * 60)]
# Those of the home organisation begin so; the others are of the foreign one.
HOME_NUMBER = "+25670"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reachable(campus: Campus) -> None:
    """Give everybody an address and a number, and let them have all by SMS too."""
    for world, number, domain in (
        (campus.home, HOME_NUMBER, "home.example"),
        (campus.foreign, "+25677", "away.example"),
    ):
        for user in User.objects.filter(organization=world.organization):
            user.email, user.phone = f"u{user.pk}@{domain}", f"{number}{user.pk:07d}"
            user.save(update_fields=["email", "phone"])
            with tenancy.activate(world.organization):
                _want_sms(user)


def _want_sms(user: User) -> None:
    for kind in ("check_in_confirmation", "session_reminder", "absence_warning"):
        Preference.objects.update_or_create(
            user=user, kind=kind, channel=Channel.SMS, defaults={"enabled": True}
        )


def forget_password(world: World) -> None:
    """Let a student ask for a link, at the address of their organisation."""
    nobody = Actor("anonymous", f"{world.organization.slug}.localhost", None)
    body = {"identifier": world.students[0].user.username}
    answer = send(nobody, "POST", Call("/api/auth/password-reset/", body))
    assert answer.status_code == 202


def run_all_jobs(worlds: Sequence[World]) -> None:
    """Let both organisations live through a day and more."""
    current_app.loader.import_default_modules()
    for later in MOMENTS:
        moment = NOW + later
        with clock.use(lambda moment=moment: moment):  # type: ignore[misc]  # mypy cannot see a lambda's default
            for name in settings.JOBS:
                job = current_app.tasks[name]
                assert isinstance(job, GlobalJob)
                job.work(now=moment)
            for world in worlds:
                with tenancy.activate(world.organization):
                    delivery.deliver(now=moment)


def whole(mail: EmailMessage) -> str:
    """Return headers and all readable parts of a mail."""
    parts = [
        str(part.get_content()) for part in mail.walk() if part.get_content_type()[:5] == "text/"
    ]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def divided(mails: Sequence[EmailMessage]) -> tuple[list[str], list[str]]:
    """Return the mails of the home and of the foreign organisation."""
    home = [whole(one) for one in mails if str(one["To"]).rstrip(">").endswith("@home.example")]
    away = [whole(one) for one in mails if str(one["To"]).rstrip(">").endswith("@away.example")]
    return home, away


def test_mails_texts_logs_and_cache_name_no_other_organisation(
    campus: Campus, smtp_sink: Mailbox, twilio: Twilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forget_password(campus.home)
    forget_password(campus.foreign)
    run_all_jobs([campus.home, campus.foreign])

    home, away = divided(smtp_sink.taken)
    subjects = {line for mail in home for line in mail.splitlines() if line.startswith("Subject")}
    assert len(subjects) >= 3, subjects
    assert [mail for mail in home if has_canary(mail)] == []
    texts = [one["Body"] for one in twilio.accepted if one["To"].startswith(HOME_NUMBER)]
    assert texts
    assert [text for text in texts if has_canary(text)] == []
    # The control: the foreign organisation's own mails and texts are full of it.
    assert away
    assert all(has_canary(mail) for mail in away)
    foreign_texts = [one["Body"] for one in twilio.accepted if one["Body"] not in texts]
    assert any(has_canary(text) for text in foreign_texts)

    # Logs name nobody, of whichever organisation.
    assert [one.getMessage() for one in caplog.records if has_canary(one.getMessage())] == []
    assert not has_canary(kept_in_caches())


def kept_in_caches() -> str:
    """Return keys and values of every cache, as text."""
    return repr([vars(caches[name]).get("_cache") for name in settings.CACHES])


def test_logs_and_redirects_of_requests_name_no_other_organisation(
    campus: Campus, caplog: pytest.LogCaptureFixture
) -> None:
    """Administrators of both ask for every list and row; what is logged names nobody."""
    caplog.set_level(logging.DEBUG)
    home = campus.actors["admin"]
    foreign = Actor("foreign_admin", "away.localhost", campus.actors["foreign_admin"].token)
    seen = 0
    for case in [one for one in CASES if one.method == "GET" and one.route.startswith("api/")]:
        for kind in case.kinds:
            for actor in (home, foreign):
                answer = send(actor, "GET", case.build(campus, kind))
                seen += actor is foreign and has_canary(shown_in(answer))
                assert not has_canary(answer.get("Location", ""))
    # The control: the foreign administrator was shown the text, so it could have been logged.
    assert seen > 3
    assert [one.getMessage() for one in caplog.records if has_canary(one.getMessage())] == []
    assert not has_canary(kept_in_caches())
