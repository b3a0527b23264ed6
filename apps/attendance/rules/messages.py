"""What an outcome means, in a sentence for the student or for the lecturer."""

from collections.abc import Mapping
from typing import Any

from apps.attendance.enums import ChangeKind, Outcome, RecordStatus

_TEXTS: Mapping[str, str] = {
    Outcome.ACCEPTED: "You are in.",
    Outcome.ACCEPTED_FOR_REVIEW: "You are in; your lecturer may look at it.",
    Outcome.RECEIVED_LATE: "Your phone was offline. Your lecturer decides about this scan.",
    Outcome.CODE_INVALID: "That was not a code of an open session.",
    Outcome.CODE_EXPIRED: "The code had changed before it reached us.",
    Outcome.TOKEN_REVOKED: "The lecturer had replaced this code.",
    Outcome.TOKEN_EXPIRED: "The code was past its time.",
    Outcome.SESSION_CLOSED: "The session was closed.",
    Outcome.CLAIM_EXPIRED: "The scan waited too long to be finished.",
    Outcome.CLAIM_NOT_YOURS: "The scan was made by another phone or person.",
    Outcome.WRONG_ORGANISATION: "The code belongs to another organisation.",
    Outcome.NOT_ENROLLED: "You were not enrolled in this course.",
    Outcome.DEVICE_ALREADY_USED: "This phone had checked in another student.",
    Outcome.NETWORK_NOT_ALLOWED: "You were not on a network of your organisation.",
    Outcome.OUTSIDE_GEOFENCE: "Your location was outside the place of the class.",
}

# Where the student's sentence speaks to the student.
_TEXTS_FOR_STAFF: Mapping[str, str] = {
    Outcome.ACCEPTED: "Checked in.",
    Outcome.ACCEPTED_FOR_REVIEW: "Checked in, with evidence to look at.",
    Outcome.RECEIVED_LATE: "The phone was offline; the scan came in later.",
    Outcome.NOT_ENROLLED: "The student was not enrolled in this course.",
    Outcome.NETWORK_NOT_ALLOWED: "The phone was not on a network of the organisation.",
    Outcome.OUTSIDE_GEOFENCE: "The phone's location was outside the place of the class.",
}


def text_for_staff(outcome: str) -> str:
    """Return the sentence for those who decide about it."""
    return _TEXTS_FOR_STAFF.get(outcome) or _TEXTS.get(outcome, "")


def text_of(outcome: str, params: Mapping[str, Any]) -> str:
    """Return the sentence, with the figures that belong to it (seconds, metres)."""
    text = _TEXTS.get(outcome, "")
    if outcome == Outcome.CODE_EXPIRED and "seconds_late" in params:
        return f"The code had changed {params['seconds_late']} s before it reached us."
    if outcome == Outcome.OUTSIDE_GEOFENCE and "distance_m" in params:
        distance, accuracy = params["distance_m"], params.get("accuracy_m", 0)
        return f"Your location was {distance} m from the class (± {accuracy} m)."
    return text


_CHANGES: Mapping[str, str] = {
    ChangeKind.UNDO: "A mark was taken back",
    ChangeKind.CHECK_IN: "You checked in",
    ChangeKind.DECISION: "Your lecturer accepted what you tried",
}


def change_text(kind: str, *, before: str | None, after: str) -> str:
    """Return what a change of a record did, in a sentence for its student."""
    to = RecordStatus(after).label.lower()
    if before is None:
        did = f"{to} was entered"
    elif before == after:
        did = f"{to} was confirmed"
    else:
        did = f"{RecordStatus(before).label.lower()} became {to}"
    why = _CHANGES.get(kind)
    return f"{why}: {did}." if why else f"{did[0].upper()}{did[1:]}."
