"""Whether answers could be taken, before they are handed in."""

from uuid import UUID

from engine.errors import NotFound
from engine.forms.submission import Submission, accept
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.pins import newest, newest_process
from engine.store.tables import form_definition
from engine.store.task_rows import load_task, what_became_of
from engine.task_forms import task_form


def check_task_answers(runtime: Runtime, actor: Actor, task_id: UUID, answers: Submission) -> None:
    """Raise InvalidInput with the fields in error, NotFound, TaskGone or TaskWithdrawn. Nothing is written."""
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, task_id)
        except NotFound:
            raise what_became_of(work.connection, task_id, actor.addresses) from None
        if not actor.capacities_for(task.candidates):
            raise NotFound
        form = task_form(runtime, work, task, case)
    accept(answers, form.form, form.values, runtime.clock.now())


def check_start_answers(runtime: Runtime, process_key: str, answers: Submission) -> None:
    """Raise InvalidInput with the fields in error, or UnknownProcess. Nothing is written."""
    with runtime.database.begin() as work:
        process = runtime.definitions.process(work.connection, newest_process(work.connection, process_key))
        forms = newest(work.connection, form_definition, {process.facts.start_form or ""})
        form = next((runtime.definitions.form(work.connection, each) for each in forms.values()), None)
    accept(answers, form, {}, runtime.clock.now())
