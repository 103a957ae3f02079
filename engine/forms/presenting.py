"""A form over the variables of a case, made ready for a template."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from itertools import groupby
from typing import Any

from engine.forms.coercion import takes_many
from engine.forms.components import (
    Button,
    Checkbox,
    Container,
    DateTime,
    DynamicList,
    Group,
    HtmlView,
    Image,
    Input,
    Number,
    Radio,
    Select,
    Selection,
    Separator,
    Spacer,
    Table,
    TextArea,
    TextField,
    TextView,
)
from engine.forms.expressions import value_of
from engine.forms.form import Form
from engine.forms.labels import hint_of, label_of
from engine.forms.markup import from_html, from_markdown, plain_in_html, plain_in_markdown
from engine.forms.options import chosen, token_of
from engine.forms.rows import COUNT, MAX_ROWS, change_rows
from engine.forms.settling import Placed, settle
from engine.forms.sources import FromFields, FromValues
from engine.forms.view import (
    ErrorView,
    FieldView,
    FormView,
    GroupView,
    ImageView,
    ItemView,
    Kind,
    ListView,
    MarkupView,
    OptionView,
    PartView,
    RowView,
    SeparatorView,
    TableView,
)
from engine.model.data import ProcessData, Value
from engine.model.text import Text
from engine.model.writing import WIB, format_number, format_time, shown, zone_name

MAX_TABLE_ROWS = 200
MAX_TABLE_COLUMNS = 20


def present(
    form: Form,
    values: ProcessData,
    *,
    language: str,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
    marked: Collection[str] = (),
    note: str | None = None,
    timezone: tzinfo = WIB,
) -> FormView:
    """The form as it looks over `values`, or over what was sent last (`raw`) if that is to be shown again.

    Requests for rows in `raw` are carried out. `marked` names fields by key or path that need correction, `note`
    says why. Never raises.
    """
    fields = None if raw is None else change_rows(form, raw)
    source = FromValues() if fields is None else FromFields(form, fields, language, timezone)
    settled = settle(form, values, source, language)
    presenter = _Presenter(language, timezone, errors or {}, frozenset(marked), note or "")
    items = presenter.items(settled.placed)
    view = FormView(form.id, form.title_in(language), items, (), note or "")
    anchors = {field.path: field.id for field in view.fields} | presenter.lists
    summary = tuple(ErrorView(anchors.get(path, ""), text) for path, text in (errors or {}).items())
    return FormView(view.id, view.title, items, summary, view.note)


class _Presenter:
    """Makes views of placed components, all for one reader."""

    def __init__(
        self, language: str, timezone: tzinfo, errors: Mapping[str, Text], marked: frozenset[str], note: str
    ) -> None:
        self.language = language
        self.timezone = timezone
        self.errors = errors
        self.marked = marked
        self.note = note
        self.lists: dict[str, str] = {}

    def items(self, placed: list[Placed]) -> tuple[ItemView, ...]:
        views = []
        for row, parts in groupby(placed, key=lambda part: part.component.layout.row or part.component.id):
            beside = [part for part in parts if not isinstance(part.component, Spacer | Button)]
            for part, span in zip(beside, _spans(beside), strict=True):
                view = self.item(part)
                if view is not None:
                    views.append(replace(view, row=row, span=span))
        return tuple(views)

    def item(self, placed: Placed) -> ItemView | None:
        component = placed.component
        block_id = f"c-{component.id}"
        match component:
            case Input():
                return self.field(placed, component)
            case DynamicList():
                return self.repeating(placed, component)
            case Container():
                outlined = isinstance(component, Group) and component.outlined
                return GroupView(block_id, label_of(placed, self.language), self.items(placed.children), outlined)
            case TextView():
                text = component.translated("text", self.language) or component.text
                return MarkupView(block_id, from_markdown(text.fill(placed.context, self.language, plain_in_markdown)))
            case HtmlView():
                text = component.translated("content", self.language) or component.content
                return MarkupView(block_id, from_html(text.fill(placed.context, self.language, plain_in_html)))
            case Table():
                return self.table(placed, component, block_id)
            case Image():
                alt = component.translated("alt", self.language) or component.alt
                return ImageView(block_id, component.source, alt.fill(placed.context, self.language))
            case Separator():
                return SeparatorView(block_id)
        return None

    def field(self, placed: Placed, component: Input) -> FieldView:
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
            error=self.errors.get(name),
            marked=marked,
            note=self.note if marked else "",
            required=component.rules.required and placed.open,
            disabled=placed.disabled,
            sensitive=component.sensitive,
            in_summary=component.in_summary,
            zone=zone_name(self.timezone) if isinstance(component, DateTime) else "",
            **self.typing(placed, component),
        )

    def typing(self, placed: Placed, component: Input) -> dict[str, Any]:
        """How the box wants to be typed into."""
        hints: dict[str, Any] = {"autocomplete": component.properties.get("autocomplete", "")}
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
        if value is None:
            return ""
        if isinstance(component, Number) and not isinstance(value, bool | str | list | dict):
            return format_number(value, self.language, grouped=False)
        if isinstance(component, Selection | Checkbox) or takes_many(component):
            return "" if isinstance(value, list) else token_of(value)
        return shown(value, self.language, self.timezone)

    def lines(self, placed: Placed) -> tuple[str, ...]:
        value = placed.entry.value
        if value is None or value in ("", []):
            return ()
        if not placed.options:
            return tuple(shown(value, self.language, self.timezone).splitlines())
        values = value if isinstance(value, list) else [value]
        found = [(chosen(each, placed.options), each) for each in values]
        return tuple(option.label if option else shown(each, self.language) for option, each in found)

    def options(self, placed: Placed) -> tuple[OptionView, ...]:
        raw, value = placed.entry.raw, placed.entry.value
        values = value if isinstance(value, list) else [value]
        tokens = set(raw.texts) if raw is not None else {token_of(each) for each in values if each is not None}
        field_id = id_of(placed.name)
        return tuple(
            OptionView(f"{field_id}-{at}" if at else field_id, option.token, option.label, option.token in tokens)
            for at, option in enumerate(placed.options)
        )

    def parts(self, placed: Placed, component: Input) -> tuple[PartView, ...]:
        if not isinstance(component, DateTime):
            return ()
        raw, name, field_id = placed.entry.raw, placed.name, id_of(placed.name)
        texts = dict(raw.parts) if raw is not None else self.moment(placed.entry.value)
        names = {part: f"{name}-{part}" for part in ("day", "month", "year")} if component.subtype != "time" else {}
        if component.subtype != "date":
            names["time"] = name if component.subtype == "time" else f"{name}-time"
        return tuple(PartView(part, f"{field_id}-{part}", sent, texts.get(part, "")) for part, sent in names.items())

    def moment(self, value: Value) -> dict[str, str]:
        """The boxes of a date, a time or both."""
        texts: dict[str, str] = {}
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(self.timezone)
        if isinstance(value, date):
            texts = {"day": str(value.day), "month": str(value.month), "year": f"{value.year:04}"}
        if isinstance(value, datetime | time):
            texts["time"] = format_time(value.timetz() if isinstance(value, datetime) else value, self.language)
        return texts

    def repeating(self, placed: Placed, component: DynamicList) -> ListView:
        path, changeable = placed.name, component.changeable
        self.lists[path] = id_of(path)
        rows = tuple(
            RowView(at + 1, f"{path}.{at}" if changeable else "", self.items(row)) for at, row in enumerate(placed.rows)
        )
        return ListView(
            path=path,
            id=id_of(path),
            label=label_of(placed, self.language),
            rows=rows,
            count_name=COUNT + path,
            add=path if changeable and len(rows) < MAX_ROWS else "",
            error=self.errors.get(path),
        )

    def table(self, placed: Placed, component: Table, block_id: str) -> TableView:
        found = value_of(component.source, placed.context)
        items = [item if isinstance(item, dict) else {} for item in found] if isinstance(found, list) else []
        columns = self.columns(placed, component)
        rows = tuple(
            tuple(shown(item.get(key), self.language, self.timezone) for key, _ in columns)
            for item in items[:MAX_TABLE_ROWS]
        )
        headings = tuple(heading for _, heading in columns)
        label = label_of(placed, self.language)
        return TableView(block_id, label, headings, rows, max(len(items) - MAX_TABLE_ROWS, 0))

    def columns(self, placed: Placed, component: Table) -> list[tuple[str, str]]:
        """Member and heading of each column."""
        if component.computed_columns is None:
            translations = component.properties
            return [
                (column.key, translations.get(f"label.{column.key}.{self.language}", column.label or column.key))
                for column in component.columns or ()
            ][:MAX_TABLE_COLUMNS]
        found = value_of(component.computed_columns, placed.context)
        columns = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
        return [(str(item.get("key", "")), str(item.get("label", ""))) for item in columns][:MAX_TABLE_COLUMNS]

    def is_marked(self, placed: Placed) -> bool:
        """By key, by path, by path without row numbers, or because all of a group or list is marked."""
        component, names = placed.component, [str(segment) for segment in placed.path if isinstance(segment, str)]
        starts = {".".join(names[:end]) for end in range(1, len(names) + 1)}
        key = component.key if isinstance(component, Input) else ""
        return bool(self.marked & ({key, placed.name, component.id} | starts))


def _spans(beside: list[Placed]) -> list[int]:
    """Columns of each; those without a number share what is left. One that stands alone takes the width it says."""
    asked = [part.component.layout.columns for part in beside]
    left, sharing = 16 - sum(columns or 0 for columns in asked), asked.count(None)
    share = max(left // sharing, 1) if sharing else 0
    spans = [share if columns is None else columns for columns in asked]
    return [0 if span == 16 else span for span in spans]


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
        case Radio():
            return Kind.RADIOS
        case Select():
            return Kind.SELECT
        case Selection():
            return Kind.CHECKBOXES
        case _:
            return Kind.TEXT
