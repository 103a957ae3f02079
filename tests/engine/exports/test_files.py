"""Lists as CSV and as workbooks: what is in a cell, and what a spreadsheet must not do with it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.exports.csv_file import FORMULA_SIGNS, csv_file
from engine.exports.listing import Cell, Column, Listing, Wording, cut_off, listing_of
from engine.exports.xlsx_file import xlsx_file
from engine.model.text import Named, Text

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
INDONESIAN = {"Number": "Nomor", "yes": "ya", "no": "tidak"}
WORDING = Wording("id", ZoneInfo("Asia/Jakarta"), lambda text: INDONESIAN.get(str(text), str(text)))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_listing(*lines: tuple[Cell, ...]) -> Listing:
    return Listing("cases", NOW, (Text("Number"),) * max(map(len, lines), default=1), iter(lines))


def as_csv(*lines: tuple[Cell, ...]) -> list[list[str]]:
    data = b"".join(csv_file(a_listing(*lines), WORDING)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline="")))


def as_sheet(*lines: tuple[Cell, ...]) -> etree._Element:
    data = b"".join(xlsx_file(a_listing(*lines), WORDING))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return etree.fromstring(book.read("xl/worksheets/sheet1.xml"))


def texts(sheet: etree._Element) -> list[str]:
    """What the cells show, texts and numbers."""
    return ["".join(cell.itertext()) for cell in sheet.iter(f"{SHEET}c")]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("PINDAH-1", "PINDAH-1"),
        (None, ""),
        (3, "3"),
        (True, "ya"),
        (datetime(2026, 11, 24, 20, 30, tzinfo=UTC), "2026-11-25 03:30:00"),
        (Named("Periksa", "Check"), "Periksa"),
        (("Ana", "Budi"), "Ana; Budi"),
    ],
)
def test_a_cell_reads_as_the_reader_reads(cell: Cell, shown: str) -> None:
    assert as_csv((cell,)) == [["Nomor"], [shown]]


def test_the_csv_begins_with_the_mark_and_ends_its_lines_with_cr_lf() -> None:
    data = b"".join(csv_file(a_listing(("a, b", 'kata "kutip"'), ("baris\nbaru", "é")), WORDING))

    expected = '\ufeffNomor,Nomor\r\n"a, b","kata ""kutip"""\r\n"baris\nbaru",é\r\n'
    assert data == expected.encode()


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_a_text_that_would_be_computed_is_quoted(sign: str) -> None:
    (_, (cell,)) = as_csv((f"{sign}cmd|' /C calc'!A0",))

    assert cell.startswith(f"'{sign}")


@given(st.text(), st.sampled_from(FORMULA_SIGNS))
def test_no_cell_of_a_csv_begins_a_formula(text: str, sign: str) -> None:
    for line in as_csv((sign + text,), (text,), ((sign, text),), (Named(sign + text),))[1:]:
        assert not line[0].startswith(FORMULA_SIGNS)


def test_numbers_are_no_formulas_even_below_zero() -> None:
    assert as_csv((-3,))[1] == ["-3"]


def test_a_workbook_has_texts_numbers_and_times_as_such() -> None:
    sheet = as_sheet(("=1+1", 7, datetime(2026, 11, 24, 20, 30, tzinfo=UTC)))

    kinds = [cell.get("t", "n") for cell in sheet.iter(f"{SHEET}c")][3:]
    assert kinds == ["inlineStr", "n", "n"]
    assert sheet.find(f".//{SHEET}f") is None
    assert texts(sheet)[3:5] == ["=1+1", "7"]
    assert float(texts(sheet)[5]) == pytest.approx(46351.1458, abs=0.001)


@pytest.mark.parametrize(
    "text",
    ["http://alamat.example", "{=SUM(A1)}", "a" * 40_000, "\x00\x0b", "\ud800", "<&>"],
    ids=lambda text: text[:8],
)
def test_strange_texts_still_make_a_readable_workbook(text: str) -> None:
    sheet = as_sheet((text,))

    assert len(list(sheet.iter(f"{SHEET}row"))) == 2
    assert sheet.find(f".//{SHEET}hyperlink") is None


def test_a_workbook_says_when_it_was_made() -> None:
    data = b"".join(xlsx_file(a_listing(), WORDING))

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert re.search(rb"created[^>]*>2026-11-24T03:00:00Z<", book.read("docProps/core.xml"))


def test_all_pages_are_taken_and_each_once() -> None:
    pages: dict[str | None, tuple[list[int], str | None]] = {None: ([1, 2], "a"), "a": ([3], "b"), "b": ([], None)}
    asked: list[Any] = []

    def page(after: str | None) -> tuple[list[int], str | None]:
        asked.append(after)
        return pages[after]

    listing = listing_of("x", NOW, [Column(Text("Number"), lambda row: row)], page)

    assert asked == [None]
    assert list(listing.lines) == [(1,), (2,), (3,)]
    assert asked == [None, "a", "b"]


@pytest.mark.parametrize(("rows", "lines", "noted"), [(3, 3, False), (4, 4, True)])
def test_a_list_that_is_too_long_says_so_in_its_last_line(rows: int, lines: int, noted: bool) -> None:
    def endless() -> Iterator[tuple[Cell, ...]]:
        for number in range(rows):
            yield (number,)

    found = list(cut_off(endless(), most=3))

    assert len(found) == lines
    assert isinstance(found[-1][0], Text) is noted
