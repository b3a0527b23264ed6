"""Pages of the admin site about roll-calls, what came of them, and their evidence."""

from apps.attendance.admin import check_ins, receipts, registers, requests, sessions

__all__ = ["check_ins", "receipts", "registers", "requests", "sessions"]
