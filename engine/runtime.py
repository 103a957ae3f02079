"""What commands and queries run on: database, clock, settings, and the caches that only save work."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from engine.aside import Aside
from engine.clock import Clock, SystemClock
from engine.definitions import DefinitionCache
from engine.execution import Limits
from engine.settings import Settings
from engine.store.history import HistoryKey
from engine.store.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class Runtime:
    """Shared by all threads of a process."""

    database: Database
    clock: Clock
    settings: Settings
    definitions: DefinitionCache
    history_key: HistoryKey
    aside: Aside = field(default_factory=Aside)

    @classmethod
    def open(cls, settings: Settings, clock: Clock | None = None) -> Self:
        """Connect. The schema must be there (`lintas migrate`)."""
        return cls(
            database=Database(settings.database_url),
            clock=clock or SystemClock(),
            settings=settings,
            definitions=DefinitionCache(ZoneInfo(settings.time_zone)),
            history_key=HistoryKey.read(settings.history_key_file),
        )

    @property
    def limits(self) -> Limits:
        """What one turn may use."""
        settings = self.settings
        return Limits(elements=settings.turn_elements, seconds=settings.turn_seconds, tokens=settings.turn_tokens)

    def today(self) -> date:
        """The date of office: today in the zone of the installation."""
        return self.clock.now().astimezone(ZoneInfo(self.settings.time_zone)).date()

    def local_now(self) -> datetime:
        """This moment in the zone of the installation."""
        return self.clock.now().astimezone(ZoneInfo(self.settings.time_zone))

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()
