"""A table of starts before it is handed in: which rows could be taken, and what is wrong with the others."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from engine.authorization.access import capacities_to_start, capacity_to_start
from engine.authorization.claims import CapacityUnclear
from engine.errors import InvalidInput
from engine.forms.form import Form
from engine.forms.sheet_answers import SheetColumn, columns_of, fields_of_row, match_headings
from engine.forms.sheet_files import read_sheet
from engine.forms.submission import NOTHING_TO_FILL, FieldAnswers, accept
from engine.model.actor import Actor
from engine.model.batch import NewItem
from engine.model.text import N_, Text
from engine.organisation.addresses import AddressPattern
from engine.queries.capacities import CapacityOption, option
from engine.runtime import Runtime
from engine.store.pins import newest, newest_process, require
from engine.store.tables import form_definition


@dataclass(frozen=True, slots=True)
class SheetTarget:
    """What a table would start, with the columns that it may have."""

    process_key: str
    name: str
    name_en: str
    columns: tuple[SheetColumn, ...]
    capacities: tuple[CapacityOption, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be taken. `number` is that of the spreadsheet, whose first row is the heading."""

    number: int
    errors: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """`items` are the rows that can be taken, in their order."""

    items: tuple[NewItem, ...]
    wrong: tuple[WrongRow, ...]


def sheet_target(runtime: Runtime, actor: Actor, process_key: str, language: str) -> SheetTarget:
    """What the person may start by a table. Raises UnknownProcess, MayNotStart."""
    with runtime.database.begin() as work:
        process = runtime.definitions.process(work.connection, newest_process(work.connection, process_key))
        patterns = tuple(AddressPattern.parse(text) for text in process.facts.startable_by)
        with suppress(CapacityUnclear):  # the person chooses on the page
            capacity_to_start(actor, patterns, None)
        form = NOTHING_TO_FILL
        if key := process.facts.start_form:
            forms = newest(work.connection, form_definition, {key})
            require("forms", {key}, forms)
            form = runtime.definitions.form(work.connection, forms[key])
    return SheetTarget(
        process_key=process.key,
        name=process.name,
        name_en=process.name_en,
        columns=columns_of(form, language),
        capacities=tuple(option(each) for each in capacities_to_start(actor, patterns)),
        form=form,
    )


def check_sheet(runtime: Runtime, target: SheetTarget, content: bytes, language: str) -> CheckedSheet:
    """Hold every row against the form. Nothing is written. Raises SheetRefused, InvalidInput for wrong headings."""
    heading, *rows = read_sheet(content)
    columns = match_headings(heading, target.columns)
    if not rows:
        raise InvalidInput({"file": Text(N_("The table has no rows under its heading."))})
    now = runtime.clock.now()
    items: list[NewItem] = []
    wrong: list[WrongRow] = []
    for number, row in enumerate(rows, start=2):
        if all(cell in (None, "") for cell in row):
            continue
        answers = FieldAnswers(fields_of_row(row, columns, language), language)
        try:
            items.append(NewItem(content=accept(answers, target.form, {}, now)))
        except InvalidInput as error:
            wrong.append(WrongRow(number, error.fields))
    return CheckedSheet(tuple(items), tuple(wrong))
