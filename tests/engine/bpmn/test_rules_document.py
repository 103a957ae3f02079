"""The page about the rules says what the rules say."""

from pathlib import Path

import pytest

from engine.bpmn.rules import STANDARD
from engine.bpmn.rules.catalogue import Rule
from tests.engine.bpmn.rules_document import clause, document

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_is_written_from_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("rule", STANDARD, ids=lambda rule: rule.code)
def test_a_rule_of_the_standard_names_its_clause(rule: Rule) -> None:
    assert clause(rule), rule.reason
