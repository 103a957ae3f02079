"""The page of a case that calls many processes: sums by agency that lead to lists, on a desktop and on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import INDONESIAN, sign_in
from tests.factories.forms import form_bytes
from tests.factories.models import call_activity, end, error, exclusive, multi_instance, start
from tests.factories.offices import a_case_process, a_task

AUTHOR, SUPERVISOR = "wulan", "hendrawan"
OURS, THEIRS = "biro_sdm@otorita-ikn", "biro_sdm@bkn"


def models() -> dict[str, bytes]:
    """One process calls the other for twelve; that one fails for the second, and is held here or there for others."""
    each = multi_instance("=for n in 1..12 return n", item="nomor")
    caller = a_case_process(
        start("mulai"),
        call_activity("pindah", "pindah_satu", loop=each, passes_all=False, inputs={"nomor": "=nomor"}),
        end("selesai"),
        flows=["mulai -> pindah -> selesai"],
        process_id="pindah_banyak",
        by=OURS,
        form="kosong",
    )
    called = a_case_process(
        start("a"),
        exclusive("pilih"),
        a_task("periksa", to=OURS),
        a_task("putuskan", to=THEIRS),
        end("penuh", error("PENUH")),
        end("langsung"),
        end("z"),
        flows=[
            "a -> pilih",
            "pilih -> langsung [=nomor > 9]",
            "pilih -> penuh [=nomor = 2]",
            "pilih -> periksa [=nomor > 5]",
            "pilih -> putuskan [default]",
            "periksa -> putuskan -> z",
        ],
        process_id="pindah_satu",
        by=OURS,
    )
    return {"banyak.bpmn": caller, "satu.bpmn": called, "kosong.form": form_bytes(id="kosong")}


@pytest.fixture(scope="module")
def case(browser: Any, served: Any) -> str:
    """The address of the page of a case that called them."""
    page = browser.new_context(base_url=served.address, locale="id-ID").new_page()
    sign_in(page, AUTHOR)
    page.goto("/deployments/new")
    files: list[Any] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in models().items()
    ]
    page.set_input_files("#files", files)
    page.locator("#note").fill("Perpindahan bersama")
    page.get_by_role("button", name=INDONESIAN.deploy).click()
    page.wait_for_url("**/processes/**")
    sign_in(page, SUPERVISOR)
    page.goto("/start/pindah_banyak")
    page.get_by_role("button", name=INDONESIAN.start).click()
    page.locator("#called").wait_for()
    address = str(page.url)
    page.context.close()
    return address


@pytest.mark.parametrize("width", [1280, 390])
def test_it_says_how_many_are_done_and_leads_to_what_an_agency_holds(
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    picture: Callable[[Page, str], Path],
    case: str,
    width: int,
) -> None:
    page = open_page(width=width)
    sign_in(page, SUPERVISOR)
    page.goto(case)
    called = page.locator("section[aria-labelledby='called']")
    expect(called).to_contain_text("3 dari 12 selesai")
    expect(called).to_contain_text("1 terhenti oleh insiden")
    picture(page, f"kasus-panggilan-{width}")
    assert axe(page) == []

    called.get_by_role("link", name="4 tertahan di Badan Kepegawaian Negara").click()

    expect(page.locator("section[aria-labelledby='next'] li")).to_have_count(4)
    page.goto(case)
    called.get_by_role("link", name="1 terhenti oleh insiden").click()
    expect(page.locator(".task-row")).to_have_count(1)
    assert axe(page) == []

    page.goto("/called")
    line = page.locator(".task-row", has_text="3 dari 12 selesai")
    expect(line).to_contain_text("4 tertahan di Badan Kepegawaian Negara")
    picture(page, f"panggilan-banyak-{width}")
    assert axe(page) == []
