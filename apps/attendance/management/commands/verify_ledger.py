"""`manage.py verify_ledger`: whether attendance is still what was recorded."""

import argparse
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.attendance.rules.ledger import HASH_BYTES
from apps.attendance.selectors.verification import Expected, LedgerBroken, Whole, verify
from apps.core import clock, tenancy
from apps.orgs.models import Organization


def expected_entry(text: str) -> Expected:
    """Return the entry that SEQUENCE:HASH names; raise ArgumentTypeError for anything else."""
    sequence, _, digits = text.partition(":")
    try:
        entry = Expected(int(sequence), bytes.fromhex(digits))
    except ValueError as error:
        raise argparse.ArgumentTypeError("expected SEQUENCE:HASH, the hash in hex") from error
    if entry.sequence < 1 or len(entry.hash) != HASH_BYTES:
        raise argparse.ArgumentTypeError(
            f"a sequence begins at 1, a hash has {2 * HASH_BYTES} digits"
        )
    return entry


class Command(BaseCommand):
    help = (
        "Recompute the ledger of every organisation and compare each sealed record and change "
        "with its entry. Names the first thing that is not as it was sealed and ends with status "
        "1; else says up to when all is sealed and the last entry's sequence and hash. Written "
        "down elsewhere and passed by --expect later, these tell a chain that was cut or "
        "rewritten as a whole. Changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this organisation")
        parser.add_argument(
            "--expect",
            metavar="SEQUENCE:HASH",
            type=expected_entry,
            help="an entry as it was printed before; needs --organization if there are several",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organizations = _organizations(options["organization"])
        expected: Expected | None = options["expect"]
        if expected and len(organizations) != 1:
            raise CommandError("--expect is about one organisation: name it by --organization.")
        broken = 0
        for organization in organizations:
            try:
                with tenancy.activate(organization):
                    whole = verify(now=clock.now(), expected=expected)
            except LedgerBroken as fault:
                broken += 1
                self.stderr.write(f"{organization.slug}: {fault}")
            else:
                self.stdout.write(f"{organization.slug}: {_told(whole)}")
        if broken:
            raise CommandError(f"Ledgers that are not whole: {broken} of {len(organizations)}.")


def _organizations(slug: str | None) -> Sequence[Organization]:
    if slug is None:
        return list(Organization.objects.order_by("slug"))
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no organisation {slug!r}.")
    return [found]


def _told(whole: Whole) -> str:
    waiting = f"{whole.waiting} {'row waits' if whole.waiting == 1 else 'rows wait'}"
    if whole.end.sealed_at is None:
        return f"nothing sealed yet; {waiting}"
    entries = f"{whole.end.sequence} {'entry' if whole.end.sequence == 1 else 'entries'}"
    return (
        f"whole, sealed up to {whole.end.sealed_at:%Y-%m-%d %H:%M:%S} UTC, {entries}; {waiting}; "
        f"head {whole.end.sequence}:{whole.end.hash.hex()}"
    )
