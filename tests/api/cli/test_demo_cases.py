"""Cases that the demonstration begins with where they are asked for."""

from api.cli.installation import DEMO_SUPERVISOR, start_demo_cases
from engine.clock import SetClock
from engine.queries.called_cases import called_cases
from engine.scenarios.player import Player
from tests.factories.installation import an_installation
from tests.factories.people import NOW


def test_an_agency_moves_once_and_its_supervisors_see_how_far_it_is(sqlite_url: str) -> None:
    runtime = an_installation(sqlite_url)
    try:
        assert start_demo_cases(runtime)
        assert not start_demo_cases(runtime)

        (row,) = called_cases(runtime, Player(runtime, SetClock(NOW)).actor(DEMO_SUPERVISOR)).rows
    finally:
        runtime.close()
    (progress,) = row.called
    assert (progress.total, progress.completed, progress.stuck) == (3, 1, 0)
    assert {each.agency: each.count for each in progress.held_by} == {"bkn": 1, "kemenpanrb": 1}
