"""Lists that people hand in as tables: what a designer may declare, and what becomes of a file."""

import base64
import io
import zlib
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import Answer, Form, present
from engine.forms.row_files import packed, unpacked
from engine.forms.sheet_files import MOST_BYTES
from engine.model.data import ProcessData
from tests.factories.forms import (
    NOW,
    a_form,
    checkbox,
    day,
    findings_of,
    form_bytes,
    group,
    hidden_if,
    number,
    post,
    radio,
    required,
    rows,
    said,
    send,
    text,
)

ANI, BUDI = "199308172018012020", "198705172012011003"
HEADING = "NIP;Nama;TMT;Jenis;Prioritas"


def a_list(*columns: Any, **properties: str) -> dict[str, Any]:
    return rows("pegawai", *columns, properties={"rows": "file", **properties})


def staff_list(**properties: str) -> Form:
    columns = (
        text("nip", label="NIP", validate=required(), properties={"validate": "nip", "label.en": "Staff number"}),
        text("nama", validate=required()),
        day("tmt"),
        radio("jenis", "mutasi", "penugasan"),
        number("prioritas", validate={"min": 1, "max": 3}),
    )
    return a_form(a_list(*columns, unique="nip", **properties))


def handed_in(form: Form, *lines: str, encoding: str = "utf-8", **options: Any) -> Answer:
    return post(form, {"pegawai": packed("\r\n".join(lines).encode(encoding))}, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_of_a_spreadsheet_becomes_a_list_of_typed_objects(encoding: str) -> None:
    answer = handed_in(staff_list(), HEADING, f"{ANI};Ani José;01-12-2026;Mutasi;2", encoding=encoding)

    assert said(answer) == {}
    assert answer.data["pegawai"] == [
        {"nip": ANI, "nama": "Ani José", "tmt": day_of("2026-12-01"), "jenis": "mutasi", "prioritas": 2}
    ]


def day_of(iso: str) -> Any:
    return send(a_form(day("tmt")), {"tmt": iso}).data["tmt"]


def test_the_first_sheet_of_a_workbook_is_read() -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        sheet.write_row(0, 0, ["Nama", "NIP", "Prioritas"])
        sheet.write_string(1, 0, "=1+1")
        sheet.write_string(1, 1, ANI)
        sheet.write_number(1, 2, 3)

    answer = post(staff_list(), {"pegawai": packed(book.getvalue())})

    (row,) = answer.data["pegawai"]
    assert (row["nip"], row["nama"], row["prioritas"]) == (ANI, "=1+1", 3)


def test_each_wrong_cell_is_told_by_its_row_in_the_spreadsheet() -> None:
    answer = handed_in(staff_list(), HEADING, f"{ANI};Ani;;;", ";;;;", "123;Budi;31-02-2026;pindah;4", f"{BUDI};;;;")

    assert {path: text for path, text in said(answer).items() if path != "pegawai"} == {
        "pegawai.1.nip": "Row 4: A NIP has 18 digits. Check it again.",
        "pegawai.1.tmt": "Row 4: TMT must be a real date, for example 24 11 2026.",
        "pegawai.1.jenis": "Row 4: Choose Jenis from the list.",
        "pegawai.1.prioritas": "Row 4: Prioritas must be 3 or less.",
        "pegawai.2.nama": "Row 5: Fill in Nama.",
    }
    assert said(answer)["pegawai"] == ("Pegawai: 5 cells need correction. Correct the table and upload it again.")


def test_a_value_that_must_be_unique_stands_once() -> None:
    answer = handed_in(staff_list(), HEADING, f"{ANI};Ani;;;", f"{ANI[:8]} {ANI[8:]};Ani lagi;;;")

    assert said(answer)["pegawai.1.nip"] == "Row 3: NIP is the same as in row 2. Remove one of the two rows."


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (["Nama;TMT", "Ani;"], "The column “NIP” is missing. Begin with the template."),
        (
            [f"{HEADING};Golongan", ""],
            "The column “Golongan” belongs to no field of the form. Begin with the template.",
        ),
        ([HEADING, *[f"{ANI};Ani;;;"] * 3], "Pegawai has 3 rows, but may have at most 2. Split the table."),
        ([HEADING], "Upload the table for Pegawai."),
        ([HEADING, '"'], "The file cannot be read as a table: "),
    ],
)
def test_a_table_that_is_wrong_as_a_whole_has_one_error(lines: list[str], error: str) -> None:
    answer = handed_in(staff_list(most="2", required="true"), *lines)

    assert said(answer)["pegawai"].startswith(error)
    assert len(answer.errors) == 1


def test_without_a_file_what_the_case_has_stays_and_a_required_one_is_asked_for() -> None:
    known: ProcessData = {"pegawai": [{"nip": ANI}]}

    assert post(staff_list(required="true"), {}, values=known).data == known
    assert said(post(staff_list(required="true"), {})) == {"pegawai": "Upload the table for Pegawai."}


def test_the_file_chosen_last_counts() -> None:
    files = [packed(f"NIP;Nama\n{nip};Ani".encode()) for nip in (BUDI, ANI)]

    assert [row["nip"] for row in post(staff_list(), {"pegawai": files}).data["pegawai"]] == [ANI]


def test_programs_send_the_list_and_are_held_against_the_same_columns() -> None:
    right = {"nip": ANI, "nama": "Ani", "prioritas": 1, "tmt": "2026-12-01", "jenis": "mutasi"}

    assert send(staff_list(), {"pegawai": [right]}).data["pegawai"][0]["nip"] == ANI
    assert said(send(staff_list(), {"pegawai": [right, {"nip": "1", "nama": "Budi", "gaji": 1}]})).keys() == {
        "pegawai",
        "pegawai.1.nip",
        "pegawai.1.gaji",
    }
    assert said(send(staff_list(), {"pegawai": "Ani"})) == {"pegawai": "Pegawai has a value of the wrong type."}


def test_the_page_shows_the_report_as_soon_as_the_file_is_there() -> None:
    file = packed(f"NIP;Nama\n{ANI};".encode())

    view = present(staff_list(), {}, language="id", raw={"pegawai": [file]}, now=NOW)

    (field,) = view.fields
    assert (field.kind, field.value, field.shown) == ("file", file, ("1 baris",))
    assert [(each.line, each.column, str(each.text)) for each in field.problems] == [(2, "Nama", "Fill in Nama.")]
    assert view.takes_files


@pytest.mark.parametrize(
    ("columns", "properties", "component"),
    [
        ((), {}, "Field_pegawai"),
        ((text("a.b"),), {}, "Field_a_b"),
        ((group(None, text("nama")),), {}, "Field_group"),
        ((a_list(text("nama")),), {}, "Field_pegawai"),
        ((text("nama", conditional=hidden_if("true")),), {}, "Field_nama"),
        ((number("n", validate={"min": "=1"}),), {}, "Field_n"),
        ((checkbox("c", readonly=True),), {}, "Field_c"),
        ((text("nama"),), {"unique": "nip"}, "Field_pegawai"),
        ((text("nama"),), {"most": "5001"}, "Field_pegawai"),
        ((text("nama"), text("nama", id="lain")), {}, "Field_pegawai"),
    ],
)
def test_columns_that_could_not_be_checked_alone_are_refused(
    columns: Any, properties: dict[str, str], component: str
) -> None:
    assert component in findings_of(form_bytes(a_list(*columns, **properties)))


@given(st.binary(max_size=200))
def test_a_file_comes_back_from_the_page_as_it_was(content: bytes) -> None:
    assert unpacked(packed(content)) == content


@pytest.mark.parametrize(
    "text",
    ["x", "é", base64.urlsafe_b64encode(zlib.compress(bytes(MOST_BYTES + 1))).decode(), packed(b"nip")[:-8]],
    ids=["short", "foreign", "bomb", "cut off"],
)
def test_what_the_page_never_packed_is_refused(text: str) -> None:
    assert unpacked(text) is None
    assert said(post(staff_list(), {"pegawai": text}))["pegawai"].startswith("The table for Pegawai did not arrive")


@pytest.mark.parametrize("columns", [{"sensitive": "true"}, {}])
def test_a_list_with_a_sensitive_column_is_sensitive(columns: dict[str, str]) -> None:
    (field,) = present(a_form(a_list(text("nik", properties=columns))), {}, language="id").fields

    assert field.sensitive is bool(columns)
