"""Whether a value is of a type: `instance of`, and the types of parameters (DMN 10.3.2.9)."""

from engine.feel.nodes import ContextType, FunctionType, ListType, RangeType, Type
from engine.feel.run import Run
from engine.feel.types import Range, Value, kind_of

SIMPLE = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "day time duration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "year month duration": "years and months duration",
    "list": "list",
    "context": "context",
    "function": "function",
    "range": "range",
    "Null": "null",
}


def is_instance(value: Value, wanted: Type, run: Run) -> bool | None:
    """Whether the value is of the type; None if there is no such type."""
    run.spend(1)
    if isinstance(wanted, FunctionType):
        return kind_of(value) == "function" and len(value.parameters) == len(wanted.parameters)
    if isinstance(wanted, ListType):
        return kind_of(value) == "list" and all(is_instance(item, wanted.item, run) is True for item in value)
    if isinstance(wanted, RangeType):
        return isinstance(value, Range) and _is_range_of(value, wanted.item, run)
    if isinstance(wanted, ContextType):
        return isinstance(value, dict) and all(
            key in value and (value[key] is None or is_instance(value[key], item, run) is True)
            for key, item in wanted.entries
        )
    if wanted.name in ("Any", "any"):
        return value is not None
    if wanted.name in SIMPLE:
        return kind_of(value) == SIMPLE[wanted.name]
    member = run.types.get(wanted.name)
    return None if member is None else value is not None and member(value)


def _is_range_of(value: Range, item: Type, run: Run) -> bool:
    ends = [end for end in (value.low, value.high) if end is not None]
    return all(is_instance(end, item, run) is True for end in ends)
