"""What a template needs to show a form: everything decided, nothing left to compute but the translation of Texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.forms.entry import RowProblem
from engine.model.data import Value
from engine.model.text import Text


class Kind(StrEnum):
    """Which macro shows an item."""

    TEXT = "text"
    TEXTAREA = "textarea"
    SELECT = "select"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    CHECKBOX = "checkbox"
    DATE = "date"
    FILE = "file"
    READONLY = "readonly"
    GROUP = "group"
    LIST = "list"
    MARKUP = "markup"
    TABLE = "table"
    IMAGE = "image"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice; the first of a field has the field's own id, where the error summary leads."""

    id: str
    value: str
    label: str
    checked: bool
    data: Value = None
    """The typed value that it stands for, for programs."""


@dataclass(frozen=True, slots=True)
class PartView:
    """One box of a date or moment: part is day, month, year or time."""

    part: str
    id: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What all items have: items that follow each other with the same `row` stand beside each other."""

    row: str = ""
    span: int = 0
    """Columns of sixteen; 0 is the whole width."""


@dataclass(frozen=True, slots=True)
class FieldView(Item):
    """A field: `path` keys its error, `name` its control, `id` the first control (an anchor for the error summary)."""

    kind: Kind
    path: str
    name: str
    id: str
    label: str
    hint: str = ""
    value: str = ""
    """The text in the box: as it was typed, else the value in the reader's language."""
    shown: tuple[str, ...] = ()
    """The value to be read, a line each; empty if nothing is there."""
    options: tuple[OptionView, ...] = ()
    parts: tuple[PartView, ...] = ()
    error: Text | None = None
    marked: bool = False
    note: str = ""
    """What the person who sent the case back says about the marked field."""
    required: bool = False
    disabled: bool = False
    sensitive: bool = False
    in_summary: bool = True
    input_type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    prefix: str = ""
    suffix: str = ""
    rows: int = 5
    zone: str = ""
    """The time zone that a time is meant in."""
    type: str = ""
    """The type of the form-js component."""
    data: Value = None
    """The typed value, for programs."""
    columns: tuple[str, ...] = ()
    """Of tables: the headings that the file has to have."""
    most: int = 0
    """Of tables: how many rows the file may have."""
    problems: tuple[RowProblem, ...] = ()
    """Of tables: the cells that need correction."""

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.id}-hint"

    @property
    def error_id(self) -> str:
        """The id of the error."""
        return f"{self.id}-error"

    @property
    def mark_id(self) -> str:
        """The id of the tag that asks for correction."""
        return f"{self.id}-mark"

    @property
    def described_by(self) -> str:
        """Ids of everything that describes the control, for aria-describedby; empty if nothing does."""
        present = ((self.hint, self.hint_id), (self.marked, self.mark_id), (self.error, self.error_id))
        return " ".join(element for there, element in present if there)


@dataclass(frozen=True, slots=True)
class GroupView(Item):
    """Items that belong together."""

    id: str
    label: str
    items: "tuple[ItemView, ...]"
    outlined: bool = False
    kind: Kind = Kind.GROUP


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list; `remove` is the value of the button `_remove`, empty if rows stay."""

    number: int
    remove: str
    items: "tuple[ItemView, ...]"


@dataclass(frozen=True, slots=True)
class ListView(Item):
    """A repeating group. The hidden field `count_name` tells the server how many rows the page shows."""

    path: str
    id: str
    label: str
    rows: tuple[RowView, ...]
    count_name: str
    add: str
    """The value of the button `_add`, empty if no row may be added."""
    error: Text | None = None
    kind: Kind = Kind.LIST

    @property
    def removable(self) -> bool:
        """Whether rows may be taken away."""
        return any(row.remove for row in self.rows)


@dataclass(frozen=True, slots=True)
class MarkupView(Item):
    """Text to be read, as HTML that is already safe."""

    id: str
    html: str
    kind: Kind = Kind.MARKUP


@dataclass(frozen=True, slots=True)
class TableView(Item):
    """Rows to be read."""

    id: str
    label: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    """How many rows are left out."""
    kind: Kind = Kind.TABLE


@dataclass(frozen=True, slots=True)
class ImageView(Item):
    """A picture of the same deployment, by its name there."""

    id: str
    source: str
    alt: str
    kind: Kind = Kind.IMAGE


@dataclass(frozen=True, slots=True)
class SeparatorView(Item):
    """A line."""

    id: str
    kind: Kind = Kind.SEPARATOR


ItemView = FieldView | GroupView | ListView | MarkupView | TableView | ImageView | SeparatorView


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A line of the error summary; `anchor` is empty where no field is shown for it."""

    anchor: str
    text: Text


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of “check your answers”; `anchor` leads back to the field."""

    label: str
    lines: tuple[str, ...]
    anchor: str
    sensitive: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """A form in a situation, in one language; hidden fields are left out."""

    id: str
    title: str
    items: tuple[ItemView, ...]
    errors: tuple[ErrorView, ...]
    note: str

    @property
    def takes_files(self) -> bool:
        """Whether a field of the form is a table to be uploaded."""
        return any(field.kind is Kind.FILE for field in self.fields)

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """Every field in reading order, those of groups and rows among them."""
        return tuple(_fields(self.items))

    @property
    def summary(self) -> tuple[SummaryRow, ...]:
        """All answers to be read again."""
        return tuple(_summary(self.items, ""))


def _fields(items: tuple[ItemView, ...]) -> Iterator[FieldView]:
    for item in items:
        match item:
            case FieldView():
                yield item
            case GroupView():
                yield from _fields(item.items)
            case ListView():
                for row in item.rows:
                    yield from _fields(row.items)


def _summary(items: tuple[ItemView, ...], before: str) -> Iterator[SummaryRow]:
    """Fields of rows are told apart by the number of their row."""
    for item in items:
        match item:
            case FieldView() if item.in_summary:
                editable = item.kind is not Kind.READONLY and not item.disabled
                yield SummaryRow(f"{before}{item.label}", item.shown, item.id, item.sensitive, editable)
            case GroupView():
                yield from _summary(item.items, before)
            case ListView():
                for row in item.rows:
                    yield from _summary(row.items, f"{before}{item.label} {row.number}: ".lstrip())
