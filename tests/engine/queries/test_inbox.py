"""The inbox: its order, its pages, its filters and counts, against a naive reading of the same tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.claim_task import ClaimTask, claim_task
from engine.errors import InvalidInput
from engine.ids import new_id
from engine.queries.inbox import InboxFilter, InboxPage, InboxRow, inbox
from engine.queries.inbox_statements import MOST_COUNTED
from engine.store import tables
from tests.factories.offices import Office, an_office, two_desks

CLERKS, ANA, HEAD, OTHERS = "petugas@asal", "jabatan-ana@asal", "kepala@asal", "petugas@tujuan"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Work:
    """A task to be put into the inboxes; `due` in hours from now."""

    to: tuple[str, ...] = (CLERKS,)
    due: int | None = None
    held_by: str | None = None
    name: str = "periksa"


def an_open_case(office: Office) -> None:
    """A case whose own task is out of the way."""
    office.deploy(two_desks())
    office.start("ana")
    empty(office)


def empty(office: Office) -> None:
    with office.runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(tables.task_candidate.delete())
        work.connection.execute(tables.user_task.delete())
        work.commit()


def put(office: Office, works: Sequence[Work]) -> list[UUID]:
    """Put tasks into the case. Returns their ids, in order of age."""
    (case,) = office.rows(tables.instance)
    groups = {row.address: row for row in office.rows(tables.function_group)}
    now = office.clock.now()
    tasks: list[dict[str, Any]] = []
    candidates: list[dict[str, Any]] = []
    for place, each in enumerate(works):
        due = None if each.due is None else now + each.due * HOUR
        holder = office.actor(each.held_by).person_id if each.held_by else None
        tasks.append(
            {
                "id": new_id(),
                "instance_id": case.id,
                "execution": 0,
                "token": 1000 + place,
                "element_id": "periksa",
                "name": each.name,
                "name_en": each.name,
                "process_key": case.process_key,
                "definition_id": case.definition_id,
                "instance_number": case.number,
                "title": case.title,
                "addressed_to": ",".join(each.to),
                "assignee": holder,
                "due": due,
                "rank": -50,
                "created_at": now,
                "decision_class": "rutin",
            }
        )
        candidates += [
            {
                "task_id": tasks[-1]["id"],
                "group_id": groups[address].id,
                "agency_id": groups[address].agency_id,
                "due": due,
                "rank": -50,
                "unassigned": 0 if holder else 1,
            }
            for address in each.to
        ]
    with office.runtime.database.begin() as work:
        work.begin_write()
        if tasks:
            work.connection.execute(tables.user_task.insert(), tasks)
            work.connection.execute(tables.task_candidate.insert(), candidates)
        work.commit()
    return [task["id"] for task in tasks]


def look(office: Office, username: str = "ana", **wanted: Any) -> InboxPage:
    return inbox(office.runtime, office.actor(username), InboxFilter(**wanted))


def whole(office: Office, username: str = "ana", **wanted: Any) -> list[InboxRow]:
    """All pages together."""
    page = look(office, username, **wanted)
    found = list(page.rows)
    while page.next:
        page = look(office, username, **wanted, after=page.next)
        assert page.rows, "an empty page"
        found += page.rows
    return found


def ids(rows: Sequence[InboxRow]) -> list[UUID]:
    return [row.task_id for row in rows]


def test_what_is_due_first_comes_first_and_what_is_never_due_last(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        late, never, soon, also_never = put(office, [Work(due=9), Work(), Work(due=1), Work()])

        assert ids(look(office).rows) == [soon, late, never, also_never]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_lead_to_the_end_without_loss_or_repetition(database_url: str, limit: int) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        works = [Work(due=due) for due in (1, 1, 1, 2, None, None, None)]
        works += [Work(due=1, held_by="ana"), Work(held_by="ana"), Work(to=(CLERKS, ANA), due=2)]
        put(office, works)

        found = ids(whole(office, limit=limit))

        assert found == ids(look(office, limit=200).rows)
        assert len(set(found)) == len(found) == 10


def test_a_task_for_several_functions_of_a_person_appears_and_counts_once(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        put(office, [Work(to=(CLERKS, ANA, HEAD))])

        page = look(office)

        assert len(page.rows) == page.counts.team == 1


def test_boxes_part_what_is_taken_from_what_is_free(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        free, mine, _ = put(office, [Work(), Work(held_by="ana"), Work(held_by="budi")])

        assert ids(look(office, box="mine").rows) == [mine]
        assert ids(look(office, box="team").rows) == [free]
        assert set(ids(look(office, box="all").rows)) == {free, mine}


def test_due_filters_end_with_the_local_day(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)  # it is 10 in Jakarta
        overdue, today, tomorrow, later, _ = put(office, [Work(due=d) for d in (-1, 13, 14, 24 * 8, None)])

        assert ids(look(office, due="overdue").rows) == [overdue]
        assert ids(look(office, due="today").rows) == [overdue, today]
        assert ids(look(office, due="week").rows) == [overdue, today, tomorrow]
        assert later in ids(look(office).rows)


def test_search_finds_words_in_any_case_and_takes_signs_literally(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        names = ["Periksa berkas", "Tetapkan 50% pegawai", "Tetapkan 50 pegawai", "a_b", "axb", "c\\d"]
        tasks = dict(zip(names, put(office, [Work(name=name) for name in names]), strict=True))

        def found(words: str) -> set[UUID]:
            return set(ids(look(office, search=words).rows))

        assert found("BERKAS") == {tasks["Periksa berkas"]}
        assert found("50%") == {tasks["Tetapkan 50% pegawai"]}
        assert found("a_b") == {tasks["a_b"]}
        assert found("c\\d") == {tasks["c\\d"]}
        assert found("KASUS-2026-000001") == set(tasks.values())
        assert found("tidak ada") == set()


def test_the_process_filter_keeps_others_out(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        put(office, [Work()])

        assert len(look(office, process_key="proses").rows) == 1
        assert look(office, process_key="lain").rows == ()


def test_counts_stop_at_a_thousand_and_one(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        an_open_case(office)
        put(office, [Work()] * (MOST_COUNTED + 5))

        assert look(office).counts.team == MOST_COUNTED


def test_the_revision_changes_when_somebody_takes_a_task(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        before = look(office, "budi").revision

        same = look(office, "budi").revision
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        assert before == same != look(office, "budi").revision


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"box": "x"}, "box"), ({"due": "x"}, "due"), ({"after": "x"}, "after"), ({"after": "é" * 32}, "after")],
)
def test_wrong_filters_are_named(sqlite_url: str, wanted: dict[str, Any], field: str) -> None:
    with an_office(sqlite_url) as office:
        with pytest.raises(InvalidInput) as refused:
            look(office, **wanted)

        assert set(refused.value.fields) == {field}


def test_no_cursor_breaks_the_inbox(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:

        @settings(max_examples=60)
        @given(text=st.text(max_size=60) | st.text("ABCDab019-_", min_size=30, max_size=36))
        def refused_or_empty(text: str) -> None:
            fields = {"after"}
            try:
                page = look(office, after=text)
            except InvalidInput as refused:
                fields = set(refused.fields)
            else:
                assert page.rows == ()
            assert fields == {"after"}

        refused_or_empty()


def test_a_task_for_two_functions_of_one_person_is_listed_once(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)
        tasks = put(office, [Work(to=(CLERKS, ANA)), Work(to=(CLERKS, ANA))])

        assert ids(whole(office, box="team", limit=1)) == tasks


def naive(
    office: Office, works: Sequence[Work], tasks: Sequence[UUID], username: str, box: str, due: str
) -> list[UUID]:
    """The same list, by going through all tasks."""
    addresses = office.actor(username).addresses
    now, latest = office.clock.now(), {"overdue": -1, "today": 13, "week": 13 + 24 * 6, "": None}[due]

    def shown(each: Work) -> bool:
        mine = each.held_by == username and box != "team"
        team = each.held_by is None and not addresses.isdisjoint(each.to) and box != "mine"
        in_time = latest is None or (each.due is not None and each.due <= latest)
        return (mine or team) and in_time

    def order(pair: tuple[Work, UUID]) -> tuple[bool, datetime, UUID]:
        each, task = pair
        return each.due is None, now + (each.due or 0) * HOUR, task

    return [task for each, task in sorted(zip(works, tasks, strict=True), key=order) if shown(each)]


WORKS = st.builds(
    Work,
    to=st.lists(st.sampled_from([CLERKS, ANA, HEAD, OTHERS]), min_size=1, max_size=4, unique=True).map(tuple),
    due=st.none() | st.integers(-3, 200),
    held_by=st.sampled_from([None, None, "ana", "budi", "eka"]),
)


def test_the_inbox_is_what_a_naive_reading_gives(database_url: str) -> None:
    with an_office(database_url) as office:
        an_open_case(office)

        @settings(max_examples=40)
        @given(
            works=st.lists(WORKS, max_size=25),
            username=st.sampled_from(["ana", "budi", "kepala", "eka", "desi"]),
            box=st.sampled_from(["all", "mine", "team"]),
            due=st.sampled_from(["", "overdue", "today", "week"]),
            limit=st.integers(1, 9),
        )
        def same(works: list[Work], username: str, box: str, due: str, limit: int) -> None:
            empty(office)
            tasks = put(office, works)

            found = whole(office, username, box=box, due=due or None, limit=limit)

            assert ids(found) == naive(office, works, tasks, username, box, due)

        same()
