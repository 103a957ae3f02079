"""Many things asked for at once: each is done once, in a transaction of its own, and says what came of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from engine.authorization.access import MayNotStart, MayNotSupervise
from engine.authorization.batches import NotTheRequester
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.request_batch import MOST_ITEMS, RequestBatch, request_batch
from engine.commands.steer_batch import BatchElsewhere, SteerBatch, Steering, steer_batch
from engine.errors import InvalidInput, NotFound
from engine.jobs import batches as lanes
from engine.model.batch import BatchKind, BatchStatus, Counts, ItemState, NewItem
from engine.queries.batches import BatchView, batch_items, batch_view, batches
from engine.store import tables
from engine.store.batches import LANES, settle_item
from engine.store.idempotency import KeyReused
from tests.factories.forms import form_bytes, required, text
from tests.factories.models import end, exclusive, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks
from tests.factories.people import a_holder, a_position
from tests.factories.together import together

FORM = form_bytes(text("nama", validate=required(minLength=3)), id="usul")
REASON = "Gelombang ini dibatalkan oleh kementerian."


def named_cases() -> bytes:
    """A process whose start form asks for a name."""
    elements = start("mulai"), a_task("periksa"), end("selesai")
    return a_case_process(*elements, flows=["mulai -> periksa -> selesai"], form="usul", title='="Usul " + nama')


def ask(office: Office, kind: BatchKind, items: Sequence[NewItem], by: str = "sari", **more: Any) -> UUID:
    command = RequestBatch(kind=kind, actor=office.actor(by), items=items, **more)
    return request_batch(office.runtime, command).id


def start_all(office: Office, names: Sequence[str], by: str = "ana", **more: Any) -> UUID:
    items = [NewItem(content={"nama": name}) for name in names]
    return ask(office, BatchKind.START, items, by, process_key="proses", **more)


def steer(office: Office, batch: UUID, steering: Steering, by: str = "ana", **more: Any) -> None:
    steer_batch(office.runtime, SteerBatch(batch_id=batch, steering=steering, actor=office.actor(by), **more))


def seen(office: Office, batch: UUID, by: str = "ana") -> BatchView:
    return batch_view(office.runtime, office.actor(by), batch)


def outcomes(office: Office, batch: UUID, by: str = "ana") -> list[tuple[int, str, str | None]]:
    rows = batch_items(office.runtime, office.actor(by), batch).rows
    return [(row.number, str(row.state), row.refusal.code if row.refusal else None) for row in rows]


def titles(office: Office) -> list[str]:
    return sorted(row.title for row in office.rows(tables.instance))


def test_each_item_becomes_a_case(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)

        batch = start_all(office, ["Sri", "Bima", "Tuti"])

        assert seen(office, batch).counts == Counts(waiting=3)
        office.work()
        view = seen(office, batch)
        assert (view.status, view.counts, view.ended_at) == (BatchStatus.COMPLETED, Counts(done=3), office.clock.now())
        assert titles(office) == ["Usul Bima", "Usul Sri", "Usul Tuti"]


def test_more_items_than_a_lane_does_at_once_are_all_done(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(named_cases(), FORM)
        count = LANES * lanes.ITEMS_AT_ONCE + 1

        batch = start_all(office, [f"Pegawai {number}" for number in range(count)])
        office.work()

        assert seen(office, batch).counts == Counts(done=count)
        assert len(office.rows(tables.instance)) == count


def test_an_item_that_is_refused_says_why_and_the_others_are_done(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)

        batch = start_all(office, ["Sri", "X", "Tuti"])
        office.work()

        assert outcomes(office, batch) == [(1, "done", None), (2, "failed", "invalid_input"), (3, "done", None)]
        (refused,) = batch_items(office.runtime, office.actor("ana"), batch, state=ItemState.FAILED).rows
        assert refused.refusal is not None
        assert list(refused.refusal.fields) == ["nama"]
        assert seen(office, batch).status == BatchStatus.COMPLETED


def test_items_lead_to_their_cases(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        office.work()

        (item,) = batch_items(office.runtime, office.actor("ana"), batch).rows

        (case,) = office.rows(tables.instance)
        assert (item.instance_id, item.case_number, item.title) == (case.id, case.number, "Usul Sri")


def test_history_says_through_which_batch_a_case_was_started(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        office.work()

        (begun,) = [row for row in office.rows(tables.history_event) if row.kind == "ProcessStarted"]

        assert f"batch {batch}" in begun.detail


def test_a_lane_that_was_interrupted_after_the_command_does_not_do_it_twice(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        with monkeypatch.context() as broken:
            broken.setattr(lanes, "settle_item", lambda *_, **__: pytest.fail("the power went off"))
            with pytest.raises(pytest.fail.Exception):
                office.work()
        assert seen(office, batch).counts == Counts(waiting=1)
        assert titles(office) == ["Usul Sri"]

        lanes.work_batch(office.runtime, {"batch": str(batch), "lane": 1})

        assert titles(office) == ["Usul Sri"]
        assert seen(office, batch).counts == Counts(done=1)


def test_lanes_that_work_at_once_do_everything_once(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        names = [f"Pegawai {number:02}" for number in range(1, 13)]
        batch = start_all(office, names)

        together(*[lambda: office.work()] * 3)

        assert titles(office) == [f"Usul {name}" for name in names]
        assert seen(office, batch).status == BatchStatus.COMPLETED


def test_a_paused_batch_waits_until_it_is_resumed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri", "Bima"])

        steer(office, batch, Steering.PAUSE)
        office.work()
        assert (seen(office, batch).status, titles(office)) == (BatchStatus.PAUSED, [])

        steer(office, batch, Steering.RESUME)
        office.work()
        assert (seen(office, batch).status, len(titles(office))) == (BatchStatus.COMPLETED, 2)


def test_what_was_stopped_is_over_and_says_when(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])

        steer(office, batch, Steering.STOP)
        office.work()

        view = seen(office, batch)
        assert (view.status, view.counts, view.ended_at) == (BatchStatus.STOPPED, Counts(waiting=1), office.clock.now())


def test_only_what_failed_is_tried_again(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri", "X"])
        office.work()
        office.deploy(named_cases(), form_bytes(text("nama", validate=required()), id="usul"))

        steer(office, batch, Steering.RETRY)
        office.work()

        assert titles(office) == ["Usul Sri", "Usul X"]
        assert seen(office, batch).counts == Counts(done=2)


@pytest.mark.parametrize("steering", [Steering.PAUSE, Steering.STOP, Steering.RESUME])
def test_what_is_over_is_not_steered_any_more(sqlite_url: str, steering: Steering) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        office.work()

        with pytest.raises(BatchElsewhere, match="completed"):
            steer(office, batch, steering)


def test_supervisors_cancel_many_cases_with_one_reason(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        cases = [NewItem(instance_id=office.start("ana").instance_id, content={}) for _ in range(3)]

        batch = ask(office, BatchKind.CANCEL, cases, reason=REASON)
        office.work()

        assert seen(office, batch, "sari").counts == Counts(done=3)
        assert {row.status for row in office.rows(tables.instance)} == {"cancelled"}
        reasons = [row for row in office.rows(tables.history_event) if row.kind == "CaseCancelled"]
        assert len(reasons) == 3


def test_what_one_may_not_cancel_stays_as_it_is(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        case = office.start("ana").instance_id

        batch = ask(office, BatchKind.CANCEL, [NewItem(instance_id=case, content={})], by="tari", reason=REASON)
        office.work()

        assert outcomes(office, batch, "tari") == [(1, "failed", "not_found")]
        assert office.status() == "active"


def test_a_case_that_never_was_fails_by_itself(database_url: str) -> None:
    with an_office(database_url) as office:
        batch = ask(office, BatchKind.CANCEL, [NewItem(instance_id=uuid4(), content={})], reason=REASON)
        office.work()

        assert outcomes(office, batch, "sari") == [(1, "failed", "not_found")]


def test_incidents_are_tried_again_together(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(
            a_case_process(
                start("mulai"),
                a_task("siapkan"),
                exclusive("pilih"),
                end("selesai"),
                end("tamat"),
                flows=["mulai -> siapkan -> pilih", "pilih -> selesai [=false]", "pilih -> tamat [=false]"],
            )
        )
        for _ in range(2):
            office.start("ana")
            office.complete("ana", "siapkan")
        stuck = [
            NewItem(instance_id=row.instance_id, content={"execution": row.execution, "token": row.token})
            for row in office.rows(tables.incident)
        ]

        batch = ask(office, BatchKind.RETRY, stuck)
        office.work()

        assert seen(office, batch, "sari").counts == Counts(done=2)
        retried = [row for row in office.rows(tables.history_event) if row.kind == "IncidentRetried"]
        assert len(retried) == 2


@pytest.mark.parametrize("by", ["kepala", "sari"])
def test_nobody_asks_for_starts_that_are_not_theirs(sqlite_url: str, by: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(named_cases(), FORM)

        with pytest.raises(MayNotStart):
            start_all(office, ["Sri"], by=by)


@pytest.mark.parametrize("kind", [BatchKind.CANCEL, BatchKind.RETRY])
def test_only_supervisors_ask_for_what_supervisors_do(sqlite_url: str, kind: BatchKind) -> None:
    with an_office(sqlite_url) as office, pytest.raises(MayNotSupervise):
        ask(office, kind, [NewItem(instance_id=uuid4(), content={})], by="ana", reason=REASON)


@pytest.mark.parametrize("count", [0, MOST_ITEMS + 1])
def test_there_is_at_least_one_item_and_not_too_many(sqlite_url: str, count: int) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(named_cases(), FORM)

        with pytest.raises(InvalidInput) as refused:
            start_all(office, ["Sri"] * count)

        assert list(refused.value.fields) == ["items"]
        assert office.rows(tables.batch) == []


def test_a_request_with_the_same_key_is_the_same_batch(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)

        first = start_all(office, ["Sri"], idempotency_key="k1")

        assert start_all(office, ["Sri"], idempotency_key="k1") == first
        with pytest.raises(KeyReused):
            start_all(office, ["Bima"], idempotency_key="k1")
        assert len(office.rows(tables.batch)) == 1


@pytest.mark.parametrize("by", ["budi", "tari", "eka"])
def test_a_batch_is_hidden_from_who_has_nothing_to_do_with_it(database_url: str, by: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])

        assert batches(office.runtime, office.actor(by)).rows == ()
        with pytest.raises(NotFound):
            seen(office, batch, by)
        with pytest.raises(NotFound):
            batch_items(office.runtime, office.actor(by), batch)
        with pytest.raises(NotFound):
            steer(office, batch, Steering.STOP, by)


def test_the_case_of_an_item_is_told_to_those_who_may_see_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        case = office.start("ana", answers={"nama": "Rahasia"}).instance_id

        batch = ask(office, BatchKind.CANCEL, [NewItem(instance_id=case, content={})], by="tari", reason=REASON)
        office.work()

        (item,) = batch_items(office.runtime, office.actor("tari"), batch).rows
        assert (item.instance_id, item.case_number, item.title) == (None, None, None)


@pytest.mark.parametrize("steering", [Steering.RESUME, Steering.RETRY])
def test_nobody_lets_a_batch_go_on_in_the_name_of_somebody_else(database_url: str, steering: Steering) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        steer(office, batch, Steering.STOP)

        with pytest.raises(NotTheRequester):
            steer(office, batch, steering, "sari")
        office.work()

        assert titles(office) == []
        assert [seen(office, batch, by).may_go_on for by in ("ana", "sari")] == [True, False]


def test_an_item_is_done_in_the_position_in_which_it_was_asked_for(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        case = office.start("ana").instance_id
        (asal,) = [row.id for row in office.rows(tables.agency) if row.code == "asal"]
        a_holder(office.runtime, office.accounts["tari"], a_position(office.runtime, asal, "pengawas", "penyelia"))
        there = next(each for each in office.actor("tari").capacities if each.agency_code == "tujuan")

        item = NewItem(instance_id=case, content={})
        batch = ask(office, BatchKind.CANCEL, [item], by="tari", reason=REASON, capacity=there.position_id)
        office.work()

        assert outcomes(office, batch, "tari") == [(1, "failed", "may_not_supervise")]
        assert office.status() == "active"


def test_answers_are_kept_until_the_case_has_them(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        start_all(office, ["Sri", "X"])
        office.work()

        kept = {row.number: row.content for row in office.rows(tables.batch_item)}

        assert kept == {1: "{}", 2: '{"nama":"X"}'}


def test_an_item_that_breaks_the_database_does_not_hold_up_those_behind_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        fault = sa.exc.IntegrityError("insert", {}, Exception("row stands twice"))

        def broken(*_: object) -> None:
            raise fault

        monkeypatch.setattr(lanes, "start_process", broken)
        office.work()

        assert outcomes(office, batch) == [(1, "failed", "unexpected")]


def test_supervisors_see_and_hold_up_the_batches_of_their_agency(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])

        assert [row.id for row in batches(office.runtime, office.actor("sari")).rows] == [batch]
        steer(office, batch, Steering.STOP, "sari")

        assert seen(office, batch).status == BatchStatus.STOPPED


def test_the_list_leads_on_from_page_to_page(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        made = [start_all(office, ["Sri", "Bima", "Tuti"]) for _ in range(3)]
        ana = office.actor("ana")

        first = batches(office.runtime, ana, limit=2)
        second = batches(office.runtime, ana, first.next, limit=2)
        items = batch_items(office.runtime, ana, made[0], limit=2)
        rest = batch_items(office.runtime, ana, made[0], after=items.next, limit=2)

        assert [row.id for row in (*first.rows, *second.rows)] == made[::-1]
        assert [row.number for row in (*items.rows, *rest.rows)] == [1, 2, 3]
        assert (second.next, rest.next) == (None, None)


def test_a_requester_who_has_left_starts_nothing(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(named_cases(), FORM)
        batch = start_all(office, ["Sri"])
        with office.runtime.database.begin() as work:
            work.connection.execute(
                tables.account.update().where(tables.account.c.id == office.accounts["ana"]).values(active=False)
            )
            work.commit()

        office.work()

        assert outcomes(office, batch, "sari") == [(1, "failed", "requester_gone")]
        assert titles(office) == []


def test_the_cases_of_a_version_are_migrated_each_by_itself(database_url: str) -> None:
    first = a_case_process(start("mulai"), a_task("satu"), end("z"), flows=["mulai -> satu -> z"])
    second = a_case_process(
        start("mulai"), a_task("satu"), a_task("dua"), end("z"), flows=["mulai -> satu -> dua -> z"]
    )
    with an_office(database_url) as office:
        office.deploy(first)
        cases = [office.start("ana").instance_id for _ in range(3)]
        office.complete("ana", "satu")
        office.deploy(second)

        batch = ask(
            office,
            BatchKind.MIGRATE,
            [NewItem(instance_id=each, content={"version": 2, "elements": {}}) for each in cases],
            reason="Prosedur baru.",
        )
        office.work()

        assert outcomes(office, batch, "sari") == [(1, "done", None), (2, "done", None), (3, "failed", "case_ended")]
        newest = {row.id: row.version for row in office.rows(tables.process_definition)}
        assert sorted(newest[row.definition_id] for row in office.rows(tables.instance)) == [1, 2, 2]


def test_a_batch_of_migrations_killed_in_the_middle_takes_every_case_over_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        cases = [office.start("ana").instance_id for _ in range(6)]
        office.deploy(a_case_process(start("mulai"), a_task("periksa"), end("z"), flows=["mulai -> periksa -> z"]))
        items = [NewItem(instance_id=each, content={"version": 2, "elements": {}}) for each in cases]
        batch = ask(office, BatchKind.MIGRATE, items, reason="Prosedur baru.")
        settled: list[object] = []

        def dying(*given: Any, **more: Any) -> bool:
            settled.append(given)
            return settle_item(*given, **more) if len(settled) < 3 else pytest.fail("the power went off")

        with monkeypatch.context() as broken:
            broken.setattr(lanes, "settle_item", dying)
            with pytest.raises(pytest.fail.Exception):
                office.work()
        half = seen(office, batch, "sari").counts
        for lane in range(LANES):
            lanes.work_batch(office.runtime, {"batch": str(batch), "lane": lane})

        assert (half, seen(office, batch, "sari").counts) == (Counts(waiting=4, done=2), Counts(done=6))
        moved = [row.instance_id for row in office.rows(tables.history_event) if row.kind == "CaseMigrated"]
        assert sorted(moved) == sorted(cases)


def test_cases_are_suspended_resumed_and_taken_back_at_once(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        items = [NewItem(instance_id=office.start("ana").instance_id, content={}) for _ in range(2)]

        ask(office, BatchKind.SUSPEND, items, reason="Pemeriksaan.")
        office.work()
        suspended = [row.suspended_at is not None for row in office.rows(tables.instance)]
        ask(office, BatchKind.RESUME, items, reason="Selesai.")
        back = ask(office, BatchKind.REVERT, items, reason="Kembali.")
        office.work()

        assert suspended == [True, True]
        assert [row.suspended_at for row in office.rows(tables.instance)] == [None, None]
        assert [code for _, _, code in outcomes(office, back, "sari")] == ["never_migrated", "never_migrated"]


def waiting_tasks(office: Office, names: Sequence[str]) -> list[UUID]:
    """The tasks of new cases of people with these names."""
    office.deploy(named_cases(), FORM)
    start_all(office, names)
    office.work()
    return [row.id for row in sorted(office.rows(tables.user_task), key=lambda row: row.title)]


def test_tasks_go_to_another_holder_together(database_url: str) -> None:
    with an_office(database_url) as office:
        first, second = waiting_tasks(office, ["Bima", "Sri"])
        budi = str(office.actor("budi").person_id)

        items = [NewItem(content={"task": str(each), "to": budi}) for each in (first, second, uuid4())]
        batch = ask(office, BatchKind.REASSIGN, items, reason="Ana cuti.")
        office.work()

        assert [row.assignee for row in office.rows(tables.user_task)] == [office.actor("budi").person_id] * 2
        assert outcomes(office, batch, "sari") == [(1, "done", None), (2, "done", None), (3, "failed", "not_found")]
        rows = batch_items(office.runtime, office.actor("sari"), batch).rows
        assert [row.title for row in rows] == ["Usul Bima", "Usul Sri", None]


def test_a_task_that_changed_since_it_was_shown_stays_as_it_is(database_url: str) -> None:
    with an_office(database_url) as office:
        (task,) = waiting_tasks(office, ["Bima"])
        claim_task(office.runtime, ClaimTask(task_id=task, actor=office.actor("ana")))

        shown = NewItem(content={"task": str(task), "to": str(office.actor("budi").person_id), "version": 1})
        batch = ask(office, BatchKind.REASSIGN, [shown], reason="Ana cuti.")
        office.work()

        assert outcomes(office, batch, "sari") == [(1, "failed", "task_changed")]
        assert [row.assignee for row in office.rows(tables.user_task)] == [office.actor("ana").person_id]


def test_due_times_are_moved_together(database_url: str) -> None:
    with an_office(database_url) as office:
        tasks = waiting_tasks(office, ["Bima", "Sri"])
        later = office.runtime.clock.now() + timedelta(days=3)

        items = [NewItem(content={"task": str(each), "due_at": later.isoformat()}) for each in tasks]
        ask(office, BatchKind.DUE_DATE, items, reason="Libur bersama.")
        office.work()

        assert [row.due for row in office.rows(tables.user_task)] == [later, later]


@pytest.mark.parametrize("due_at", ["2026-01-01T08:00:00+07:00", "2036-01-01T08:00:00"])
def test_a_due_time_that_nobody_can_keep_is_refused_before_anything_is_asked_for(
    database_url: str, due_at: str
) -> None:
    with an_office(database_url) as office, pytest.raises(InvalidInput) as refused:
        ask(office, BatchKind.DUE_DATE, [NewItem(content={"task": str(uuid4()), "due_at": due_at})], reason=REASON)
    assert list(refused.value.fields) == ["due_at"]
