"""`manage.py rotate_receipt_key`: a new key for the receipts of check-ins."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.attendance.services.receipts import rotate_key
from apps.core import clock, tenancy
from apps.orgs.models import Organization


class Command(BaseCommand):
    help = (
        "Make a new key that signs the receipts of an organisation's check-ins from now on. The "
        "old private key is deleted, its public key stays published: what it has signed is valid."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("organization", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation {options['organization']!r}.")
        with tenancy.activate(organization):
            key = rotate_key(now=clock.now())
        self.stdout.write(f"{organization.slug}: receipts are now signed by {key.key_id}")
