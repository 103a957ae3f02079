"""Letters and decrees."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.told import Told


class Document(Told):
    """A letter of a case."""

    id: UUID
    number: str
    title: str
    html: str = Field(description="The finished letter; nothing in it is active.")
    created_at: datetime
    instance_id: UUID
    instance_number: str
