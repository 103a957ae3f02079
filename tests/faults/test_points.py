"""Commands and jobs of DEEDS, broken off at a few points on both databases; `make faults` takes every point."""

import random

import pytest

from tests.faults.deeds import DEEDS
from tests.faults.striking import a_stage, killed_at, struck_at_each, undisturbed

DRAWS = 3
AFTER_ALL = -1


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_that_is_broken_off_is_done_wholly_or_not_at_all(name: str, database_url: str) -> None:
    draw = random.Random(name)
    with a_stage(database_url) as stage:
        struck = struck_at_each(DEEDS[name], stage, [AFTER_ALL, *(draw.randrange(10_000) for _ in range(DRAWS))])

        assert struck.after > 0


def test_a_job_whose_process_is_killed_after_its_call_has_one_effect(database_url: str) -> None:
    with a_stage(database_url) as stage:
        expected, passed = undisturbed(DEEDS["jobs"], stage)

        killed_at(DEEDS["jobs"], stage, passed // 2, expected)

        assert len(stage.system.effects) == stage.rounds
