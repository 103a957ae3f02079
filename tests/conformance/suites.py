"""The public suites, and a run of all of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.conformance import betsy, bpmnspector, dmn_tck, miwg
from tests.conformance.isolated import judge_all
from tests.conformance.suite import Group, Suite

SUITES = (betsy.SUITE, bpmnspector.SUITE, miwg.SUITE, dmn_tck.SUITE)


def run_suite(suite: Suite, folder: Path) -> dict[str, Group]:
    """The groups of a suite in its own folder, each case judged in isolation."""
    groups: dict[str, Group] = {}
    for case, verdict in judge_all(suite, folder, suite.cases(folder)):
        groups.setdefault(case.group, Group()).count(case, verdict)
    return groups


def run_suites(folder: Path) -> Iterator[tuple[str, Mapping[str, Group] | None]]:
    """Every suite by name, one after the other; None for one that the folder does not have.

    The folder holds the suites, each under its name, or is itself one of them.
    """
    itself = [suite for suite in SUITES if suite.name == folder.name and not (folder / suite.name).is_dir()]
    for suite in itself or SUITES:
        place = folder if itself else folder / suite.name
        yield suite.name, run_suite(suite, place) if place.is_dir() else None
