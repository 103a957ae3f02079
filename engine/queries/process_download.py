"""Everything that was uploaded together with a version of a process, as a zip archive."""

import io
import zipfile
from dataclasses import dataclass

import sqlalchemy as sa

from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.tables import deployment_file, process_definition, resource

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that all files get: the same version is the same archive, byte for byte."""


@dataclass(frozen=True, slots=True)
class Download:
    """An archive and the name under which it is saved."""

    filename: str
    content: bytes


def process_download(runtime: Runtime, actor: Actor, key: str, version: int | None = None) -> Download:
    """The files of the deployment that brought the version, the newest if none is named; they deploy again as they are.

    Open to everybody who is signed in, as the definitions are. Raises UnknownProcess.
    """
    columns = process_definition.c
    query = sa.select(columns.version, columns.deployment_id).where(columns.key == key)
    query = query.order_by(columns.version.desc()).limit(1)
    if version is not None:
        query = query.where(columns.version == version)
    with runtime.database.begin() as work:
        chosen = work.connection.execute(query).one_or_none()
        if chosen is None:
            raise UnknownProcess(process=key)
        files = work.connection.execute(
            sa.select(deployment_file.c.path, resource.c.content)
            .join(resource, resource.c.sha256 == deployment_file.c.sha256)
            .where(deployment_file.c.deployment_id == chosen.deployment_id)
            .order_by(deployment_file.c.path)
        ).all()
    return Download(f"{key}-v{chosen.version}.zip", archive({row.path: row.content for row in files}))


def archive(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files, by path."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return buffer.getvalue()
