"""The pages of decision tables, with and without JavaScript, on a desktop and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import ENGLISH, INDONESIAN, Words, sign_in

Axe = Callable[[Page], list[str]]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], Path]


TABLE = "/decisions/kewenangan_penjabat"


@pytest.mark.parametrize(
    ("width", "words", "language"), [(1280, INDONESIAN, "id"), (390, ENGLISH, "en")], ids=["desktop-id", "phone-en"]
)
def test_a_designer_tries_a_table_and_sees_the_rule_that_decides(
    open_page: OpenPage, axe: Axe, picture: Picture, width: int, words: Words, language: str
) -> None:
    page = open_page(width=width, language={"id": "id-ID", "en": "en-GB"}[language])
    sign_in(page, "wulan", words, language)
    page.goto("/decisions")
    assert axe(page) == []
    page.locator(f'a[href="{TABLE}"]').click()

    try_an_acting_official(page)

    expect(page.locator('[name="in.status_pemangku"]')).to_have_value("plt")
    picture(page, f"keputusan-{language}-{width}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_is_tried_without_javascript(open_page: OpenPage) -> None:
    page = open_page(javascript=False, width=390)
    sign_in(page, "wulan")
    page.goto(TABLE)

    try_an_acting_official(page)


def try_an_acting_official(page: Page) -> None:
    """Fill in the form, press its button, and see one rule marked."""
    page.locator('[name="in.status_pemangku"]').fill("plt")
    page.locator('[name="in.ada_sk_perpanjangan"]').select_option("true")
    page.locator('form[action^="/decisions/"] button').click()

    expect(page.locator(".decision-table__rule--decided")).to_have_count(1)
