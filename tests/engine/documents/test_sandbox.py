"""Templates that mean harm, or do it by mistake: what is told of each. More in tests/attacks."""

import pytest

from engine.documents import LetterFailed, LetterLimits, TemplateRefused, check_template
from tests.factories.letters import SMALL, a_letter


def reason(source: str, limits: LetterLimits = SMALL) -> str:
    with pytest.raises(LetterFailed) as failed:
        a_letter(source, {"a": {"b": 1}}, limits=limits)
    return str(failed.value.text)


def findings(source: str) -> list[tuple[int | None, str]]:
    return [(finding.line, str(finding.text)) for finding in check_template(source, limits=SMALL)]


def test_a_template_that_does_not_end_is_ended() -> None:
    assert "longer than allowed" in reason("{{ 2 ** 9999999999 }}")


def test_a_template_that_waits_is_ended_by_the_clock_on_the_wall() -> None:
    assert "longer than allowed" in reason("x", LetterLimits(seconds=0.001))


def test_a_template_that_wants_all_memory_is_ended() -> None:
    assert "memory" in reason("{{ 'x' * 10 ** 10 }}")


def test_a_template_that_writes_without_end_is_ended() -> None:
    assert "more text" in reason("{% for x in range(99999) %}xxxxxxxxxx{% endfor %}")


def test_a_template_that_calls_itself_is_ended() -> None:
    assert "nested too deeply" in reason("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")


def test_a_template_cannot_reach_into_python() -> None:
    assert "line 1" in reason("{{ ''.__class__.__mro__ }}")


@pytest.mark.parametrize(
    "source",
    [
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% from '../engine/settings.py' import x %}",
        "{% extends a %}",
        "{% extends 'base.html' %}",
        "{% include a %}",
    ],
)
def test_a_template_has_no_other_files(source: str) -> None:
    assert "can only extend" in findings(f"<p>\n{source}")[0][1]
    assert findings(f"<p>\n{source}")[0][0] == 2


@pytest.mark.parametrize("source", ["{{ a|safe }}", "{% autoescape false %}{{ a }}{% endautoescape %}"])
def test_a_template_cannot_switch_escaping_off(source: str) -> None:
    assert len(findings(source)) == 1


@pytest.mark.parametrize(
    ("source", "line"),
    [("{% if %}", 1), ("\n\n{{ a", 3), ("{% block a %}", 1), ("\n{{ a|tidak_ada }}", 2), ("{% lakukan %}", 1)],
)
def test_what_is_not_jinja_is_found_at_deployment_with_its_line(source: str, line: int) -> None:
    assert findings(source)[0][0] == line


def test_a_template_that_cannot_be_used_makes_no_letter() -> None:
    with pytest.raises(TemplateRefused) as refused:
        a_letter("{% if %}")

    assert refused.value.findings[0].line == 1


@pytest.mark.parametrize(
    "source", ["{{ tidak_ada }}", "{{ a.tidak_ada }}", "{{ a.b.c }}", "{{ cycler }}", "{{ lipsum() }}"]
)
def test_a_missing_value_is_named_with_its_line(source: str) -> None:
    said = reason(f"<p>\n{source}</p>")

    assert "line 2" in said
    assert "missing" in said


def test_any_other_mistake_is_told_with_its_line() -> None:
    assert "line 2 of the template failed: division by zero" in reason("\n{{ 1 / 0 }}")


def test_expressions_that_are_nested_too_deeply_are_found_at_deployment() -> None:
    assert "nested too deeply" in findings("{{" + "(" * 5_000)[0][1]


def test_work_hidden_in_constants_is_found_at_deployment() -> None:
    assert "longer than allowed" in findings("{{ 2 ** 9999999999 }}")[0][1]


def test_a_template_that_is_too_large_is_refused_unread() -> None:
    assert "larger than" in findings("x" * (SMALL.source_bytes + 1))[0][1]


def test_after_all_that_letters_are_still_written() -> None:
    reason("{{ 'x' * 10 ** 10 }}")

    assert "baik" in a_letter("baik", limits=SMALL)
