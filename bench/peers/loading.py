"""Clients that complete user tasks over HTTP: the same for every engine, on connections that are kept."""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Barrier, Lock, Thread
from typing import Any, Protocol

PATIENCE = 60
SUCCESS_BELOW = 300


class Refused(Exception):
    """An engine answered something else than success."""


class Connection:
    """One client's connection. Bodies are JSON in both ways."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Content-Type": "application/json", **headers}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of a request. Raises Refused."""
        self._http.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status >= SUCCESS_BELOW:
            raise Refused(f"{method} {path}: {answer.status} {content[:400]!r}")
        return json.loads(content) if content else None


class Client(Protocol):
    """A person's program at one engine."""

    def start(self) -> Any:
        """Start a case; what `open_task` is given."""

    def open_task(self, told: Any) -> Any:
        """The task that waits now, out of what the request before told, or asked for."""

    def complete(self, task: Any) -> Any:
        """Hand the form in: the one request that is timed. What `open_task` is given next."""


@dataclass(slots=True)
class Load:
    """What clients saw: how long each completion took, in seconds."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Completions a second of all clients, starts and looking for tasks within that time."""
        return len(self.taken) / self.seconds

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(self.taken) * 1000

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return statistics.quantiles(self.taken, n=20)[-1] * 1000


def a_case(client: Client, steps: int) -> list[float]:
    """Work through one case. Returns how long each completion took."""
    taken, told = [], client.start()
    for _ in range(steps):
        task = client.open_task(told)
        before = time.perf_counter()
        told = client.complete(task)
        taken.append(time.perf_counter() - before)
    return taken


def load(client: Callable[[int], Client], clients: int, seconds: float, steps: int) -> Load:
    """So many clients, each working through cases of its own until the time is over. Raises what one of them met."""
    seen, lock, barrier = Load(), Lock(), Barrier(clients)
    failures: list[Exception] = []

    def work(number: int) -> None:
        taken: list[float] = []
        try:
            one = client(number)
            barrier.wait(PATIENCE)
            until = time.perf_counter() + seconds
            while not failures and time.perf_counter() < until:
                taken += a_case(one, steps)
        except (Refused, OSError, HTTPException) as error:
            failures.append(error)
        with lock:
            seen.taken += taken

    threads = [Thread(target=work, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    seen.seconds = time.perf_counter() - began
    if failures:
        raise failures[0]
    return seen
