"""Circuit breakers: a host that does not answer is left alone for a while, instead of holding up every job.

They are kept in each process, not in the database: what is known here is a guess that saves time, each node learns it
in a few calls, and a shared row would be written by every call to a healthy host.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

FAILURES = 5
"""So many failures one after the other, and the host rests."""
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)


@dataclass(slots=True)
class Breaker:
    """What is known of one host."""

    failures: int = 0
    closed_until: datetime | None = None


@dataclass(slots=True)
class Breakers:
    """By agency and host: what one makes fail holds up no other. Safe to share between threads."""

    _hosts: dict[str, Breaker] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def rest(self, host: str, now: datetime) -> timedelta | None:
        """How long the host is still left alone; None: call it. After a rest one call tries it for all."""
        with self._lock:
            breaker = self._hosts.get(host)
            if breaker is None or breaker.closed_until is None:
                return None
            if breaker.closed_until > now:
                return breaker.closed_until - now
            breaker.closed_until = now + REST
            return None

    def failed(self, host: str, now: datetime) -> None:
        """The host did not answer, or answered that it is broken."""
        with self._lock:
            breaker = self._hosts.setdefault(host, Breaker())
            breaker.failures += 1
            over = breaker.failures - FAILURES
            if over >= 0:
                breaker.closed_until = now + min(REST * 2 ** min(over, 10), LONGEST_REST)

    def answered(self, host: str) -> None:
        """The host works."""
        with self._lock:
            self._hosts.pop(host, None)


BREAKERS = Breakers()
"""Those of this process."""
