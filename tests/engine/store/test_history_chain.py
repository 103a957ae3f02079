"""The chain of the history: any change of what it covers shows, and erased values do not."""

import stat
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.ids import new_id
from engine.model.ids import DefinitionId, InstanceId
from engine.store.history import HASHED, Chain, Event, HistoryKey, check_chain
from tests.factories.together import together

KEY = HistoryKey(b"k" * 32)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(["ProcessStarted", "TokensMoved", "UserTaskCompleted"]),
        definition_id=st.builds(lambda: DefinitionId(new_id())),
        detail=st.dictionaries(st.text("abc", min_size=1), st.integers(0, 9), max_size=2),
        element_id=st.none() | st.sampled_from(["periksa", "putuskan"]),
        value=st.none() | st.dictionaries(st.sampled_from(["answers"]), st.text("xyz"), min_size=1),
    ),
    min_size=2,
    max_size=6,
)


def a_chain(events: list[Event]) -> Chain:
    chain = Chain(instance_id=InstanceId(new_id()), key=KEY, sequence=0, head=None)
    for place, event in enumerate(events):
        chain.append(event, NOW + timedelta(seconds=place))
    return chain


def faults(chain: Chain, rows: list[dict[str, Any]], key: HistoryKey = KEY) -> list[str]:
    return [fault.what for fault in check_chain(key, rows, chain.instance_id, chain.sequence, chain.head)]


@given(EVENTS)
def test_an_untouched_chain_holds(events: list[Event]) -> None:
    chain = a_chain(events)

    assert faults(chain, chain.rows) == []


@given(EVENTS, st.data())
def test_any_change_of_a_covered_column_shows(events: list[Event], data: st.DataObject) -> None:
    chain = a_chain(events)
    rows = deepcopy(chain.rows)
    row = data.draw(st.sampled_from(rows))
    column = data.draw(st.sampled_from([name for name in HASHED if name != "sequence"]))

    row[column] = {"at": NOW - timedelta(1), "execution": 7, "commitment": b"c" * 32}.get(column, "palsu")

    assert "changed" in faults(chain, rows)


@given(EVENTS, st.data())
def test_any_entry_that_is_taken_out_shows(events: list[Event], data: st.DataObject) -> None:
    chain = a_chain(events)
    place = data.draw(st.integers(0, len(events) - 1))

    assert faults(chain, chain.rows[:place] + chain.rows[place + 1 :]) != []


@given(EVENTS, st.data())
def test_any_other_order_shows(events: list[Event], data: st.DataObject) -> None:
    chain = a_chain(events)
    order = data.draw(st.permutations(range(len(events))))

    shuffled = [{**chain.rows[place], "sequence": number} for number, place in enumerate(order, 1)]

    assert (faults(chain, shuffled) == []) == (list(order) == sorted(order))


@given(EVENTS)
def test_erased_values_leave_the_chain_whole(events: list[Event]) -> None:
    chain = a_chain(events)

    assert faults(chain, [{**row, "salt": None, "value": None} for row in chain.rows]) == []


@given(EVENTS)
def test_another_key_fits_nowhere(events: list[Event]) -> None:
    chain = a_chain(events)

    assert faults(chain, chain.rows, HistoryKey(b"x" * 32)) == ["changed"] * len(events)


def test_the_same_value_is_bound_by_another_commitment_each_time() -> None:
    event = Event(kind="ProcessStarted", definition_id=DefinitionId(new_id()), value={"nip": "1"})

    first, second = a_chain([event, event]).rows

    assert first["commitment"] != second["commitment"]


def test_a_missing_key_is_made_for_its_owner_only_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "history.key"

    made = HistoryKey.read(path)

    assert len(made.secret) == 32
    assert HistoryKey.read(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "history.key"
    path.with_name(f"{path.name}.1").touch()

    first = HistoryKey.read(path)

    assert together(*[lambda: HistoryKey.read(path)] * 4) == [first] * 4
