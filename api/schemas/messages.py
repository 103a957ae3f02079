"""Messages into processes."""

from uuid import UUID

from pydantic import Field

from api.schemas.json_values import ProcessValue
from api.schemas.told import Sent, Told


class MessageRequest(Sent):
    """A message. The same `name` and `message_id` are taken once."""

    name: str = Field(examples=["KuotaDibuka"])
    correlation_key: str = Field("", description="Says which case it is for.", examples=["PINDAH-2026-000001"])
    payload: dict[str, ProcessValue] = Field(default_factory=dict, description="Dates and times stay texts.")
    message_id: str | None = Field(None, description="The sender's own id of the message.")
    ttl_seconds: int | None = Field(None, ge=0, le=366 * 24 * 3600, description="How long it may wait for a case.")


class Correlation(Told):
    """What became of the message."""

    outcome: str = Field(
        description="`correlated`, `started`, `buffered` (kept for a case to come), `duplicate` (taken or kept before) "
        "or `expired` (nobody took it in its time). Several cases that wait are a refusal: `message_ambiguous`."
    )
    instance_id: UUID | None = Field(description="The case that took the message or was started by it.")
