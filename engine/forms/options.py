"""The choices of a selection: from the file, from a variable, or computed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.forms.components import Selection
from engine.forms.context import Context
from engine.forms.expressions import value_of
from engine.model.data import Value
from engine.model.writing import shown

MAX_OPTIONS = 1_000


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `token` is what HTML sends for `value`."""

    token: str
    value: Value
    label: str


def options_of(component: Selection, context: Context, language: str) -> tuple[Option, ...]:
    """The choices in this situation; the first of two with the same token stays."""
    options: dict[str, Option] = {}
    for item in _items(component, context)[:MAX_OPTIONS]:
        option = _option(item, component, language)
        if option is not None:
            options.setdefault(option.token, option)
    return tuple(options.values())


def token_of(value: Value) -> str:
    """How a value travels through HTML."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict():
            return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
        case _:
            return str(value)


def chosen(value: Value, options: Sequence[Option]) -> Option | None:
    """The option that stands for a value, if any does."""
    token = token_of(value)
    return next((option for option in options if option.token == token), None)


def _items(component: Selection, context: Context) -> Sequence[Any]:
    if component.written is not None:
        return component.written
    if component.computed is not None:
        found = value_of(component.computed, context)
    else:
        found = dict(context)
        for name in (component.variable or "").split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, list | tuple) else ()


def _option(item: Any, component: Selection, language: str) -> Option | None:
    if isinstance(item, dict):
        value, label = item.get("value"), item.get("label")
    elif hasattr(item, "label"):
        value, label = item.value, item.label
    else:
        value, label = item, None
    if value is None:
        return None
    token = token_of(value)
    translated = component.properties.get(f"label.{token}.{language}")
    return Option(token, value, translated or (label if isinstance(label, str) else shown(value, language)))
