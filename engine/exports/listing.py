"""A list on its way into a file: its columns, and its rows page by page under the reader's own visibility."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from engine.model.text import N_, Named, Text

Row = TypeVar("Row")
MOST_ROWS = 50_000
CUT_OFF = N_("The list goes on. Only the first %(most)s rows are here: narrow the filter for the others.")

Cell = str | int | bool | datetime | Named | Text | tuple["Cell", ...] | None
"""What a column has in a row; None for nothing. Times are aware."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, and what stands under it."""

    heading: Text
    cell: Callable[[Row], Cell]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reader reads: language, zone of times, and the catalog of texts."""

    language: str
    zone: ZoneInfo
    translate: Callable[[Text], str]

    def plain(self, cell: Cell) -> str | int | datetime:
        """A cell as a spreadsheet takes it; times without zone, in the reader's."""
        match cell:
            case None:
                return ""
            case bool():
                return self.translate(Text(N_("yes") if cell else N_("no")))
            case datetime():
                return cell.astimezone(self.zone).replace(tzinfo=None)
            case Named():
                return cell.in_language(self.language)
            case Text():
                return self.translate(cell)
            case tuple():
                return "; ".join(str(self.plain(each)) for each in cell)
            case _:
                return cell


@dataclass(frozen=True, slots=True)
class Listing:
    """`name` is for the file. `lines` is read once; it is cut off after MOST_ROWS with a line that says so."""

    name: str
    made_at: datetime
    headings: tuple[Text, ...]
    lines: Iterator[tuple[Cell, ...]]


def listing_of(
    name: str,
    made_at: datetime,
    columns: Sequence[Column[Row]],
    page: Callable[[str | None], tuple[Sequence[Row], str | None]],
) -> Listing:
    """The list whose page behind a cursor `page` reads. The first page is read at once, so that refusals come first."""
    first = page(None)
    cells = (tuple(column.cell(row) for column in columns) for row in rows_of(first, page))
    return Listing(name, made_at, tuple(column.heading for column in columns), cut_off(cells))


def rows_of(
    first: tuple[Sequence[Row], str | None], page: Callable[[str | None], tuple[Sequence[Row], str | None]]
) -> Iterator[Row]:
    """All rows, a page at a time."""
    rows, following = first
    yield from rows
    while following is not None:
        rows, following = page(following)
        yield from rows


def cut_off(lines: Iterator[tuple[Cell, ...]], most: int = MOST_ROWS) -> Iterator[tuple[Cell, ...]]:
    """At most so many lines, and one more that says that there are others."""
    yield from islice(lines, most)
    if next(lines, None) is not None:
        yield (Text(CUT_OFF, {"most": most}),)
