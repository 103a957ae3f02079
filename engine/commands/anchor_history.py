"""Sign where every history ends, so that a case or the end of a history that is removed later shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.ids import new_id
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.anchors import ends_of, pack, signature, store_anchor


@dataclass(frozen=True, slots=True)
class Anchored:
    """`signature` may be kept outside the database: it proves which anchor there was."""

    id: UUID
    at: datetime
    instances: int
    signature: str


@watched
def anchor_history(runtime: Runtime) -> Anchored:
    """Write an anchor over all instances there are."""
    now, identity = runtime.clock.now(), new_id()
    with runtime.database.begin() as work:
        work.begin_write()
        ends = ends_of(work.connection)
        heads = pack(ends)
        signed = signature(runtime.history_key, identity, now, heads)
        store_anchor(work.connection, identity, now, len(ends), heads, signed)
        work.commit()
    return Anchored(identity, now, len(ends), signed.hex())
