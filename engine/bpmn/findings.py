"""What is said about a model: a stable code, how bad it is, where it is, and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from engine.errors import ModelError
from engine.model.text import N_, Text


class Severity(StrEnum):
    """Errors keep a model from being deployed; the rest is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Kind(StrEnum):
    """Against what a finding is held: invalid BPMN and BPMN that is valid but not executed are never mixed."""

    STANDARD = "standard"
    """BPMN 2.0.2 or its schema does not allow it: the file is invalid, whoever executes it."""
    EXECUTION = "execution"
    """Valid BPMN that this product does not execute, or too little of it to be executed."""
    DIALECT = "dialect"
    """What the house dialect asks of extensions, addresses and names, and whether what is called exists."""
    ADVICE = "advice"
    """How it would be modelled better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with, or worth saying about, a model. `line` counts from 1; None: the whole file."""

    code: str
    severity: Severity
    element_id: str | None
    line: int | None
    text: Text
    kind: Kind = Kind.STANDARD

    @property
    def invalid(self) -> bool:
        """Whether it says that the file is not BPMN 2.0."""
        return self.kind is Kind.STANDARD and self.severity is Severity.ERROR


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


def of_kind(kind: Kind, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same findings, held against something else than the standard."""
    for finding in findings:
        yield replace(finding, kind=kind)


def warning(
    code: str, template: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Finding:
    """A finding that does not hinder deployment."""
    return Finding(code, Severity.WARNING, element_id, line, _text(template, facts))


def _text(template: str, facts: Mapping[str, Any]) -> Text:
    return Text(template, dict(facts))
