"""The pages of supervisors and designers: accessible and fitting, on a desktop and on a phone."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import start_case, wait_for_task
from tests.browser.walking import ENGLISH, INDONESIAN, Words, open_case, sign_in
from tests.factories import bpmn_xml as xml

Axe = Callable[[Page], list[str]]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], Path]

SUPERVISOR = "hendrawan"
DESIGNER = "wulan"
REASON = "Pegawai mengundurkan diri dari seleksi gelombang ini."


def a_model_that_gets_stuck(*more: str) -> bytes:
    """Its task has no address while the variable `alamat` is not set."""
    ids = [each.partition(' id="')[2].partition('"')[0] for each in more]
    return xml.definitions(
        xml.process(
            xml.start("mulai", xml.extensions(xml.element("zeebe:formDefinition", formId="izin_usul"))),
            *more,
            xml.user_task("teliti", candidates="=alamat", form="izin_usul", name="Teliti permohonan izin"),
            xml.end("selesai"),
            xml.path("mulai", *ids, "teliti", "selesai"),
            id="izin",
            name="Permohonan izin",
            named={
                "lintas:startableBy": "biro_sdm@otorita-ikn",
                "lintas:numberPrefix": "IZIN",
                "lintas:title": '="Izin untuk " + nama',
            },
        )
    )


def a_form() -> bytes:
    field = {"id": "nama", "key": "nama", "type": "textfield", "label": "Nama", "validate": {"required": True}}
    return json.dumps({"id": "izin_usul", "type": "default", "schemaVersion": 19, "components": [field]}).encode()


def upload(page: Page, model: bytes, note: str) -> None:
    page.goto("/deployments/new")
    files: list[Any] = [
        {"name": "izin.bpmn", "mimeType": "application/xml", "buffer": model},
        {"name": "izin_usul.form", "mimeType": "application/json", "buffer": a_form()},
    ]
    page.set_input_files("#files", files)
    page.locator("#note").fill(note)
    page.get_by_role("button", name=INDONESIAN.deploy).click()
    page.wait_for_url("**/processes/izin*")


@pytest.fixture(scope="module")
def number(browser: Any, served: Any) -> str:
    """A case that waits for the file to be checked, beside one that stands still."""
    page = browser.new_context(base_url=served.address, locale="id-ID").new_page()
    case = start_case(page)
    wait_for_task(page, "Verifikasi berkas")
    sign_in(page, DESIGNER)
    upload(page, a_model_that_gets_stuck(), "Versi pertama")
    upload(page, a_model_that_gets_stuck(xml.script_task("hitung")), "Dengan penghitungan tunjangan")
    sign_in(page, SUPERVISOR)
    page.goto("/start/izin")
    page.locator('[name="nama"]').fill("Putri Ayuningtyas")
    page.get_by_role("button", name=INDONESIAN.start).click()
    page.locator(".box--incident").wait_for()
    page.context.close()
    return case


@pytest.fixture
def good(axe: Axe, picture: Picture) -> Callable[[Page, str], None]:
    """Keeps a picture, and fails where the page is not accessible or scrolls sideways."""

    def look(page: Page, name: str) -> None:
        picture(page, name)
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]

    return look


@pytest.mark.parametrize(
    ("width", "words", "language"),
    [(1280, INDONESIAN, "id"), (390, INDONESIAN, "id"), (1280, ENGLISH, "en")],
    ids=["desktop-id", "phone-id", "desktop-en"],
)
def test_the_pages_of_supervisors_are_accessible_and_fit(
    open_page: OpenPage, good: Callable[[Page, str], None], number: str, width: int, words: Words, language: str
) -> None:
    page = open_page(width=width, language={"id": "id-ID", "en": "en-GB"}[language])

    def look(name: str) -> None:
        good(page, f"{name}-{language}-{width}")

    sign_in(page, SUPERVISOR, words, language)
    for name, path in {
        "pantauan": "/monitor",
        "pantauan-proses": "/monitor/pindah-instansi",
        "kasus-saringan": "/instances?process=pindah-instansi&due=week&sort=due&agency=otorita-ikn",
        "insiden": "/incidents",
        "tim": "/team",
        "kalender": "/calendars/otorita-ikn",
        "kalender-ubah": "/calendars/otorita-ikn/change",
        "berkala": "/recurring",
    }.items():
        page.goto(path)
        look(name)
    page.goto("/team")
    expect(page.locator(".bulk-bar")).to_be_hidden()
    page.locator(".task-row__tick input").first.check()
    look("tim-terpilih")
    page.locator(".bulk-bar button").first.click()
    page.locator("form.form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look("alihkan-bersama")
    page.goto("/calendars/otorita-ikn/change")
    page.locator("#hours-own").check()
    expect(page.locator("#hours-friday")).to_be_visible()
    expect(page.locator("#ramadan-friday")).to_be_hidden()
    look("kalender-jam-sendiri")
    page.goto("/incidents")
    page.locator("a[href*='/incidents/']").first.click()
    page.locator("form.form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look("insiden-perbaiki")
    open_case(page, number)
    look("kasus-penyelia")
    page.locator("a[href$='/move']").last.click()
    page.locator("#to").select_option("perbaiki_usul")
    page.locator("form[method='get'] button").click()
    look("token-pindah")
    page.goto("/processes/izin/migrate?from=1&to=2")
    look("proses-migrasi")
    page.goto("/processes/izin/suspend-cases")
    look("proses-tangguhkan")
    for name, part in (
        ("tangguhkan", "/suspend"),
        ("data", "/variables"),
        ("batalkan", "/cancel"),
        ("alihkan", "/reassign?"),
        ("tenggat", "/due-date?"),
    ):
        open_case(page, number)
        page.locator(f"a[href*='{part}']").first.click()
        page.locator("form.form button").click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        look(name)

    sign_in(page, DESIGNER, words, language)
    page.goto("/processes/izin")
    look("proses-versi")
    page.goto("/processes/pindah-instansi?marks=1")
    look("proses-tanda")
    page.goto("/processes/izin/close")
    look("proses-tutup")


def test_an_element_of_the_diagram_leads_to_its_cases(page: Page, number: str) -> None:
    sign_in(page, SUPERVISOR)
    page.goto("/monitor/pindah-instansi")

    page.locator(".diagram a").first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("element="))
    expect(page.locator(".task-row")).not_to_have_count(0)
