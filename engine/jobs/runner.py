"""The runner: threads that do what is due, inside the server or in a process of their own (`lintas worker`)."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog

from engine.commands.fire_timer import FireTimer, fire_timer
from engine.commands.forget_expired import forget_expired
from engine.jobs.deadlines import sweep_reminders
from engine.jobs.presence import FAREWELL, Presence
from engine.jobs.recurring import sweep_recurring
from engine.jobs.sweeping import each_by_itself
from engine.jobs.tasks import GIVEN_UP, TASKS
from engine.logs import failure
from engine.observing import DONE, FAILED, JOBS, LOST, tracer
from engine.runtime import Runtime
from engine.store.job_queue import (
    MOST_ATTEMPTS,
    ClaimedJob,
    ClaimLost,
    Holder,
    anything_due,
    check_held,
    claim,
    finish,
    free_expired,
    put_back,
)
from engine.store.jobs import wake_listeners
from engine.store.notices import listen
from engine.store.tables import timer
from engine.store.unit_of_work import Guard

log = structlog.get_logger(__name__)

SWEEP_BATCH = 200
TIDY_EVERY = timedelta(hours=1)
STACK_BYTES = 64 * 1024 * 1024
"""Deeply nested models recurse far; the default stack of a thread would end the process."""
SLOW = frozenset({"perform_service"})
"""Jobs that may wait for another system: one thread leaves them alone, so that they never hold up everything else."""


class NodesDied(Exception):
    """So many nodes died with this job that it is not tried again."""


def run_waiting(
    runtime: Runtime,
    most: int = 1000,
    besides: Collection[str] = (),
    holder: Holder | None = None,
    stopping: Callable[[], bool] = bool,
) -> int:
    """Do everything that is due now, and what it causes, in this thread. Returns how many timers and jobs ran.

    `besides`: jobs that are left to others. Nothing more is begun once it is `stopping`.
    """
    done = sweep_reminders(runtime) + sweep_recurring(runtime)
    while done < most and not stopping():
        fired = sweep_timers(runtime)
        ran = run_one(runtime, besides, holder)
        if not fired and not ran:
            break
        done += fired + int(ran)
    return done


def sweep_timers(runtime: Runtime) -> int:
    """Fire timers that are due, each in a transaction of its own. Returns how many moved something.

    One that fails is left aside for a while; it stays due.
    """
    now = runtime.clock.now()
    columns = timer.c
    with runtime.database.begin() as work:
        due = work.connection.execute(
            sa.select(columns.instance_id, columns.execution, columns.token, columns.part)
            .where(columns.due_at <= now, columns.held == sa.false())
            .order_by(columns.due_at)
            .limit(SWEEP_BATCH + len(runtime.aside))
        ).all()
    commands = (FireTimer(instance_id=i, execution=e, token=t, part=p) for i, e, t, p in due)
    return each_by_itself(runtime, fire_timer, commands)


def run_one(runtime: Runtime, besides: Collection[str] = (), holder: Holder | None = None) -> bool:
    """Claim one job and do it. False where none is due. `besides`: jobs that are left to others."""
    now, taker, claimed = runtime.clock.now(), holder or Holder(), None
    try:
        with runtime.database.begin() as work:
            if not anything_due(work, now, besides):
                return False
            free_expired(work, now, taker)
            claimed = claim(work, now, besides, taker)
            if claimed is not None:
                taker.in_hand.add(claimed.id)
            work.commit()
        if claimed is None:
            return False
        execute(runtime, claimed)
        return True
    finally:
        if claimed is not None:
            taker.in_hand.discard(claimed.id)


def execute(runtime: Runtime, claimed: ClaimedJob) -> None:
    """Do a claimed job. It may run twice after a crash; commands make that harmless.

    Nothing is committed for it once it is in the hands of another runner.
    """
    guard = Guard(claimed.share, partial(check_held, claimed=claimed))
    guarded = replace(runtime, database=runtime.database.guarded(guard))
    told = {"job": str(claimed.id), "task": claimed.task, "attempt": claimed.attempts}
    try:
        with tracer.start_as_current_span(claimed.task, record_exception=False, set_status_on_exception=False):
            if claimed.attempts > MOST_ATTEMPTS:
                raise NodesDied
            TASKS[claimed.task](guarded, claimed.arguments)
    except ClaimLost:
        log.warning("job_taken_over", **told)
        JOBS.labels(claimed.task, LOST).inc()
    except Exception as error:  # noqa: BLE001 - the worker's loop: whatever went wrong, the next job must run
        log.error("job_failed", **told, **failure(error))  # noqa: TRY400 - texts of errors may name people
        JOBS.labels(claimed.task, FAILED).inc()
        if claimed.attempts >= MOST_ATTEMPTS and claimed.task in GIVEN_UP:
            GIVEN_UP[claimed.task](guarded, claimed.arguments)
        settle(runtime, claimed, error)
    else:
        JOBS.labels(claimed.task, DONE).inc()
        settle(runtime, claimed, None)


def settle(runtime: Runtime, claimed: ClaimedJob, error: Exception | None) -> None:
    """Take a job out of the queue, or put it back for later; nothing where another runner has it."""
    with runtime.database.begin() as work:
        if error is None:
            finish(work, claimed)
        else:
            put_back(work, claimed, f"{type(error).__name__}: {error}", runtime.clock.now())
        work.commit()


class Runner:
    """Threads that sleep until a job is committed or `poll_seconds` have passed.

    `threads` (of the settings, unless given) do everything; one more does what waits for no other system. A further
    one shows that this node lives, and on PostgreSQL one hears what other nodes commit.
    """

    def __init__(self, runtime: Runtime, threads: int | None = None, poll_seconds: float | None = None) -> None:
        settings = runtime.settings
        threads = threads or settings.worker_concurrency
        self.runtime, self.poll_seconds = runtime, poll_seconds or settings.worker_poll_seconds
        self.presence = Presence(runtime, threads, timedelta(seconds=settings.worker_lease_seconds))
        self._stopping = threading.Event()
        self._woken = threading.Condition()
        self._waiting = 0
        self._tidied_at: datetime | None = None
        self._threads = [
            threading.Thread(target=self._loop, name=f"job-{number}", daemon=True) for number in range(threads)
        ]
        self._threads.append(threading.Thread(target=self._loop, args=(SLOW,), name="job-quick", daemon=True))
        self._ear = threading.Thread(target=self._listen, name="job-ear", daemon=True)

    def start(self) -> None:
        """Begin; `stop` must follow."""
        wake_listeners.append(self.wake)
        self.presence.start()
        for thread in (*self._threads, self._ear):
            thread.start()

    def stop(self, patience: float = 30) -> None:
        """Finish what is being done and end. What is not finished in `patience` seconds is given to other nodes."""
        self._stopping.set()
        wake_listeners.remove(self.wake)
        self.wake()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._ear.join(FAREWELL)
        self.presence.stop()

    @property
    def alive(self) -> bool:
        """Whether all its threads run."""
        return all(thread.is_alive() for thread in self._threads)

    def wake(self) -> None:
        """Something was committed: look at once."""
        with self._woken:
            self._waiting += 1
            self._woken.notify_all()

    def _loop(self, besides: Collection[str] = ()) -> None:
        while not self._stopping.is_set():
            with self._woken:
                seen = self._waiting
            if self._work(besides):
                continue
            with self._woken:
                if self._waiting == seen:
                    self._woken.wait(self.poll_seconds)

    def _listen(self) -> None:
        """Hear other nodes; where that breaks off, the looks of every `poll_seconds` find their jobs meanwhile."""
        while not self._stopping.is_set():
            try:
                listen(self.runtime.database, self.wake, self._stopping)
            except Exception as error:  # noqa: BLE001 - as in _work
                log.warning("worker_deaf", **failure(error))
                self._stopping.wait(self.poll_seconds)
            else:
                return

    def _work(self, besides: Collection[str]) -> bool:
        """Do what is due. Errors of the database are logged and tried again after the pause."""
        try:
            self._tidy()
            return self._run(besides) > 0
        except Exception as error:  # noqa: BLE001 - the worker's loop must survive a database that is away for a while
            log.error("worker_interrupted", **failure(error))  # noqa: TRY400 - as above
            return False

    def _run(self, besides: Collection[str]) -> int:
        return run_waiting(self.runtime, 50, besides, self.presence.holder, self._stopping.is_set)

    def _tidy(self) -> None:
        """Forget what is over, once in TIDY_EVERY."""
        now = self.runtime.clock.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            forget_expired(self.runtime)
