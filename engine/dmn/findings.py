"""What is wrong with a decision model, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import ModelError
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a designer must change, or look at. Element id and line are None where the file has none."""

    code: str
    element_id: str | None
    line: int | None
    text: Text
    warning: bool = False
    """Whether the model can be used all the same."""


class DecisionModelRefused(ModelError):
    """The decision model cannot be used; `findings` say where and why."""

    code = "decision_model_refused"
    message = N_("The decision model cannot be used: %(count)s part(s) need correction. First: %(first)s")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        place = f"{first.element_id}: " if first.element_id else ""
        super().__init__(count=len(self.findings), first=f"{place}{first.text}")
