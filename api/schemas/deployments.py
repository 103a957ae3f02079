"""Deployments of bundles."""

from typing import Self
from uuid import UUID

from pydantic import Field

from api.formatting import Formatter
from api.schemas.problems import Finding
from api.schemas.told import Told
from engine.bundles.findings import FileFinding
from engine.commands.deploy_bundle import Deployed


class DeployedDefinition(Told):
    """A definition of the bundle. `changed` is false where the newest version is the same already."""

    kind: str = Field(description="`process`, `decision`, `form` or `template`.")
    key: str
    version: int
    name: str
    changed: bool


class Deployment(Told):
    """What was deployed; `findings` are warnings."""

    deployment_id: UUID
    key: str
    definitions: list[DeployedDefinition]
    findings: list[Finding]

    @classmethod
    def of(cls, deployed: Deployed, formatter: Formatter) -> Self:
        """The deployment as data."""
        return cls(
            deployment_id=deployed.deployment_id,
            key=deployed.key,
            definitions=[DeployedDefinition.model_validate(each) for each in deployed.definitions],
            findings=[_finding(each, formatter) for each in deployed.findings],
        )


def _finding(finding: FileFinding, formatter: Formatter) -> Finding:
    return Finding(
        filename=finding.filename,
        element_id=finding.element_id,
        line=finding.line,
        severity=str(finding.severity),
        code=finding.code,
        kind=str(finding.kind) if finding.kind else None,
        text=formatter.text(finding.text),
    )
