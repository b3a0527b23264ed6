"""Writes PDF documents in which names of any script can be read, or are said not to be."""

from apps.core.documents.pdf import Document, printable

__all__ = ["Document", "printable"]
