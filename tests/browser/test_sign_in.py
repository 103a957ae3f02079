"""The first page that anybody sees."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_sign_in_page_fits_and_is_accessible(
    open_page: OpenPage, axe: Callable[[Page], list[str]], width: int
) -> None:
    page = open_page(width=width)

    page.goto("/")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_demonstration_account_is_one_press_away(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/")

    page.locator(".account-card").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Kotak Masuk")


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/")

    page.keyboard.press("Tab")

    expect(page.locator(".govuk-skip-link")).to_be_focused()
