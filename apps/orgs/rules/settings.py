"""The settings of a policy in plain words: for the screens, the admin site and the preview."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.orgs.enums import GeofenceMode, LecturersMay, Rule
from apps.orgs.rules.policy import LIMITS, Policy


class Kind(StrEnum):
    """How a setting is entered."""

    NUMBER = "number"
    CHOICE = "choice"
    NETWORKS = "networks"
    SWITCH = "switch"


# As choices of the API's schema.
KINDS = [(kind.value, kind.value) for kind in Kind]


class Group(StrEnum):
    """What a setting is about; in the order of the screens."""

    TIMES = "Times"
    CODE = "The code on the wall"
    PLACE = "Place"
    DEVICES = "Phones and networks"
    WARNINGS = "Absence warnings"
    REQUESTS = "Absence requests"
    COURSES = "Rules of single courses"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it is called, what it does, in which unit, and its choices in words."""

    name: str
    group: Group
    title: str
    help: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.NUMBER

    @property
    def minimum(self) -> int | None:
        """The least number, None for what is no number."""
        return LIMITS[self.name][0] if self.name in LIMITS else None

    @property
    def maximum(self) -> int | None:
        """The largest number, None for what is no number."""
        return LIMITS[self.name][1] if self.name in LIMITS else None

    @property
    def default(self) -> Any:
        """The value of an organisation that has chosen none, as JSON has it."""
        return Policy().to_json()[self.name]

    def described(self, *, default: Any, value: Any) -> dict[str, Any]:
        """Return what it is in words, its value, and the one it falls back to, as JSON has them."""
        return {
            "name": self.name,
            "group": self.group,
            "title": self.title,
            "help": self.help,
            "kind": self.kind,
            "unit": self.unit,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "choices": self.choices,
            "default": default,
            "default_words": self.words(default),
            "value": value,
        }

    def words(self, value: Any) -> str:
        """Return a value as somebody would say it."""
        if self.kind == Kind.SWITCH:
            return "on" if value else "off"
        if self.kind == Kind.NETWORKS:
            return ", ".join(value) or "none"
        if self.kind == Kind.CHOICE:
            return self.choices[value]
        return f"{value} {self.unit}".strip()


_GEOFENCE: Mapping[str, str] = {
    GeofenceMode.OFF: "Off",
    GeofenceMode.RECORD: "Record only",
    GeofenceMode.FLAG: "Mark for review",
    GeofenceMode.ENFORCE: "Refuse",
}
_RULE: Mapping[str, str] = {Rule.OFF: "Off", Rule.FLAG: "Mark for review", Rule.ENFORCE: "Refuse"}
_LECTURERS: Mapping[str, str] = {
    LecturersMay.NOTHING: "Nothing",
    LecturersMay.TIMES: "Times only",
    LecturersMay.ALL: "All rules for check-ins",
}

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "late_after_min",
        Group.TIMES,
        "Late after",
        "Whoever checks in later than this after the start is late.",
        "minutes",
    ),
    Setting(
        "closes_after_min",
        Group.TIMES,
        "Check-in closes after",
        "How long a session takes check-ins when its lecturer says nothing else.",
        "minutes",
    ),
    Setting(
        "claim_wait_s",
        Group.TIMES,
        "Time to sign in",
        "How long a scan waits for its student to sign in and to share the location.",
        "seconds",
    ),
    Setting(
        "code_period_s",
        Group.CODE,
        "A new code every",
        "Short times make it harder to send a picture of the code to somebody outside.",
        "seconds",
    ),
    Setting(
        "grace_steps",
        Group.CODE,
        "Older codes that still count",
        "For slow phones and slow networks. Each one lets a code live one period longer.",
        "codes",
    ),
    Setting(
        "geofence_mode",
        Group.PLACE,
        "A location outside the room",
        "Only what is outside beyond the phone's own accuracy counts as outside.",
        choices=_GEOFENCE,
        kind=Kind.CHOICE,
    ),
    Setting(
        "radius_m",
        Group.PLACE,
        "Radius around the lecturer",
        "For sessions that take place where the lecturer stands. Rooms have a radius of their own.",
        "metres",
    ),
    Setting(
        "accuracy_limit_m",
        Group.PLACE,
        "Accuracy that is needed",
        "A location less exact than this proves neither inside nor outside.",
        "metres",
    ),
    Setting(
        "location_retention_h",
        Group.PLACE,
        "Keep coordinates for",
        "Hours until the coordinates of a check-in are deleted. 0 stores none, and is right unless "
        "somebody has to examine a dispute.",
        "hours",
    ),
    Setting(
        "device_rule",
        Group.DEVICES,
        "One phone for two students",
        "What follows when a phone that has checked in one student checks in another.",
        choices=_RULE,
        kind=Kind.CHOICE,
    ),
    Setting(
        "network_rule",
        Group.DEVICES,
        "A network that is not listed",
        "What follows when a check-in comes from outside the networks below. Without any network "
        "nothing is looked at.",
        choices=_RULE,
        kind=Kind.CHOICE,
    ),
    Setting(
        "allowed_networks",
        Group.DEVICES,
        "Listed networks",
        "Addresses of the campus, one a line, such as 192.0.2.0/24. Ask whoever runs the network.",
        kind=Kind.NETWORKS,
    ),
    Setting(
        "at_risk_threshold_pct",
        Group.WARNINGS,
        "Attendance that is expected",
        "Students below this share of classes are warned. 0 never warns of the share.",
        "percent",
    ),
    Setting(
        "rate_after_sessions",
        Group.WARNINGS,
        "Look at the share from",
        "A share of fewer classes says too little to warn of it.",
        "classes on",
    ),
    Setting(
        "consecutive_absences",
        Group.WARNINGS,
        "Absences in a row",
        "So many classes missed one after the other are warned of.",
        "classes",
    ),
    Setting(
        "absences_that_warn",
        Group.WARNINGS,
        "Absences in all",
        "So many missed classes are warned of, and each multiple. 0 never warns of the number.",
        "classes",
    ),
    Setting(
        "warn_guardians",
        Group.WARNINGS,
        "Tell guardians too",
        "Guardians get the same warning by mail or text message.",
        kind=Kind.SWITCH,
    ),
    Setting(
        "absence_requests",
        Group.REQUESTS,
        "Absence requests",
        "Students ask in the app to be excused, before or after; the course's lecturers decide.",
        kind=Kind.SWITCH,
    ),
    Setting(
        "request_days_after",
        Group.REQUESTS,
        "Time to ask",
        "How many days after a class a student may still ask to be excused from it, or say that "
        "they were there. 0: on the day of the class at the latest.",
        "days",
    ),
    Setting(
        "lecturers_may",
        Group.COURSES,
        "Lecturers may change",
        "What lecturers set otherwise for the courses they teach. Administrators may set all "
        "rules for check-ins for every course.",
        choices=_LECTURERS,
        kind=Kind.CHOICE,
    ),
)

# What each choice leads to, in the words of the preview.
_LEADS_TO: Mapping[tuple[str, str], str] = {
    ("geofence_mode", "off"): "Phones are not asked for a location.",
    ("geofence_mode", "record"): "A location outside is noted and has no effect.",
    ("geofence_mode", "flag"): "A check-in from outside, or without a location, is accepted and "
    "marked for the lecturer to look at.",
    ("geofence_mode", "enforce"): "A check-in from outside is refused, and so is a phone that "
    "shares no location until its student asks to go without; then the lecturer looks at it.",
    ("device_rule", "off"): "Nobody is told when one phone checks in two students.",
    ("device_rule", "flag"): "The second student of one phone is accepted and marked.",
    ("device_rule", "enforce"): "The second student of one phone is refused, also an honest one "
    "who borrows it: the lecturer marks them by hand.",
    ("network_rule", "off"): "Networks are not looked at.",
    ("network_rule", "flag"): "A check-in from another network is accepted and marked.",
    ("network_rule", "enforce"): "A check-in from another network is refused, such as one by "
    "mobile data.",
    ("lecturers_may", "nothing"): "Rules that courses have of their own stay; administrators "
    "change them.",
    ("lecturers_may", "times"): "Lecturers choose when late begins, when a check-in closes and "
    "how long a scan waits.",
    ("lecturers_may", "all"): "Lecturers may also loosen what is made of places, phones and "
    "networks. The audit trail tells who did.",
}


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One setting that would change: both values in words, and what follows."""

    setting: str
    title: str
    before: str
    after: str
    effects: list[str]


def changes_between(before: Policy, after: Policy) -> list[PolicyChange]:
    """Return each setting whose value differs, in the order of the screens."""
    old, new = before.to_json(), after.to_json()
    return [
        PolicyChange(
            setting=one.name,
            title=one.title,
            before=one.words(old[one.name]),
            after=one.words(new[one.name]),
            effects=_effects(one, new[one.name], after),
        )
        for one in SETTINGS
        if old[one.name] != new[one.name]
    ]


def _effects(setting: Setting, value: Any, policy: Policy) -> list[str]:
    found = []
    if (leads_to := _LEADS_TO.get((setting.name, str(value)))) is not None:
        found.append(leads_to)
    if setting.name in {"code_period_s", "grace_steps"}:
        lives = policy.code_period_s * (policy.grace_steps + 1)
        found.append(f"A code is taken for {lives} seconds in all.")
    never_late = policy.late_after_min >= policy.closes_after_min
    if setting.name in {"late_after_min", "closes_after_min"} and never_late:
        found.append("Nobody will be late: the check-in closes before that.")
    if setting.name in {"network_rule", "allowed_networks"}:
        if policy.network_rule != Rule.OFF and not policy.allowed_networks:
            found.append("No network is listed, so nothing is looked at.")
        if setting.name == "allowed_networks" and policy.network_rule == Rule.OFF:
            found.append("The list has no effect while the rule above is off.")
    if setting.name == "location_retention_h":
        found.append(
            "Coordinates are personal data: say in your privacy notice that they are kept."
            if value
            else "No coordinates are stored any more."
        )
    if setting.name == "absence_requests" and not value:
        found.append("Requests that wait can still be decided.")
    if setting.group == Group.WARNINGS:
        found.append("It holds at once, for absences of before too.")
    return found


def judges_check_ins(name: str) -> bool:
    """Return whether sessions keep their own copy of a setting, from when they are planned."""
    group = next(one.group for one in SETTINGS if one.name == name)
    return group not in {Group.WARNINGS, Group.REQUESTS, Group.COURSES}
