"""What is wrong with a decision model, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelError
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a designer must change. Element id and line are None where the file has none."""

    code: str
    element_id: str | None
    line: int | None
    text: Text


class DecisionModelRefused(ModelError):
    """The decision model cannot be used; `findings` say where and why."""

    code = "decision_model_refused"
    message = N_("The decision model cannot be used: %(reasons)s")

    def __init__(self, findings: Sequence[Finding], **facts: Any) -> None:
        self.findings = tuple(findings)
        reasons = "; ".join(str(finding.text) for finding in self.findings[:3])
        super().__init__(reasons=reasons, **facts)
