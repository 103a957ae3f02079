"""The language of every expression and script of a model, decided once when the model is uploaded.

Modelling tools disagree about how a language is stated: Camunda 8 marks FEEL by a leading `=`, Camunda 7 writes
`${...}`, Python is named by an attribute, or marked by a leading `#!python ` where there is none. The standard's
default XPath stands in files whose authors never meant it: XPath and an absent attribute therefore count as "not
stated" where the model as a whole says it, and as meant where an element does.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from engine.calendars.cron import CronUnreadable, looks_like_cron, read_cron
from engine.calendars.functions import FUNCTIONS
from engine.feel import FeelSyntaxError, compile_expression
from engine.model.text import N_, Text
from engine.scripts.python import MARK, PythonRefused, read_python_expression, read_script
from engine.scripts.running import check_python


class Language(StrEnum):
    """Languages that a text in a model is recognised as."""

    FEEL = "feel"
    STATIC = "static"
    """No expression: the text itself, such as an ISO 8601 time."""
    PYTHON = "python"
    JUEL = "juel"
    GROOVY = "groovy"
    JAVASCRIPT = "javascript"
    XPATH = "xpath"
    OTHER = "other"
    NOT_STATED = "not stated"


class Place(StrEnum):
    """What kind of text it is; only timers may be static, and only repetitions may be in the fields of cron."""

    EXPRESSION = "expression"
    TIMER = "timer"
    CYCLE = "cycle"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its language; `text` is without the `=` that marks FEEL, or the mark of Python."""

    language: Language
    text: str
    stated: str = ""
    """What the model calls the language, for messages."""
    is_script: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is not executed here. `line` counts from 1 within the text."""

    reason: Text
    line: int = 1


_ISO_TIME = re.compile(r"(?=.*\d)(?:R\d*/|P(?=[\dT])|\d{4}-\d\d-\d\d)[\dA-Z:.,+/-]*", re.IGNORECASE)
_JUEL = re.compile(r"[$#]\{.*\}", re.DOTALL)


def language_of(text: str, place: Place, *, stated: str | None = None, model_states: str | None = None) -> Written:
    """The language of `text`.

    `stated` is what its own element says (scriptFormat, language), `model_states` the file's expressionLanguage.
    """
    own = _named(stated)
    if place is Place.SCRIPT:
        language = own if own is not Language.NOT_STATED else _unless_xpath(model_states)
        return Written(language, text, (stated or model_states or "").strip(), is_script=True)
    text = text.strip()
    if text.startswith(MARK):
        return Written(Language.PYTHON, text.removeprefix(MARK).strip())
    if text.startswith("=") and own in (Language.FEEL, Language.XPATH, Language.NOT_STATED):
        return Written(Language.FEEL, text[1:].strip())
    if _JUEL.fullmatch(text) and own in (Language.JUEL, Language.XPATH, Language.NOT_STATED):
        return Written(Language.JUEL, text)
    if place in (Place.TIMER, Place.CYCLE) and _ISO_TIME.fullmatch(text):
        return Written(Language.STATIC, text)
    if place is Place.CYCLE and looks_like_cron(text):
        return Written(Language.STATIC, text)
    language = own if own is not Language.NOT_STATED else _unless_xpath(model_states)
    return Written(language, text, (stated or model_states or "").strip())


def refusal(written: Written, functions: Collection[str] = FUNCTIONS) -> Refusal | None:
    """Why a text is not executed here and what to write instead; None if it is. `functions` may be called in it.

    FEEL is compiled, and Python is read by the sandbox, so a text that is let through can be evaluated.
    """
    if written.language is Language.STATIC:
        return _refused_cron(written.text)
    if written.language is Language.PYTHON:
        return _refused_python(written)
    if written.language is not Language.FEEL:
        return Refusal(_UNSUPPORTED[written.language].with_name(written.stated))
    if not written.text.strip():
        return Refusal(Text(N_("The FEEL expression is empty. Write it behind the sign =.")))
    try:
        compile_expression(written.text, functions=functions)
    except FeelSyntaxError as failure:
        text = Text(
            N_("This is not valid FEEL (line %(line)s, column %(column)s): %(hint)s"),
            {"line": failure.line, "column": failure.column, "hint": failure.hint},
        )
        return Refusal(text, failure.line)
    return None


def internal_form(text: str, place: Place, *, stated: str | None = None, model_states: str | None = None) -> str:
    """The text as it is executed: an expression in Python carries its mark, whatever said that it is Python."""
    written = language_of(text, place, stated=stated, model_states=model_states)
    if written.language is Language.PYTHON and not written.is_script:
        return MARK + written.text
    return text


def _refused_cron(text: str) -> Refusal | None:
    """Why five fields are no repetition; None for every other text."""
    try:
        if looks_like_cron(text):
            read_cron(text)
    except CronUnreadable as unreadable:
        return Refusal(unreadable.text)
    return None


def _refused_python(written: Written) -> Refusal | None:
    try:
        check_python(read_script(written.text) if written.is_script else read_python_expression(written.text))
    except PythonRefused as refused:
        text = Text(N_("Line %(line)s: %(reason)s"), {"line": refused.line, "reason": refused.reason})
        return Refusal(text, refused.line)
    return None


@dataclass(frozen=True, slots=True)
class _Unsupported:
    template: str

    def with_name(self, stated: str) -> Text:
        return Text(self.template, {"language": stated[:60] or N_("an unknown language")})


_UNSUPPORTED = {
    Language.NOT_STATED: _Unsupported(N_("Expected a FEEL expression that begins with =, such as =amount > 10.")),
    Language.JUEL: _Unsupported(
        N_("JUEL (${...}) is read in conditions, times and extensions of Camunda 7. Here write FEEL, beginning with =.")
    ),
    Language.GROOVY: _Unsupported(N_("Groovy is not executed. Write it in FEEL, begin with =, or use a service task.")),
    Language.JAVASCRIPT: _Unsupported(
        N_("JavaScript is not executed. Write it in FEEL, begin with =, or use a service task.")
    ),
    Language.XPATH: _Unsupported(N_("XPath is not executed. Write the expression in FEEL and begin with =.")),
    Language.OTHER: _Unsupported(
        N_("%(language)s is not executed. Write it in FEEL, begin with =, or use a service task.")
    ),
    Language.FEEL: _Unsupported(N_("Begin a FEEL expression with =.")),
}


def _named(stated: str | None) -> Language:
    """The language that a name or address such as `text/javascript` means."""
    name = (stated or "").strip().lower()
    if not name:
        return Language.NOT_STATED
    for language, words in _NAMES.items():
        if any(word in name for word in words):
            return language
    return Language.JAVASCRIPT if name == "js" else Language.OTHER


def _unless_xpath(stated: str | None) -> Language:
    """What the whole model states; the standard's default counts as nothing."""
    language = _named(stated)
    return Language.NOT_STATED if language is Language.XPATH else language


_NAMES = {
    Language.FEEL: ("feel",),
    Language.PYTHON: ("python",),
    Language.JUEL: ("juel", "operaton"),
    Language.GROOVY: ("groovy",),
    Language.JAVASCRIPT: ("javascript", "ecma"),
    Language.XPATH: ("xpath",),
}
