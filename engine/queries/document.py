"""A letter of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model.actor import Actor
from engine.queries.access import check_may_see, log_view
from engine.runtime import Runtime
from engine.store.tables import document, instance


@dataclass(frozen=True, slots=True)
class DocumentView:
    """`html` is the finished letter, cleaned of everything active when it was written."""

    id: UUID
    number: str
    title: str
    html: str
    created_at: datetime
    instance_id: UUID
    instance_number: str


def document_view(runtime: Runtime, actor: Actor, document_id: UUID) -> DocumentView:
    """The letter for those who may see its case. Raises NotFound for everybody else."""
    query = sa.select(document, instance.c.number.label("instance_number")).join(
        instance, instance.c.id == document.c.instance_id
    )
    with runtime.database.begin() as work:
        row = work.connection.execute(query.where(document.c.id == document_id)).one_or_none()
        if row is None:
            raise NotFound
        check_may_see(work.connection, actor, row.instance_id)
        log_view(work, actor, "document", document_id, runtime.clock.now())
        work.commit()
    return DocumentView(row.id, row.number, row.title, row.html, row.created_at, row.instance_id, row.instance_number)
