"""Tables that people upload: what is read of them, and how their rows answer a form."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.forms.sheet_answers import columns_of, fields_of_row, match_headings
from engine.forms.sheet_files import MOST_COLUMNS, MOST_ROWS, Cell, SheetRefused, read_sheet, written
from engine.model.data import ProcessData
from tests.factories.forms import (
    NOW,
    a_form,
    answer_from_fields,
    checkbox,
    checklist,
    component,
    day,
    number,
    radio,
    text,
)

TODAY = date(2026, 11, 24)
MIDNIGHT = datetime.fromisoformat("2026-11-24T00:00:00")
"""Workbooks know no zones."""
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=9)


def workbook(*rows: Sequence[Any]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        for number_of_row, row in enumerate(rows):
            sheet.write_row(number_of_row, 0, row)
    return packed.getvalue()


def answered(form: Any, heading: Sequence[Cell], row: Sequence[Cell], language: str = "id") -> ProcessData:
    columns = match_headings(heading, columns_of(form, language))
    answer = answer_from_fields(form, fields_of_row(row, columns, language), {}, language=language, now=NOW)
    assert answer.errors == {}
    return answer.data


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_as_spreadsheets_save_it(mark: bytes, delimiter: str) -> None:
    lines = delimiter.join(["nip", "nama"]) + "\r\n" + delimiter.join(["199308172018012020", '"Sri ""Rahayu"""'])

    assert read_sheet(mark + lines.encode()) == [["nip", "nama"], ["199308172018012020", 'Sri "Rahayu"']]


def test_csv_of_old_windows_is_read() -> None:
    assert read_sheet("nama;kota\nJosé;Åbo".encode("cp1252"))[1] == ["José", "Åbo"]


def test_a_workbook_is_read_with_its_types() -> None:
    content = workbook(["nama", "jumlah", "tmt", "ada"], ["Sri", 2, MIDNIGHT, True], ["Bima", 1.5])

    heading, first, second = read_sheet(content)

    assert heading == ["nama", "jumlah", "tmt", "ada"]
    assert first == ["Sri", Decimal(2), date(2026, 11, 24), True]
    assert second[:2] == ["Bima", Decimal("1.5")]


def test_numbers_that_have_lost_digits_are_refused_instead_of_guessed() -> None:
    with pytest.raises(SheetRefused, match="15 digits"):
        read_sheet(workbook(["nip"], [199308172018012020]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"\x00\x01\x02", "neither text nor a workbook"),
        (b"PK\x03\x04 broken", "damaged"),
        (b'nama\n"Sri', "unexpected end"),
        (b"nama\n" + b"x" * 20_001, "20000 characters"),
        (b"nama\n" + b"x\n" * (MOST_ROWS + 1), "rows"),
        (b";" * MOST_COLUMNS + b"\nx", "columns"),
        (b"x" * 8_000_001, "larger"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(SheetRefused, match=reason):
        read_sheet(content)


@given(st.binary(max_size=300) | st.binary(max_size=300).map(b"PK\x03\x04".__add__))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        rows = read_sheet(content)
    except SheetRefused:
        return
    assert rows


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_what_was_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    wanted = [[cell.strip() for cell in row] for row in rows]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    content = written([["nama", "kota"], *rows])

    assert read_sheet(content) == [["nama", "kota"], *wanted]


@pytest.mark.parametrize("heading", ["nama", "NAMA LENGKAP ", "Full name", "nama  lengkap"])
def test_a_column_answers_the_field_that_its_heading_names(heading: str) -> None:
    form = a_form(text("nama", label="Nama lengkap", properties={"label.en": "Full name"}))

    assert answered(form, [heading], ["Sri"]) == {"nama": "Sri"}


def test_fields_in_groups_are_reached_and_lists_of_rows_are_not() -> None:
    group = component("group", path="pegawai", components=[text("nama")])
    rows = component("dynamiclist", path="anak", components=[text("nama", id="nama_anak")])
    form = a_form(group, rows)

    assert [column.path for column in columns_of(form, "id")] == ["pegawai.nama"]
    assert answered(form, ["pegawai.nama"], ["Sri"])["pegawai"] == {"nama": "Sri"}


@pytest.mark.parametrize(
    "cell", ["24-11-2026", "24 11 2026", "24/11/2026", "24.11.2026", "2026-11-24", TODAY, MIDNIGHT]
)
def test_days_are_understood_however_they_are_written(cell: Cell) -> None:
    assert answered(a_form(day("tmt")), ["tmt"], [cell]) == {"tmt": date(2026, 11, 24)}


@pytest.mark.parametrize(
    ("cell", "day_text", "clock"),
    [("24-11-2026 09.30", "24", "09.30"), ("2026-11-24T09:30:00", "24", "09:30"), ("entah", "entah", "entah")],
)
def test_times_stand_behind_days_and_what_is_neither_is_left_to_the_form(cell: str, day_text: str, clock: str) -> None:
    moment = component("datetime", key="rapat", subtype="datetime", dateLabel="Rapat")

    fields = fields_of_row([cell], columns_of(a_form(moment), "id"), "id")

    assert (fields["rapat-day"], fields["rapat-time"]) == ([day_text], [clock])


@pytest.mark.parametrize(("cell", "language"), [("1.250,5", "id"), ("1,250.5", "en"), (Decimal("1250.5"), "id")])
def test_numbers_are_read_in_the_language_of_the_reader(cell: Cell, language: str) -> None:
    assert answered(a_form(number("jumlah")), ["jumlah"], [cell], language) == {"jumlah": Decimal("1250.5")}


@pytest.mark.parametrize(("cell", "value"), [("Ya", True), ("x", True), (True, True), ("tidak", False), (None, False)])
def test_yes_and_no_are_words(cell: Cell, value: bool) -> None:
    assert answered(a_form(checkbox("setuju")), ["setuju"], [cell]) == {"setuju": value}


@pytest.mark.parametrize("cell", ["Setuju penuh", "setuju", " SETUJU "])
def test_a_choice_is_written_as_its_label_or_its_value(cell: str) -> None:
    options = [{"value": "setuju", "label": "Setuju penuh"}, {"value": "tolak", "label": "Tolak"}]

    assert answered(a_form(radio("keputusan", values=options)), ["keputusan"], [cell]) == {"keputusan": "setuju"}


def test_several_choices_stand_in_one_cell() -> None:
    assert answered(a_form(checklist("berkas", "ktp", "kk", "sk")), ["berkas"], ["sk; ktp"]) == {
        "berkas": ["ktp", "sk"]
    }


@pytest.mark.parametrize("headings", [["nama", "tak dikenal"], ["nama", "Nama"], [], [None, ""]])
def test_headings_that_are_not_the_forms_own_are_refused(headings: list[Cell]) -> None:
    with pytest.raises(InvalidInput) as refused:
        match_headings(headings, columns_of(a_form(text("nama")), "id"))

    assert list(refused.value.fields) == ["file"]
