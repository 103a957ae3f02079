"""FEEL gives what feelin gives, another implementation, or differs for a reason that is written down."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from tests.conformance.feelin.differences import DIFFERENCES, difference
from tests.conformance.feelin.grammar import expressions
from tests.conformance.feelin.oracle import CONTEXT, Feelin, agree, ours
from tests.conformance.suite import home

pytestmark = pytest.mark.xdist_group("conformance")


@pytest.fixture(scope="module")
def feelin() -> Iterator[Feelin]:
    process = Feelin()
    yield process
    process.close()


def unexplained(feelin: Feelin, text: str, context: dict[str, Any]) -> tuple[str, Any, Any] | None:
    """The text with both values, if they differ and nobody has said why."""
    one, other = ours(text, context), feelin.told(text, context)
    return None if agree(one, other) or difference(text, one, other) else (text, one, other)


@cache
def texts_of_the_kit(folder: Path) -> list[str]:
    """Every literal expression of the DMN TCK, once."""
    files = sorted(folder.rglob("*.dmn"))
    nodes = (node for file in files for node in etree.parse(file).iterfind(".//{*}literalExpression/{*}text"))
    return list(dict.fromkeys((node.text or "").strip() for node in nodes))


@settings(max_examples=500, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=expressions())
def test_what_the_grammar_gives_is_evaluated_alike_or_the_difference_is_explained(feelin: Feelin, text: str) -> None:
    assert unexplained(feelin, text, CONTEXT) is None


def test_texts_of_the_kit_are_evaluated_alike_or_the_difference_is_explained(feelin: Feelin) -> None:
    folder = home() / "dmn-tck"
    if not folder.is_dir():
        pytest.skip("not run: the DMN TCK is not there")

    found = [unexplained(feelin, text, {}) for text in texts_of_the_kit(folder)]

    assert [each for each in found if each] == []
    assert len(found) > 1000


@pytest.mark.parametrize("text, wrong", [("1 + 1", {"number": "3"}), ('"a" + "b"', None), ("x = 3", False)])
def test_a_wrong_value_of_ours_would_be_unexplained(feelin: Feelin, text: str, wrong: Any) -> None:
    theirs = feelin.told(text, CONTEXT)

    assert agree(ours(text, CONTEXT), theirs)
    assert not agree(wrong, theirs)
    assert difference(text, wrong, theirs) is None


def test_classes_of_differences_are_told_apart_by_their_names() -> None:
    names = [each.what for each in DIFFERENCES]

    assert len(names) == len(set(names))
