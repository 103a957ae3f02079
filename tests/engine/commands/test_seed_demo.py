from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands.seed_demo import GovernmentFileMissing, SeededDemo, seed_demo
from engine.commands.sign_in import (
    SignIn,
    SignInAsDemonstration,
    WrongCredentials,
    sign_in,
    sign_in_as_demonstration,
)
from engine.model.actor import HolderStatus
from engine.organisation.government import GovernmentRefused
from engine.queries.actors import demonstration_accounts
from engine.settings import resources_root
from engine.store import tables
from engine.store.codec import load
from tests.factories.governments import HOLDERS, PERSONS, a_government_file
from tests.factories.people import a_runtime, rows

EVERYTHING = (
    tables.agency,
    tables.unit,
    tables.position,
    tables.position_function,
    tables.person,
    tables.holder,
    tables.account,
    tables.function_group,
    tables.quota,
    tables.siasn_profile,
)


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        yield opened


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "government.toml"
    file.write_bytes(a_government_file())
    return file


def seed(runtime: Any, source: Path, **options: Any) -> SeededDemo:
    return seed_demo(runtime, source, progress=lambda name, done, total: None, **options)


def everything(runtime: Any) -> list[set[Any]]:
    return [set(rows(runtime, table)) for table in EVERYTHING]


def test_the_whole_government_is_stored(runtime: Any, source: Path) -> None:
    seeded = seed(runtime, source)

    assert (seeded.agencies, seeded.persons, seeded.accounts) == (1, 1, 1)
    actor = sign_in_as_demonstration(runtime, SignInAsDemonstration(username="bima")).actor
    assert actor.addresses == {"direktur@bkn", "pertek@bkn", "penyelia@bkn"}


def test_every_address_gets_its_number(runtime: Any, source: Path) -> None:
    seed(runtime, source)

    addresses = {row.address for row in rows(runtime, tables.function_group)}
    assert addresses == {"direktur@bkn", "pertek@bkn", "penyelia@bkn"}


def test_units_know_what_they_stand_below(runtime: Any, source: Path) -> None:
    seed(runtime, source)

    units = {row.code: row for row in rows(runtime, tables.unit)}
    assert units["dit-mutasi"].parent_id == units["deputi"].id


def test_profiles_keep_dates_and_decimals(runtime: Any, source: Path) -> None:
    seed(runtime, source)

    (row,) = rows(runtime, tables.siasn_profile)
    assert load(row.profile)["tmt"].year == 2022
    assert str(load(row.profile)["skor"]) == "81.5"


def test_a_second_run_changes_nothing(runtime: Any, source: Path) -> None:
    seed(runtime, source)
    before = everything(runtime)

    assert seed(runtime, source).added == 0

    assert everything(runtime) == before


def test_what_is_missing_is_added_and_what_is_there_stays(runtime: Any, source: Path) -> None:
    seed(runtime, source)
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(tables.account.update().values(language="en"))
        work.connection.execute(tables.position_function.delete())
        work.connection.execute(tables.quota.delete())
        work.commit()

    assert seed(runtime, source).added == 3

    (row,) = rows(runtime, tables.account)
    assert row.language == "en"
    assert len(rows(runtime, tables.position_function)) == 2


def test_an_interrupted_run_leaves_nothing_behind(runtime: Any, source: Path) -> None:
    class Interrupted(Exception):
        pass

    def interrupt(name: str, done: int, total: int) -> None:
        if done == total - 1:
            raise Interrupted

    with pytest.raises(Interrupted):
        seed_demo(runtime, source, progress=interrupt)

    assert everything(runtime) == [set()] * len(EVERYTHING)


def test_a_wrong_file_stores_nothing(runtime: Any, source: Path) -> None:
    source.write_bytes(a_government_file(holders=HOLDERS.replace("plt", "king")))

    with pytest.raises(GovernmentRefused):
        seed(runtime, source)

    assert everything(runtime) == [set()] * len(EVERYTHING)


def test_a_missing_file_is_named(runtime: Any, tmp_path: Path) -> None:
    with pytest.raises(GovernmentFileMissing, match=r"nowhere\.toml"):
        seed(runtime, tmp_path / "nowhere.toml")


def test_progress_counts_to_the_end(runtime: Any, source: Path) -> None:
    told: list[tuple[int, int]] = []

    seed_demo(runtime, source, progress=lambda name, done, total: told.append((done, total)))

    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]


def test_without_a_password_accounts_are_entered_in_demonstration_mode_only(runtime: Any, source: Path) -> None:
    seed(runtime, source)

    with pytest.raises(WrongCredentials):
        sign_in(runtime, SignIn(username="bima", password="", address="10.0.0.1"))


def test_a_password_can_be_given_to_all_accounts(runtime: Any, source: Path) -> None:
    seed(runtime, source, password="untuk peragaan")

    signed_in = sign_in(runtime, SignIn(username="bima", password="untuk peragaan", address="10.0.0.1"))

    assert signed_in.actor.username == "bima"


def test_a_number_of_contract_staff_is_kept_with_their_employment(runtime: Any, source: Path) -> None:
    number = 'nip = "199608182023211001"\nemployment = "pppk"'
    persons = PERSONS.replace('nip = "199608182022041001"', number)
    source.write_bytes(a_government_file(persons=persons, holders="", accounts=""))

    seed(runtime, source)

    (row,) = rows(runtime, tables.person)
    assert row.employment == "pppk"


def test_the_government_that_is_shipped_is_sound_and_has_one_acting_official(runtime: Any) -> None:
    shipped = resources_root() / "processes" / "demo" / "government.toml"

    seeded = seed(runtime, shipped)

    assert (seeded.agencies, seeded.persons) == (4, 46)
    assert seed(runtime, shipped).added == 0
    acting = [
        account.username
        for account in demonstration_accounts(runtime)
        if any(held.status is not HolderStatus.DEFINITIVE for held in account.positions)
    ]
    assert acting == ["larasati"]
