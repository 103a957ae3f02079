"""Texts with places in them, as form-js writes them: `{{ feel }}`, `{{#if feel}}…{{/if}}`, `{{#loop feel}}…{{/loop}}`.

A text that begins with `=` is one FEEL expression. Values that fill the places are escaped for where the
text will stand, so what a person typed earlier never becomes markup.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator

from engine.feel import Expression
from engine.forms.context import Context
from engine.forms.expressions import LOCAL_NAMES, brief, compile_feel, is_feel, read_expression, value_of
from engine.forms.findings import FormProblem
from engine.model.text import N_
from engine.model.writing import shown

Escape = Callable[[str], str]

MAX_TEMPLATE = 20_000
MAX_OUTPUT = 200_000
_MAX_NESTING = 8
_MAX_TURNS = 1_000
_PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Place:
    expression: Expression


@dataclass(frozen=True, slots=True)
class _Block:
    keyword: str
    expression: Expression
    body: "tuple[_Part, ...]"


_Part = str | _Place | _Block


@dataclass(frozen=True, slots=True)
class Template:
    """A text whose places are filled from a context."""

    parts: tuple[_Part, ...]

    @property
    def names(self) -> frozenset[str]:
        """Variables the text reads."""
        return frozenset(_names(self.parts))

    def fill(self, context: Context, language: str, escape: Escape = str) -> str:
        """The text with its places filled, cut at MAX_OUTPUT characters."""
        return "".join(_Filling(language, escape).texts(self.parts, context))[:MAX_OUTPUT]


def read_template(value: object) -> Template:
    """Compile a text property; raises FormProblem."""
    if value is None:
        return Template(())
    if not isinstance(value, str):
        raise FormProblem(N_("Expected a text, but found %(found)s."), found=brief(value))
    if len(value) > MAX_TEMPLATE:
        raise FormProblem(N_("The text is longer than %(limit)d characters."), limit=MAX_TEMPLATE)
    if is_feel(value):
        return Template((_Place(read_expression(value)),))
    parts, _ = _read_parts(_PLACE.split(value), 0, None, 0)
    return Template(tuple(parts))


TextTemplate = Annotated[Template, PlainValidator(read_template)]
"""A text property, compiled when the form is read."""


def _read_parts(pieces: list[str], at: int, closing: str | None, depth: int) -> tuple[list[_Part], int]:
    """Read until `{{/closing}}`; odd pieces are what stood between braces. Returns the parts and the next piece."""
    if depth > _MAX_NESTING:
        raise FormProblem(N_("Blocks in a text are nested deeper than %(limit)d."), limit=_MAX_NESTING)
    parts: list[_Part] = []
    while at < len(pieces):
        if at % 2 == 0:
            parts.extend([pieces[at]] if pieces[at] else [])
            at += 1
            continue
        inside = pieces[at].strip()
        at += 1
        if inside.startswith("/"):
            if inside[1:].strip() != closing:
                raise FormProblem(N_("“{{%(found)s}}” closes a block that is not open."), found=brief(inside))
            return parts, at
        keyword, _, rest = inside.removeprefix("#").partition(" ")
        if not inside.startswith("#"):
            parts.append(_Place(compile_feel(inside)))
            continue
        if keyword not in ("if", "loop"):
            raise FormProblem(N_("Expected {{#if …}} or {{#loop …}}, but found “{{%(found)s}}”."), found=brief(inside))
        body, at = _read_parts(pieces, at, keyword, depth + 1)
        parts.append(_Block(keyword, compile_feel(rest.strip()), tuple(body)))
    if closing is not None:
        raise FormProblem(N_("The block {{#%(block)s …}} is not closed."), block=closing)
    return parts, at


def _names(parts: tuple[_Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            continue
        yield from part.expression.names - LOCAL_NAMES
        if isinstance(part, _Block):
            yield from _names(part.body)


class _Filling:
    """One filling of a template, within a budget of loop turns for all its loops together."""

    def __init__(self, language: str, escape: Escape) -> None:
        self.language = language
        self.escape = escape
        self.turns_left = _MAX_TURNS

    def texts(self, parts: tuple[_Part, ...], context: Context) -> Iterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
                continue
            value = value_of(part.expression, context)
            if isinstance(part, _Place):
                yield self.escape(shown(value, self.language))
            elif part.keyword == "loop":
                yield from self.loop(part.body, value, context)
            elif value is True:
                yield from self.texts(part.body, context)

    def loop(self, body: tuple[_Part, ...], items: Any, context: Context) -> Iterator[str]:
        for item in items if isinstance(items, list) else ():
            self.turns_left -= 1
            if self.turns_left < 0:
                return
            members = item if isinstance(item, dict) else {}
            yield from self.texts(body, context.extended({**members, "this": item, "parent": context}))
