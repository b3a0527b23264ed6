"""What is stored about a student as a person with an account."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from apps.accounts.models import (
    AuthToken,
    Guardian,
    ImportChange,
    ImportPasswords,
    ImportRun,
    OneTimeLink,
    RecoveryRequest,
    Student,
    User,
)
from apps.accounts.rules import ends_at
from apps.accounts.services import import_passwords, import_undo, imports
from apps.attendance.selectors.personal.base import Collection, Facts
from apps.core.tasks import COUNTERS_KEPT
from apps.courses.models import Enrollment
from apps.notifications.models import DeliveryTimes, Notification, Preference
from apps.orgs.models import AuditEntry
from apps.orgs.services import audit

WITH_ACCOUNT = (
    "As long as your account is there. Your university ends accounts; nothing deletes them by "
    "itself."
)


def collections(student: Student) -> Iterator[Collection]:
    """Yield what is stored about the student's account, sign-ins, courses and messages."""
    yield from _account(student)
    yield from _entrances(student.user)
    yield Collection(
        key="courses",
        title="Courses",
        text="Which courses you are or were in, and from when to when.",
        kept=f"{WITH_ACCOUNT} Your records need them.",
        models=(Enrollment,),
        rows=Enrollment.objects.filter(student=student)
        .select_related("course")
        .order_by("-from_date", "-pk"),
        facts=lambda row: {
            "course": str(row.course),
            "from_date": row.from_date,
            "to_date": row.to_date,
        },
    )
    yield from _messages(student.user)
    yield _imports()


def _account(student: Student) -> Iterator[Collection]:
    user = student.user
    yield Collection(
        key="profile",
        title="Profile",
        text="Who you are, and how to reach you. Of your password only a hash is kept.",
        kept=WITH_ACCOUNT,
        models=(User, Student),
        rows=[student],
        facts=_profile,
    )
    yield Collection(
        key="picture",
        title="Picture",
        text="Beside your name in registers. The file is in the download.",
        kept="Until you replace or remove it; the file is then deleted at once.",
        models=(),
        rows=[user] if user.picture else [],
        facts=lambda row: {"file": row.picture.rpartition("/")[2]},
        stored_files=[user.picture] if user.picture else [],
    )
    yield Collection(
        key="guardians",
        title="Guardians",
        text="Whom your university tells about your attendance. How to reach them is theirs to "
        "ask for, and not shown here.",
        kept="Until your university removes them.",
        models=(Guardian,),
        rows=Guardian.objects.filter(student=student).order_by("name", "pk"),
        facts=lambda row: {
            "name": row.name,
            "has_email": bool(row.email),
            "has_phone": bool(row.phone),
        },
    )


def _profile(student: Student) -> Facts:
    user = student.user
    return {
        "full_name": user.full_name,
        "username": user.username,
        "student_number": student.student_id,
        "email": user.email,
        "email_verified_at": user.email_verified_at,
        "phone": user.phone,
        "programme": student.programme,
        "year": student.year,
        "account_since": user.date_joined,
        "must_change_password": user.must_change_password,
    }


def _entrances(user: User) -> Iterator[Collection]:
    yield Collection(
        key="sign_ins",
        title="Sign-ins",
        text="The devices on which you are signed in: what the browser calls itself, and the "
        "network, not the full address.",
        kept="Until you sign out, an hour after the last use, or twelve hours after signing in; "
        "what is left of them is deleted within a day.",
        models=(AuthToken,),
        rows=list(AuthToken.objects.filter(user=user).order_by("-last_used_at", "-pk")),
        facts=lambda row: {
            "signed_in_at": row.created_at,
            "last_used_at": row.last_used_at,
            "browser": row.user_agent,
            "network": row.network,
        },
        deleted_at=lambda row: ends_at(created_at=row.created_at, last_used_at=row.last_used_at),
    )
    yield Collection(
        key="links",
        title="Links in mails",
        text="Links sent to you that let you in once: what each is for, and to which address it "
        "went.",
        kept="Until they are used or their time is over, and at most a day longer.",
        models=(OneTimeLink,),
        rows=list(OneTimeLink.objects.filter(user=user).order_by("-expires_at", "-pk")),
        facts=lambda row: {
            "purpose": row.get_purpose_display(),
            "email": row.email,
            "created_at": row.created_at,
            "used_at": row.used_at,
        },
        deleted_at=lambda row: row.used_at or row.expires_at,
    )
    yield Collection(
        key="tries",
        title="Counted tries",
        text="How often a password, a code or a request was tried lately, by number; and names "
        "for which a new password was asked for, until the mail is sent.",
        kept=f"At most {COUNTERS_KEPT.days + 1} days.",
        models=(RecoveryRequest,),
        rows=None,
    )
    sign_ins = Q(action__in=audit.SIGN_INS)
    about_me = Q(actor=user) | Q(target_type=User._meta.label, target_id=str(user.pk))
    entries = AuditEntry.objects.filter(about_me).order_by("-at", "-pk")
    yield Collection(
        key="audit",
        title="Audit trail",
        text="What you, or somebody else with your account, did: sign-ins, changes of name, "
        "address and password. Administrators read it.",
        kept=f"Sign-ins {audit.SIGN_INS_KEPT.days} days, everything else {audit.KEPT.days} days; "
        "deleted within a day after.",
        models=(AuditEntry,),
        rows=entries,
        going=[entries.filter(sign_ins), entries.exclude(sign_ins)],
        facts=lambda row: {
            "at": row.at,
            "what": row.get_action_display(),
            "by": "you" if row.actor_id == user.pk else "somebody else",
            "network": row.network if row.actor_id == user.pk else "",
        },
        deleted_at=_audit_ends,
    )


def _audit_ends(row: AuditEntry) -> datetime:
    kept = audit.SIGN_INS_KEPT if row.action in audit.SIGN_INS else audit.KEPT
    return row.at + kept


def _messages(user: User) -> Iterator[Collection]:
    days = settings.NOTIFICATION_BODY_DAYS
    told = Notification.objects.filter(recipient=user).order_by("-created_at", "-pk")
    yield Collection(
        key="notifications",
        title="Notifications",
        text="What you were told, by which way, and whether you have read it; and what your "
        "guardians were told of you.",
        kept=f"Texts and addresses are emptied {days} days after, and within a day of that; that "
        "something was sent, and when, stays.",
        models=(Notification,),
        rows=told,
        going=[told.filter(body_forgotten_at=None)],
        facts=lambda row: {
            "created_at": row.created_at,
            "told": "a guardian" if row.address else "you",
            "kind": row.kind,
            "channel": row.get_channel_display(),
            "subject": row.subject,
            "text": row.text,
            "status": row.get_status_display(),
            "read_at": row.read_at,
            "emptied_at": row.body_forgotten_at,
        },
        deleted_at=lambda row: (
            None if row.body_forgotten_at else row.created_at + timedelta(days=days)
        ),
    )
    yield Collection(
        key="choices",
        title="Notification settings",
        text="What you want to be told, and when you want to be left alone.",
        kept="Until you change them.",
        models=(Preference, DeliveryTimes),
        rows=[
            *Preference.objects.filter(user=user).order_by("kind", "channel"),
            *DeliveryTimes.objects.filter(user=user),
        ],
        facts=_choice,
    )


def _choice(row: Preference | DeliveryTimes) -> Facts:
    if isinstance(row, Preference):
        return {"choice": str(row)}
    return {
        "choice": "quiet hours and daily digest",
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "daily_digest": row.daily_digest,
    }


def _imports() -> Collection:
    return Collection(
        key="imports",
        title="Imported files",
        text="Lists that your university has imported may name you, among many others. They are "
        "kept as files, so what is yours is not taken out of them.",
        kept=f"The text of a file {imports.TEXT_KEPT.days} days, what it changed "
        f"{import_undo.POSSIBLE_FOR.days} days, passwords in it {import_passwords.KEPT.days} day "
        "at most.",
        models=(ImportRun, ImportChange, ImportPasswords),
        rows=None,
    )
