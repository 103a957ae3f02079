"""The lists that can be taken away, each the whole of what a query shows in pages."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from engine.exports.listing import Column, Listing, listing_of
from engine.model.actor import Actor
from engine.model.batch import ItemState
from engine.model.text import N_, Named, Text
from engine.queries import agency_tasks as of_agency
from engine.queries import batches as of_batches
from engine.queries import inbox as of_person
from engine.queries import incidents as of_incidents
from engine.queries import instances as of_cases
from engine.queries.processes import ProcessRow, processes
from engine.runtime import Runtime

STATUSES: Mapping[str, str] = {
    "active": N_("In progress"),
    "completed": N_("Completed"),
    "terminated": N_("Terminated"),
    "cancelled": N_("Cancelled"),
}


ITEM_STATES: Mapping[ItemState, str] = {
    ItemState.WAITING: N_("Waiting"),
    ItemState.DONE: N_("Done"),
    ItemState.FAILED: N_("Failed"),
}


def cases(runtime: Runtime, actor: Actor, wanted: of_cases.InstanceFilter) -> Listing:
    """All cases of `instances`, in its order. Raises InvalidInput."""
    columns: list[Column[of_cases.InstanceRow]] = [
        Column(Text(N_("Number")), lambda row: row.number),
        Column(Text(N_("Title")), lambda row: row.title),
        Column(Text(N_("Process")), lambda row: Named(row.process_name, row.process_name_en)),
        Column(Text(N_("Version")), lambda row: row.version),
        Column(Text(N_("Status")), lambda row: status(row.status)),
        Column(Text(N_("Started by agency")), agency),
        Column(Text(N_("Started")), lambda row: row.started_at),
        Column(Text(N_("Ended")), lambda row: row.ended_at),
        Column(Text(N_("Waits for")), lambda row: row.waiting_for),
        Column(Text(N_("Held by")), lambda row: row.holders),
        Column(Text(N_("Due")), lambda row: row.due_at),
        Column(Text(N_("Overdue")), lambda row: row.overdue),
    ]

    def page(after: str | None) -> tuple[tuple[of_cases.InstanceRow, ...], str | None]:
        found = of_cases.instances(runtime, actor, replace(wanted, after=after, limit=of_cases.LARGEST_PAGE))
        return found.rows, found.next

    return listing_of("cases", runtime.clock.now(), columns, page)


def tasks(runtime: Runtime, actor: Actor, wanted: of_person.InboxFilter) -> Listing:
    """All tasks of `inbox`, in its order. Raises InvalidInput."""
    columns: list[Column[of_person.InboxRow]] = [
        Column(Text(N_("Task")), lambda row: Named(row.name, row.name_en)),
        Column(Text(N_("Number")), lambda row: row.number),
        Column(Text(N_("Title")), lambda row: row.title),
        Column(Text(N_("Process")), lambda row: Named(row.process_name, row.process_name_en)),
        Column(Text(N_("Addressed to")), lambda row: row.addressed_to),
        Column(Text(N_("Started by agency")), agency),
        Column(Text(N_("Held by")), lambda row: row.assignee_name),
        Column(Text(N_("Since")), lambda row: row.created_at),
        Column(Text(N_("Due")), lambda row: row.due_at),
        Column(Text(N_("Overdue")), lambda row: row.overdue),
    ]

    def page(after: str | None) -> tuple[tuple[of_person.InboxRow, ...], str | None]:
        found = of_person.inbox(runtime, actor, replace(wanted, after=after, limit=of_person.LARGEST_PAGE))
        return found.rows, found.next

    return listing_of("tasks", runtime.clock.now(), columns, page)


def agency_tasks(runtime: Runtime, actor: Actor, wanted: of_agency.AgencyTaskFilter) -> Listing:
    """All tasks of `agency_tasks`, in its order. Raises MayNotSupervise, InvalidInput."""
    columns: list[Column[of_agency.AgencyTaskRow]] = [
        Column(Text(N_("Task")), lambda row: Named(row.name, row.name_en)),
        Column(Text(N_("Number")), lambda row: row.number),
        Column(Text(N_("Title")), lambda row: row.title),
        Column(Text(N_("Process")), lambda row: Named(row.process_name, row.process_name_en)),
        Column(Text(N_("Addressed to")), lambda row: row.addressed_to),
        Column(Text(N_("Held by")), lambda row: row.assignee_name),
        Column(Text(N_("Held since")), lambda row: row.claimed_at),
        Column(Text(N_("Since")), lambda row: row.created_at),
        Column(Text(N_("Due")), lambda row: row.due_at),
        Column(Text(N_("Overdue")), lambda row: row.overdue),
    ]

    def page(after: str | None) -> tuple[tuple[of_agency.AgencyTaskRow, ...], str | None]:
        found = of_agency.agency_tasks(runtime, actor, replace(wanted, after=after, limit=of_agency.LARGEST_PAGE))
        return found.rows, found.next

    return listing_of("agency-tasks", runtime.clock.now(), columns, page)


def incidents(runtime: Runtime, actor: Actor, wanted: of_incidents.IncidentFilter) -> Listing:
    """All incidents of `incidents`, in its order. Raises InvalidInput."""
    columns: list[Column[of_incidents.OpenIncidentRow]] = [
        Column(Text(N_("Number")), lambda row: row.number),
        Column(Text(N_("Title")), lambda row: row.title),
        Column(Text(N_("Process")), lambda row: Named(row.process_name, row.process_name_en)),
        Column(Text(N_("Version")), lambda row: row.version),
        Column(Text(N_("Element")), lambda row: Named(row.element_name, row.element_name_en)),
        Column(Text(N_("Incident")), lambda row: row.code),
        Column(Text(N_("What happened")), lambda row: row.detail),
        Column(Text(N_("Since")), lambda row: row.raised_at),
    ]

    def page(after: str | None) -> tuple[tuple[of_incidents.OpenIncidentRow, ...], str | None]:
        found = of_incidents.incidents(runtime, actor, replace(wanted, after=after, limit=of_incidents.LARGEST_PAGE))
        return found.rows, found.next

    return listing_of("incidents", runtime.clock.now(), columns, page)


def definitions(runtime: Runtime, actor: Actor) -> Listing:
    """All processes in their newest versions, by name."""
    columns: list[Column[ProcessRow]] = [
        Column(Text(N_("Process")), lambda row: Named(row.name, row.name_en)),
        Column(Text(N_("Key")), lambda row: row.key),
        Column(Text(N_("Version")), lambda row: row.version),
        Column(Text(N_("Agency")), lambda row: Named(row.owner_agency_name or "", row.owner_agency_name_en or "")),
        Column(Text(N_("Deployed")), lambda row: row.deployed_at),
        Column(Text(N_("Deployed by")), lambda row: row.deployed_by),
        Column(Text(N_("Running cases")), lambda row: row.running),
        Column(Text(N_("Closed")), lambda row: row.closed),
    ]
    return listing_of("processes", runtime.clock.now(), columns, lambda _: (processes(runtime, actor), None))


def batch_items(runtime: Runtime, actor: Actor, batch_id: UUID, state: ItemState | None) -> Listing:
    """All items of a batch, or those of one state, in the order of the request. Raises NotFound."""
    columns: list[Column[of_batches.ItemView]] = [
        Column(Text(N_("Item")), lambda row: row.number),
        Column(Text(N_("State")), lambda row: Text(ITEM_STATES[row.state])),
        Column(Text(N_("Number")), lambda row: row.case_number),
        Column(Text(N_("Title")), lambda row: row.title),
        Column(Text(N_("What happened")), lambda row: row.refusal.text if row.refusal else None),
        Column(Text(N_("Fields")), lambda row: tuple(row.refusal.fields) if row.refusal else ()),
        Column(Text(N_("Time")), lambda row: row.settled_at),
    ]

    def page(after: str | None) -> tuple[tuple[of_batches.ItemView, ...], str | None]:
        limit = of_batches.LARGEST_PAGE
        found = of_batches.batch_items(runtime, actor, batch_id, state=state, after=after, limit=limit)
        return found.rows, found.next

    of_batches.batch_view(runtime, actor, batch_id)
    return listing_of("batch", runtime.clock.now(), columns, page)


def status(code: str) -> Text:
    """The name of a status."""
    return Text(STATUSES.get(code, code))


def agency(row: of_cases.InstanceRow | of_person.InboxRow) -> Named | None:
    """The agency that started a case, where one did."""
    return Named(row.agency_name, row.agency_name_en or "") if row.agency_name else None
