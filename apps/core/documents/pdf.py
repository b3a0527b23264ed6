"""A page of paper: headings, facts, paragraphs and a QR symbol, from top to bottom."""

import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from apps.core.documents.shaping import visual

_HERE = Path(__file__).parent
_REGULAR = "DejaVuSans"
# Of every reader too, and for our own words alone: it has Latin letters only.
_BOLD = "Helvetica-Bold"
_WIDTH, _HEIGHT = A4
_MARGIN = 56.0
_LEADING = 1.4
_LABEL_WIDTH = 150.0
_INK, _QUIET = 0.1, 0.4


@cache
def _glyphs() -> frozenset[int]:
    """Make our font known, once a process; return the code points that ours can draw."""
    font = TTFont(_REGULAR, str(_HERE / f"{_REGULAR}.ttf"))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def _font_of(char: str, preferred: str) -> str | None:
    """Return a font that can draw the character; None when there is none."""
    if preferred == _BOLD and char.isascii():
        return _BOLD
    return _REGULAR if ord(char) in _glyphs() else None


def _clean(text: str) -> str:
    """Return the text composed, without what has no shape (control and format characters)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        " " if char.isspace() else char
        for char in composed
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def printable(text: str) -> bool:
    """Return whether every character of the text has a shape in the fonts there are.

    Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic have. Fonts for Chinese, Japanese
    and Korean are too large to bring along, and readers without their own would show nothing; the
    scripts of India need a typesetter. A document says in words what it cannot draw.
    """
    return all(_font_of(char, _REGULAR) for char in visual(_clean(text)))


class Document:
    """One page of A4 that fills from top to bottom. Texts are plain; nothing in them is markup."""

    def __init__(self, *, title: str, author: str) -> None:
        _glyphs()
        self._buffer = io.BytesIO()
        # Without the moment of making, the same content gives the same bytes.
        self._canvas = Canvas(self._buffer, pagesize=A4, invariant=True, lang="en")
        self._canvas.setTitle(_clean(title))
        self._canvas.setAuthor(_clean(author))
        self._y = _HEIGHT - _MARGIN

    def heading(self, text: str) -> None:
        """Write the title of the page."""
        self._lines(text, size=22, font=_BOLD)
        self.space(6)

    def paragraph(self, text: str) -> None:
        """Write a paragraph in small, quiet type."""
        self._lines(text, size=10, grey=_QUIET)
        self.space(6)

    def code(self, text: str) -> None:
        """Write something that is to be copied by hand."""
        self._lines(text, size=16, font=_BOLD)
        self.space(4)

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Write pairs of label and value under each other."""
        for label, value in facts:
            self._draw(label, x=_MARGIN, y=self._y - 12, size=10, grey=_QUIET)
            self._lines(value, size=12, indent=_LABEL_WIDTH)
            self.space(5)

    def qr(self, text: str, *, side: float = 130) -> None:
        """Draw a QR symbol; ``side`` in points (1/72 inch), quiet zone included."""
        symbol = QrCodeWidget(text, barLevel="M", barWidth=side, barHeight=side, barBorder=4)
        drawing = Drawing(side, side)
        drawing.add(symbol)
        self._y -= side
        renderPDF.draw(drawing, self._canvas, _MARGIN - 12, self._y)

    def space(self, points: float) -> None:
        """Leave room."""
        self._y -= points

    def rule(self) -> None:
        """Draw a thin line across the page."""
        self._canvas.setStrokeGray(0.8)
        self._canvas.line(_MARGIN, self._y, _WIDTH - _MARGIN, self._y)
        self.space(14)

    def finish(self) -> bytes:
        """Return the PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def _lines(
        self, text: str, *, size: float, font: str = _REGULAR, grey: float = _INK, indent: float = 0
    ) -> None:
        room = _WIDTH - 2 * _MARGIN - indent
        for line in _wrapped(_clean(text), font=font, size=size, room=room):
            self._draw(line, x=_MARGIN + indent, y=self._y - size, size=size, font=font, grey=grey)
            self._y -= size * _LEADING

    def _draw(
        self,
        text: str,
        *,
        x: float,
        y: float,
        size: float,
        font: str = _REGULAR,
        grey: float = _INK,
    ) -> None:
        self._canvas.setFillGray(grey)
        for run_font, run in _runs(visual(text), font):
            self._canvas.setFont(run_font, size)
            self._canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, run_font, size)


def _runs(text: str, font: str) -> list[tuple[str, str]]:
    """Return the text in stretches of one font; what has no shape is a question mark."""
    runs: list[tuple[str, str]] = []
    for char in text:
        found = _font_of(char, font)
        drawn = char if found else "?"
        name = found or font
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + drawn)
        else:
            runs.append((name, drawn))
    return runs


def _width(text: str, font: str, size: float) -> float:
    return sum(pdfmetrics.stringWidth(run, name, size) for name, run in _runs(text, font))


def _wrapped(text: str, *, font: str, size: float, room: float) -> list[str]:
    """Return the text in lines that fit; a word longer than a line is cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, font, size) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if lines[-1] and _width(lines[-1] + char, font, size) > room:
                lines.append("")
            lines[-1] += char
    return lines
