"""The 22 component types of form-js (schemaVersion 19) as they are written in a `.form` file.

Reading a component compiles what is in it: FEEL, texts with places, patterns. What designers add for Lintas
stands in `properties` (docs/forms.md).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from engine.forms.attributes import Id, Key, Pattern, Picture, Properties, Rows, WholeNumber, empty_is_none
from engine.forms.expressions import Feel, Flag, Limit
from engine.forms.findings import FormProblem
from engine.forms.templates import Template, TextTemplate, read_template
from engine.model.text import N_


class Part(BaseModel):
    """Anything in a form file: unknown attributes of editors are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True, hide_input_in_errors=True)


class Conditional(Part):
    """When a component is hidden."""

    hide: Flag = False


class Layout(Part):
    """Components that follow each other in the same row stand beside each other, in a grid of 16 columns."""

    row: str = ""
    columns: Annotated[int | None, Field(ge=1, le=16)] = None


class Component(Part):
    """What every component has."""

    id: Id
    type: str
    layout: Layout = Layout()
    conditional: Conditional = Conditional()
    properties: Properties = {}

    TEXTS: ClassVar[tuple[str, ...]] = ()
    _translations: dict[str, Template] = PrivateAttr(default_factory=dict)

    def model_post_init(self, _: Any) -> None:
        """Compile translated texts, so that a mistake in them is found at reading."""
        wanted = tuple(f"{name}." for name in self.TEXTS)
        for name, text in self.properties.items():
            if wanted and name.startswith(wanted):
                self._translations[name] = read_template(text)

    def translated(self, name: str, language: str) -> Template | None:
        """The text `name` in `language` from `properties["<name>.<language>"]`, or None if the file has no such."""
        return self._translations.get(f"{name}.{language}")


class Validate(Part):
    """Rules for an answer."""

    required: bool = False


class Input(Component):
    """A component that produces a value under its key."""

    TEXTS = ("label", "description")

    key: Key
    label: TextTemplate = Template(())
    description: TextTemplate = Template(())
    disabled: Flag = False
    readonly: Flag = False
    default: Any = Field(default=None, alias="defaultValue")
    rules: Validate = Field(default=Validate(), alias="validate")

    @property
    def sensitive(self) -> bool:
        """Whether the answer is masked in the audit trail and kept out of drafts in the browser."""
        return self.properties.get("sensitive") == "true"

    @property
    def in_summary(self) -> bool:
        """Whether “check your answers” shows it."""
        return self.properties.get("summary") != "off"


class Appearance(Part):
    """What stands before and after the box."""

    prefix: TextTemplate = Field(default=Template(()), alias="prefixAdorner")
    suffix: TextTemplate = Field(default=Template(()), alias="suffixAdorner")


class TextRules(Validate):
    """Lengths are counted after trimming."""

    min_length: Limit = Field(default=None, alias="minLength")
    max_length: Limit = Field(default=None, alias="maxLength")
    kind: Annotated[Literal["email", "phone", "custom"] | None, BeforeValidator(empty_is_none)] = Field(
        default=None, alias="validationType"
    )
    pattern: Pattern = None
    pattern_message: str | None = Field(default=None, alias="patternErrorMessage")


class TextField(Input):
    """One line of text."""

    type: Literal["textfield"]
    appearance: Appearance = Appearance()
    rules: TextRules = Field(default=TextRules(), alias="validate")


class TextArea(Input):
    """Text of several lines."""

    type: Literal["textarea"]
    rules: TextRules = Field(default=TextRules(), alias="validate")


class NumberRules(Validate):
    """Bounds, both included."""

    min: Limit = None
    max: Limit = None


class Number(Input):
    """A number; a text if `serializeToString`."""

    type: Literal["number"]
    decimals: WholeNumber = Field(default=None, alias="decimalDigits")
    increment: Limit = None
    as_text: bool = Field(default=False, alias="serializeToString")
    appearance: Appearance = Appearance()
    rules: NumberRules = Field(default=NumberRules(), alias="validate")


class DateTime(Input):
    """A date, a time, or both."""

    type: Literal["datetime"]
    subtype: Literal["date", "time", "datetime"] = "date"
    date_label: TextTemplate = Field(default=Template(()), alias="dateLabel")
    time_label: TextTemplate = Field(default=Template(()), alias="timeLabel")
    future_only: bool = Field(default=False, alias="disallowPassedDates")


class Calculated(Component):
    """A value that the form computes; nothing is shown and nothing is accepted for it."""

    type: Literal["expression"]
    key: Key
    expression: Feel


class Checkbox(Input):
    """Yes or no; `required` means it must be ticked."""

    type: Literal["checkbox"]


class OptionValue(Part):
    """One choice written in the file."""

    value: str | int | Decimal | bool
    label: str | None = None


class Selection(Input):
    """A choice among options from exactly one source: the file, a variable, or FEEL."""

    written: tuple[OptionValue, ...] | None = Field(default=None, alias="values")
    variable: Key | None = Field(default=None, alias="valuesKey")
    computed: Feel | None = Field(default=None, alias="valuesExpression")

    def model_post_init(self, context: Any) -> None:
        """Exactly one source of options, and not an empty one."""
        super().model_post_init(context)
        if (
            sum(source is not None for source in (self.written, self.variable, self.computed)) != 1
            or self.written == ()
        ):
            raise FormProblem(N_("Expected options from exactly one of values, valuesKey and valuesExpression."))
        values = [str(option.value) for option in self.written or ()]
        if len(set(values)) != len(values):
            raise FormProblem(N_("Two options have the same value."))


class Checklist(Selection):
    """Any number of choices, all of them in sight."""

    type: Literal["checklist"]


class Radio(Selection):
    """One choice, all of them in sight."""

    type: Literal["radio"]


class Select(Selection):
    """One choice from a long list."""

    type: Literal["select"]


class TagList(Selection):
    """Any number of choices from a long list."""

    type: Literal["taglist"]


class FilePicker(Input):
    """Files; refused by reading until attachments are stored."""

    type: Literal["filepicker"]


class TextView(Component):
    """Markdown to be read."""

    TEXTS = ("text",)

    type: Literal["text"]
    text: TextTemplate = Template(())


class HtmlView(Component):
    """HTML to be read; cleaned to an allow-list."""

    TEXTS = ("content",)

    type: Literal["html"]
    content: TextTemplate = Template(())


class Image(Component):
    """A picture that came with the same deployment."""

    TEXTS = ("alt",)

    type: Literal["image"]
    source: Picture
    alt: TextTemplate = Template(())


class Column(Part):
    """One column of a table: heading and the member of each item that it shows."""

    label: str = ""
    key: str


class Table(Component):
    """A list of objects as rows."""

    TEXTS = ("label",)

    type: Literal["table"]
    label: TextTemplate = Template(())
    source: Rows = Field(alias="dataSource")
    columns: tuple[Column, ...] | None = None
    computed_columns: Feel | None = Field(default=None, alias="columnsExpression")


class DocumentPreview(Component):
    """Documents to be looked at; refused by reading until attachments are stored."""

    type: Literal["documentPreview"]


class Spacer(Component):
    """Empty room; the page has its own rhythm, so nothing is shown."""

    type: Literal["spacer"]


class Separator(Component):
    """A line between parts."""

    type: Literal["separator"]


class Container(Component):
    """A component that holds others; `components` is filled by the reader."""

    TEXTS = ("label",)

    label: TextTemplate = Template(())
    components: tuple[Component, ...] = ()


class Group(Container):
    """Fields that belong together; with a path, an object of that name."""

    type: Literal["group"]
    outlined: bool = Field(default=False, alias="showOutline")
    path: Annotated[Key | None, BeforeValidator(empty_is_none)] = None


class DynamicList(Container):
    """A group that repeats: a list of objects."""

    type: Literal["dynamiclist"]
    path: Key
    changeable: bool = Field(default=True, alias="allowAddRemove")
    rows: Annotated[int, Field(ge=0, le=100)] = Field(default=1, alias="defaultRepetitions")


class RowsFile(Input):
    """A list of objects handed in as a table: a dynamic list with `rows: "file"` among its properties.

    `columns` is filled by the reader. What such a list needs (docs/forms.md) stands in `properties`, because the
    editor has no place for it: `required`, `most` (rows), `unique` (the key of a column).
    """

    MOST: ClassVar[int] = 5_000

    type: Literal["dynamiclist"]
    key: Key = Field(alias="path")
    columns: tuple[Input, ...] = Field(default=(), alias="_columns")

    @model_validator(mode="before")
    @classmethod
    def _rules_among_properties(cls, source: Any) -> Any:
        properties = source.get("properties")
        required = isinstance(properties, dict) and str(properties.get("required")).lower() == "true"
        return {**source, "_columns": (), "validate": {"required": required}}

    @field_validator("properties")
    @classmethod
    def _most_is_a_number(cls, properties: Mapping[str, str]) -> Mapping[str, str]:
        most = properties.get("most", "1")
        if not (most.isascii() and most.isdigit() and len(most) < 5 and 1 <= int(most) <= cls.MOST):
            raise FormProblem(N_("“most” must be a whole number from 1 to %(limit)d."), limit=cls.MOST)
        return properties

    @property
    def sensitive(self) -> bool:
        """Whether the list is, or a column of it: cells are not masked one by one."""
        return super().sensitive or any(each.sensitive for each in self.columns)

    @property
    def most(self) -> int:
        """How many rows the table may have."""
        return int(self.properties.get("most", self.MOST))

    @property
    def unique(self) -> str:
        """The key of the column in which no value may stand twice; empty if there is none."""
        return self.properties.get("unique", "")


class Iframe(Component):
    """A foreign page; refused by reading."""

    type: Literal["iframe"]


class Button(Component):
    """Submit or reset; the page has its own buttons, so nothing is shown."""

    type: Literal["button"]


TYPES: Mapping[str, type[Component]] = {
    "textfield": TextField,
    "textarea": TextArea,
    "number": Number,
    "datetime": DateTime,
    "expression": Calculated,
    "filepicker": FilePicker,
    "checkbox": Checkbox,
    "checklist": Checklist,
    "radio": Radio,
    "select": Select,
    "taglist": TagList,
    "text": TextView,
    "html": HtmlView,
    "image": Image,
    "table": Table,
    "documentPreview": DocumentPreview,
    "spacer": Spacer,
    "separator": Separator,
    "group": Group,
    "dynamiclist": DynamicList,
    "iframe": Iframe,
    "button": Button,
}
"""Every type that the editor can write, by its name in the file."""
