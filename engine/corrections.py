"""Values that supervisors and other systems write into running cases, judged by what is known of them."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.errors import InvalidInput
from engine.feel import FeelError, compile_expression
from engine.forms import Form, answer_from_data
from engine.model.data import ProcessData, Value, foreign_names
from engine.model.text import N_, Text
from engine.runtime import Runtime
from engine.store.cases import Case, load_execution, load_variables
from engine.store.codec import UnstorableValue, dump, kind_of
from engine.store.unit_of_work import UnitOfWork

MOST_VALUES = 50

NO_VALUE = N_('This is no value. Write JSON (text in double quotes), or a FEEL literal such as =date("2026-12-01").')


class InvalidLiteral(ValueError):
    """The text is no FEEL literal."""


def value_of_text(text: str) -> Any:
    """What a person typed into a field, as `typed` takes it: JSON, or FEEL behind `=`. Raises InvalidInput."""
    if text.lstrip().startswith("="):
        return text.strip()
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidInput({"value": Text(NO_VALUE)}) from error
    return f"={json.dumps(value)}" if isinstance(value, str) and value.startswith("=") else value


def check_names(field: str, data: ProcessData) -> None:
    """Raise InvalidInput for that field where data from another system holds what is no name for a variable of its."""
    for name in foreign_names(data):
        shown = name[:40].encode(errors="replace").decode()
        text = N_("“%(name)s” is no name for a variable that may come from outside. Leave it out.")
        raise InvalidInput({field: Text(text, {"name": shown})})


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def typed(values: Mapping[str, Any], *, least: int = 1) -> ProcessData:
    """The values with their types: what JSON can say, fractions as Decimal; a text behind `=` is a FEEL literal.

    Raises InvalidInput with the names in error, or where there are fewer than `least`.
    """
    errors: dict[str, Text] = {}
    found: ProcessData = {}
    if not least <= len(values) <= MOST_VALUES:
        text = Text(N_("Give between 1 and %(most)s variables."), {"most": MOST_VALUES})
        raise InvalidInput({"values": text})
    for name, value in values.items():
        if foreign_names({name: value}):
            errors[name] = Text(N_("A variable of this name cannot be edited."))
            continue
        try:
            found[name] = literal(value[1:]) if isinstance(value, str) and value.startswith("=") else value
            dump(found[name])
        except (InvalidLiteral, UnstorableValue, TypeError, ValueError, RecursionError):
            errors[name] = Text(NO_VALUE)
    if errors:
        raise InvalidInput(errors)
    return found


def literal(text: str) -> Value:
    """The value of a FEEL text that reads no variables. Raises InvalidLiteral."""
    try:
        expression = compile_expression(text)
        if expression.names:
            raise InvalidLiteral(text)
        evaluated = expression.evaluate({})
    except FeelError as error:
        raise InvalidLiteral(text) from error
    if evaluated.warnings:
        raise InvalidLiteral(text)
    return evaluated.value


def values_before(work: UnitOfWork, case: Case, number: int, values: ProcessData) -> ProcessData:
    """What the variables of an execution are now, null where there is none."""
    own = load_execution(work, case, number)
    load_variables(work, case, own, values.keys())
    return {name: own.values.get(("", name)) for name in values}


def fitting(
    runtime: Runtime, work: UnitOfWork, case: Case, number: int, values: ProcessData, before: ProcessData
) -> ProcessData:
    """The values as the forms of the process read them. Raises InvalidInput with the names in error.

    A value keeps the kind that it has, and what a field of a form takes by people's hands it takes by a supervisor's:
    a date stays a date, a choice one of the options. Null is always taken: it says that nothing is known.
    """
    errors: dict[str, Text] = {}
    found = dict(values)
    forms = list(_forms(runtime, work, case, number))
    now = runtime.clock.now()
    for name, value in values.items():
        if value is None:
            continue
        for form in forms:
            if name in form.produces:
                found[name], wrong = _read(form, name, value, values, now)
                errors |= {} if wrong is None else {name: wrong}
        known = before[name]
        if name not in errors and known is not None and kind_of(found[name]) != kind_of(known):
            said = N_("This variable holds a %(known)s, not a %(given)s. Its kind stays as it is.")
            errors[name] = Text(said, {"known": kind_of(known), "given": kind_of(found[name])})
    if errors:
        raise InvalidInput(errors)
    return found


def _forms(runtime: Runtime, work: UnitOfWork, case: Case, number: int) -> Iterator[Form]:
    """The forms of the execution's process, in the versions that hold for the case."""
    own = load_execution(work, case, number)
    facts = runtime.definitions.process(work.connection, own.definition_id).facts
    pinned = case.pins_of(number).forms
    for key in facts.forms:
        if key in pinned:
            yield runtime.definitions.form(work.connection, pinned[key])


def _read(form: Form, name: str, value: Value, values: ProcessData, now: datetime) -> tuple[Value, Text | None]:
    """The value as the form's field reads it, and what is wrong with it; as it is where nobody can fill it in."""
    answer = answer_from_data(form, {name: value}, values, now=now)
    wrong = next((text for path, text in answer.errors.items() if path.partition(".")[0] == name), None)
    return answer.data.get(name, value) if wrong is None else value, wrong
