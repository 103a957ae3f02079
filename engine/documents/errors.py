"""What can be wrong with a template, and with a letter written from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import ModelError
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """One thing to correct; `line` is None where the template as a whole is meant."""

    line: int | None
    text: Text


class TemplateRefused(ModelError):
    """The template is not one that letters can be written from; `findings` says where and why."""

    code = "template_refused"
    message = N_("The template cannot be used: %(first)s")

    def __init__(self, findings: Sequence[TemplateFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(first=self.findings[0].text)


class LetterFailed(ModelError):
    """The template is right by itself, but no letter came out of it with this data."""

    code = "letter_failed"
    message = N_("The letter could not be written: %(reason)s")

    def __init__(self, reason: Text) -> None:
        super().__init__(reason=reason)
