"""The order of tests names files and tests that exist."""

import re

import pytest

from tests.architecture.sources import ROOT
from tests.scheduling import BROWSER, LONG, TOGETHER


@pytest.mark.parametrize("file", TOGETHER)
def test_a_file_that_stays_together_exists(file: str) -> None:
    assert (ROOT / file).is_file()


@pytest.mark.parametrize("name", LONG)
def test_a_long_test_in_the_browser_exists(name: str) -> None:
    file, _, function = name.partition("::")

    assert re.search(rf"^def {function}\(", (ROOT / BROWSER / file).read_text("utf-8"), re.MULTILINE)
