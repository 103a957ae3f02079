"""What failed when its time came, left aside for a while so that nothing behind it waits for it."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
MOST = 10_000
"""Things left aside; of more, those that failed longest ago are tried again at once."""


@dataclass(slots=True)
class Aside:
    """Kept by the process and by nobody else: after a restart everything is tried again, and nothing is lost."""

    _failed: OrderedDict[Hashable, tuple[timedelta, datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __len__(self) -> int:
        return len(self._failed)

    def is_left(self, key: Hashable, now: datetime) -> bool:
        """Whether it failed and is not to be tried yet."""
        with self._lock:
            return key in self._failed and now < self._failed[key][1]

    def leave(self, key: Hashable, now: datetime) -> None:
        """It failed at `now`. It is tried again in a minute, and after each further failure in twice the time."""
        with self._lock:
            before = self._failed.pop(key, None)
            pause = FIRST_PAUSE if before is None else min(before[0] * 2, LONGEST_PAUSE)
            self._failed[key] = (pause, now + pause)
            while len(self._failed) > MOST:
                self._failed.popitem(last=False)

    def take_back(self, key: Hashable) -> None:
        """It is done."""
        with self._lock:
            self._failed.pop(key, None)
