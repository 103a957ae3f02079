"""What is said about a model: a stable code, how bad it is, where it is, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.errors import ModelError
from engine.model.text import N_, Text


class Severity(StrEnum):
    """Errors keep a model from being deployed; the rest is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with, or worth saying about, a model. `line` counts from 1; None: the whole file."""

    code: str
    severity: Severity
    element_id: str | None
    line: int | None
    text: Text


class ModelRefused(ModelError):
    """The model has errors; `findings` names each with its element and line."""

    code = "model_refused"
    message = N_(
        "The process model cannot be used: %(count)s errors. Correct the elements named below and upload it again."
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(count=sum(finding.severity is Severity.ERROR for finding in self.findings))


def error(code: str, template: str, *, element_id: str | None = None, line: int | None = None, **facts: Any) -> Finding:
    """A finding that refuses the model; `template` is marked with N_ where it is written."""
    return Finding(code, Severity.ERROR, element_id, line, _text(template, facts))


def warning(
    code: str, template: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Finding:
    """A finding that does not hinder deployment."""
    return Finding(code, Severity.WARNING, element_id, line, _text(template, facts))


def _text(template: str, facts: Mapping[str, Any]) -> Text:
    return Text(template, dict(facts))
