"""Forms in form-js JSON: reading, conditions, typed answers, and the model that templates render.

    form = read_form(data)                                              FormRefused names what is wrong with a file
    view = present(form, values, language="id")                         what a template loops over
    answer = answer_from_fields(form, fields, values, language="id")    an HTML post
    answer = answer_from_data(form, data, values)                       a JSON object

An Answer holds typed data and errors by field. Nothing else of a form is ever trusted: hidden fields, read-only
values and computed values come from the server. docs/forms.md tells designers what a form may hold.
"""

from engine.forms.answer import Answer, answer_from_data, answer_from_fields
from engine.forms.findings import FormFinding, FormRefused
from engine.forms.form import Form
from engine.forms.presenting import present
from engine.forms.reading import read_form
from engine.forms.rows import change_rows, changes_rows
from engine.forms.view import FieldView, FormView, ItemView

__all__ = [
    "Answer",
    "FieldView",
    "Form",
    "FormFinding",
    "FormRefused",
    "FormView",
    "ItemView",
    "answer_from_data",
    "answer_from_fields",
    "change_rows",
    "changes_rows",
    "present",
    "read_form",
]
