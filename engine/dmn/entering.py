"""Inputs of a decision as people and programs give them: texts of a form, and JSON, which has no dates."""

from collections.abc import Callable, Iterable, Mapping

from engine.dmn.description import DecisionInput
from engine.dmn.types import Types
from engine.feel import FeelSyntaxError, compile_expression
from engine.feel.temporal import parse_date, parse_date_time, parse_days_time, parse_time, parse_years_months
from engine.model.data import ProcessData, Value

PARSERS: Mapping[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_days_time,
    "years and months duration": parse_years_months,
}
TRUTH: Mapping[str, Value] = {"true": True, "false": False}


def from_json(given: ProcessData, inputs: Iterable[DecisionInput], types: Types) -> ProcessData:
    """The inputs with ISO 8601 texts read as the dates, times and durations that the model asks for.

    What is no such text, or has another name, stays as it is.
    """
    wanted = {each.name: each.type_name for each in inputs}
    return {name: _of_type(value, wanted.get(name), types) for name, value in given.items()}


def _of_type(value: Value, type_name: str | None, types: Types) -> Value:
    if isinstance(value, list):
        return [_of_type(item, type_name, types) for item in value]
    item = types.find(type_name)
    if isinstance(value, dict):
        parts = dict(item.components) if item is not None else {}
        return {
            name: _of_type(each, parts[name].base if name in parts else None, types) for name, each in value.items()
        }
    if isinstance(value, str):
        return _parsed(value, types.kind(type_name, of_items=True))
    return value


def _parsed(text: str, kind: str | None) -> Value:
    parse = PARSERS.get(kind or "")
    found = parse(text) if parse is not None else None
    return text if found is None else found


def from_texts(given: Mapping[str, str], inputs: Iterable[DecisionInput]) -> ProcessData:
    """The inputs from texts that somebody typed; empty ones are null.

    Of an open type a text is FEEL if it can be read as FEEL without variables (`5`, `"a"`, `[1, 2]`), else itself.
    """
    return {each.name: _typed(given.get(each.name, "").strip(), each.kind) for each in inputs}


def _typed(text: str, kind: str | None) -> Value:
    if not text:
        return None
    if kind == "string":
        return text
    if kind == "boolean":
        return TRUTH.get(text, text)
    found = _parsed(text, kind)
    return found if found != text or kind in PARSERS else _literal(text)


def _literal(text: str) -> Value:
    try:
        expression = compile_expression(text)
    except FeelSyntaxError:
        return text
    return text if expression.names else expression.evaluate({}).value
