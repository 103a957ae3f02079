"""The pool of processes that run Python of models. They are not CPython, hold no data between two runs, and can be
killed at any time: the next run gets another one.
"""

import atexit
import os
import shutil
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pydantic_monty as monty

from engine.scripts.jail import launchers

PRELUDE = """\
__type, __locals = type, locals
__plain = {'NoneType', 'bool', 'int', 'Decimal', 'str', 'date', 'datetime', 'time', 'timedelta', 'namedtuple'}
def now(): return __now
def today(): return __now.date()
def __returned(values):
    for name, whole in values.items():
        work = [whole]
        while work:
            value = work.pop()
            kind = __type(value).__name__
            if kind == 'dict':
                work.extend(value.values())
            elif kind in ('list', 'tuple'):
                work.extend(value)
            elif kind not in __plain:
                return (name, kind, {})
    return ('', '', values)
"""
"""Runs before the model's text, whose variables could otherwise take the place of `type` and `locals`. Views, ranges
and functions would leave the sandbox as texts, so their kinds are told instead."""


@dataclass(frozen=True, slots=True)
class ScriptLimits:
    """What one script or expression may use."""

    seconds: float = 1.0
    memory_bytes: int = 64 * 1024 * 1024
    recursion: int = 200
    printed_bytes: int = 64_000
    """What it prints is thrown away; beyond this it is stopped."""
    host_calls: int = 200
    waiting_seconds: float = 5.0
    """For a process of the pool to be free."""
    processes: int = 2


class Sandbox:
    """A pool; its processes start with the first run. `jailed` tells whether they stand behind the second wall."""

    def __init__(self, limits: ScriptLimits | None = None) -> None:
        self.limits = limits or ScriptLimits()
        self.jailed = False
        self._pool: monty.Monty | None = None
        self._lock = threading.Lock()

    @contextmanager
    def session(self, now: datetime) -> Iterator[monty.MontySession]:
        """An empty namespace with the prelude run, whose clock stands at `now` (aware).

        A process that somebody killed while it waited is passed over. Raises TimeoutError if none is free for too long.
        """
        with ExitStack() as stack:
            for _ in range(self.limits.processes):
                with suppress(monty.MontyCrashedError):
                    session = self._begun(stack, now)
                    break
            else:
                session = self._begun(stack, now)
            yield session

    def _begun(self, stack: ExitStack, now: datetime) -> monty.MontySession:
        policy: monty.OSPolicy = {"sleep": "zero", "datetime": now, "random_start": {"seed": 0}}
        limits: monty.ResourceLimits = {
            "max_feed_duration_secs": self.limits.seconds,
            "max_memory": self.limits.memory_bytes,
            "max_recursion_depth": self.limits.recursion,
            "max_suspensions": self.limits.host_calls,
            "max_total_sleep_secs": 0.0,
        }
        checkout = self._started().checkout(limits=limits, os_policy=policy, assert_message_annotations=False)
        session = stack.enter_context(checkout)
        session.feed_run(PRELUDE, inputs={"__now": now})
        return session

    def close(self) -> None:
        """End its processes; a later run starts others."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def _started(self) -> monty.Monty:
        with self._lock:
            if self._pool is None:
                self._pool = self._walled() or self._opened(None)
            return self._pool

    def _walled(self) -> monty.Monty | None:
        """The pool behind the highest wall that this platform can build."""
        binary = runtime_binary()
        for launcher in launchers(binary) if binary is not None else ():
            try:
                pool = self._opened(launcher)
                with pool.checkout() as session:
                    session.feed_run("1")
            except (monty.MontyError, OSError, RuntimeError):
                continue
            self.jailed = True
            return pool
        return None

    def _opened(self, binary: Path | None) -> monty.Monty:
        pool = monty.Monty(
            binary_path=binary,
            min_processes=1,
            max_processes=self.limits.processes,
            checkout_timeout=self.limits.waiting_seconds,
            request_timeout=2 * self.limits.seconds + 1,
            max_checkouts_per_worker=10_000,
            feed_duration_limit_grace=0.5,
        )
        return pool.__enter__()


def runtime_binary() -> Path | None:
    """The program that the workers are; None if it is not where packages are installed."""
    named = os.environ.get("MONTY_BIN")
    found = named or shutil.which("monty", path=sysconfig.get_path("scripts")) or shutil.which("monty")
    return None if found is None else Path(found).resolve()


SANDBOX = Sandbox(ScriptLimits(processes=max(2, os.cpu_count() or 1)))
"""The pool of this process, for uploads and turns alike."""
atexit.register(SANDBOX.close)
