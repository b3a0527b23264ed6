"""Choices of roll-calls, check-ins and their evidence."""

from django.db import models


class SessionState(models.TextChoices):
    """Where a roll-call stands."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class TokenKind(models.TextChoices):
    """Whether the code changes with time."""

    ROTATING = "rotating", "Rotating"
    FIXED = "fixed", "Fixed"


class RecordStatus(models.TextChoices):
    """What a record says of a student in a session."""

    PRESENT = "present", "Present"
    LATE = "late", "Late"
    EXCUSED = "excused", "Excused"
    ABSENT = "absent", "Absent"


# The statuses of who was there.
ATTENDED = frozenset({RecordStatus.PRESENT, RecordStatus.LATE})


class Source(models.TextChoices):
    """How a record or an attempt came about."""

    QR = "qr", "QR code"
    TYPED = "typed", "Typed code"
    MANUAL = "manual", "By hand"
    KIOSK = "kiosk", "Kiosk"
    IMPORT = "import", "Import"


class Band(models.TextChoices):
    """How good the evidence of a check-in is."""

    HIGH = "high", "High"
    STANDARD = "standard", "Standard"
    LOW = "low", "Low"


class ClaimState(models.TextChoices):
    """What became of a claim."""

    OPEN = "open", "Open"
    FINISHED = "finished", "Finished"
    REFUSED = "refused", "Refused"
    EXPIRED = "expired", "Expired"
    RECEIVED_LATE = "received_late", "Received late"


class LocationStatus(models.TextChoices):
    """What the phone's browser said when asked for a location."""

    GRANTED = "granted", "Granted"
    DENIED = "denied", "Denied"
    UNAVAILABLE = "unavailable", "Unavailable"
    TIMEOUT = "timeout", "Timed out"
    NOT_ASKED = "not_asked", "Not asked"


class LocationVerdict(models.TextChoices):
    """What a location says about the fence."""

    INSIDE = "inside", "Inside"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    OUTSIDE = "outside", "Outside"
    ABSENT = "absent", "No location"


class DistanceBand(models.TextChoices):
    """Distance to the fence's centre, as coarse as it is kept."""

    WITHIN = "within", "Within the radius"
    NEAR = "near", "Within twice the radius"
    KILOMETRE = "kilometre", "Within a kilometre"
    FURTHER = "further", "Further away"


class Outcome(models.TextChoices):
    """The answer to a check-in, by the order of judgement."""

    ACCEPTED = "accepted", "Accepted"
    ACCEPTED_FOR_REVIEW = "accepted_for_review", "Accepted for review"
    ALREADY_CHECKED_IN = "already_checked_in", "Already checked in"
    SIGN_IN_REQUIRED = "sign_in_required", "Sign-in required"
    LOCATION_REQUIRED = "location_required", "Location required"
    SESSION_NOT_OPEN = "session_not_open", "Session not open yet"
    RECEIVED_LATE = "received_late", "Received late"
    CODE_INVALID = "code_invalid", "Code invalid"
    CODE_EXPIRED = "code_expired", "Code expired"
    TOKEN_REVOKED = "token_revoked", "Code withdrawn"
    TOKEN_EXPIRED = "token_expired", "Code past its time"
    SESSION_CLOSED = "session_closed", "Session closed"
    CLAIM_EXPIRED = "claim_expired", "Scan waited too long"
    CLAIM_NOT_YOURS = "claim_not_yours", "Scan of another phone or person"
    WRONG_ORGANISATION = "wrong_organisation", "Other organisation"
    NOT_ENROLLED = "not_enrolled", "Not enrolled"
    DEVICE_ALREADY_USED = "device_already_used", "Phone used by another student"
    NETWORK_NOT_ALLOWED = "network_not_allowed", "Network not allowed"
    OUTSIDE_GEOFENCE = "outside_geofence", "Outside the fence"


# Attempts without a record that a lecturer decides of, once somebody asks for it.
DECIDABLE = frozenset(
    {
        Outcome.RECEIVED_LATE,
        Outcome.SESSION_CLOSED,
        Outcome.CODE_EXPIRED,
        Outcome.TOKEN_EXPIRED,
        Outcome.TOKEN_REVOKED,
        Outcome.CLAIM_EXPIRED,
        Outcome.CLAIM_NOT_YOURS,
        Outcome.NOT_ENROLLED,
        Outcome.DEVICE_ALREADY_USED,
        Outcome.NETWORK_NOT_ALLOWED,
        Outcome.OUTSIDE_GEOFENCE,
    }
)


class Reason(models.TextChoices):
    """What is notable about the evidence of a check-in."""

    LOCATION_INCONCLUSIVE = "location_inconclusive", "Location not precise enough to tell"
    LOCATION_OUTSIDE = "location_outside", "Location outside the fence"
    LOCATION_ABSENT = "location_absent", "No location was given"
    LOCATION_IMPLAUSIBLE = "location_implausible", "Location looks made up"
    LOCATION_IDENTICAL = (
        "location_identical",
        "Exactly the same coordinates as another person or day",
    )
    IMPOSSIBLE_TRAVEL = "impossible_travel", "Was somewhere else moments before"
    DEVICE_MISSING = "device_missing", "The browser could not keep a device key"
    DEVICE_SHARED = "device_shared", "This phone checked in another student too"
    DEVICE_NEW = "device_new", "A phone not used before"
    NETWORK_UNLISTED = "network_unlisted", "Not on a network of the organisation"
    MARKED_ABSENT = "marked_absent", "Had been marked absent by hand"
    CODE_TYPED = "code_typed", "The code was typed, not scanned"
    KIOSK_ENTERED = "kiosk_entered", "Entered at the kiosk"
    CONFIRMED = "confirmed", "Confirmed by a lecturer"


class ChangeKind(models.TextChoices):
    """What kind of act changed a record."""

    MARK = "mark", "Marked by hand"
    UNDO = "undo", "Mark undone"
    CHECK_IN = "check_in", "Checked in"
    DECISION = "decision", "Attempt accepted"
    CONTEST = "contest", "“I was here” accepted"
    EXCUSE = "excuse", "Excused by request"
    UNEXCUSE = "unexcuse", "Excuse taken back"


class MarkOutcome(models.TextChoices):
    """What became of one of many marks, or of taking it back."""

    CHANGED = "changed", "Changed"
    SAME = "same", "Said so already"
    CONFLICT = "conflict", "Changed by somebody else meanwhile"
    UNKNOWN = "unknown", "Not in this register"
    TOO_EARLY = "too_early", "The session has not opened yet"


class EventKind(models.TextChoices):
    """What happened to a session."""

    OPENED = "opened", "Opened"
    PLANNED = "planned", "Planned"
    EXTENDED = "extended", "Extended"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"
    TOKEN_MADE = "token_made", "Code regenerated"
    TOKEN_REVOKED = "token_revoked", "Code revoked"
    KIOSK_STARTED = "kiosk_started", "Kiosk started"
    KIOSK_ENDED = "kiosk_ended", "Kiosk ended"


class AbsenceReason(models.TextChoices):
    """Why a student asks to be excused."""

    ILLNESS = "illness", "Illness"
    APPOINTMENT = "appointment", "Appointment"
    FAMILY = "family", "Family"
    UNIVERSITY = "university", "University business"
    RELIGION = "religion", "Religious day"
    OTHER = "other", "Other"


class RequestState(models.TextChoices):
    """Where one course's part of an absence request stands."""

    PENDING = "pending", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REVOKED = "revoked", "Approval taken back"


class RequestAct(models.TextChoices):
    """What an approver does to a part of a request."""

    APPROVE = "approve", "Approved"
    DECLINE = "decline", "Declined"
    REVOKE = "revoke", "Approval taken back"
    UNDO = "undo", "Decision undone"


class ContestState(models.TextChoices):
    """What became of an "I was here" on an absence."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class LedgerKind(models.TextChoices):
    """What a ledger's entry seals."""

    RECORD = "record", "Record"
    CHANGE = "change", "Change"
