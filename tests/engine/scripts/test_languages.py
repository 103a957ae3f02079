"""The language of a text is decided by its own mark, then by its element, then by the file."""

import pytest

from engine.scripts.languages import Language, Place, internal_form, language_of, refusal


@pytest.mark.parametrize(
    "text, place, stated, model_states, language",
    [
        ("=x > 1", Place.EXPRESSION, None, None, Language.FEEL),
        ("=x > 1", Place.EXPRESSION, None, "http://www.w3.org/1999/XPath", Language.FEEL),
        ("=x > 1", Place.EXPRESSION, "http://www.w3.org/1999/XPath", None, Language.FEEL),
        ("=x > 1", Place.EXPRESSION, "python", None, Language.PYTHON),
        ("${x > 1}", Place.EXPRESSION, None, None, Language.JUEL),
        ("#{x}", Place.TIMER, None, None, Language.JUEL),
        ("PT1S", Place.TIMER, None, None, Language.STATIC),
        ("R3/PT1H", Place.TIMER, None, None, Language.STATIC),
        ("2026-12-31T12:00:00Z", Place.TIMER, None, None, Language.STATIC),
        ("PT1S", Place.EXPRESSION, None, None, Language.NOT_STATED),
        ("Pegawai", Place.TIMER, None, None, Language.NOT_STATED),
        ("x > 1", Place.EXPRESSION, None, "http://www.w3.org/1999/XPath", Language.NOT_STATED),
        ("x > 1", Place.EXPRESSION, "http://www.w3.org/1999/XPath", None, Language.XPATH),
        ("x > 1", Place.EXPRESSION, None, "http://www.java.com/javaTypes/juel", Language.JUEL),
        ("x = 1", Place.SCRIPT, "text/javascript", None, Language.JAVASCRIPT),
        ("x = 1", Place.SCRIPT, "application/ecmascript", None, Language.JAVASCRIPT),
        ("x = 1", Place.SCRIPT, "js", None, Language.JAVASCRIPT),
        ("x = 1", Place.SCRIPT, "Groovy", None, Language.GROOVY),
        ("x = 1", Place.SCRIPT, None, "python", Language.PYTHON),
        ("x = 1", Place.SCRIPT, "text/x-python", None, Language.PYTHON),
        ("x = 1", Place.SCRIPT, "application/x-python", None, Language.PYTHON),
        ("#!python x > 1", Place.EXPRESSION, None, None, Language.PYTHON),
        ("x > 1", Place.EXPRESSION, None, "http://www.python.org/", Language.PYTHON),
        ("x = 1", Place.SCRIPT, None, None, Language.NOT_STATED),
        ("x = 1", Place.SCRIPT, "cobol", None, Language.OTHER),
    ],
)
def test_the_language_is_recognised(
    text: str, place: Place, stated: str | None, model_states: str | None, language: Language
) -> None:
    assert language_of(text, place, stated=stated, model_states=model_states).language is language


@pytest.mark.parametrize(
    "text, place",
    [
        ("=x + 1", Place.EXPRESSION),
        ("PT1S", Place.TIMER),
        ("=tenggat", Place.TIMER),
        ("#!python x + 1", Place.EXPRESSION),
    ],
)
def test_feel_python_and_iso_times_are_executed(text: str, place: Place) -> None:
    assert refusal(language_of(text, place)) is None


EXECUTED = (Language.FEEL, Language.STATIC, Language.PYTHON)


@pytest.mark.parametrize("language", [one for one in Language if one not in EXECUTED])
def test_every_other_language_is_refused_with_what_to_write(language: Language) -> None:
    names = {Language.NOT_STATED: None, Language.OTHER: "cobol"}
    written = language_of("x", Place.EXPRESSION, stated=names.get(language, language.value))

    refused = refusal(written)

    assert refused is not None
    assert "FEEL" in str(refused.reason)


def test_feel_that_does_not_compile_is_refused_with_the_place() -> None:
    refused = refusal(language_of("=1 +", Place.EXPRESSION))

    assert refused is not None
    assert "line 1" in str(refused.reason)


@pytest.mark.parametrize("script, line", [("x = 1\ny = (", 2), ("x = 1\n\ndef f():\n    yield x", 4), ("import os", 1)])
def test_python_that_can_not_run_is_refused_with_its_line(script: str, line: int) -> None:
    refused = refusal(language_of(script, Place.SCRIPT, stated="python"))

    assert refused is not None
    assert refused.line == line


def test_an_expression_that_something_says_is_python_carries_its_mark_afterwards() -> None:
    assert internal_form("x > 1", Place.EXPRESSION, stated="python") == "#!python x > 1"
    assert internal_form("x > 1", Place.EXPRESSION, model_states="python") == "#!python x > 1"
    assert internal_form("#!python x", Place.EXPRESSION) == "#!python x"
    assert internal_form("=x > 1", Place.EXPRESSION, model_states="python") == "=x > 1"
    assert internal_form("PT1S", Place.TIMER, model_states="python") == "PT1S"


@pytest.mark.parametrize("text", ["=", "= "])
def test_an_empty_expression_is_refused(text: str) -> None:
    assert refusal(language_of(text, Place.EXPRESSION)) is not None
