"""Sends what is in the outbox. Any number of workers may do so at once.

A worker claims a few rows by a lease, and marks each one as being sent before it speaks to the
provider. A worker that is killed leaves its leases to run out: rows that it had not begun are
sent as if nothing had happened, the one it was at counts as in doubt.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction

from apps.core import clock, queue, tenancy
from apps.notifications import rules
from apps.notifications.channels import (
    Accepted,
    InDoubt,
    Message,
    Outcome,
    Refused,
    TryLater,
)
from apps.notifications.channels.email import EmailSender
from apps.notifications.channels.sms import SmsSender, is_possible_number
from apps.notifications.enums import Channel, Reason, Status
from apps.notifications.kinds import DoNotSend, Kind, Say, SendLater, kind_named
from apps.notifications.models import Notification, Suppression
from apps.notifications.selectors import Choices, Times, choices_of, due
from apps.notifications.services import limits
from apps.notifications.services.links import address_hash, unsubscribe_url
from apps.notifications.services.outbox import DELIVER_TASK, put_off, settle
from apps.notifications.services.wording import NotRendered, look_again, write
from apps.orgs.models import Organization
from apps.orgs.selectors import logo_of

logger = logging.getLogger(__name__)

BATCH = 20
# One task begins nothing more after this; what is left over is handed to the next.
BUDGET = timedelta(seconds=30)
# A digest that could not be made in time does not hold the news back for ever.
DIGEST_GRACE = timedelta(hours=1)
_NO_ANSWER_YET = timedelta(minutes=1)


def sweep(*, now: datetime) -> int:
    """Hand the active organisation's outbox to a worker if something in it is due.

    Returns how many rows are. What a lost message or a killed worker left behind is found here.
    """
    waiting = due(now).count()
    if waiting:
        queue.send_after_commit(DELIVER_TASK)
    return waiting


def deliver(*, now: datetime) -> int:
    """Send what is due of the active organisation, for half a minute at most; return how many.

    What is left over is handed to a worker by the next sweep. Were each run to call for the next,
    each sweep would begin one more chain of runs, and soon no other task would get its turn.
    """
    organization = Organization.objects.get(pk=tenancy.current_organization_id())
    if not organization.is_active:
        return 0
    run = _Run(organization)
    handled = 0
    try:
        while clock.now() - now < BUDGET:
            rows = _claim(clock.now())
            if not rows:
                break
            handled += run.send_all(rows, until=now + BUDGET)
    finally:
        run.close()
    return handled


def _give_back(rows: Sequence[Notification]) -> None:
    """Free rows that were claimed together and not begun."""
    if rows:
        left = Notification.objects.filter(pk__in=[one.pk for one in rows], lease=rows[0].lease)
        left.update(lease="", lease_until=None)


def _claim(now: datetime) -> list[Notification]:
    """Take some rows for this worker: nobody else gets them while the lease lasts."""
    lease = secrets.token_hex(16)
    until = now + timedelta(seconds=settings.NOTIFICATION_LEASE_S)
    with transaction.atomic():
        rows = due(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, no_key=True)
        claimed = list(rows[:BATCH])
        Notification.objects.filter(pk__in=[one.pk for one in claimed]).update(
            lease=lease, lease_until=until
        )
    for one in claimed:
        one.lease = lease
    return claimed


@dataclass
class _Run:
    """One worker's work on one organisation's outbox."""

    organization: Organization
    email: EmailSender = field(default_factory=EmailSender)
    sms: SmsSender | None = None
    # Until when a channel is not tried again, and why.
    blocked: dict[str, tuple[datetime, Reason]] = field(default_factory=dict)

    @cached_property
    def logo(self) -> bytes | None:
        return logo_of(self.organization)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organization.timezone)

    def close(self) -> None:
        """End the connections."""
        self.email.close()
        if self.sms is not None:
            self.sms.close()

    def send_all(self, rows: Sequence[Notification], *, until: datetime) -> int:
        """Bring each claimed row to its next state, as long as there is time; return how many."""
        ids = [one.recipient_id for one in rows if one.recipient_id is not None]
        users = get_user_model().objects.in_bulk(ids)
        choices = choices_of(ids)
        for number, row in enumerate(rows):
            if clock.now() >= until:
                _give_back(rows[number:])
                return number
            # Each by itself: a mistake in one must not stop the others.
            try:
                self._send(row, users.get(row.recipient_id or 0), choices)
            except NotRendered as error:
                logger.exception("notification %s could not be put into words", row.pk)
                kind = kind_named(row.kind)
                _finish(row, kind, status=Status.FAILED, reason=Reason.NOT_RENDERED, detail=error)
            except (DatabaseError, SoftTimeLimitExceeded):
                raise
            except Exception as error:
                logger.exception("notification %s could not be sent", row.pk)
                at = clock.now() + rules.delay_after(row.attempts)
                kind = kind_named(row.kind)
                _again(row, kind, at=at, reason=Reason.BROKEN, detail=type(error).__name__)
        return len(rows)

    def _send(self, row: Notification, user: Any, choices: Choices) -> None:
        now = clock.now()
        if row.status == Status.SENDING:
            # Its worker never came back.
            row.in_doubt = True
        kind = kind_named(row.kind)
        if kind is None:
            settle(row, status=Status.FAILED, reason=Reason.UNKNOWN_KIND)
            return
        if rules.is_exhausted(row.attempts):
            # Whoever tries it dies of it.
            _finish(row, kind, status=Status.FAILED, reason=Reason.BROKEN)
            return
        no = self._why_not(row, kind, user, choices, now)
        if no is not None:
            _finish(row, kind, status=Status.SKIPPED, reason=no)
            return
        wait = self._wait(row, kind, choices, now)
        if wait is not None:
            put_off(row, until=wait[0], reason=wait[1])
            return
        # What may have arrived already is sent again word for word, or not at all.
        word_for_word = row.in_doubt and row.text
        if not word_for_word and not self._put_into_words(row, kind, now):
            return
        to = row.address or _address_of(user, row.channel)
        refused = self._bad_address(row.channel, to)
        if refused is not None:
            _finish(row, kind, status=Status.FAILED, reason=refused)
            return
        later = self._over_limit(row, now)
        if later is not None:
            put_off(row, until=later[0], reason=later[1])
            return
        if not _begin(row, now):
            return
        outcome = self._hand_over(row, kind, to)
        self._conclude(row, kind, outcome)

    def _why_not(
        self, row: Notification, kind: type[Kind], user: Any, choices: Choices, now: datetime
    ) -> Reason | None:
        """Return why the row is not to be sent at all, looked at anew."""
        if row.expires_at is not None and now > row.expires_at:
            return Reason.EXPIRED
        if row.channel == Channel.SMS and not settings.SMS_ENABLED:
            return Reason.CHANNEL_OFF
        if row.recipient_id is None:
            wanted = not Suppression.objects.filter(
                address_hash=address_hash(row.address), kind=row.kind
            ).exists()
            return None if wanted or kind.essential else Reason.UNSUBSCRIBED
        if user is None or not user.is_active:
            return Reason.INACTIVE
        if not choices.wants(user.pk, kind, Channel(row.channel)):
            return Reason.PREFERENCE
        if row.channel != Channel.IN_APP and not _address_of(user, row.channel):
            return Reason.NO_ADDRESS
        return None

    def _wait(
        self, row: Notification, kind: type[Kind], choices: Choices, now: datetime
    ) -> tuple[datetime, Reason] | None:
        """Return until when the row has to wait and why, None when it may be sent now."""
        blocked = self.blocked.get(row.channel)
        if blocked is not None and blocked[0] > now:
            return blocked
        if kind.essential or row.channel == Channel.IN_APP:
            return None
        # Who has no account has the usual times.
        times = Times() if row.recipient_id is None else choices.times_of(row.recipient_id)
        collected = times.daily_digest and kind.collectable and row.channel == Channel.EMAIL
        if collected and not row.attempts:
            at = rules.next_digest(row.created_at, zone=self.zone)
            return (at + DIGEST_GRACE, Reason.DIGEST) if now < at + DIGEST_GRACE else None
        if kind.prompt:
            return None
        until = rules.quiet_until(
            now, begins=times.quiet_from, ends=times.quiet_until, zone=self.zone
        )
        return (until, Reason.QUIET_HOURS) if until > now else None

    def _put_into_words(self, row: Notification, kind: type[Kind], now: datetime) -> bool:
        """Look at the facts again and write the texts; False when it is not sent now."""
        verdict = look_again(row, kind, now=now)
        if isinstance(verdict, DoNotSend):
            _finish(row, kind, status=Status.SKIPPED, reason=verdict.reason)
            return False
        if isinstance(verdict, SendLater):
            put_off(row, until=verdict.until, reason=Reason.LATER)
            return False
        return self._write(row, kind, verdict)

    def _write(self, row: Notification, kind: type[Kind], say: Say) -> bool:
        """Store the texts; False when the lease has passed to another worker with its own."""
        write(row, kind, say, self.organization, has_logo=self.logo is not None)
        names = ("subject", "text", "html", "link", "message_id")
        held = Notification.objects.filter(pk=row.pk, lease=row.lease)
        return held.update(**{name: getattr(row, name) for name in names}) == 1

    def _bad_address(self, channel: str, to: str) -> Reason | None:
        if channel == Channel.SMS and not is_possible_number(to):
            return Reason.BAD_ADDRESS
        return None

    def _over_limit(self, row: Notification, now: datetime) -> limits.Wait | None:
        """Count the message against its limit; return until when it waits if that is reached."""
        wait: limits.Wait | None = None
        if row.channel == Channel.EMAIL:
            wait = limits.count_mail(now=now)
        elif row.channel == Channel.SMS and not row.in_doubt:
            wait = limits.count_text(row, organization=self.organization, now=now)
        if wait is not None:
            self.blocked[row.channel] = wait
        return wait

    def _hand_over(self, row: Notification, kind: type[Kind], to: str) -> Outcome:
        if row.channel == Channel.IN_APP:
            return Accepted()
        message = Message(
            to=to,
            to_name=rules.one_line(row.addressee),
            sender_name=rules.one_line(self.organization.name),
            subject=row.subject,
            text=row.text,
            html=row.html,
            message_id=row.message_id,
            unsubscribe_url=""
            if kind.essential
            else unsubscribe_url(row, organization=self.organization),
            logo=self.logo,
        )
        if row.channel == Channel.EMAIL:
            return self.email.send(message)
        self.sms = self.sms or SmsSender()
        if row.in_doubt:
            known = self.sms.look_up(message)
            if known is not None:
                return known
        return self.sms.send(message)

    def _conclude(self, row: Notification, kind: type[Kind], outcome: Outcome) -> None:
        now = clock.now()
        refused = isinstance(outcome, (Refused, TryLater))
        if refused and row.channel == Channel.SMS and not row.in_doubt:
            # What was not sent costs nothing.
            limits.give_back_text(row, organization=self.organization, now=now)
        match outcome:
            case Accepted(provider_id=provider_id):
                _finish(
                    row,
                    kind,
                    status=Status.SENT,
                    reason="",
                    sent_at=now,
                    provider_id=provider_id,
                    in_doubt=False,
                )
            case Refused(detail=detail, reason=reason):
                _finish(row, kind, status=Status.FAILED, reason=reason, detail=detail)
            case TryLater(detail=detail, reason=reason, after=after, down=down):
                delay = after or rules.delay_after(row.attempts)
                if down:
                    # The others need not find out one by one.
                    self.blocked[row.channel] = (now + rules.FIRST_DELAY, reason)
                _again(row, kind, at=now + delay, reason=reason, detail=detail)
            case InDoubt(detail=detail):
                row.in_doubt = True
                delay = max(rules.delay_after(row.attempts), _NO_ANSWER_YET)
                _again(row, kind, at=now + delay, reason=Reason.IN_DOUBT, detail=detail)


def _address_of(user: Any, channel: str) -> str:
    if user is None or channel == Channel.IN_APP:
        return ""
    return str(user.email if channel == Channel.EMAIL else user.phone)


def _begin(row: Notification, now: datetime) -> bool:
    """Mark a row as being sent; False when its lease has passed to another worker."""
    row.attempts += 1
    row.first_tried_at = row.first_tried_at or now
    begun = Notification.objects.filter(pk=row.pk, lease=row.lease).update(
        status=Status.SENDING,
        attempts=row.attempts,
        first_tried_at=row.first_tried_at,
        lease_until=now + timedelta(seconds=settings.NOTIFICATION_LEASE_S),
    )
    return begun == 1


def _finish(row: Notification, kind: type[Kind] | None, **changes: Any) -> None:
    """Store an end; of what lets somebody in, the text goes with it."""
    if kind is not None and kind.secret:
        changes |= {
            "params": {},
            "subject": "",
            "text": "",
            "html": "",
            "link": "",
            "body_forgotten_at": clock.now(),
        }
    settle(row, **changes)


def _again(
    row: Notification, kind: type[Kind] | None, *, at: datetime, reason: Reason, detail: str
) -> None:
    """Queue a row for another attempt, or give it up when there were enough."""
    if rules.is_exhausted(row.attempts):
        _finish(row, kind, status=Status.FAILED, reason=reason, detail=detail)
        return
    put_off(row, until=at, reason=reason, detail=detail)
