"""Identifiers. Rows have UUIDv7 ids (engine.ids draws them); tokens are small integers inside their execution."""

from typing import NewType
from uuid import UUID

InstanceId = NewType("InstanceId", UUID)
DefinitionId = NewType("DefinitionId", UUID)
DeploymentId = NewType("DeploymentId", UUID)
TaskId = NewType("TaskId", UUID)
DocumentId = NewType("DocumentId", UUID)
PersonId = NewType("PersonId", UUID)
AccountId = NewType("AccountId", UUID)
AgencyId = NewType("AgencyId", UUID)
UnitId = NewType("UnitId", UUID)
PositionId = NewType("PositionId", UUID)
HolderId = NewType("HolderId", UUID)
TokenId = int
ExecutionNumber = int
"""An execution inside its instance: 0 is the process instance itself, called processes count upwards."""
