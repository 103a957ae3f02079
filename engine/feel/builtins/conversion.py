"""Functions that turn one kind of value into another (DMN 1.5, 10.3.4.1)."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.builtins.registry import builtin
from engine.feel.comparison import order
from engine.feel.errors import Fault, FeelBudgetExceeded, FeelSyntaxError
from engine.feel.far_dates import FarDateTime, combined, date_of
from engine.feel.nodes import Call, Literal, Name, Negation, Node
from engine.feel.numbers import CONTEXT, number, number_text, whole
from engine.feel.parser import parse_expression
from engine.feel.run import Run
from engine.feel.types import Range, Value, YearsMonths, kind_of

NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
RANGE = re.compile(r"([\[\](])(.*?)\.\.(.*)([\])\[])", re.DOTALL)
PARSERS: dict[str, Callable[[Any], Value]] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "duration": temporal.parse_duration,
}
TEXTS: dict[str, Callable[[Any], str]] = {
    "number": number_text,
    "date": lambda date: str(date.isoformat()),
    "time": temporal.time_text,
    "date and time": temporal.date_time_text,
    "days and time duration": temporal.duration_text,
    "years and months duration": str,
    "function": lambda function: str(function.name),
}
NAMED_TEXTS = {None: "null", True: "true", False: "false"}


@builtin("number", "from: string, grouping separator?: string|null, decimal separator?: string|null")
def _to_number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (point and grouping == point):
        raise Fault("number(): the separators may be ' ', ',' or '.' and must differ")
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    if not NUMBER.fullmatch(text):
        raise Fault("number(): the text is no number")
    return number(CONTEXT.create_decimal(text))


@builtin("number", "from: number")
def _number_itself(run: Run, value: Any) -> Decimal:
    return number(value)


@builtin("string", "from: any")
def _to_string(run: Run, value: Value) -> str | None:
    return None if value is None else run.text(text_of(run, value))


def text_of(run: Run, value: Value, quoted: bool = False) -> str:
    """How FEEL writes a value; texts are quoted only inside lists, contexts and ranges."""
    run.spend(1)
    kind = kind_of(value)
    if kind == "string":
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else str(value)
    if kind in ("null", "boolean"):
        return NAMED_TEXTS[value]
    if kind in TEXTS:
        return TEXTS[kind](value)
    if kind == "range":
        return range_text(run, value)
    if kind == "list":
        return bounded(run, "[", [text_of(run, item, True) for item in value], "]")
    if kind == "context":
        return bounded(run, "{", [f"{key}: {text_of(run, item, True)}" for key, item in value.items()], "}")
    raise Fault("string(): the value has no text")


def bounded(run: Run, opening: str, parts: list[str], closing: str) -> str:
    """The parts in brackets, if that does not become too long."""
    if sum(len(part) + 2 for part in parts) > run.budget.characters:
        raise FeelBudgetExceeded(f"Expected texts of at most {run.budget.characters} characters.")
    run.spend(sum(len(part) for part in parts) // 50)
    return opening + ", ".join(parts) + closing


def range_text(run: Run, value: Range) -> str:
    """A range as it is written in FEEL."""
    low = "" if value.low is None else text_of(run, value.low, True)
    high = "" if value.high is None else text_of(run, value.high, True)
    if value.negated:
        return f"!={low}"
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


def known(value: Value, what: str) -> Value:
    """The value, unless it is None: then Fault."""
    if value is None:
        raise Fault(f"the text is no {what}")
    return value


@builtin("date", "from: string")
def _date_from_text(run: Run, text: str) -> Value:
    return known(temporal.parse_date(text), "date")


@builtin("date", "from: moment")
def _date_from_moment(run: Run, value: Any) -> Value:
    return value.date() if isinstance(value, (dt.datetime, FarDateTime)) else value


@builtin("date", "year: number, month: number, day: number")
def _date_from_parts(run: Run, year: Any, month: Any, day: Any) -> Value:
    try:
        return date_of(whole(year), whole(month), whole(day))
    except (ValueError, OverflowError):
        raise Fault("date(): there is no such day") from None


@builtin("time", "from: string")
def _time_from_text(run: Run, text: str) -> Value:
    return known(temporal.parse_time(text), "time")


@builtin("time", "from: temporal")
def _time_from_temporal(run: Run, value: Any) -> Value:
    if isinstance(value, (dt.datetime, FarDateTime)):
        return value.timetz()
    return value if isinstance(value, dt.time) else dt.time(tzinfo=dt.UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration|null")
def _time_from_parts(run: Run, hour: Any, minute: Any, second: Any, offset: dt.timedelta | None = None) -> Value:
    seconds = number(second)
    try:
        micros = int((seconds - int(seconds)) * 1_000_000)
        zone = None if offset is None else dt.timezone(offset)
        if zone is not None and not offset:
            zone = dt.UTC
        return dt.time(whole(hour), whole(minute), int(seconds), micros, zone)
    except (ValueError, OverflowError):
        raise Fault("time(): there is no such time") from None


@builtin("date and time", "from: string")
def _date_time_from_text(run: Run, text: str) -> Value:
    return known(temporal.parse_date_time(text), "date and time")


@builtin("date and time", "date: moment, time: time")
def _date_time_from_parts(run: Run, date: Any, time: dt.time) -> Value:
    return combined(_date_from_moment(run, date), time)


@builtin("date and time", "date: moment, timezone: string")
def _date_time_in_zone(run: Run, date: Any, timezone: str) -> Value:
    try:
        zone = temporal.parse_zone(timezone if timezone[:1] in "Z+-" else f"@{timezone}")
    except ValueError:
        raise Fault("date and time(): there is no such time zone") from None
    if isinstance(date, FarDateTime):
        raise Fault("date and time(): a date outside of the years 1 to 9999 cannot be moved to another zone")
    if not isinstance(date, dt.datetime):
        return combined(date, dt.time(tzinfo=zone))
    return date.replace(tzinfo=zone) if date.tzinfo is None else date.astimezone(zone)


@builtin("duration", "from: string")
def _duration_from_text(run: Run, text: str) -> Value:
    return known(temporal.parse_duration(text), "duration")


@builtin("duration", "from: duration")
def _duration_itself(run: Run, value: Value) -> Value:
    return value


@builtin("years and months duration", "from: moment, to: moment")
def _years_and_months_between(run: Run, start: Any, end: Any) -> YearsMonths:
    first, last = _date_from_moment(run, start), _date_from_moment(run, end)
    sign, early, late = (1, first, last) if first <= last else (-1, last, first)
    months = (late.year - early.year) * 12 + late.month - early.month
    return YearsMonths(sign * (months - 1 if late.day < early.day else months))


@builtin("range", "from: string")
def _range_from_text(run: Run, text: str) -> Range:
    run.spend(len(text))
    found = RANGE.fullmatch(text.strip())
    if found is None:
        raise Fault("range(): the text is no range")
    low, high = endpoint(found[2]), endpoint(found[3])
    if low is None and high is None:
        raise Fault("range(): expected at least one endpoint")
    if (low is None and found[1] == "[") or (high is None and found[4] == "]"):
        raise Fault("range(): expected an open bracket where there is no endpoint")
    if low is not None and high is not None and order(low, high) not in (-1, 0):
        raise Fault("range(): expected endpoints of one kind, in ascending order")
    return Range(low, high, found[1] == "[", found[4] == "]")


def endpoint(text: str) -> Value:
    """The value of an endpoint that stands for itself; None if there is none; Fault if it must be computed."""
    if not text.strip() or text.strip() == "null":
        return None
    try:
        node = parse_expression(text)
    except FeelSyntaxError:
        raise Fault("range(): expected a literal as endpoint") from None
    if isinstance(node, Call) and isinstance(node.function, Name) and len(node.arguments) == 1:
        parse = PARSERS.get(node.function.name)
        value = None if parse is None else parse(literal(node.arguments[0]))
    else:
        value = literal(node)
    if value is None:
        raise Fault("range(): expected a literal as endpoint")
    return value


def literal(node: Node) -> Value:
    """The value of a literal or of a negative number; Fault else."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        return CONTEXT.minus(number(node.operand.value))
    raise Fault("range(): expected literals as endpoints")
