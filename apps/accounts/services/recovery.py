"""Forgotten passwords: asked for by anybody, answered in the background.

The request stores the name and looks nobody up, so it costs and answers the same for every name.
A worker looks for the account, and writes to its address.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from apps.accounts.enums import LinkPurpose
from apps.accounts.models import RecoveryRequest
from apps.accounts.rules import LINK_LIFETIMES
from apps.accounts.selectors import member_to_recover
from apps.accounts.services import links
from apps.core import queue, ratelimit, tenancy
from apps.core.http import client_address, network_prefix
from apps.orgs.models import Organization

ANSWER_TASK = "accounts.answer_recovery"
WINDOW = timedelta(hours=1)
# Under one name, from one network, and to one mailbox however it is named.
NAME_REQUESTS = 5
NETWORK_REQUESTS = 1000
MAILS = 3
_BATCH = 200


def ask(*, request: HttpRequest, identifier: str, now: datetime) -> None:
    """Note that somebody wants a new password under this name.

    Past the limits nothing is noted, and nothing is said: the answer must not tell one name from
    another, nor a patient asker from a flood.
    """
    organization = tenancy.current_organization_id()
    name = hashlib.sha256(identifier.strip().casefold().encode()).hexdigest()[:40]
    network = network_prefix(client_address(request))
    by_name = ratelimit.count(f"recovery:{organization}:{name}", window=WINDOW, now=now)
    by_network = ratelimit.count(f"recovery-from:{network}", window=WINDOW, now=now)
    if by_name > NAME_REQUESTS or by_network > NETWORK_REQUESTS:
        return
    with transaction.atomic():
        RecoveryRequest.objects.create(identifier=identifier, created_at=now)
        queue.send_after_commit(ANSWER_TASK)


def answer(*, now: datetime) -> int:
    """Mail a link for each request that names an active member with an address; return how many.

    Requests are deleted with their answer. One that waited longer than a link lives is only
    deleted: nobody waits for it any more.
    """
    organization = Organization.objects.get(pk=tenancy.current_organization_id())
    sent = 0
    while batch := list(RecoveryRequest.objects.order_by("pk")[:_BATCH]):
        for one in batch:
            sent += _answer(one, organization=organization, now=now)
    return sent


def _answer(request: RecoveryRequest, *, organization: Organization, now: datetime) -> bool:
    with transaction.atomic():
        deleted, _ = RecoveryRequest.objects.filter(pk=request.pk).delete()
        if not deleted or now - request.created_at >= LINK_LIFETIMES[LinkPurpose.RESET]:
            return False
        user = member_to_recover(organization=organization, identifier=request.identifier)
        if user is None or not user.is_active or not user.email:
            return False
        if ratelimit.count(f"recovery-mail:{user.pk}", window=WINDOW, now=now) > MAILS:
            return False
        links.send(user=user, purpose=LinkPurpose.RESET, now=now)
    return True
