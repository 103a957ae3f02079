"""Where a case stands after somebody did something."""

from uuid import UUID

from pydantic import Field

from api.schemas.told import BothNames, Told


class NextTask(BothNames):
    """A task that the same person may go on with."""

    task_id: UUID


class NextWork(BothNames):
    """A task that became open."""

    addressed_to: list[str] = Field(description="Functions of agencies, `function@agency`.")


class Progress(Told):
    """Where the case stands now and who is next."""

    instance_id: UUID
    number: str
    status: str = Field(description="`active`, `completed`, `terminated`, `cancelled` or `failed`.")
    next_task: NextTask | None
    waiting_for: list[NextWork]
