"""The table of workflow patterns is complete, and the page has it as it is."""

from tests.conformance.page import PAGE, patterns_section
from tests.conformance.patterns import patterns


def test_each_pattern_from_21_to_43_has_one_test_that_says_how_it_is_drawn() -> None:
    assert [pattern.number for pattern in patterns()] == list(range(21, 44))
    assert [pattern.test for pattern in patterns() if not pattern.expressed_by] == []


def test_the_page_has_the_table() -> None:
    assert patterns_section() in PAGE.read_text("utf-8"), "run `python -m tests.conformance.page`"
