"""The page about models of other engines says what the code does."""

from pathlib import Path

from tests.engine.bpmn.vendors.vendors_document import document

PAGE = Path(__file__).parents[4] / "docs" / "vendors.md"


def test_the_page_is_written_from_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()
