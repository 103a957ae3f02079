"""The file of a process model, as it was uploaded."""

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.tables import process_definition, resource


def model_file(runtime: Runtime, key: str, version: int | None = None) -> bytes:
    """The bytes of one version, the newest if none is named. Raises UnknownProcess."""
    columns = process_definition.c
    query = sa.select(resource.c.content).join(process_definition, columns.sha256 == resource.c.sha256)
    query = query.where(columns.key == key).order_by(columns.version.desc()).limit(1)
    if version is not None:
        query = query.where(columns.version == version)
    with runtime.database.begin() as work:
        content: bytes | None = work.connection.scalar(query)
    if content is None:
        raise UnknownProcess(process=key)
    return content
