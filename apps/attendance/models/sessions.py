"""Roll-calls and the tokens whose codes let students in."""

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from apps.attendance.enums import EventKind, SessionState, TokenKind
from apps.attendance.rules.location import Fence
from apps.attendance.rules.timing import starts_at, state_at
from apps.courses.models import ClassSchedule, Course, Venue
from apps.orgs.models import AppendOnlyModel, TenantModel
from apps.orgs.rules import Policy


class AttendanceSession(TenantModel):
    """One roll-call of one course.

    The stored state may lag behind the clock; :meth:`state_at` is the truth. Policy and fence
    are copies made when the session was created, so that later changes never re-judge it.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(max_length=8, choices=SessionState.choices)
    planned_start = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    absences_written_at = models.DateTimeField(null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    policy_data = models.JSONField("policy")
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    venue_name = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="Degrees, WGS 84.")
    longitude = models.FloatField(null=True, blank=True, help_text="Degrees, WGS 84.")
    radius_m = models.PositiveIntegerField(null=True, blank=True, help_text="Metres.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: planned by the class schedule.",
    )
    schedule = models.ForeignKey(
        ClassSchedule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        help_text="Whose class this is; empty for a session of its own.",
    )
    class_date = models.DateField(
        null=True, blank=True, help_text="The class's day where the organisation is."
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            # One class never has two sessions, whoever makes them at once.
            models.UniqueConstraint(
                fields=["organization", "schedule", "class_date"],
                name="attendance_session_one_a_class",
            ),
            models.CheckConstraint(
                condition=models.Q(schedule=None, class_date=None)
                | models.Q(schedule__isnull=False, class_date__isnull=False),
                name="attendance_session_class",
            ),
            models.UniqueConstraint(
                fields=["organization", "course"],
                condition=models.Q(state=SessionState.OPEN),
                name="attendance_session_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="attendance_session_times",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "course", "opens_at"]),
            models.Index(fields=["organization", "state", "closes_at"]),
        ]
        ordering: ClassVar = ["-opens_at"]

    def __str__(self) -> str:
        return f"session {self.pk} of course {self.course_id}"

    @property
    def policy(self) -> Policy:
        """The policy by which this session is judged."""
        # Asked for many times a check-in: read once for the data it was read from.
        read: tuple[object, Policy] | None = self.__dict__.get("_policy_read")
        if read is None or read[0] is not self.policy_data:
            read = (self.policy_data, Policy.from_json(self.policy_data))
            self.__dict__["_policy_read"] = read
        return read[1]

    @property
    def fence(self) -> Fence | None:
        """The geofence, or None when the session has no place."""
        if self.latitude is None or self.longitude is None or self.radius_m is None:
            return None
        return Fence(self.latitude, self.longitude, self.radius_m)

    @property
    def starts_at(self) -> datetime:
        """From when lateness counts."""
        return starts_at(planned_start=self.planned_start, opened_at=self.opens_at)

    def day_in(self, timezone: str) -> date:
        """Return the day on which the session counts, by the clocks of the organisation.

        That of its class, though somebody opened it the evening before or after midnight; of a
        session of its own the day on which it opens.
        """
        return self.class_date or self.opens_at.astimezone(ZoneInfo(timezone)).date()

    def state_at(self, now: datetime) -> SessionState:
        """Return where the session stands at a moment."""
        return state_at(
            now,
            state=SessionState(self.state),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
        )


class AttendanceToken(TenantModel):
    """What lets students in: the secret behind the codes of a session.

    ``public_id`` is unique over the whole installation: it is how a scanned code finds its
    organisation.
    """

    session = models.ForeignKey(AttendanceSession, on_delete=models.CASCADE, related_name="tokens")
    public_id = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=8, choices=TokenKind.choices)
    secret = models.BinaryField()
    period_s = models.PositiveSmallIntegerField(help_text="Seconds a code is shown.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: made with a session planned by the class schedule.",
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "session"],
                condition=models.Q(revoked_at=None),
                name="attendance_token_one_live",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "valid_until"])]

    def __str__(self) -> str:
        return f"token {self.public_id}"


class SessionEvent(AppendOnlyModel):
    """Who did what to a session, when and why."""

    session = models.ForeignKey(AttendanceSession, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "session", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} session {self.session_id}"
