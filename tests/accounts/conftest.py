"""The fixtures of accounts' tests, for this folder."""

from tests.support.accounts import desk

__all__ = ["desk"]
