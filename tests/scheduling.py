"""Which tests run in one worker, and in which order.

Files whose tests share something that takes long to make go to one worker as a whole, and first. All others are handed
out one by one, as they come. Tests in the browser are the last, long ones first: Playwright leaves an event loop
running in the thread of the tests, which nothing that starts its own may meet.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/conformance/test_suites.py",
    "tests/packaging/test_wheel.py",
    "tests/bundles/test_bundles.py",
    "tests/bundles/test_modeler.py",
    "tests/engine/queries/test_many_cases.py",
    "tests/api/rest/test_schemathesis.py",
)
BROWSER = "tests/browser/"
LONG = (
    "test_story.py::test_a_transfer_goes_from_proposal_to_report_for_duty",
    "test_pages.py::test_every_kind_of_page_is_accessible_and_fits",
    "test_supervision.py::test_the_pages_of_supervisors_are_accessible_and_fit",
    "test_pages.py::test_a_task_is_done_without_javascript",
)
"""The other tests in the browser are short: what comes last keeps no worker waiting for the other one."""


class InWorkers(LoadScopeScheduling):
    """Hands out whole files or single tests in the order in which `arranged` puts them.

    xdist's own groups by a mark rename tests in a way that pytest 9 does not see: they are silently not kept.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def arranged(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order in which they are to start; what has the same rank stays as it was."""
    return sorted(items, key=_rank)


def _rank(item: pytest.Item) -> tuple[int, int]:
    file = item.nodeid.partition("::")[0]
    if file in TOGETHER:
        return 0, TOGETHER.index(file)
    if not file.startswith(BROWSER):
        return 1, 0
    name = item.nodeid.removeprefix(BROWSER).partition("[")[0]
    return 2, LONG.index(name) if name in LONG else len(LONG)
