"""Where the entries of a form come from: an HTML post, a JSON object, or the variables alone."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final, Protocol

from engine.forms.coercion import DATE_PARTS, Fields, entry_from_data, entry_from_fields
from engine.forms.components import DynamicList, Input
from engine.forms.entry import Entry
from engine.forms.form import Form
from engine.forms.options import Option
from engine.forms.rows import MAX_ROWS, rows_sent
from engine.forms.shape import Path, Shape, dotted
from engine.model.data import ProcessData, Value
from engine.model.text import N_, Text

MISSING: Final = object()

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


class FromValues:
    """Nothing new: what the variables hold is what is shown."""

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """None, for every field."""
        return None

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """None, for every list."""
        return None


class FromFields:
    """An HTML post."""

    def __init__(self, fields: Fields, language: str, timezone: tzinfo) -> None:
        self.fields = fields
        self.language = language
        self.timezone = timezone

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """The field's texts, coerced; a field that was not sent is empty."""
        name = dotted(path)
        return entry_from_fields(component, name, self.fields, options, language=self.language, timezone=self.timezone)

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """The rows the post shows; a list that cannot change has those of the variables."""
        return rows_sent(self.fields, dotted(path)) if component.changeable else None

    def strangers(self, form: Form) -> dict[str, Text]:
        """Names that are not the form's; those that begin with `_` are the page's own."""
        return {
            name: Text(_UNKNOWN, {"field": name[:80]})
            for name in self.fields
            if not name.startswith("_") and not _is_sent_by(form.shape, name)
        }


class FromData:
    """A JSON object."""

    def __init__(self, data: ProcessData, timezone: tzinfo) -> None:
        self.data = data
        self.timezone = timezone

    def entry(self, component: Input, path: Path, options: Sequence[Option]) -> Entry | None:
        """The value at the path; what is missing is empty."""
        value = value_at(self.data, path)
        return entry_from_data(component, None if value is MISSING else value, options, timezone=self.timezone)

    def rows(self, component: DynamicList, path: Path) -> int | None:
        """As many as the list at the path has."""
        if not component.changeable:
            return None
        value = value_at(self.data, path)
        return min(len(value), MAX_ROWS) if isinstance(value, list) else 0

    def strangers(self, form: Form) -> dict[str, Text]:
        """Names and nestings that are not the form's, by path."""
        found: dict[str, Text] = {}
        _compare(self.data, form.shape, (), found)
        return found


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
