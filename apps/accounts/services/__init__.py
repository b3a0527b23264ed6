"""Writes about people: signing in and out, passwords, one-time links, invitations."""

from apps.accounts.services.limits import check_credentials
from apps.accounts.services.sign_ins import record_use, use_statement

__all__ = ["check_credentials", "record_use", "use_statement"]
