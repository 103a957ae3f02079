"""Waiting for jobs to be offered, without a thread and without a connection to the database."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from engine.store.external_jobs import listeners


@contextmanager
def listening(job_types: Collection[str]) -> Iterator[asyncio.Event]:
    """An event that is set when this process commits a job of one of these types. Clear it before each look.

    Other nodes and locks that end are not heard: look again from time to time.
    """
    loop, heard, wanted = asyncio.get_running_loop(), asyncio.Event(), frozenset(job_types)

    def listen(offered: frozenset[str]) -> None:
        if offered & wanted:
            loop.call_soon_threadsafe(heard.set)

    listeners.append(listen)
    try:
        yield heard
    finally:
        listeners.remove(listen)
