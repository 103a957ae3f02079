"""The site on a fresh database, and browsers on it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.api.browser import Browser
from tests.api.leave import fill_with_leave
from tests.api.site import a_site
from tests.factories.people import a_runtime


@pytest.fixture(scope="session")
def leave_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the leave process and its people, made once by each worker; tests get copies."""
    file = tmp_path_factory.mktemp("leave") / "template.db"
    file.write_bytes(sqlite_template.read_bytes())
    fill_with_leave(f"sqlite:///{file}")
    return file


@pytest.fixture
def runtime(leave_template: Path, tmp_path: Path) -> Iterator[Any]:
    """A runtime with the leave process and its people."""
    file = tmp_path / "leave.db"
    file.write_bytes(leave_template.read_bytes())
    with a_runtime(f"sqlite:///{file}", worker=False) as runtime:
        yield runtime


@pytest.fixture
def app(runtime: Any) -> Iterator[FastAPI]:
    """The site."""
    with a_site(runtime) as app:
        yield app


@pytest.fixture
def visit(app: FastAPI) -> Iterator[Callable[..., Browser]]:
    """Makes a browser: `visit()` for a stranger, `visit("sri")` for somebody who is signed in."""
    browsers: list[Browser] = []

    def make(username: str | None = None, **options: Any) -> Browser:
        browser = Browser(app, **options)
        browsers.append(browser)
        if username:
            browser.sign_in(username)
        return browser

    yield make
    for browser in browsers:
        browser.__exit__(None, None, None)
