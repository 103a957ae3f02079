"""How far many called processes are, for a spreadsheet: a line for each multi-instance of each case."""

from typing import NamedTuple

from engine.exports.listing import Column, Listing, listing_of
from engine.model.actor import Actor
from engine.model.text import N_, Named, Text
from engine.queries.called import CalledProgress
from engine.queries.called_cases import CalledCase, called_cases
from engine.runtime import Runtime


class Line(NamedTuple):
    """A multi-instance and its case."""

    case: CalledCase
    progress: CalledProgress


def called(runtime: Runtime, actor: Actor) -> Listing:
    """All of `called_cases`, in its order. Raises MayNotSupervise."""
    columns: list[Column[Line]] = [
        Column(Text(N_("Number")), lambda row: row.case.number),
        Column(Text(N_("Title")), lambda row: row.case.title),
        Column(Text(N_("Process")), lambda row: Named(row.case.process_name, row.case.process_name_en)),
        Column(Text(N_("Started by agency")), lambda row: Named(row.case.agency_name, row.case.agency_name_en)),
        Column(Text(N_("Element")), lambda row: Named(row.progress.name, row.progress.name_en)),
        Column(Text(N_("Total")), lambda row: row.progress.total),
        Column(Text(N_("Completed")), lambda row: row.progress.completed),
        Column(Text(N_("Waiting")), lambda row: row.progress.waiting),
        Column(Text(N_("Incidents")), lambda row: row.progress.stuck),
        Column(Text(N_("Held by")), lambda row: tuple(f"{each.agency}: {each.count}" for each in row.progress.held_by)),
    ]

    def page(after: str | None) -> tuple[list[Line], str | None]:
        found = called_cases(runtime, actor, after=after)
        return [Line(case, each) for case in found.rows for each in case.called], found.next

    return listing_of("called", runtime.clock.now(), columns, page)
