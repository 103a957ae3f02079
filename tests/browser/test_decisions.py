"""The pages of decision tables, with and without JavaScript, on a desktop and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import ENGLISH, INDONESIAN, Words, sign_in

Axe = Callable[[Page], list[str]]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], Path]


@pytest.mark.parametrize(
    ("width", "words", "language", "javascript"),
    [(1280, INDONESIAN, "id", True), (390, ENGLISH, "en", False)],
    ids=["desktop-id", "phone-en-without-javascript"],
)
def test_a_designer_tries_a_table_and_sees_the_rule_that_decides(
    open_page: OpenPage, axe: Axe, picture: Picture, width: int, words: Words, language: str, javascript: bool
) -> None:
    page = open_page(width=width, language={"id": "id-ID", "en": "en-GB"}[language], javascript=javascript)
    sign_in(page, "wulan", words, language)
    page.goto("/decisions")
    assert axe(page) == []
    page.locator('a[href="/decisions/hak_hunian"]').click()

    page.locator('[name="in.kelas_jabatan"]').fill("jpt_pratama")
    page.locator('[name="in.keluarga_ikut"]').select_option("true")
    page.locator('form[action^="/decisions/"] button').click()

    expect(page.locator(".decision-table__rule--decided")).to_have_count(1)
    expect(page.locator('[name="in.kelas_jabatan"]')).to_have_value("jpt_pratama")
    picture(page, f"keputusan-{language}-{width}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
