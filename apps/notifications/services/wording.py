"""Puts notifications into words."""

import secrets
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import timezone as zones

from apps.notifications.channels.email import LOGO_ID
from apps.notifications.enums import Channel
from apps.notifications.kinds import Kind, Notice, Say, Verdict
from apps.notifications.models import Notification
from apps.notifications.rules import one_line
from apps.notifications.services.links import unsubscribe_page
from apps.orgs.models import Organization
from apps.orgs.selectors import public_address

_MAX_SUBJECT = 200
# No look-alikes: somebody may read it out.
_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class NotRendered(RuntimeError):
    """A text could not be made of its facts."""


def look_again(row: Notification, kind: type[Kind], *, now: datetime) -> Verdict:
    """Return what the kind has to say of a notification now: something, nothing, or later."""
    return kind.facts(
        Notice(
            organization_id=row.organization_id,
            recipient_id=row.recipient_id,
            addressee=row.addressee,
            channel=Channel(row.channel),
            params=row.params,
            now=now,
            address=row.address,
        )
    )


def summarise(kind: type[Kind], say: Say, organization: Organization) -> str:
    """Return a notification in one line, by the clocks of its organisation."""
    with zones.override(organization.timezone):
        return one_line(_line(kind.summary, {**say.context, "organization": organization}))


def write(
    row: Notification,
    kind: type[Kind],
    say: Say,
    organization: Organization,
    *,
    has_logo: bool = False,
) -> None:
    """Fill in a notification's texts, by the clocks of its organisation.

    Raises NotRendered when a template is missing or cannot be filled in.
    """
    context = _context(row, kind, say, organization)
    context["logo"] = LOGO_ID if has_logo else ""
    try:
        with zones.override(organization.timezone):
            row.subject = one_line(_line(kind.subject, context))[:_MAX_SUBJECT]
            row.text = _text(row, kind, context)
            row.html = _html(row, kind, context)
    except (TemplateDoesNotExist, TemplateSyntaxError, KeyError, ValueError) as error:
        raise NotRendered(f"{kind.name}: {type(error).__name__}") from error
    row.link = say.link[:200]
    if row.channel == Channel.EMAIL and not row.message_id:
        row.message_id = _new_message_id()


def _context(
    row: Notification, kind: type[Kind], say: Say, organization: Organization
) -> dict[str, Any]:
    home = public_address(organization)
    return {
        **say.context,
        "organization": organization,
        "addressee": row.addressee,
        "kind": kind,
        "home": home,
        "url": f"{home}{say.link}" if say.link else home,
        "unsubscribe_page": ""
        if kind.essential
        else unsubscribe_page(row, organization=organization),
        "settings_url": f"{home}/notifications/settings" if row.recipient_id else "",
    }


def _line(source: str, context: dict[str, Any]) -> str:
    return Template(source).render(Context(context, autoescape=False))


def _text(row: Notification, kind: type[Kind], context: dict[str, Any]) -> str:
    if row.channel == Channel.EMAIL:
        # Text templates switch escaping off themselves: see notifications/base.txt.
        return get_template(f"notifications/{kind.name}.txt").render(context).strip() + "\n"
    line = one_line(_line(kind.summary, context))
    if row.channel == Channel.SMS:
        # By this a message is known again at the provider, should its answer get lost.
        reference = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(6))
        return one_line(f"{context['organization'].name}: {line} (ref {reference})")
    return line


def _html(row: Notification, kind: type[Kind], context: dict[str, Any]) -> str:
    if row.channel != Channel.EMAIL:
        return ""
    return get_template(f"notifications/{kind.name}.html").render(context)


def _new_message_id() -> str:
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"
