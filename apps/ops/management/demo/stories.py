"""What one student did in one session, as rows: a record, attempts, changes.

The stories follow docs/check-in.md: statuses come from the rules that judge real check-ins.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apps.accounts.models import Student, User
from apps.attendance.enums import (
    Band,
    ChangeKind,
    DistanceBand,
    LocationVerdict,
    Outcome,
    Reason,
    RecordStatus,
    Source,
)
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    RecordChange,
)
from apps.attendance.rules.codes import PUBLIC_ID_LENGTH, encode
from apps.attendance.rules.evidence import band_of
from apps.attendance.rules.timing import status_of_arrival

EXCUSES = (
    "Medical certificate of the university clinic",
    "Represented the university at the inter-varsity games",
    "Bereavement in the family",
    "Court summons, letter seen",
)
HAND_MARKS = (
    "Phone battery empty; sat in the second row",
    "Screen broken; answered the roll by voice",
    "Helped set up the projector",
)
APPEALS = (
    "I was in the third row, the page loaded only after the code had changed.",
    "My data bundle ran out; I scanned from the back of the room.",
    "The network was down on my side of the hall. Ask Brian, he sat next to me.",
)


# The kiosk is set up in the first minute.
AT_THE_DOOR_S = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """A session, and what every story in it needs to know."""

    session: AttendanceSession
    teacher: User
    network: str
    is_latest: bool
    kiosk: bool
    now: datetime


@dataclass(slots=True)
class Visit:
    """Whether a student came to a session, and with which phone."""

    student: Student
    device_key: str
    comes: bool
    late: bool


@dataclass(slots=True)
class Story:
    """The rows of one student in one session; ``made_by`` is the attempt behind the record."""

    record: AttendanceRecord
    made_by: CheckInAttempt | None = None
    refused: list[CheckInAttempt] = field(default_factory=list)
    changes: list[RecordChange] = field(default_factory=list)
    appeals: list[AttemptAppeal] = field(default_factory=list)
    decisions: list[AttemptDecision] = field(default_factory=list)


def story_of(scene: Scene, visit: Visit, rng: random.Random) -> Story:
    """Return what became of one student in one session."""
    if visit.comes:
        return _came(scene, visit, rng)
    draw = rng.random()
    if draw < 0.22:  # noqa: PLR2004 - shares of the absent, as below
        return _excused(scene, visit, rng)
    if draw < 0.30:  # noqa: PLR2004 - as above
        return _marked_by_hand(scene, visit, rng)
    if draw < (0.62 if scene.is_latest else 0.36):
        return _contested(scene, visit, rng)
    return Story(_absent(scene, visit, rng))


def _came(scene: Scene, visit: Visit, rng: random.Random) -> Story:
    session = scene.session
    late_after = session.policy.late_after_min * 60
    closes = session.policy.closes_after_min * 60
    # Most scan within the first minutes: the code is on the wall when they sit down.
    seconds = (
        rng.uniform(late_after + 5, min(closes, late_after * 2) - 5)
        if visit.late
        else min(rng.expovariate(1 / 110), late_after - 5)
    )
    arrived = session.opens_at + timedelta(seconds=round(seconds, 3))
    if scene.kiosk and seconds > AT_THE_DOOR_S and rng.random() < 1 / 4:
        return _at_the_kiosk(scene, visit, arrived, rng)
    source = Source.TYPED if rng.random() < 1 / 25 else Source.QR
    reasons: list[Reason] = []
    verdict, band, accuracy = _location(scene, reasons, rng)
    if source == Source.TYPED:
        reasons.append(Reason.CODE_TYPED)
    device_key = visit.device_key
    if rng.random() < 1 / 60 and session.policy.device_rule != "off":
        device_key = ""
        reasons.append(Reason.DEVICE_MISSING)
    grade = band_of(reasons, for_review=False, verdict=verdict or LocationVerdict.ABSENT)
    record = AttendanceRecord(
        session=session,
        student=visit.student,
        status=status_of_arrival(
            arrived, starts=session.starts_at, late_after_min=session.policy.late_after_min
        ),
        source=source,
        reference=_reference(rng),
        arrived_at=arrived,
        recorded_at=arrived,
        band=grade,
        reasons=[str(reason) for reason in reasons],
        device_key=device_key,
        network=scene.network,
        location_verdict=verdict,
        distance_band=band,
        accuracy_m=accuracy,
    )
    low = grade == Band.LOW
    outcome = Outcome.ACCEPTED_FOR_REVIEW if low else Outcome.ACCEPTED
    attempt = _attempt(scene, visit, outcome, arrived, source, rng)
    attempt.device_key = device_key
    attempt.params = {"reasons": record.reasons}
    story = Story(record, made_by=attempt)
    if rng.random() < 1 / 150:
        _change(story, scene, RecordStatus.ABSENT, "Left again after five minutes", rng)
    return story


def _at_the_kiosk(scene: Scene, visit: Visit, arrived: datetime, rng: random.Random) -> Story:
    """Return the check-in of who entered a number at the lecturer's tablet, without a phone."""
    session = scene.session
    record = AttendanceRecord(
        session=session,
        student=visit.student,
        status=status_of_arrival(
            arrived, starts=session.starts_at, late_after_min=session.policy.late_after_min
        ),
        source=Source.KIOSK,
        reference=_reference(rng),
        arrived_at=arrived,
        recorded_at=arrived,
        band=Band.STANDARD,
        reasons=[str(Reason.KIOSK_ENTERED)],
        network=scene.network,
    )
    attempt = _attempt(scene, visit, Outcome.ACCEPTED, arrived, Source.KIOSK, rng)
    attempt.device_key, attempt.params = "", {"reasons": record.reasons}
    return Story(record, made_by=attempt)


def _location(
    scene: Scene, reasons: list[Reason], rng: random.Random
) -> tuple[LocationVerdict | None, DistanceBand | None, float | None]:
    if scene.session.fence is None or scene.session.policy.geofence_mode == "off":
        return None, None, None
    draw = rng.random()
    if draw < 0.06:  # noqa: PLR2004 - some refuse the location
        reasons.append(Reason.LOCATION_ABSENT)
        return LocationVerdict.ABSENT, None, None
    if draw < 0.12:  # noqa: PLR2004 - some are found only coarsely, below a roof of iron
        reasons.append(Reason.LOCATION_INCONCLUSIVE)
        return LocationVerdict.INCONCLUSIVE, DistanceBand.NEAR, round(rng.uniform(120, 900), 1)
    return LocationVerdict.INSIDE, DistanceBand.WITHIN, round(rng.uniform(4, 38), 1)


def _excused(scene: Scene, visit: Visit, rng: random.Random) -> Story:
    story = Story(_absent(scene, visit, rng))
    _change(story, scene, RecordStatus.EXCUSED, rng.choice(EXCUSES), rng)
    return story


def _marked_by_hand(scene: Scene, visit: Visit, rng: random.Random) -> Story:
    story = Story(_absent(scene, visit, rng))
    _change(story, scene, RecordStatus.PRESENT, rng.choice(HAND_MARKS), rng)
    return story


def _contested(scene: Scene, visit: Visit, rng: random.Random) -> Story:
    """Return an absence after a try: the code had changed, or the phone had been offline."""
    session = scene.session
    scanned = session.opens_at + timedelta(seconds=rng.uniform(20, 300))
    story = Story(_absent(scene, visit, rng))
    story.record.contested = True
    if rng.random() < 1 / 2:
        # Received after the session: a phone that found its network again.
        arrived = session.closes_at + timedelta(minutes=rng.uniform(2, 40))
        attempt = _attempt(scene, visit, Outcome.RECEIVED_LATE, arrived, Source.QR, rng)
        attempt.shown_at, attempt.claimed_at = scanned, scanned
    else:
        attempt = _attempt(scene, visit, Outcome.CODE_EXPIRED, scanned, Source.QR, rng)
        late = rng.randint(3, 40)
        attempt.params = {"seconds_late": late}
        attempt.shown_at = scanned - timedelta(seconds=late + session.policy.code_period_s)
        if rng.random() < 2 / 3:
            written = session.closes_at + timedelta(minutes=rng.uniform(1, 50))
            story.appeals.append(AttemptAppeal(at=written, note=rng.choice(APPEALS)))
    story.refused.append(attempt)
    if not scene.is_latest:
        _decide(story, scene, rng)
    return story


def _decide(story: Story, scene: Scene, rng: random.Random) -> None:
    """Settle an older attempt as a lecturer did that evening; the latest session's wait."""
    accepted = rng.random() < 3 / 4
    reason = "Seen in the room" if accepted else "Was not in the room"
    at = _evening(scene, rng)
    story.decisions.append(
        AttemptDecision(at=at, by=scene.teacher, accepted=accepted, reason=reason)
    )
    if not accepted:
        return
    attempt, record = story.refused[-1], story.record
    arrived = attempt.shown_at or attempt.arrived_at
    record.status = status_of_arrival(
        arrived,
        starts=scene.session.starts_at,
        late_after_min=scene.session.policy.late_after_min,
    )
    record.arrived_at = arrived
    record.source = attempt.source
    record.device_key, record.network = attempt.device_key, attempt.network
    record.contested = False
    record.band = Band.STANDARD
    record.reasons = [str(Reason.CONFIRMED)]
    story.changes.append(
        RecordChange(
            kind=ChangeKind.DECISION,
            at=at,
            by=scene.teacher,
            from_status=RecordStatus.ABSENT,
            to_status=record.status,
            reason=reason,
        )
    )


def _absent(scene: Scene, visit: Visit, rng: random.Random) -> AttendanceRecord:
    return AttendanceRecord(
        session=scene.session,
        student=visit.student,
        status=RecordStatus.ABSENT,
        reference=_reference(rng),
        recorded_at=scene.session.closes_at,
    )


def _change(
    story: Story, scene: Scene, status: RecordStatus, reason: str, rng: random.Random
) -> None:
    """Let the lecturer change a record by hand, as the register does."""
    record = story.record
    at = _evening(scene, rng)
    story.changes.append(
        RecordChange(
            kind=ChangeKind.MARK,
            at=at,
            by=scene.teacher,
            from_status=record.status,
            to_status=status,
            from_arrived_at=record.arrived_at,
            reason=reason,
        )
    )
    record.status = status
    record.source = record.source or Source.MANUAL
    if status == RecordStatus.PRESENT and record.arrived_at is None:
        record.arrived_at = at
    if record.band == Band.LOW:
        record.band = Band.STANDARD
        record.reasons = [*record.reasons, str(Reason.CONFIRMED)]


def _evening(scene: Scene, rng: random.Random) -> datetime:
    later = scene.session.closes_at + timedelta(minutes=rng.uniform(60, 400))
    return min(later, scene.now)


def _attempt(
    scene: Scene,
    visit: Visit,
    outcome: Outcome,
    at: datetime,
    source: Source,
    rng: random.Random,
) -> CheckInAttempt:
    into_step = rng.randrange(scene.session.policy.code_period_s * 1000)
    return CheckInAttempt(
        session=scene.session,
        student=visit.student,
        at=at,
        arrived_at=at,
        shown_at=at - timedelta(milliseconds=into_step) if source == Source.QR else None,
        outcome=outcome,
        source=source,
        ms_into_step=into_step,
        device_key=visit.device_key,
        network=scene.network,
    )


def _reference(rng: random.Random) -> str:
    return encode(rng.getrandbits(5 * PUBLIC_ID_LENGTH), PUBLIC_ID_LENGTH)
