"""What templates of designers can reach: nothing but the data, our layout and a few filters."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.model.data import Value
from engine.model.writing import format_date, format_datetime, format_number, format_time, shown

LAYOUT = "letter.html.jinja"
TEMPLATE = "template"
WRAPPED = "wrapped"

_GLOBALS = ("range", "dict", "namespace")
_ESCAPING_OFF = frozenset({"safe", "forceescape"})


def environment(source: str, language: str = "id", zone: str = "Asia/Jakarta") -> ImmutableSandboxedEnvironment:
    """A sandbox that holds the template and our layout; a missing value is an error, not an empty place."""
    timezone = ZoneInfo(zone)

    def written(value: Value) -> Value:
        if value is None:
            return "–"
        if isinstance(value, Decimal):
            return f"{value:f}"
        return shown(value, language, timezone) if isinstance(value, bool | date | time) else value

    sources = {
        LAYOUT: (Path(__file__).parent / LAYOUT).read_text("utf-8"),
        TEMPLATE: source,
        WRAPPED: f'{{% extends "{LAYOUT}" %}}{{% block body %}}{{% include "{TEMPLATE}" %}}{{% endblock %}}',
    }
    sandbox = ImmutableSandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=written,
        cache_size=8,
    )
    sandbox.globals = {name: sandbox.globals[name] for name in _GLOBALS}
    for name in _ESCAPING_OFF:
        del sandbox.filters[name]
    sandbox.filters |= {
        "tanggal": lambda value: format_date(_moment(value, date), language),
        "pukul": lambda value: format_time(_moment(value, time), language),
        "waktu": lambda value: format_datetime(_moment(value, datetime), language, timezone),
        "angka": lambda value: format_number(_number(value), language),
        "nip": _nip,
    }
    return sandbox


def extends_layout(tree: nodes.Template) -> bool:
    """Whether the template fills blocks of our layout itself; else it is the body of the letter."""
    return tree.find(nodes.Extends) is not None


def forbidden(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Line and name of every other file that the template asks for."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = node.template  # type: ignore[attr-defined]  # each kind asked for has it
        name = wanted.value if isinstance(wanted, nodes.Const) else "?"
        if not isinstance(node, nodes.Extends) or name != LAYOUT:
            yield node.lineno, str(name)
    for switch in tree.find_all(nodes.ScopedEvalContextModifier):
        yield switch.lineno, "autoescape"


def _moment(value: Any, kind: type) -> Any:
    """A value of the kind that the filter writes; texts of ISO 8601 are read."""
    if isinstance(value, str):
        value = kind.fromisoformat(value)  # type: ignore[attr-defined]  # date, time and datetime have it
    if kind is time and isinstance(value, datetime):
        return value.timetz()
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is not a {kind.__name__}")
    return value


def _number(value: Any) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} is not a number")
    return value


def _nip(value: Any) -> str:
    """As in 19860926 201505 1 001."""
    text = str(value)
    return f"{text[:8]} {text[8:14]} {text[14:15]} {text[15:]}" if len(text) == 18 and text.isdigit() else text
