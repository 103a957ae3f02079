"""What is wrong with a form file, told to its designer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelError
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing to correct; `component_id` is None where the file as a whole is meant."""

    component_id: str | None
    text: Text


class FormRefused(ModelError):
    """The file is not a form that Lintas can show; `findings` says where and why."""

    code = "form_refused"
    message = N_("The form cannot be used: %(count)d part(s) need correction. First: %(first)s")

    def __init__(self, findings: Sequence[FormFinding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        place = f"{first.component_id}: " if first.component_id else ""
        super().__init__(count=len(self.findings), first=f"{place}{first.text}")


class FormProblem(ValueError):
    """Raised by readers of single properties; becomes a finding of the component that holds them."""

    def __init__(self, template: str, **parameters: Any) -> None:
        self.text = Text(template, parameters)
        super().__init__(str(self.text))
