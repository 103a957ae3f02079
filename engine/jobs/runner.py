"""The embedded runner: threads of the server that do what is due."""

import threading
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from engine.commands.fire_timer import FireTimer, fire_timer
from engine.commands.forget_expired import forget_expired
from engine.jobs.deadlines import sweep_reminders
from engine.jobs.recurring import sweep_recurring
from engine.jobs.sweeping import each_by_itself
from engine.jobs.tasks import TASKS
from engine.logs import failure
from engine.observing import DONE, FAILED, JOBS, tracer
from engine.runtime import Runtime
from engine.store.job_queue import ClaimedJob, anything_due, claim, finish, free_expired, put_back
from engine.store.jobs import wake_listeners
from engine.store.tables import timer

log = structlog.get_logger(__name__)

SWEEP_BATCH = 200
TIDY_EVERY = timedelta(hours=1)
SLOW = frozenset({"perform_service"})
"""Jobs that may wait for another system: one thread leaves them alone, so that they never hold up everything else."""


def run_waiting(runtime: Runtime, most: int = 1000, besides: Collection[str] = ()) -> int:
    """Do everything that is due now, and what it causes, in this thread. Returns how many timers and jobs ran.

    `besides`: jobs that are left to others.
    """
    done = sweep_reminders(runtime) + sweep_recurring(runtime)
    while done < most:
        fired = sweep_timers(runtime)
        ran = run_one(runtime, besides)
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


def run_one(runtime: Runtime, besides: Collection[str] = ()) -> bool:
    """Claim one job and do it. False where none is due. `besides`: jobs that are left to others."""
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        if not anything_due(work, now, besides):
            return False
        free_expired(work, now)
        claimed = claim(work, now, besides)
        work.commit()
    if claimed is None:
        return False
    execute(runtime, claimed)
    return True


def execute(runtime: Runtime, claimed: ClaimedJob) -> None:
    """Do a claimed job. It may run twice after a crash; commands make that harmless."""
    try:
        with tracer.start_as_current_span(claimed.task, record_exception=False, set_status_on_exception=False):
            TASKS[claimed.task](runtime, claimed.arguments)
    except Exception as error:  # noqa: BLE001 - the worker's loop: whatever went wrong, the next job must run
        told = {"job": str(claimed.id), "task": claimed.task, "attempt": claimed.attempts}
        log.error("job_failed", **told, **failure(error))  # noqa: TRY400 - texts of errors may name people
        JOBS.labels(claimed.task, FAILED).inc()
        settle(runtime, claimed, error)
    else:
        JOBS.labels(claimed.task, DONE).inc()
        settle(runtime, claimed, None)


def settle(runtime: Runtime, claimed: ClaimedJob, error: Exception | None) -> None:
    """Take a job out of the queue, or put it back for later."""
    with runtime.database.begin() as work:
        if error is None:
            finish(work, claimed)
        else:
            put_back(work, claimed, f"{type(error).__name__}: {error}", runtime.clock.now())
        work.commit()


class Runner:
    """Threads that sleep until a job is committed in this process or `poll_seconds` have passed.

    `threads` do everything; one more does what waits for no other system.
    """

    def __init__(self, runtime: Runtime, threads: int = 2, poll_seconds: float = 1.0) -> None:
        self.runtime, self.poll_seconds = runtime, poll_seconds
        self._stopping = threading.Event()
        self._woken = threading.Condition()
        self._waiting = 0
        self._tidied_at: datetime | None = None
        self._threads = [
            threading.Thread(target=self._loop, name=f"job-{number}", daemon=True) for number in range(threads)
        ]
        self._threads.append(threading.Thread(target=self._loop, args=(SLOW,), name="job-quick", daemon=True))

    def start(self) -> None:
        """Begin; `stop` must follow."""
        wake_listeners.append(self.wake)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being done and end."""
        self._stopping.set()
        wake_listeners.remove(self.wake)
        self.wake()
        for thread in self._threads:
            thread.join()

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

    def _work(self, besides: Collection[str]) -> bool:
        """Do what is due. Errors of the database are logged and tried again after the pause."""
        try:
            self._tidy()
            return run_waiting(self.runtime, most=50, besides=besides) > 0
        except Exception as error:  # noqa: BLE001 - the worker's loop must survive a database that is away for a while
            log.error("worker_interrupted", **failure(error))  # noqa: TRY400 - as above
            return False

    def _tidy(self) -> None:
        """Forget what is over, once in TIDY_EVERY."""
        now = self.runtime.clock.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            forget_expired(self.runtime)
