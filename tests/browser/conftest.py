"""Headless Chromium on a served Lintas, with every page checked for foreign requests and errors on the console.

`page` is a desktop in Indonesian, `open_page(...)` makes others. `served` is the demonstration: a process, a SQLite
file and a port of its own. `axe(page)` and `picture(page, name)` look at what is shown.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.scheduling import BROWSER
from tests.serving import Served, serve

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screenshots"
UNUSED_FEATURES = (
    "OptimizationHints",
    "MediaRouter",
    "DialMediaRouteProvider",
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-default-apps",
    "--disable-client-side-phishing-detection",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-features=" + ",".join(UNUSED_FEATURES),
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if item.nodeid.startswith(BROWSER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without it the tests are skipped, or fail where LINTAS_BROWSER=required."""
    program = shutil.which("chromium")
    if program is None:
        missing = "Chromium is missing: apt install chromium fonts-noto-core fonts-dejavu-core"
        if os.environ.get("LINTAS_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, served for all tests of the session."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Makes a page in a browser of its own: `open_page(width=390, language="en-GB", javascript=False)`."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(*, width: int = 1280, height: int = 900, language: str = "id-ID", **options: Any) -> Page:
        context = browser.new_context(
            base_url=served.address,
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id=options.pop("timezone", "Asia/Jakarta"),
            java_script_enabled=options.pop("javascript", True),
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        _listen(page, served.address, problems)
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def _listen(page: Page, address: str, problems: list[str]) -> None:
    """Gather what no page may do: foreign requests, uncaught errors, complaints on the console, answers of 5xx."""
    page.on("request", lambda r: None if _own(r.url, address) else problems.append(f"foreign request: {r.url}"))
    page.on("pageerror", lambda error: problems.append(f"error in a script: {error}"))
    page.on("response", lambda r: problems.append(f"{r.status}: {r.url}") if r.status >= 500 else None)
    page.on("console", lambda message: _judge(message.type, message.text, problems))


def _own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))


def _judge(kind: str, text: str, problems: list[str]) -> None:
    """The browser itself reports answers of 4xx as errors; pages answer so on purpose."""
    expected = re.match(r"Failed to load resource: the server responded with a status of 4\d\d", text)
    if kind == "error" and not expected:
        problems.append(f"console: {text}")


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A desktop, in Indonesian."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Violations of WCAG 2.2 AA and good practice on the page, each with the places; empty is good."""

    def look(page: Page) -> list[str]:
        results = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]}).response
        return [
            f"{violation['id']}: {violation['help']} at {[node['target'] for node in violation['nodes']][:5]}"
            for violation in results["violations"]
        ]

    return look


@pytest.fixture
def picture() -> Callable[[Page, str], Path]:
    """Keeps a picture of the whole page in build/screenshots, to be looked at."""

    def take(page: Page, name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        file = PICTURES / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take
