"""The main job in a browser: a transfer to IKN goes through the inboxes of four agencies."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import ENGLISH, INDONESIAN, Answers, Words, do_task, fill, sign_in

Axe = Callable[[Page], list[str]]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], Path]

PROPOSAL: Answers = {
    "nip": "199308172018012020",
    "nik": "3175031708930001",
    "nama": "Putri Ayuningtyas",
    "instansi_asal": "kemenpanrb",
    "jabatan_asal": "Analis Kebijakan Ahli Muda",
    "jabatan_tujuan": "Analis Kebijakan Ahli Muda Bidang Tata Kota",
    "kelas_jabatan_tujuan": "fungsional",
    "gelombang": "2026-1",
    "tmt_usulan": "1 2 2027",
    "nomor_surat_usul": "B-104/OIKN/SDM/XI/2026",
    "tanggal_surat_usul": "20 11 2026",
    "nomor_anjab_abk": "ANJAB-17/2026",
    "alasan_kebutuhan": "Jabatan lowong menurut peta jabatan dan dibutuhkan pada gelombang pertama.",
}
AGREE: Answers = {"keputusan": "setuju"}
Task = tuple[str, str, str, Answers]
"""Who does it, its name in Indonesian and in English, the answers."""

UP_TO_THE_QUOTA: tuple[Task, ...] = (
    ("dimas", "Verifikasi berkas", "Verify the file", AGREE),
    ("bagaskara", "Usulkan pemindahan", "Propose the transfer", AGREE),
    (
        "ismail",
        "Beri persetujuan pindah",
        "Consent to the transfer",
        {"keputusan": "setuju", "nomor_persetujuan": "R-9/PPK/2026"},
    ),
    (
        "putri",
        "Isi pernyataan keluarga",
        "State the family situation",
        {"status_keluarga": "lajang", "kesediaan": "bersedia"},
    ),
    (
        "fauzan",
        "Nyatakan status temuan",
        "State audit findings",
        {"hasil": "bersih", "nomor_surat": "SKBT-88/IT/2026"},
    ),
    (
        "bayu",
        "Nyatakan status hukuman disiplin",
        "State disciplinary status",
        {"hasil": "bersih", "nomor_surat": "KET-21/SDM/2026"},
    ),
    (
        "taufik",
        "Beri pertimbangan teknis",
        "Give the technical consideration",
        {"keputusan": "setuju", "nomor_pertek": "PT-3100/BKN/2026"},
    ),
    (
        "farida",
        "Konfirmasi anggaran",
        "Confirm the budget",
        {"keputusan": "setuju", "nomor_konfirmasi": "S-77/AG/2026"},
    ),
)
UP_TO_DUTY: tuple[Task, ...] = (
    (
        "made",
        "Pilih unit hunian",
        "Choose a dwelling",
        {"menara": "Menara 7", "nomor_unit": "0912", "siap_pada": "20 1 2027"},
    ),
    (
        "theresia",
        "Alokasikan kursi kantor",
        "Allocate a desk",
        {"gedung": "Kantor Bersama 2", "lantai": "3", "kursi": "3-041"},
    ),
    ("fajar", "Siapkan akun", "Prepare the account", {"hasil_identitas": "cocok", "surel": "pegawai@contoh.go.id"}),
    ("yohanes", "Paraf konsep SK", "Initial the draft decree", {"hasil_paraf": "paraf"}),
    ("mahmudah", "Paraf konsep SK", "Initial the draft decree", {"hasil_paraf": "paraf"}),
    ("agus", "Paraf konsep SK", "Initial the draft decree", {"hasil_paraf": "paraf"}),
    ("bagaskara", "Tetapkan SK pemindahan", "Issue the transfer decree", AGREE),
    (
        "dimas",
        "Catat lapor diri (SPMT)",
        "Record the report for duty",
        {"tanggal_mulai_tugas": "1 2 2027", "lokasi": "Kantor Bersama 2", "jabatan_atasan": "Direktur Tata Kota"},
    ),
)


def start_case(page: Page, words: Words = INDONESIAN, language: str = "id") -> str:
    """Otorita IKN proposes; returns the number of the case."""
    sign_in(page, "ratna", words, language)
    page.goto("/start")
    page.locator('a[href="/start/pindah-instansi"]').click()
    fill(page, PROPOSAL)
    page.get_by_role("button", name=words.check).click()
    page.get_by_role("button", name=words.start, exact=True).click()
    expect(page.get_by_text(words.started)).to_be_visible()
    found = re.search(r"[A-Z]+-\d{4}-\d{6}", page.locator(".page-head").inner_text())
    assert found
    return found[0]


def wait_for(page: Page, found: Callable[[], int]) -> None:
    """What machines do takes a moment: load the page of the case again until it is there."""
    for _ in range(40):
        if found():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"the case stands still: {page.locator('main').inner_text()}")


def wait_for_task(page: Page, name: str) -> None:
    """On the page of a case, until it comes to a task of that name."""
    wait_for(page, page.locator(".box--next").get_by_text(name).count)


@pytest.mark.parametrize(
    ("words", "language"), [(INDONESIAN, "id"), (ENGLISH, "en")], ids=["in-indonesian", "in-english"]
)
def test_a_transfer_goes_from_proposal_to_report_for_duty(
    open_page: OpenPage, axe: Axe, picture: Picture, words: Words, language: str
) -> None:
    page = open_page(language={"id": "id-ID", "en": "en-GB"}[language])
    number = start_case(page, words, language)

    def carry_out(tasks: tuple[Task, ...]) -> None:
        for username, indonesian, english, answers in tasks:
            name = english if language == "en" else indonesian
            if page.locator(".box--next").count() == 0:
                page.get_by_role("link", name=words.case).click()
            wait_for_task(page, name)
            do_task(page, username, number, name, answers, words, language)

    carry_out(UP_TO_THE_QUOTA)
    picture(page, f"tugas-selesai-{language}")
    assert axe(page) == []
    page.get_by_role("link", name=words.case).click()
    wait_for_task(page, "Choose a dwelling" if language == "en" else "Pilih unit hunian")
    picture(page, f"kasus-paralel-{language}")
    assert axe(page) == []

    carry_out(UP_TO_DUTY)
    page.get_by_role("link", name=words.case).click()
    wait_for(page, page.locator(".page-head .tag--done").count)
    picture(page, f"kasus-selesai-{language}")
    assert axe(page) == []

    page.locator('a[href^="/documents/"]').first.click()
    expect(page.locator(".sheet__draft").first).to_be_visible()
    picture(page, f"dokumen-{language}")
    assert axe(page) == []
