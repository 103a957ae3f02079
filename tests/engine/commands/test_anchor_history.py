"""An anchor shows what was taken away since it was made; a chain alone does not."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from engine.commands.anchor_history import anchor_history
from engine.commands.verify_history import verify_history
from engine.store import tables
from engine.store.anchors import End, pack, unpack
from engine.store.history import Fault
from tests.engine.commands.test_verify_history import a_past, meddle
from tests.factories.offices import Office, an_office

events, executions, anchors = tables.history_event, tables.execution, tables.audit_anchor


def faults(office: Office) -> tuple[Fault, ...]:
    return verify_history(office.runtime).faults


def cut(office: Office) -> Any:
    """Take the last entry of a history away, and correct the end, as somebody without the key can."""
    last = max(office.rows(events), key=lambda row: (row.instance_id, row.sequence))
    before = next(
        row for row in office.rows(events) if (row.instance_id, row.sequence) == (last.instance_id, last.sequence - 1)
    )
    here = sa.and_(executions.c.instance_id == last.instance_id, executions.c.number == 0)
    meddle(
        office,
        events.delete().where(events.c.instance_id == last.instance_id, events.c.sequence == last.sequence),
        executions.update().where(here).values(history_sequence=before.sequence, history_head=before.hash),
    )
    return last


def test_what_goes_on_after_the_anchor_is_no_fault(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        anchored = anchor_history(office.runtime)
        office.start("ana")
        office.complete("ana", "periksa")

        assert faults(office) == ()
        assert verify_history(office.runtime).anchored_at == anchored.at


def test_an_end_that_was_cut_off_shows(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        anchor_history(office.runtime)
        last = cut(office)

        assert faults(office) == (Fault(last.instance_id, last.sequence, "differs from the anchor"),)


def test_without_an_anchor_a_cut_end_does_not_show(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        cut(office)

        assert faults(office) == ()
        assert verify_history(office.runtime).anchored_at is None


@pytest.mark.parametrize(
    "change", [{"signature": b"\0" * 32}, {"heads": b"\1nothing"}], ids=lambda change: next(iter(change))
)
def test_an_anchor_that_was_changed_shows(database_url: str, change: dict[str, bytes]) -> None:
    with an_office(database_url) as office:
        a_past(office)
        anchored = anchor_history(office.runtime)
        meddle(office, anchors.update().values(change))

        assert faults(office) == (Fault(anchored.id, None, "anchor changed"),)


def test_the_newest_anchor_counts(database_url: str) -> None:
    with an_office(database_url) as office:
        anchor_history(office.runtime)
        office.clock.move(timedelta(days=1))
        a_past(office)
        newest = anchor_history(office.runtime)

        assert newest.instances == 2
        assert verify_history(office.runtime).anchored_at == newest.at


ENDS = st.dictionaries(st.uuids(), st.builds(End, st.integers(0, 2**32 - 1), st.binary(min_size=32, max_size=32)))


@given(ENDS)
def test_what_is_packed_is_unpacked(ends: dict[Any, End]) -> None:
    assert dict(unpack(pack(ends))) == ends


@given(st.binary())
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"unknown format|damaged"):
        list(unpack(data[:1].replace(b"\x01", b"\x02") + data[1:]))
