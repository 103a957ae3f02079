"""The main job in a browser: a transfer to IKN goes through the inboxes of four agencies."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.walking import Answers, do_task, fill, sign_in

Axe = Callable[[Page], list[str]]
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


def start_case(page: Page) -> str:
    """Otorita IKN proposes; returns the number of the case."""
    sign_in(page, "ratna")
    page.get_by_role("link", name="Mulai").click()
    page.get_by_role("link", name="Pemindahan ASN ke IKN").click()
    fill(page, PROPOSAL)
    page.get_by_role("button", name="Periksa jawaban").click()
    expect(page.locator("h1")).to_have_text("Periksa jawaban Anda")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Kasus sudah dimulai")).to_be_visible()
    found = re.search(r"[A-Z]+-\d{4}-\d{6}", page.locator(".page-head").inner_text())
    assert found
    return found[0]


def wait_for_task(page: Page, name: str) -> None:
    """Service tasks are done by the runner a moment later: look again until the task is there."""
    for _ in range(40):
        if page.locator(".box--next").get_by_text(name).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"the case does not come to {name}: {page.locator('main').inner_text()}")


def test_a_transfer_goes_from_proposal_to_report_for_duty(page: Page, axe: Axe, picture: Picture) -> None:
    number = start_case(page)
    wait_for_task(page, "Verifikasi berkas")
    picture(page, "kasus-baru")
    do_task(page, "dimas", number, "Verifikasi berkas", AGREE)
    picture(page, "tugas-selesai")
    assert axe(page) == []
    do_task(page, "bagaskara", number, "Usulkan pemindahan", AGREE)
    consent = {"keputusan": "setuju", "nomor_persetujuan": "R-9/PPK/2026"}
    do_task(page, "ismail", number, "Beri persetujuan pindah", consent)
    family = {"status_keluarga": "lajang", "kesediaan": "bersedia"}
    do_task(page, "putri", number, "Isi pernyataan keluarga", family)
    do_task(page, "fauzan", number, "Nyatakan status temuan", {"hasil": "bersih", "nomor_surat": "SKBT-88/IT/2026"})
    clean = {"hasil": "bersih", "nomor_surat": "KET-21/SDM/2026"}
    do_task(page, "bayu", number, "Nyatakan status hukuman disiplin", clean)
    opinion = {"keputusan": "setuju", "nomor_pertek": "PT-3100/BKN/2026"}
    do_task(page, "taufik", number, "Beri pertimbangan teknis", opinion)
    budget = {"keputusan": "setuju", "nomor_konfirmasi": "S-77/AG/2026"}
    do_task(page, "farida", number, "Konfirmasi anggaran", budget)

    page.get_by_role("link", name="Lihat seluruh kasus").click()
    wait_for_task(page, "Pilih unit hunian")
    picture(page, "kasus-paralel")
    assert axe(page) == []

    dwelling = {"menara": "Menara 7", "nomor_unit": "0912", "siap_pada": "20 1 2027"}
    do_task(page, "made", number, "Pilih unit hunian", dwelling)
    office = {"gedung": "Kantor Bersama 2", "lantai": "3", "kursi": "3-041"}
    do_task(page, "theresia", number, "Alokasikan kursi kantor", office)
    account = {"hasil_identitas": "cocok", "surel": "pegawai@contoh.go.id"}
    do_task(page, "fajar", number, "Siapkan akun", account)
    for username in ("yohanes", "mahmudah", "agus"):
        page.get_by_role("link", name="Lihat seluruh kasus").click()
        wait_for_task(page, "Paraf")
        do_task(page, username, number, "Paraf", {"hasil_paraf": "paraf"})
    do_task(page, "bagaskara", number, "Tetapkan", AGREE)
    duty = {"tanggal_mulai_tugas": "1 2 2027", "lokasi": "Kantor Bersama 2", "jabatan_atasan": "Direktur Tata Kota"}
    do_task(page, "dimas", number, "Catat lapor diri", duty)

    page.get_by_role("link", name="Lihat seluruh kasus").click()
    for _ in range(40):
        if page.locator(".page-head .tag--done").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator(".page-head .tag--done")).to_have_text("Selesai")
    picture(page, "kasus-selesai")
    assert axe(page) == []

    page.get_by_role("link", name=re.compile("SK|Keputusan")).first.click()
    expect(page.locator(".sheet__draft").first).to_be_visible()
    picture(page, "dokumen")
    assert axe(page) == []
