"""From what a person or a program sent to typed data, or to errors by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from engine.clock import SystemClock
from engine.forms.coercion import Fields
from engine.forms.entry import labelled
from engine.forms.form import Form
from engine.forms.labels import label_of
from engine.forms.rows import ADD, REMOVE, changes_rows
from engine.forms.settling import Settled, answered, leaves, settle
from engine.forms.sources import FromData, FromFields
from engine.forms.validation import problem_of
from engine.model.data import ProcessData
from engine.model.text import N_, Text
from engine.model.writing import WIB

MOST_ROW_ERRORS = 200
"""Of one table; the report of its rows has all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is what may be written once `errors` is empty; errors are keyed by the path of the field."""

    data: ProcessData
    errors: Mapping[str, Text]

    @property
    def ok(self) -> bool:
        """Whether the answer may be taken."""
        return not self.errors


def answer_from_fields(
    form: Form,
    fields: Fields,
    values: ProcessData,
    *,
    language: str,
    now: datetime | None = None,
    timezone: tzinfo = WIB,
) -> Answer:
    """Judge an HTML post over the variables `values`.

    Never raises. A post that asks for rows (`changes_rows`) is never an answer: present the form again with it.
    """
    moment = (now or SystemClock().now()).astimezone(timezone)
    source = FromFields(form, fields, language, timezone, moment)
    settled = settle(form, values, source, language, moment)
    errors = source.strangers(form)
    if changes_rows(fields):
        path = (fields.get(ADD) or fields.get(REMOVE) or [""])[0]
        errors[path] = Text(N_("The rows of a list were changed. Check them, then send the form again."))
    return _judge(form, settled, values, errors, language, moment)


def answer_from_data(
    form: Form,
    data: ProcessData,
    values: ProcessData,
    *,
    language: str = "id",
    now: datetime | None = None,
    timezone: tzinfo = WIB,
) -> Answer:
    """Judge a JSON object over the variables `values`.

    Never raises. Values sent for hidden, read-only, disabled and computed fields are left aside, as they are by
    pages, so that a client may send back what it was given.
    """
    moment = (now or SystemClock().now()).astimezone(timezone)
    source = FromData(form, data, language, timezone, moment)
    settled = settle(form, values, source, language, moment)
    return _judge(form, settled, values, source.strangers(form), language, moment)


def _judge(
    form: Form,
    settled: Settled,
    values: ProcessData,
    errors: dict[str, Text],
    language: str,
    now: datetime,
) -> Answer:
    if not settled.complete:
        errors[form.id] = Text(
            N_("The form is too large to be checked at once. Remove rows; if there are few, tell the designer.")
        )
    for placed in leaves(settled.placed):
        if not placed.open:
            continue
        entry = placed.entry
        problem = entry.error or problem_of(placed.component, entry.value, placed.context, language, now)
        if problem is not None:
            errors[placed.name] = labelled(problem, label_of(placed, language))
        for each in entry.problems[:MOST_ROW_ERRORS]:
            errors[f"{placed.name}.{each.path}"] = each.in_row()
    return Answer(answered(settled, form, values), errors)
