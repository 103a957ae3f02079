"""A supervisor corrects a data store of the own agency."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.correct_data_store import CorrectDataStore, DataStoreChanged, correct_data_store
from engine.errors import InvalidInput, NotFound
from engine.store import tables
from engine.store.codec import load
from tests.engine.test_data_stores_in_turns import guards, keeping, kept, watching
from tests.factories.offices import Office, an_office

REASON = "Nomor ganda pada register."


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with an_office(database_url) as office:
        office.deploy(keeping(), watching(), by="desi")
        yield office


def correct(office: Office, value: Any, by: str = "sari", **more: Any) -> int:
    given = {"agency": "asal", "key": "daftar", "version": 0, "reason": REASON} | more
    return correct_data_store(office.runtime, CorrectDataStore(value=value, actor=office.actor(by), **given)).version


def test_it_holds_the_value_and_keeps_who_and_why(office: Office) -> None:
    assert correct(office, ["A"]) == 1

    assert kept(office) == {("asal", "daftar"): ["A"]}
    (change,) = office.rows(tables.data_store_change)
    assert (change.reason, change.person_id) == (REASON, office.actor("sari").person_id)
    assert load(change.change) == {"at": 0, "removed": [], "added": ["A"]}


def test_a_condition_that_becomes_true_by_it_starts_a_process(office: Office) -> None:
    correct(office, ["A", "B"])
    office.work()

    assert guards(office) == 1


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"version": 1}, DataStoreChanged),
        ({"reason": " "}, InvalidInput),
        ({"key": "lain"}, NotFound),
        ({"agency": "tujuan"}, NotFound),
        ({"by": "ana"}, MayNotSupervise),
        ({"by": "desi"}, MayNotSupervise),
        ({"by": "tari"}, NotFound),
        ({"value": 1}, InvalidInput),
    ],
)
def test_nothing_else_is_taken(office: Office, more: dict[str, Any], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        correct(office, **({"value": ["A"]} | more))

    assert kept(office) == {("asal", "daftar"): []}
