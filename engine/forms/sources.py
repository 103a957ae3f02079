"""Where the entries of a form come from: an HTML post, a JSON object, or the variables alone.

What was not sent is left as it is: the variable's value, or the default. A field that HTML does not send because
nothing is chosen is told from one that was not shown by the page's `_shown`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, Protocol

from engine.forms.coercion import DATE_PARTS, Fields, entry_from_data, entry_from_fields
from engine.forms.components import Checkbox, Checklist, DateTime, DynamicList, Input, Radio, RowsFile, TagList
from engine.forms.entry import Entry
from engine.forms.form import Form
from engine.forms.options import Option
from engine.forms.row_files import RowChecker
from engine.forms.rows import MAX_ROWS, SHOWN, rows_sent
from engine.forms.shape import Path, Shape, dotted
from engine.model.data import ProcessData, Value
from engine.model.text import N_, Text

MISSING: Final = object()

_PARTS = ("", "-time", *(f"-{part}" for part in DATE_PARTS))

_UNKNOWN = N_("The form has no field “%(field)s”.")
_NOT_THE_TYPE = N_("“%(field)s” has a value of the wrong type.")


class Source(Protocol):
    """Gives entries for fields and the number of rows of lists."""

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """What was entered, or None if this source says nothing about the field."""
        ...

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """How many rows the list has, or None if this source says nothing about it."""
        ...

    def moves(self, path: Path) -> bool:
        """Whether rows on the way to `path` are this source's, so that row numbers of the variables mean nothing."""
        ...


class FromValues:
    """Nothing new: what the variables hold is what is shown."""

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """None, for every field."""
        return None

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """None, for every list."""
        return None

    def moves(self, path: Path) -> bool:
        """Never."""
        return False


class FromFields:
    """An HTML post."""

    def __init__(self, form: Form, fields: Fields, language: str, timezone: tzinfo, now: datetime) -> None:
        self.form = form
        self.fields = fields
        self.shown = frozenset(fields[SHOWN]) if SHOWN in fields else None
        self.language = language
        self.timezone = timezone
        self.now = now
        self.tables: dict[str, Entry] = {}
        """Of tables, which are too long to be read again in every round."""

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """The field's texts, coerced."""
        name = dotted(path)
        if isinstance(component, RowsFile):
            return self.table(component, name)
        if not self.was_shown(component, name):
            return None
        return entry_from_fields(component, name, self.fields, options, language=self.language, timezone=self.timezone)

    def table(self, component: RowsFile, name: str) -> Entry | None:
        """The last file that was sent for the field, or that the page kept of an earlier one."""
        kept = [text for text in self.fields.get(name, ()) if text]
        if kept and name not in self.tables:
            checker = RowChecker(component, self.language, self.timezone, self.now)
            self.tables[name] = checker.from_file(kept[-1])
        return self.tables.get(name)

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """The rows the post shows; a list that cannot change has those of the variables."""
        return rows_sent(self.fields, dotted(path)) if component.changeable else None

    def was_shown(self, component: Input, name: str) -> bool:
        """Whether the page showed the field, even if it sent nothing."""
        if isinstance(component, DateTime):
            return any(f"{name}{part}" in self.fields for part in _PARTS)
        may_be_silent = isinstance(component, Checkbox | Radio | Checklist | TagList)
        return name in self.fields or (may_be_silent and (self.shown is None or name in self.shown))

    def moves(self, path: Path) -> bool:
        """Inside every list that can change and was shown."""
        return any(
            place.changeable and rows_sent(self.fields, dotted(at)) is not None for at, place in _lists(self.form, path)
        )

    def strangers(self, form: Form) -> dict[str, Text]:
        """Names that are not the form's; those that begin with `_` are the page's own."""
        return {
            name: Text(_UNKNOWN, {"field": name[:80]})
            for name in self.fields
            if not name.startswith("_") and not _is_sent_by(form.shape, name)
        }


class FromData:
    """A JSON object."""

    def __init__(self, form: Form, data: ProcessData, language: str, timezone: tzinfo, now: datetime) -> None:
        self.form = form
        self.data = data
        self.language = language
        self.timezone = timezone
        self.now = now
        self.tables: dict[str, Entry] = {}

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """The value at the path."""
        value = value_at(self.data, path)
        if value is MISSING:
            return None
        if not isinstance(component, RowsFile):
            return entry_from_data(component, value, options, timezone=self.timezone)
        name = dotted(path)
        if name not in self.tables:
            checker = RowChecker(component, self.language, self.timezone, self.now)
            self.tables[name] = checker.from_data(value)
        return self.tables[name]

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """As many as the list at the path has."""
        if not component.changeable:
            return None
        value = value_at(self.data, path)
        if value is MISSING:
            return None
        return min(len(value), MAX_ROWS) if isinstance(value, list) else 0

    def moves(self, path: Path) -> bool:
        """Inside every list that can change and was sent."""
        return any(place.changeable and value_at(self.data, at) is not MISSING for at, place in _lists(self.form, path))

    def strangers(self, form: Form) -> dict[str, Text]:
        """Names and nestings that are not the form's, by path."""
        found: dict[str, Text] = {}
        _compare(self.data, form.shape, (), found)
        return found


def _lists(form: Form, path: Path) -> Iterator[tuple[Path, DynamicList]]:
    """The lists whose rows lead to a path."""
    for end, segment in enumerate(path):
        place = form.shape.find(dotted(path[:end])) if isinstance(segment, int) else None
        if place is not None and place.rows is not None:
            yield path[:end], place.rows


def value_at(data: Any, path: Path) -> Value:
    """The value under a path, or MISSING."""
    for segment in path:
        if isinstance(segment, int):
            if not isinstance(data, list) or segment >= len(data):
                return MISSING
            data = data[segment]
        elif isinstance(data, Mapping) and segment in data:
            data = data[segment]
        else:
            return MISSING
    return data


def _is_sent_by(shape: Shape, name: str) -> bool:
    place = shape.find(name)
    if place is not None and place.field is not None:
        return True
    stem, _, part = name.rpartition("-")
    place = shape.find(stem) if part in (*DATE_PARTS, "time") else None
    return place is not None and place.field is not None and place.field.type == "datetime"


def _compare(data: Mapping[str, Any], shape: Shape, path: Path, found: dict[str, Text]) -> None:
    for name, value in data.items():
        here = (*path, name)
        place = shape.members.get(name)
        field = dotted(here)[:200]
        if place is None:
            found[field] = Text(_UNKNOWN, {"field": field[:80]})
        elif place.rows is not None:
            _compare_rows(value, place, here, found)
        elif place.field is None and isinstance(value, Mapping):
            _compare(value, place, here, found)
        elif place.field is None and value is not None:
            found[field] = Text(_NOT_THE_TYPE, {"field": field[:80]})


def _compare_rows(value: Any, place: Shape, path: Path, found: dict[str, Text]) -> None:
    name = dotted(path)
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        found[name] = Text(_NOT_THE_TYPE, {"field": name[:80]})
    elif len(value) > MAX_ROWS:
        found[name] = Text(N_("“%(field)s” has more than %(limit)d rows."), {"field": name[:80], "limit": MAX_ROWS})
    else:
        for index, row in enumerate(value):
            _compare(row, place, (*path, index), found)
