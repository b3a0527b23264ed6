"""Choices of an organisation's policy, and the kinds of what its audit trail tells."""

from enum import StrEnum

from django.db import models


class GeofenceMode(StrEnum):
    """What a location outside the fence leads to."""

    OFF = "off"
    RECORD = "record"
    FLAG = "flag"
    ENFORCE = "enforce"


class Rule(StrEnum):
    """What a broken device or network rule leads to."""

    OFF = "off"
    FLAG = "flag"
    ENFORCE = "enforce"


class LecturersMay(StrEnum):
    """Which rules lecturers change for the courses they teach."""

    NOTHING = "nothing"
    TIMES = "times"
    ALL = "all"


class AuditAction(models.TextChoices):
    """What an entry of the audit trail tells of. The one list of all apps."""

    SIGN_IN = "sign_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Failed sign-in"
    SIGN_IN_ENDED = "sign_in_ended", "Sign-in ended"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere", "Signed out everywhere"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PASSWORD_RESET = "password_reset", "Password reset"
    PASSWORD_SET = "password_set", "Password given"
    INVITED = "invited", "Invitation sent"
    INVITATION_ACCEPTED = "invitation_accepted", "Invitation accepted"
    INVITATION_WITHDRAWN = "invitation_withdrawn", "Invitation withdrawn"
    EMAIL_VERIFIED = "email_verified", "E-mail address confirmed"
    PROFILE_CHANGED = "profile_changed", "Own profile changed"
    ROLE_CHANGED = "role_changed", "Role changed"
    DEACTIVATED = "deactivated", "Person deactivated"
    REACTIVATED = "reactivated", "Person reactivated"
    PERSON_CREATED = "person_created", "Person created"
    PERSON_CHANGED = "person_changed", "Person changed"
    GUARDIAN_CHANGED = "guardian_changed", "Guardian added, changed or removed"
    POLICY_CHANGED = "policy_changed", "Policy changed"
    ORGANIZATION_CHANGED = "organization_changed", "Organisation changed"
    IMPORT_COMMITTED = "import_committed", "Import stored"
    IMPORT_UNDONE = "import_undone", "Import undone"
    EXPORTED = "exported", "Data exported"
    ENROLLED = "enrolled", "Enrolled"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COURSE_CREATED = "course_created", "Course created"
    COURSE_CHANGED = "course_changed", "Course changed"
    COURSE_DEACTIVATED = "course_deactivated", "Course deactivated"
    COURSE_REACTIVATED = "course_reactivated", "Course reactivated"
    TERM_CHANGED = "term_changed", "Term created or changed"
    SCHEDULE_CHANGED = "schedule_changed", "Class schedule created, changed or ended"
    HOLIDAY_CHANGED = "holiday_changed", "Holiday created, changed or removed"
    CLASS_CALLED_OFF = "class_called_off", "Class called off"
    CLASS_RESTORED = "class_restored", "Called off class takes place"
    CALENDAR_CHANGED = "calendar_changed", "Calendar address made or revoked"
    VENUE_CHANGED = "venue_changed", "Venue created or changed"
    ADMIN_ADDED = "admin_added", "Added in the admin site"
    ADMIN_CHANGED = "admin_changed", "Changed in the admin site"
    ADMIN_DELETED = "admin_deleted", "Deleted in the admin site"
    ADMIN_ACTION = "admin_action", "Action in the admin site"
    PLATFORM_ENTERED = "platform_entered", "Platform staff entered"
