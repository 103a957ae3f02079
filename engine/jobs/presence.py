"""A node: it shows that it lives, so that others take over what it has in hand when it does not any more."""

import os
import socket
import threading
from datetime import timedelta
from uuid import UUID

import structlog

from engine.ids import new_id
from engine.logs import failure
from engine.runtime import Runtime
from engine.store.job_queue import Holder, give_back
from engine.store.nodes import enter, leave, show_life

log = structlog.get_logger(__name__)

FAREWELL = 5
"""Seconds that the end waits for a thread that only talks to the database, which may be away."""
BEATS = 3
"""Heartbeats in one lease: two may be late."""


class Presence:
    """The heartbeat of one process that runs jobs. `lease`: how long after the last one others wait."""

    def __init__(self, runtime: Runtime, threads: int, lease: timedelta) -> None:
        self.runtime, self.threads = runtime, threads
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.holder = Holder(node_id=new_id(), lease=lease)
        self._stopping = threading.Event()
        self._entered = False
        self._thread = threading.Thread(target=self._loop, name="job-heart", daemon=True)

    def start(self) -> None:
        """Begin; `stop` must follow."""
        self._thread.start()

    def stop(self) -> None:
        """Give back what is still in hand, and end."""
        self._stopping.set()
        self._thread.join(FAREWELL)
        try:
            with self.runtime.database.begin() as work:
                given = give_back(work, self.holder)
                leave(work, self._identity)
                work.commit()
        except Exception as error:  # noqa: BLE001 - the database is away: the leases end by themselves
            log.warning("node_left_unseen", **failure(error))
            return
        if given:
            log.warning("jobs_given_back", count=given)

    @property
    def _identity(self) -> UUID:
        return self.holder.node_id or UUID(int=0)

    def _loop(self) -> None:
        while True:
            try:
                self.beat()
            except Exception as error:  # noqa: BLE001 - a database that is away for a while must not end the heart
                log.warning("heartbeat_missed", **failure(error))
            if self._stopping.wait(self.holder.lease.total_seconds() / BEATS):
                return

    def beat(self) -> None:
        """Show life once."""
        now = self.runtime.clock.now()
        with self.runtime.database.begin() as work:
            if not (self._entered and show_life(work, self.holder, now)):
                enter(work, self._identity, self.name, self.threads, now)
            work.commit()
        self._entered = True
