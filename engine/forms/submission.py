"""An answer on its way in: typed into a page, or sent by a program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.errors import InvalidInput
from engine.forms.answer import Answer, answer_from_data, answer_from_fields
from engine.forms.form import Form
from engine.forms.shape import Shape
from engine.model.data import ProcessData


@dataclass(frozen=True, slots=True)
class FieldAnswers:
    """Fields as an HTML form posts them; numbers and dates are written as in `language`."""

    fields: Mapping[str, list[str]]
    language: str

    @property
    def content(self) -> object:
        """What was answered, without what belongs to the page: the same answers have the same content."""
        return {name: texts for name, texts in self.fields.items() if not name.startswith("_")}

    def judge(self, form: Form, values: ProcessData, now: datetime) -> Answer:
        """Typed data or errors by field, over the variables `values`."""
        return answer_from_fields(form, self.fields, values, language=self.language, now=now)


@dataclass(frozen=True, slots=True)
class DataAnswers:
    """Variables as a program sends them, typed already as far as JSON can."""

    data: ProcessData

    @property
    def content(self) -> object:
        """What was answered: the same answers have the same content, in whatever order."""
        return self.data

    def judge(self, form: Form, values: ProcessData, now: datetime) -> Answer:
        """Typed data or errors by field, over the variables `values`."""
        return answer_from_data(form, self.data, values, now=now)


Submission = FieldAnswers | DataAnswers


def accept(submission: Submission, form: Form | None, values: ProcessData, now: datetime) -> ProcessData:
    """The data of a submission. Without a form nothing may be sent. Raises InvalidInput with the fields in error."""
    answer = submission.judge(form or NOTHING_TO_FILL, values, now)
    if not answer.ok:
        raise InvalidInput(answer.errors)
    return answer.data


NOTHING_TO_FILL = Form(
    id="", title="", titles={}, components=(), shape=Shape(), produces=frozenset(), reads=frozenset(), moving=False
)
