"""Writes about organisations: their logos, and the audit trail of all apps."""
