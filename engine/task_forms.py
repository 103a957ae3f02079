"""The form of a user task with the values it starts from."""

from dataclasses import dataclass
from uuid import UUID

from engine.execution import visible_variables
from engine.forms import Form
from engine.model.data import ProcessData
from engine.runtime import Runtime
from engine.store.cases import Case, load_variables
from engine.store.items import states_at
from engine.store.task_rows import OpenTask
from engine.store.unit_of_work import UnitOfWork
from engine.turn import names_read, variables_of


@dataclass(frozen=True, slots=True)
class TaskForm:
    """`values` are the variables that the task sees, as far as the form reads them."""

    form: Form | None
    values: ProcessData
    corrections: dict[str, object]
    """What was sent back for correction: `fields` (names) and `note`; empty if nothing was."""


def task_form(runtime: Runtime, work: UnitOfWork, task: OpenTask, case: Case) -> TaskForm:
    """Read the task's form and the variables it needs, outwards from the task's own scope.

    What the turn after it reads is loaded along: one statement for both.
    """
    form = form_of(runtime, work, task.form_id)
    states = states_at(work, case, task.execution, task.token)
    own = case.loaded[task.execution]
    names = (form.reads | form.produces) if form else frozenset[str]()
    wanted = names | {task.corrections} if task.corrections else names
    load_variables(work, case, own, wanted, names_read(runtime, work, case, own))
    values = visible_variables(states, variables_of(own), task.token)
    sent_back = values.get(task.corrections) if task.corrections else None
    return TaskForm(form, values, sent_back if isinstance(sent_back, dict) else {})


def form_of(runtime: Runtime, work: UnitOfWork, form_id: UUID | None) -> Form | None:
    """A form from the cache, None for tasks without one."""
    return None if form_id is None else runtime.definitions.form(work.connection, form_id)
