"""A form as data: what to ask, and what is known already."""

from typing import Any, Self

from pydantic import Field

from api.formatting import Formatter
from api.schemas.json_values import ProcessValue
from api.schemas.told import Told
from engine.forms.view import FieldView, FormView, GroupView, ItemView, Kind, ListView, OptionView
from engine.queries.capacities import CapacityOption


class FormOption(Told):
    """A choice."""

    value: ProcessValue
    label: str


class FormField(Told):
    """A field that is shown in this situation."""

    key: str = Field(description="Where its value stands in `data`: `pegawai.alamat`, `anak.0.nama`.")
    label: str
    hint: str
    type: str = Field(description="Type of the form-js component.")
    required: bool
    readonly: bool
    disabled: bool
    sensitive: bool = Field(description="Personal data that is not shown without need.")
    marked: bool = Field(description="Sent back for correction.")
    note: str = Field(description="What the person who sent it back says.")
    value: ProcessValue
    options: list[FormOption]

    @classmethod
    def of(cls, field: FieldView) -> Self:
        """The field with typed values."""
        return cls(
            key=field.path,
            label=field.label,
            hint=field.hint,
            type=field.type,
            required=field.required,
            readonly=field.kind is Kind.READONLY,
            disabled=field.disabled,
            sensitive=field.sensitive,
            marked=field.marked,
            note=field.note,
            value=field.data,
            options=[_option(option) for option in field.options],
        )


def _option(option: OptionView) -> FormOption:
    return FormOption(value=option.data, label=option.label)


class FormList(Told):
    """A list of rows."""

    key: str
    label: str
    rows: int = Field(description="How many it has now.")
    changeable: bool = Field(description="Whether rows may be added and removed.")


class FormInSituation(Told):
    """A form in a situation; labels are in the language of the account."""

    id: str
    title: str
    note: str = Field(description="Why it was sent back; empty if it was not.")
    fields: list[FormField]
    lists: list[FormList]

    @classmethod
    def of(cls, form: FormView) -> Self:
        """The form without what only pages need."""
        return cls(
            id=form.id,
            title=form.title,
            note=form.note,
            fields=[FormField.of(field) for field in form.fields],
            lists=[
                FormList(key=each.path, label=each.label, rows=len(each.rows), changeable=bool(each.add))
                for each in _lists(form.items)
            ],
        )


def _lists(items: tuple[ItemView, ...]) -> list[ListView]:
    found: list[ListView] = []
    for item in items:
        match item:
            case ListView():
                found.append(item)
                for row in item.rows:
                    found.extend(_lists(row.items))
            case GroupView():
                found.extend(_lists(item.items))
    return found


class BarredReason(Told):
    """Why the task may not be completed in a position."""

    text: str
    action: str | None
    basis: list[str] = Field(description="The legal basis, in the words of the decision table.")


class CapacityChoice(Told):
    """A position to act in; its id is the `capacity` of requests."""

    position_id: str
    position_name: str
    position_name_en: str
    agency_name: str
    agency_name_en: str
    status: str = Field(description="`definitif`, `plt`, `plh` or `pj`.")
    barred: BarredReason | None

    @classmethod
    def of(cls, option: CapacityOption, formatter: Formatter) -> Self:
        """The option with its reasons as text."""
        barred: Any = None
        if option.barred is not None:
            barred = BarredReason(
                text=formatter.text(option.barred.text), action=option.barred.action, basis=list(option.barred.basis)
            )
        return cls(
            position_id=str(option.position_id),
            position_name=option.position_name,
            position_name_en=option.position_name_en,
            agency_name=option.agency_name,
            agency_name_en=option.agency_name_en,
            status=option.status,
            barred=barred,
        )
