"""What is wrong with a bundle, file by file."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn import Kind, Severity
from engine.errors import ModelError
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class FileFinding:
    """Something about a file of a bundle. `line` counts from 1. `kind` says of a model against what it is held."""

    filename: str
    code: str
    severity: Severity
    element_id: str | None
    line: int | None
    text: Text
    kind: Kind | None = None


class BundleRefused(ModelError):
    """The bundle has errors; nothing of it was deployed. `findings` names each."""

    code = "bundle_refused"
    message = N_("Nothing was deployed: the bundle has %(count)s errors. Correct them and upload it again.")

    def __init__(self, findings: Sequence[FileFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=sum(finding.severity is Severity.ERROR for finding in findings))


def file_error(filename: str, code: str, template: str, **facts: object) -> FileFinding:
    """A finding about a file as a whole."""
    return FileFinding(filename, code, Severity.ERROR, None, None, Text(template, facts))
