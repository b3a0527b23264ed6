"""The page that the long run writes."""

from datetime import UTC, datetime
from pathlib import Path

from scripts.soak import outcomes, page

REPORT = """<testsuites><testsuite>
<testcase name="test_long[1]" time="12.4"/>
<testcase name="test_broken" time="3"><failure message="no"/></testcase>
<testcase name="test_dead" time="0"><error message="no"/></testcase>
<testcase name="test_elsewhere" time="0"><skipped message="other"/></testcase>
</testsuite></testsuites>"""


def test_every_end_is_told_and_what_belongs_elsewhere_is_left_out(tmp_path: Path) -> None:
    report = tmp_path / "soak.xml"
    report.write_text(REPORT, encoding="utf-8")
    found = outcomes(report, "SQLite")
    assert [(one.name, one.result) for one in found] == [
        ("test_long[1]", "passed"),
        ("test_broken", "failed"),
        ("test_dead", "failed"),
    ]
    text = page(found, commit="abc1234", at=datetime(2026, 11, 22, 9, 5, tzinfo=UTC))
    assert "2026-11-22 09:05 UTC, commit `abc1234`" in text
    assert "| `test_long[1]` | SQLite | passed | 12 |" in text
    assert "| `test_broken` | SQLite | failed | 3 |" in text
