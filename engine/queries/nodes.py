"""The processes that run jobs, as an operator sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.runtime import Runtime
from engine.store.nodes import known_nodes


@dataclass(frozen=True, slots=True)
class NodeSeen:
    """A process. `lives`: it showed life within a lease; what others have in hand is taken over. `jobs`: it has now."""

    name: str
    lives: bool
    threads: int
    jobs: int
    started_at: datetime
    seen_at: datetime


def list_nodes(runtime: Runtime) -> Sequence[NodeSeen]:
    """All nodes of the last day that were not stopped in order, those that began first."""
    with runtime.database.begin() as work:
        known = known_nodes(work.connection)
    limit = runtime.clock.now() - timedelta(seconds=runtime.settings.worker_lease_seconds)
    return [
        NodeSeen(each.name, each.seen_at >= limit, each.threads, each.jobs, each.started_at, each.seen_at)
        for each in known
    ]
