"""What a form shows in a situation: conditions, options, computed values and entries, brought to rest together.

An answer can hide a field, whose value then no longer counts, which can show another one. So the form is laid
out again until nothing moves, at most ROUNDS times; what moves even then stays as the last round has it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.forms.coercion import empty_of, entry_from_data
from engine.forms.components import Calculated, Component, Container, DynamicList, Group, Input, Selection
from engine.forms.context import Allowance, Context
from engine.forms.entry import Entry
from engine.forms.expressions import is_true, value_of
from engine.forms.form import Form
from engine.forms.options import Option, chosen, options_of
from engine.forms.rows import MAX_ROWS
from engine.forms.shape import Path, Shape, dotted
from engine.forms.sources import MISSING, Source, value_at
from engine.model.data import ProcessData, Value

ROUNDS = 10
MAX_PLACED = 5_000


@dataclass(slots=True)
class Placed:
    """A visible component in its place, with what it holds."""

    component: Component
    path: Path
    context: Context
    entry: Entry = field(default_factory=Entry)
    options: tuple[Option, ...] = ()
    disabled: bool = False
    readonly: bool = False
    kept: bool = False
    """Whether the value is the variable's own, so that an answer need not write it."""
    children: "list[Placed]" = field(default_factory=list)
    rows: "list[list[Placed]]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """The path as HTML and errors write it."""
        return dotted(self.path)

    @property
    def open(self) -> bool:
        """Whether a person may answer here."""
        return isinstance(self.component, Input) and not (self.disabled or self.readonly)


@dataclass(frozen=True, slots=True)
class Settled:
    """A form at rest."""

    placed: list[Placed]
    data: ProcessData
    """What expressions see: variables, with the form's own places as answered."""
    complete: bool
    """Whether everything found room and time; with many rows of long lists it may not."""


def settle(form: Form, values: ProcessData, source: Source, language: str, now: datetime) -> Settled:
    """Lay the form out over `values` with the entries of `source`; `now` is in the zone of the form."""
    layout = _Layout(values, source, language, Allowance(now))
    placed = layout.place_all(form, values, ignore_conditions=True)
    data = _data_of(placed, _without_fields(values, form.shape))
    for _ in range(ROUNDS if form.moving else 1):
        placed = layout.place_all(form, data, ignore_conditions=False)
        moved = _data_of(placed, _without_fields(values, form.shape))
        if moved == data:
            break
        data = moved
    return Settled(placed, data, complete=not (layout.count > MAX_PLACED or layout.allowance.exceeded))


class _Layout:
    """One way of laying out: the same variables and entries, round after round."""

    def __init__(self, values: ProcessData, source: Source, language: str, allowance: Allowance) -> None:
        self.values = values
        self.source = source
        self.language = language
        self.allowance = allowance
        self.ignore_conditions = False
        self.count = 0

    def place_all(self, form: Form, data: ProcessData, *, ignore_conditions: bool) -> list[Placed]:
        self.ignore_conditions = ignore_conditions
        self.count = 0
        return self.place(form.components, (), _context(data, self.allowance))

    def place(self, components: tuple[Component, ...], base: Path, context: Context) -> list[Placed]:
        placed = []
        for component in components:
            self.count += 1
            if self.count > MAX_PLACED:
                break
            if self.ignore_conditions or not is_true(component.conditional.hide, context):
                placed.append(self.place_one(component, base, context))
        return placed

    def place_one(self, component: Component, base: Path, context: Context) -> Placed:
        match component:
            case DynamicList():
                return self.place_list(component, (*base, *component.path.split(".")), context)
            case Group(path=str() as group_path):
                path = (*base, *group_path.split("."))
                inner = _inner(context, context["this"], tuple(group_path.split(".")), context["i"])
                return Placed(component, path, context, children=self.place(component.components, path, inner))
            case Container():
                return Placed(component, base, context, children=self.place(component.components, base, context))
            case Calculated():
                path = (*base, *component.key.split("."))
                value = value_of(component.expression, context)
                return Placed(component, path, context, Entry(value))
            case Input():
                return self.place_input(component, (*base, *component.key.split(".")), context)
        return Placed(component, base, context)

    def place_list(self, component: DynamicList, path: Path, context: Context) -> Placed:
        placed = Placed(component, path, context)
        count = self.source.rows(component, path)
        if count is None:
            known = value_at(self.values, path)
            count = len(known) if isinstance(known, list) else component.rows
        known_rows = value_at(context["this"], tuple(component.path.split(".")))
        for index in range(min(count, MAX_ROWS)):
            inner = _inner(context, known_rows, (index,), [*context["i"], index + 1])
            placed.rows.append(self.place(component.components, (*path, index), inner))
        return placed

    def place_input(self, component: Input, path: Path, context: Context) -> Placed:
        placed = Placed(component, path, context)
        placed.disabled = is_true(component.disabled, context)
        placed.readonly = is_true(component.readonly, context)
        if isinstance(component, Selection):
            placed.options = options_of(component, context, self.language)
        entry = self.source.entry(component, path, placed.options) if placed.open else None
        placed.entry = self.held(component, path, placed) if entry is None else entry
        return placed

    def held(self, component: Input, path: Path, placed: Placed) -> Entry:
        """What the variables hold for the field, else its default; a value of an unexpected type is left as it is."""
        value = MISSING if self.source.moves(path) else value_at(self.values, path)
        placed.kept = value is not MISSING
        if value is MISSING:
            value = component.default
        if value is None:
            return Entry(empty_of(component))
        entry = entry_from_data(component, value, placed.options)
        if entry.error is None:
            return Entry(entry.value)
        option = chosen(value, placed.options) if placed.options else None
        return Entry(option.value) if option else Entry(value, entry.error)


def _context(data: ProcessData, allowance: Allowance) -> Context:
    special: dict[str, Any] = {"this": data, "parent": None, "i": []}
    return Context({**special, **data, **_marked(special)}, allowance)


def _inner(outer: Context, this: Any, path: Path, i: list[int]) -> Context:
    """The context inside a group or row: the same data, another `this`."""
    found = value_at(this, path)
    special = {"this": {} if found is MISSING else found, "parent": outer, "i": i}
    return outer.extended({**special, **_marked(special)})


def _marked(special: Mapping[str, Any]) -> dict[str, Any]:
    """The special names as they are reached where variables have the same (form-js)."""
    return {f"_{name}_": value for name, value in special.items()}


def answered(settled: Settled, form: Form, values: ProcessData) -> ProcessData:
    """What an answer writes: visible fields that people may answer, computed ones, and defaults of read-only ones.

    An object that the form shares with others keeps the members the form knows nothing about.
    """
    parts = [part for part in leaves(settled.placed) if _stored(part) or (part.kept and len(part.path) > 1)]
    written = {part.path[0] for part in parts if _stored(part)}
    data = _data_of(settled.placed, _without_fields(values, form.shape), parts)
    return {name: value for name, value in data.items() if name in written or _is_list(form, name, settled)}


def leaves(placed: list[Placed]) -> Iterator[Placed]:
    """Every visible field, in reading order."""
    for part in placed:
        if isinstance(part.component, Input | Calculated):
            yield part
        yield from leaves(part.children)
        for row in part.rows:
            yield from leaves(row)


def _stored(part: Placed) -> bool:
    return not part.disabled and not (part.readonly and part.kept)


def _is_list(form: Form, name: str, settled: Settled) -> bool:
    shown = any(isinstance(part.component, DynamicList) and part.path == (name,) for part in lists(settled.placed))
    return shown and form.shape.members[name].rows is not None and name in form.produces


def lists(placed: list[Placed]) -> Iterator[Placed]:
    """Every visible list, outer ones before those in their rows."""
    for part in placed:
        if isinstance(part.component, DynamicList):
            yield part
        yield from lists(part.children)
        for row in part.rows:
            yield from lists(row)


def _data_of(placed: list[Placed], bare: ProcessData, parts: Iterable[Placed] | None = None) -> ProcessData:
    """`bare` with the visible lists and fields written into it."""
    for part in lists(placed):
        _write(bare, part.path, [{} for _ in part.rows])
    for part in leaves(placed) if parts is None else parts:
        _write(bare, part.path, part.entry.value)
    return bare


def _write(data: ProcessData, path: Path, value: Value) -> None:
    """Set the value under a path; lists on the way have their rows already."""
    place: Any = data
    for segment in path[:-1]:
        if isinstance(segment, str) and not isinstance(place.get(segment), dict | list):
            place[segment] = {}
        place = place[segment]
    place[path[-1]] = value


def _without_fields(values: ProcessData, shape: Shape) -> ProcessData:
    """The variables less what the form writes; objects the form reaches into are copied."""
    bare: ProcessData = {}
    for name, value in values.items():
        place = shape.members.get(name)
        if place is None:
            bare[name] = value
        elif place.members and place.rows is None and isinstance(value, dict):
            bare[name] = _without_fields(value, place)
    return bare
