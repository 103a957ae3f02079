"""A field over the variables of a case, made ready for a template."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from engine.forms.coercion import takes_many
from engine.forms.components import (
    Checkbox,
    DateTime,
    Input,
    Number,
    Radio,
    RowsFile,
    Select,
    Selection,
    TextArea,
    TextField,
)
from engine.forms.entry import labelled
from engine.forms.labels import hint_of, label_of
from engine.forms.options import chosen, token_of
from engine.forms.row_files import headings_of
from engine.forms.settling import Placed
from engine.forms.view import FieldView, Kind, OptionView, PartView
from engine.model.data import Value
from engine.model.text import Text
from engine.model.writing import counted, format_number, format_time, local, shown, zone_name


class FieldPresenter:
    """Makes views of fields, all for one reader."""

    def __init__(
        self, language: str, timezone: tzinfo, errors: Mapping[str, Text], marked: frozenset[str], note: str
    ) -> None:
        self.language = language
        self.timezone = timezone
        self.errors = errors
        self.marked = marked
        self.note = note

    def view(self, placed: Placed, component: Input) -> FieldView:
        """The field as it stands."""
        name, field_id = placed.name, id_of(placed.name)
        marked = self.is_marked(placed)
        return FieldView(
            kind=Kind.READONLY if placed.readonly else _kind_of(component),
            path=name,
            name=name,
            id=f"{field_id}-{self.parts(placed, component)[0].part}" if _in_boxes(placed, component) else field_id,
            label=label_of(placed, self.language),
            hint=hint_of(placed, self.language),
            value=self.text(placed, component),
            shown=self.lines(placed),
            options=self.options(placed),
            parts=self.parts(placed, component),
            error=self.errors.get(name) or self.error_of_table(placed, component),
            marked=marked,
            note=self.note if marked else "",
            required=component.rules.required and placed.open,
            disabled=placed.disabled,
            sensitive=component.sensitive,
            in_summary=component.in_summary,
            zone=zone_name(self.timezone) if isinstance(component, DateTime) else "",
            type=component.type,
            data=placed.entry.value,
            **self.typing(placed, component),
        )

    def error_of_table(self, placed: Placed, component: Input) -> Text | None:
        """A table is checked as soon as it is there, not only when the form is handed in."""
        error = placed.entry.error if isinstance(component, RowsFile) and placed.open else None
        return labelled(error, label_of(placed, self.language)) if error else None

    def typing(self, placed: Placed, component: Input) -> dict[str, Any]:
        """How the box wants to be typed into."""
        hints: dict[str, Any] = {"autocomplete": component.properties.get("autocomplete", "")}
        if isinstance(component, RowsFile):
            hints["columns"] = headings_of(component, self.language)
            hints["most"] = component.most
            hints["problems"] = placed.entry.problems
        if isinstance(component, TextField | Number):
            hints["prefix"] = component.appearance.prefix.fill(placed.context, self.language)
            hints["suffix"] = component.appearance.suffix.fill(placed.context, self.language)
        if isinstance(component, Number):
            hints["inputmode"] = "numeric" if component.decimals == 0 else "decimal"
        if isinstance(component, TextField) and component.properties.get("validate") == "nip":
            hints["inputmode"] = "numeric"
        if isinstance(component, TextField) and component.rules.kind in ("email", "phone"):
            hints["input_type"] = "email" if component.rules.kind == "email" else "tel"
        return hints

    def text(self, placed: Placed, component: Input) -> str:
        """What stands in the box, or the token of what is chosen."""
        raw, value = placed.entry.raw, placed.entry.value
        if raw is not None and raw.texts:
            return raw.texts[0]
        if value is None or isinstance(component, RowsFile):
            return ""
        if isinstance(component, Number) and not isinstance(value, bool | str | list | dict):
            return format_number(value, self.language, grouped=False)
        if isinstance(component, Selection | Checkbox) or takes_many(component):
            return "" if isinstance(value, list) else token_of(value)
        return shown(value, self.language, self.timezone)

    def lines(self, placed: Placed) -> tuple[str, ...]:
        """The value to be read."""
        value = placed.entry.value
        if value is None or value in ("", []):
            return ()
        if isinstance(placed.component, RowsFile) and isinstance(value, list):
            return (counted(value, self.language),)
        if not placed.options:
            return tuple(shown(value, self.language, self.timezone).splitlines())
        values = value if isinstance(value, list) else [value]
        found = [(chosen(each, placed.options), each) for each in values]
        return tuple(option.label if option else shown(each, self.language) for option, each in found)

    def options(self, placed: Placed) -> tuple[OptionView, ...]:
        """The choices, as they were sent or as the value has them."""
        raw, value = placed.entry.raw, placed.entry.value
        values = value if isinstance(value, list) else [value]
        tokens = set(raw.texts) if raw is not None else {token_of(each) for each in values if each is not None}
        field_id = id_of(placed.name)
        return tuple(
            OptionView(
                f"{field_id}-{at}" if at else field_id, option.token, option.label, option.token in tokens, option.value
            )
            for at, option in enumerate(placed.options)
        )

    def parts(self, placed: Placed, component: Input) -> tuple[PartView, ...]:
        """The boxes of a date, a time or both."""
        if not isinstance(component, DateTime):
            return ()
        raw, name, field_id = placed.entry.raw, placed.name, id_of(placed.name)
        texts = dict(raw.parts) if raw is not None else self.moment(placed.entry.value)
        names = {part: f"{name}-{part}" for part in ("day", "month", "year")} if component.subtype != "time" else {}
        if component.subtype != "date":
            names["time"] = name if component.subtype == "time" else f"{name}-time"
        return tuple(PartView(part, f"{field_id}-{part}", sent, texts.get(part, "")) for part, sent in names.items())

    def moment(self, value: Value) -> dict[str, str]:
        """What stands in the boxes."""
        texts: dict[str, str] = {}
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = local(value, self.timezone)
        if isinstance(value, date):
            texts = {"day": str(value.day), "month": str(value.month), "year": f"{value.year:04}"}
        if isinstance(value, datetime | time):
            texts["time"] = format_time(value.timetz() if isinstance(value, datetime) else value, self.language)
        return texts

    def is_marked(self, placed: Placed) -> bool:
        """By key, by path, by path without row numbers, or because all of a group or list is marked."""
        component, names = placed.component, [str(segment) for segment in placed.path if isinstance(segment, str)]
        starts = {".".join(names[:end]) for end in range(1, len(names) + 1)}
        key = component.key if isinstance(component, Input) else ""
        return bool(self.marked & ({key, placed.name, component.id} | starts))


def id_of(name: str) -> str:
    """The HTML id of a field: dots of the path become double hyphens, which no key holds."""
    return "f-" + name.replace(".", "--")


def _in_boxes(placed: Placed, component: Input) -> bool:
    return isinstance(component, DateTime) and not placed.readonly


def _kind_of(component: Input) -> Kind:
    match component:
        case TextArea():
            return Kind.TEXTAREA
        case DateTime():
            return Kind.DATE
        case Checkbox():
            return Kind.CHECKBOX
        case RowsFile():
            return Kind.FILE
        case Radio():
            return Kind.RADIOS
        case Select():
            return Kind.SELECT
        case Selection():
            return Kind.CHECKBOXES
        case _:
            return Kind.TEXT
