"""Anchors: where every history ended at one moment, signed. They show what a chain alone cannot: missing ends."""

import hmac
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
import zstandard

from engine.store.history import Fault, HistoryKey
from engine.store.tables import audit_anchor, execution
from engine.store.tables.types import microseconds

FORMAT = b"\x01"
RECORD = struct.Struct(">16sI32s")
MOST_BYTES = 4 * 1024**3
NO_HEAD = b"\0" * 32


@dataclass(frozen=True, slots=True)
class End:
    """The last sequence of a history, and the hash of that event."""

    sequence: int
    head: bytes


def ends_of(connection: sa.Connection) -> dict[UUID, End]:
    """Where every history ends now."""
    columns = execution.c
    query = sa.select(columns.instance_id, columns.history_sequence, columns.history_head).where(columns.number == 0)
    return {key: End(sequence, head or NO_HEAD) for key, sequence, head in connection.execute(query)}


def pack(ends: Mapping[UUID, End]) -> bytes:
    """Stored data: a format byte, then compressed records in the order of instances."""
    records = b"".join(RECORD.pack(key.bytes, ends[key].sequence, ends[key].head) for key in sorted(ends))
    return FORMAT + zstandard.compress(records)


def unpack(heads: bytes) -> Iterator[tuple[UUID, End]]:
    """What `pack` wrote. Raises ValueError for anything else."""
    if heads[:1] != FORMAT:
        raise ValueError("unknown format")
    try:
        records = zstandard.decompress(heads[1:], max_output_size=MOST_BYTES)
        for identity, sequence, head in RECORD.iter_unpack(records):
            yield UUID(bytes=identity), End(sequence, head)
    except (zstandard.ZstdError, struct.error) as error:
        raise ValueError("damaged") from error


def signature(key: HistoryKey, identity: UUID, at: datetime, heads: bytes) -> bytes:
    """Covers the anchor as a whole."""
    return hmac.digest(key.secret, b"anchor" + identity.bytes + microseconds(at).to_bytes(8, "big") + heads, "sha256")


def store_anchor(
    connection: sa.Connection, identity: UUID, at: datetime, instances: int, heads: bytes, signed: bytes
) -> None:
    """Keep an anchor; older ones stay."""
    row = {"id": identity, "at": at, "instances": instances, "heads": heads, "signature": signed}
    connection.execute(audit_anchor.insert(), row)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest anchor as it is found. `faults` are about the anchor itself; `ends` is empty then."""

    at: datetime | None
    ends: Mapping[UUID, End]
    faults: tuple[Fault, ...] = ()


def newest_anchor(connection: sa.Connection, key: HistoryKey) -> Anchor:
    """The newest anchor; an empty one where none was made."""
    columns = audit_anchor.c
    row = connection.execute(sa.select(audit_anchor).order_by(columns.at.desc(), columns.id.desc()).limit(1)).first()
    if row is None:
        return Anchor(None, {})
    if not hmac.compare_digest(signature(key, row.id, row.at, row.heads), row.signature):
        return Anchor(row.at, {}, (Fault(row.id, None, "anchor changed"),))
    try:
        ends = dict(unpack(row.heads))
    except ValueError:
        return Anchor(row.at, {}, (Fault(row.id, None, "anchor unreadable"),))
    return Anchor(row.at, ends)
