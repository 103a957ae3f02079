"""Fill an installation with a demonstration government: agencies, positions, people, accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.authorization.passwords import UNUSABLE, hash_password
from engine.calendars.zones import local_date
from engine.errors import NotFound
from engine.model.text import N_
from engine.observing import watched
from engine.organisation.government_file import read_government
from engine.runtime import Runtime
from engine.store.governments import GovernmentStore

Progress = Callable[[str, int, int], None]
"""Told what was just done, how many parts are done and how many there are."""


class GovernmentFileMissing(NotFound):
    """The file with the demonstration government cannot be read."""

    code = "government_file_missing"
    message = N_("The file %(file)s with the demonstration government cannot be read. Check that it is there.")


@dataclass(frozen=True, slots=True)
class SeededDemo:
    """What the demonstration has now, and how many rows of all kinds were new."""

    agencies: int
    persons: int
    accounts: int
    added: int


@watched
def seed_demo(runtime: Runtime, source: Path, *, progress: Progress, password: str | None = None) -> SeededDemo:
    """Add what is missing of the government in `source`, all of it or nothing; a second run changes nothing.

    Accounts are marked as demonstration and can be entered without a password in demonstration mode only; `password`
    gives the new ones a password too. Raises GovernmentFileMissing, or GovernmentRefused with what is wrong.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise GovernmentFileMissing(file=source.name) from error
    today = local_date(runtime.clock.now(), runtime.settings.time_zone)
    government = read_government(content, today=today)
    password_hash = UNUSABLE if password is None else hash_password(password)
    with runtime.database.begin() as work:
        work.begin_write()
        work.lock_name("seed_demo")
        store = GovernmentStore(work.connection, government)
        parts: dict[str, Callable[[], int]] = {
            N_("Agencies"): store.add_agencies,
            N_("Units"): store.add_units,
            N_("Positions"): store.add_positions,
            N_("Persons"): store.add_persons,
            N_("Holders"): store.add_holders,
            N_("Accounts"): lambda: store.add_demonstration_accounts(password_hash),
            N_("Quotas"): store.add_quotas,
            N_("Personnel files"): store.add_profiles,
        }
        added = 0
        for done, (name, add) in enumerate(parts.items(), 1):
            added += add()
            progress(name, done, len(parts))
        work.commit()
    return SeededDemo(len(government.agencies), len(government.persons), len(government.logins), added)
