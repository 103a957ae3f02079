"""Hearing what other nodes commit: LISTEN of PostgreSQL, on a connection of its own."""

from collections.abc import Callable
from threading import Event
from typing import Any

from engine.store.jobs import CHANNEL
from engine.store.unit_of_work import Database

LOOKS = 0.5
"""Seconds between two looks whether to stop."""


def listen(database: Database, heard: Callable[[], None], stopping: Event) -> None:
    """Call `heard` for jobs that any node commits, until `stopping`. Returns at once where there is no LISTEN.

    Raises what the connection raises. Whatever was missed is found by the next look of the runner.
    """
    if database.engine.dialect.name != "postgresql":
        return
    connection = database.engine.raw_connection()
    driver: Any = connection.driver_connection
    connection.detach()
    try:
        driver.rollback()
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        heard()
        while not stopping.is_set():
            for _ in driver.notifies(timeout=LOOKS, stop_after=1):
                heard()
    finally:
        connection.close()
