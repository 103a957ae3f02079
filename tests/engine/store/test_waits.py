"""Effects become rows: what opens and closes in one turn leaves no trace."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.store.tables import timer
from engine.store.waits import Waits


class Recorder:
    """A table in memory that takes the place of a connection: it plays the statements that Waits writes."""

    def __init__(self, rows: dict[tuple[int, ...], Any]) -> None:
        self.rows = rows

    def play(self, waits: Waits) -> None:
        """One delete, then one insert."""
        for key in waits.closed:
            del self.rows[key]
        for key, row in waits.opened.items():
            assert key not in self.rows, "the same wait twice"
            self.rows[key] = row


STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=30)


@given(stored=st.sets(st.integers(0, 2)), steps=STEPS)
def test_a_turn_leaves_what_is_open_at_its_end(stored: set[int], steps: list[tuple[int, int]]) -> None:
    """A step opens the wait of its key where it is closed, and closes it where it is open."""
    waits = Waits(timer, ("execution", "token", "part"))
    table: dict[tuple[int, ...], Any] = {(0, key, 0): {"due": "stored"} for key in stored}
    expected = dict(table)
    for key, due in steps:
        place = 0, key, 0
        if place in expected:
            del expected[place]
            waits.close(place)
        else:
            expected[place] = {"due": due}
            waits.open(place, {"due": due})

    Recorder(table).play(waits)

    assert table == expected


def test_what_opens_and_closes_is_written_nowhere() -> None:
    waits = Waits(timer, ("execution", "token", "part"))
    waits.open((0, 1, 0), {})
    waits.close((0, 1, 0))

    assert (waits.opened, waits.closed) == ({}, [])
