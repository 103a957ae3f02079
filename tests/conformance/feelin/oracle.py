"""feelin, another implementation of FEEL, in a process of Node.js: what it makes of a text, and what we make of it.

Both are told as JSON: null, true and false, {"number": text}, {"string": text}, lists, {"context": ...}, {"date": ISO}
and so on, {"range": [start included, start, end, end included]}, {"function": true}; {"refused": why} for no FEEL.
"""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.feel import FeelBudgetExceeded, FeelSyntaxError, Function, Range, YearsMonths, compile_expression
from engine.feel.temporal import date_time_text, duration_text, time_text

PACKAGES = Path(__file__).resolve().parents[3] / "web"
PROGRAM = Path(__file__).with_name("evaluate.mjs")
CONTEXT = {"x": 3, "teks": "Budi", "ada": True, "daftar": [1, 2, 3, 2], "orang": {"nama": "Siti", "umur": 41}}
"""What the names in texts of the grammar stand for; those that are not here are not there."""
DIGITS = Decimal("1e-9")
"""Their numbers have 15 digits, ours 34: what agrees so far is the same."""


class Feelin:
    """The process; one text at a time."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "Install Node.js; building the browser assets needs it as well."
        command = [node, str(PROGRAM), str(PACKAGES)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def told(self, text: str, context: Mapping[str, Any]) -> Any:
        """What feelin makes of a text."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"text": text, "context": context}, default=float) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def ours(text: str, context: Mapping[str, Any]) -> Any:
    """What engine.feel makes of a text."""
    try:
        expression = compile_expression(text, tuple(context))
        return told(expression.evaluate(dict(context)).value)
    except FeelSyntaxError as refused:
        return {"refused": str(refused)}
    except FeelBudgetExceeded as exceeded:
        return {"exceeded": str(exceeded)}


def told(value: Any) -> Any:
    """A value of FEEL as JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (Decimal, int)):
        return {"number": str(value)}
    if isinstance(value, str):
        return {"string": value}
    if isinstance(value, list):
        return [told(item) for item in value]
    if isinstance(value, dict):
        return {"context": {key: told(item) for key, item in value.items()}}
    if isinstance(value, Range):
        return {"range": [value.low_included, told(value.low), told(value.high), value.high_included]}
    return told_time(value)


def told_time(value: Any) -> Any:
    """A date, time or duration, or a function, as JSON."""
    if isinstance(value, dt.datetime):
        return {"date and time": date_time_text(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": time_text(value)}
    if isinstance(value, (dt.timedelta, YearsMonths)):
        return {"duration": str(value) if isinstance(value, YearsMonths) else duration_text(value)}
    return {"function": True} if isinstance(value, Function) else {"date": value.isoformat()}


def agree(one: Any, other: Any) -> bool:
    """Whether both are told to be the same."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if not isinstance(one, dict) or not isinstance(other, dict):
        return type(one) is type(other) and one == other
    if one.keys() != other.keys():
        return False
    for kind, value in one.items():
        if kind == "number" and not close(Decimal(value), Decimal(other[kind])):
            return False
        if kind in ("range", "context") and not inside_agree(value, other[kind]):
            return False
        if kind not in ("number", "range", "context", "refused") and value != other[kind]:
            return False
    return True


def inside_agree(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return all(map(agree, one, other))
    return bool(one.keys() == other.keys()) and all(agree(value, other[key]) for key, value in one.items())


def close(one: Decimal, other: Decimal) -> bool:
    if not (one.is_finite() and other.is_finite()):
        return False
    return abs(one - other) <= DIGITS * max(1, abs(one))
