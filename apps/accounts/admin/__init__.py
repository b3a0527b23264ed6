"""Pages of the admin site about people, how they get in, and imports."""

from apps.accounts.admin import access, imports, people

__all__ = ["access", "imports", "people"]
