"""Runs Python of a model as an element does."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.model.data import ProcessData, Value
from engine.scripts.python import read_python_expression, read_script
from engine.scripts.running import Ran, run_python

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def ran(script: str, **variables: Any) -> Ran:
    return run_python(read_script(script), variables, NOW)


def written(script: str, **variables: Any) -> ProcessData:
    return ran(script, **variables).written


def value(expression: str, **variables: Any) -> Value:
    return run_python(read_python_expression(expression), variables, NOW).value
