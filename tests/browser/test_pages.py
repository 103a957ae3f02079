"""Every kind of page: accessible, on a desktop and on a phone, in both languages, with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import PROPOSAL, start_case, wait_for_task
from tests.browser.walking import (
    ENGLISH,
    INDONESIAN,
    Words,
    claim_task,
    do_task,
    fill,
    open_case,
    release_task,
    sign_in,
)

Axe = Callable[[Page], list[str]]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], Path]

BAD_MODEL = b"""<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:test"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI">
  <bpmn:process id="p" name="Proses" isExecutable="true">
    <bpmn:startEvent id="s" name="Diajukan"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>
    <bpmn:scriptTask id="t" name="Hitung" scriptFormat="javascript"><bpmn:incoming>f</bpmn:incoming>
      <bpmn:outgoing>g</bpmn:outgoing><bpmn:script>print(1)</bpmn:script></bpmn:scriptTask>
    <bpmn:endEvent id="e" name="Selesai"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/><bpmn:sequenceFlow id="g" sourceRef="t" targetRef="e"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="plane" bpmnElement="p">
    <bpmndi:BPMNShape id="s_di" bpmnElement="s"><dc:Bounds x="100" y="122" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="t_di" bpmnElement="t"><dc:Bounds x="200" y="100" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="e_di" bpmnElement="e"><dc:Bounds x="372" y="122" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="f_di" bpmnElement="f"><di:waypoint x="136" y="140"/><di:waypoint x="200" y="140"/>
    </bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="g_di" bpmnElement="g"><di:waypoint x="300" y="140"/><di:waypoint x="372" y="140"/>
    </bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

A_TABLE = "\n".join(";".join(row) for row in (PROPOSAL, list(PROPOSAL.values()), list(PROPOSAL.values()))).encode()
"""Two proposals, with the dates as `1 2 2027`."""


@pytest.fixture(scope="module")
def number(browser: Any, served: Any) -> str:
    """A case that waits for the receiving authority, where an acting official stands beside the definitive one."""
    page = browser.new_context(base_url=served.address, locale="id-ID").new_page()
    case = start_case(page)
    wait_for_task(page, "Verifikasi berkas")
    do_task(page, "dimas", case, "Verifikasi berkas", {"keputusan": "setuju"})
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
    [(1280, INDONESIAN, "id"), (390, INDONESIAN, "id"), (1280, ENGLISH, "en"), (320, ENGLISH, "en")],
    ids=["desktop-id", "phone-id", "desktop-en", "narrow-en"],
)
def test_every_kind_of_page_is_accessible_and_fits(
    open_page: OpenPage, good: Callable[[Page, str], None], number: str, width: int, words: Words, language: str
) -> None:
    page = open_page(width=width, language={"id": "id-ID", "en": "en-GB"}[language])

    def look(name: str) -> None:
        good(page, f"{name}-{language}-{width}")

    page.goto("/sign-in")
    look("masuk")
    page.locator("form.form button").click()
    look("masuk-galat")
    sign_in(page, "ratna", words, language)
    for name, path in {
        "kotak-masuk-kosong": "/inbox?box=mine&search=tidak-ada",
        "mulai": "/start",
        "kasus": "/instances",
        "proses": "/processes",
        "satu-proses": "/processes/pindah-instansi",
        "tidak-ada": "/nothing",
    }.items():
        page.goto(path)
        look(name)
    page.goto("/start/pindah-instansi")
    fill(page, {"nip": "123", "tmt_usulan": "40 1 2027"})
    page.get_by_role("button", name=words.check).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look("mulai-galat")
    fill(page, PROPOSAL)
    page.get_by_role("button", name=words.check).click()
    look("mulai-periksa")
    open_case(page, number)
    look("satu-kasus")

    page.goto("/start/pindah-instansi/regularly")
    page.locator("#often").select_option("weekly")
    expect(page.locator("#weekday")).to_be_visible()
    expect(page.locator("#cron")).to_be_hidden()
    look("mulai-berkala")
    page.goto("/start/pindah-instansi/many")
    look("mulai-banyak")
    table = {"name": "usul.csv", "mimeType": "text/csv", "buffer": b"nip;tmt_usulan\n123;40-1-2027\n"}
    page.set_input_files("#file", [table])
    page.locator("form.form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look("mulai-banyak-galat")
    page.set_input_files("#file", [table | {"buffer": A_TABLE}])
    page.locator("form.form button").click()
    expect(page.locator("progress")).to_have_js_property("value", 2)
    look("pekerjaan-massal")
    page.goto("/batches")
    look("daftar-pekerjaan-massal")

    sign_in(page, "larasati", words, language)
    page.goto("/inbox?box=team")
    look("kotak-masuk")
    open_case(page, number)
    page.locator(".box--next a").first.click()
    look("tugas-plt")

    sign_in(page, "bagaskara", words, language)
    open_case(page, number)
    page.locator(".box--next a").first.click()
    look("tugas")
    claim_task(page, words)
    page.locator('input[value="kembalikan"]').check()
    page.locator('[name="alasan"]').wait_for()
    page.get_by_role("button", name=words.complete).or_(page.get_by_role("button", name=words.check)).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look("tugas-galat")
    release_task(page, words)

    sign_in(page, "wulan", words, language)
    page.goto("/deployments/new")
    page.set_input_files("#files", [{"name": "process.bpmn", "mimeType": "application/xml", "buffer": BAD_MODEL}])
    page.get_by_role("button", name=words.deploy).click()
    expect(page.locator(".diagram .is-incident")).to_be_visible()
    look("unggah-temuan")


def test_a_task_is_done_without_javascript(open_page: OpenPage, number: str) -> None:
    page = open_page(javascript=False, width=390)
    case = start_case(page)
    wait_for_task(page, "Verifikasi berkas")

    sign_in(page, "dimas")
    open_case(page, case)
    page.locator(".box--next a").first.click()
    claim_task(page)
    page.locator('input[value="kembalikan"]').check()
    page.get_by_role("button", name=INDONESIAN.complete).or_(page.get_by_role("button", name=INDONESIAN.check)).click()
    expect(page.locator(".govuk-error-summary li")).to_have_count(2)
    page.locator('[name="alasan"]').fill("Nama tidak sesuai dengan data kepegawaian.")
    page.locator('input[name="kolom_perbaikan"][value="nama"]').check()
    page.get_by_role("button", name=INDONESIAN.complete).or_(page.get_by_role("button", name=INDONESIAN.check)).click()
    if page.get_by_role("heading", name="Periksa jawaban Anda").count():
        page.get_by_role("button", name=INDONESIAN.complete).click()
    expect(page.locator("h1")).to_have_text("Tugas selesai")

    sign_in(page, "ratna")
    open_case(page, case)
    page.locator(".box--next a").first.click()
    claim_task(page)
    expect(page.locator(".form-marked")).to_have_count(1)
    expect(page.locator(".form-marked")).to_contain_text("Nama lengkap")
    expect(page.get_by_text("Nama tidak sesuai dengan data kepegawaian.").first).to_be_visible()


def test_a_draft_is_kept_while_typing(page: Page, number: str) -> None:
    sign_in(page, "bagaskara")
    open_case(page, number)
    page.locator(".box--next a").first.click()
    claim_task(page)
    page.locator('input[value="tolak"]').check()
    page.locator('[name="alasan"]').fill("Belum lengkap")

    expect(page.locator("[data-draft-status]")).to_contain_text("Draf tersimpan")
    page.reload()

    expect(page.locator('[name="alasan"]')).to_have_value("Belum lengkap")
    release_task(page)


def test_what_is_typed_survives_fields_that_come_and_go(page: Page, number: str) -> None:
    sign_in(page, "bagaskara")
    open_case(page, number)
    page.locator(".box--next a").first.click()
    claim_task(page)
    page.locator('input[value="setuju"]').check()
    page.locator('[name="catatan"]').fill("Catatan panjang")
    page.locator('[name="catatan"]').press("Tab")

    page.locator('input[value="kembalikan"]').check()
    page.locator('[name="alasan"]').wait_for()
    page.locator('input[value="setuju"]').check()
    page.locator('[name="catatan"]').wait_for()

    expect(page.locator('[name="alasan"]')).to_have_count(0)
    expect(page.locator('input[value="setuju"]')).to_be_focused()
    release_task(page)


def test_a_process_opens_in_the_interactive_viewer(page: Page, picture: Picture) -> None:
    sign_in(page, "wulan")
    page.goto("/processes/pindah-instansi")
    page.get_by_role("button", name="Buka di penampil interaktif").click()

    page.locator(".djs-element").first.wait_for()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    picture(page, "penampil")


def test_a_diagram_opens_where_the_case_stands_and_scrolls_by_keyboard(page: Page, number: str) -> None:
    sign_in(page, "ratna")
    open_case(page, number)

    frame = page.locator(".diagram-frame")
    frame.scroll_into_view_if_needed()
    expect(page.locator(".diagram .userTask.is-active").first).to_be_in_viewport()
    before = frame.evaluate("frame => frame.scrollLeft")
    frame.focus()
    page.keyboard.press("ArrowLeft")

    expect(frame).to_be_focused()
    assert before > 0


def test_a_list_that_reloads_itself_shows_what_is_new_and_counts_it(open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, "dimas")
    page.goto("/inbox?box=team")
    rows, count = page.locator(".task-row"), page.locator('.tabs a[aria-current="page"] .app-nav__count')
    before = rows.count()

    other = open_page()
    start_case(other)
    wait_for_task(other, "Verifikasi berkas")
    page.locator("#tasks").dispatch_event("refresh")

    expect(rows).to_have_count(before + 1)
    expect(count).to_have_text(str(before + 1))
