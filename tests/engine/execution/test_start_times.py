"""When a timer start event starts its process."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.execution import DefinitionRefused, load_definition
from engine.execution.start_times import first_start_time
from tests.factories.models import Node, a_process, end, start, timer
from tests.factories.plays import NOW


def times(event: Node, count: int) -> list[timedelta]:
    """The first times, from now."""
    definition = load_definition(a_process(start("mulai", event), end("z"), flows=["mulai -> z"]), "proses")
    found, at = [], first_start_time(definition, "mulai", now=NOW, zone=UTC)
    while at is not None and len(found) < count:
        found.append(at.due_at - NOW)
        at = at.after(at.due_at)
    return found


@pytest.mark.parametrize("event", [timer(duration="P1D"), timer(duration='=duration("P1D")')])
def test_a_duration_starts_once(event: Node) -> None:
    assert times(event, 3) == [timedelta(days=1)]


def test_a_date_starts_once() -> None:
    assert times(timer(date="2026-12-01T00:00:00Z"), 3) == [datetime(2026, 12, 1, tzinfo=UTC) - NOW]


@pytest.mark.parametrize(("cycle", "days"), [("R2/P1D", [1, 2]), ("R/P1D", [1, 2, 3])])
def test_a_repetition_starts_as_often_as_it_says(cycle: str, days: list[int]) -> None:
    assert times(timer(cycle=cycle), 3) == [timedelta(days=each) for each in days]


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(DefinitionRefused):
        times(timer(duration="besok"), 1)


def test_a_start_event_without_a_timer_has_no_time() -> None:
    definition = load_definition(a_process(start("mulai"), end("z"), flows=["mulai -> z"]), "proses")

    with pytest.raises(DefinitionRefused):
        first_start_time(definition, "mulai", now=NOW, zone=UTC)
