"""A deed is struck at a point, asked for again, and compared with one that nothing happened to."""

import os
import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from engine.clock import SetClock
from engine.connectors.asking import breaker_of
from engine.connectors.breaker import BREAKERS
from engine.connectors.hosts import Place
from engine.runtime import Runtime
from engine.store import tables
from tests.factories.offices import Office, an_office
from tests.factories.other_systems import OtherSystem, answering, other_system
from tests.faults.checks import Outcome, assert_sound, outcome
from tests.faults.deeds import EVENTS, TASKS, Deed, Round, begin, repeat, the_called, the_process
from tests.faults.points import Broken, kill, struck_at


@dataclass(slots=True)
class Struck:
    """How often a deed was struck before anything of it was permanent, and after."""

    before: int = 0
    after: int = 0


@dataclass(slots=True)
class Stage:
    """An office beside another system that its processes call."""

    office: Office
    system: OtherSystem
    rounds: int = 0

    def key(self) -> str:
        """A new idempotency key."""
        self.rounds += 1
        return f"round-{self.rounds}"


@contextmanager
def a_stage(url: str) -> Iterator[Stage]:
    """The process of the deeds is deployed; after the block everything is checked."""
    with other_system(answering(200)) as system:
        BREAKERS.answered(breaker_of("asal", Place.parse(system.url)))
        with an_office(url, call_hosts=system.url, call_networks="127.0.0.0/8") as office:
            office.deploy(the_process(system.url), the_called())
            yield Stage(office, system)
            assert_sound(office, TASKS, EVENTS)


def undisturbed(deed: Deed, stage: Stage) -> tuple[Outcome, int]:
    """What comes of the deed, and how many points it passes."""
    at = begin(deed, stage.office, stage.key())
    with struck_at(stage.office.runtime, None) as points:
        deed.act(at)
    repeat(deed, at)
    return outcome(stage.office), points.passed


def settled(deed: Deed, at: Round, stage: Stage, expected: Outcome) -> None:
    """Ask for the deed again: it has been done once, whatever happened to it, and nothing else has."""
    repeat(deed, at)
    assert outcome(stage.office) == expected, "lost or doubled"
    assert len(stage.office.rows(tables.instance)) == stage.rounds, "a case was lost or started twice"
    assert len(stage.system.effects) <= stage.rounds, "another system was asked for the same with two keys"


def struck_at_each(deed: Deed, stage: Stage, numbers: Collection[int] | None = None) -> Struck:
    """Break the deed off at each of these points, or at all. Fails if anything is lost, doubled or half done."""
    undisturbed(deed, stage)  # fills the caches, so that the next one passes as many points as those that follow
    expected, passed = undisturbed(deed, stage)
    struck, at = Struck(), begin(deed, stage.office, stage.key())
    before = outcome(stage.office)
    for number in sorted(range(passed) if numbers is None else {each % passed for each in numbers}):
        for _ in range(2):
            with struck_at(stage.office.runtime, number) as points, suppress(Broken):
                deed.act(at)
            if points.struck:
                break
            # Due work that failed once is left aside for a while, and what is cached takes fewer statements.
            settled(deed, at, stage, expected)
            at = begin(deed, stage.office, stage.key())
        else:
            continue
        if not points.commits:
            struck.before += 1
            assert outcome(stage.office) == before, f"half done at point {number}"
            continue
        struck.after += 1
        settled(deed, at, stage, expected)
        at = begin(deed, stage.office, stage.key())
    settled(deed, at, stage, expected)
    return struck


def killed_at(deed: Deed, stage: Stage, number: int, expected: Outcome) -> None:
    """Do the deed in a process that is killed at the point; then ask for it again in this one."""
    office = stage.office
    at = begin(deed, office, stage.key())
    settings, now = office.runtime.settings, office.clock.now()
    office.runtime.close()
    child = os.fork()
    if child == 0:
        try:
            at.office.runtime = Runtime.open(settings, SetClock(now))
            with struck_at(at.office.runtime, number, kill):
                deed.act(at)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == signal.SIGKILL, f"nobody was killed at point {number}"
    settled(deed, at, stage, expected)
