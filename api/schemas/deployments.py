"""Deployments of bundles."""

from typing import Self
from uuid import UUID

from pydantic import Field

from api.formatting import Formatter
from api.schemas.problems import Finding
from api.schemas.told import Told
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
            findings=[Finding.of(each, formatter) for each in deployed.findings],
        )
