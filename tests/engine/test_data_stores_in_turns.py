"""Data stores of agencies: rows that outlive cases, changed by one at a time, with every change kept."""

from collections.abc import Iterator
from threading import Thread

import pytest
import sqlalchemy as sa

from engine.commands.close_definition import CloseDefinition, close_definition
from engine.execution import CompleteUserTask
from engine.store import tables
from engine.store.cases import load_case
from engine.store.codec import load
from engine.store.data_stores import DataStoreUnowned, difference
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn
from tests.factories.data_stores import reads, with_store, writes
from tests.factories.models import Node, condition, end, script_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import PATIENCE

APPEND = "=append(daftar, nama)"
Kept = dict[tuple[str, str], object]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with an_office(database_url) as office:
        yield office


def keeping(*more: Node, process_id: str = "proses") -> bytes:
    """A person writes a name into the store `daftar`."""
    writing = writes(script_task("tulis", "=instance.number", "nama"), "nama", by=APPEND)
    path = ["mulai", "isi", "tulis", *(str(each.get("id")) for each in more), "selesai"]
    model = a_case_process(
        start("mulai"), a_task("isi"), writing, *more, end("selesai"), flows=[" -> ".join(path)], process_id=process_id
    )
    return with_store(model, collection=True)


def kept(office: Office) -> Kept:
    codes = {row.id: row.code for row in office.rows(tables.agency)}
    return {(codes[row.agency_id], row.key): load(row.value) for row in office.rows(tables.data_store)}


def numbers(office: Office) -> list[str]:
    return [row.number for row in sorted(office.rows(tables.instance), key=lambda row: row.number)]


def test_what_a_case_wrote_is_there_for_the_next(office: Office) -> None:
    office.deploy(keeping(reads(script_task("hitung", "=count(isi)", "banyak")), a_task("lihat")), by="desi")
    for _ in range(2):
        office.start("ana")
        office.complete("ana", "isi")

    assert kept(office) == {("asal", "daftar"): numbers(office)}
    assert office.value("banyak") == 2
    assert office.kinds().count("DataStoreChanged") == 1


def test_every_change_is_kept_with_its_origin(office: Office) -> None:
    office.deploy(keeping(), by="desi")
    office.start("ana")
    office.complete("ana", "isi")

    (change,) = office.rows(tables.data_store_change)
    assert (change.version, change.instance_id, change.element_id) == (1, office.case, "tulis")
    assert load(change.change) == {"at": 0, "removed": [], "added": numbers(office)}


def test_agencies_have_stores_of_their_own(office: Office) -> None:
    office.deploy(keeping(), by="desi")
    office.deploy(keeping(process_id="lain"), by="dodi")
    office.start("ana")
    office.complete("ana", "isi")

    assert kept(office) == {("asal", "daftar"): numbers(office), ("tujuan", "daftar"): []}


def test_a_new_version_keeps_what_the_store_holds(office: Office) -> None:
    office.deploy(keeping(), by="desi")
    office.start("ana")
    office.complete("ana", "isi")

    office.deploy(keeping(a_task("lagi")), by="desi")

    assert kept(office) == {("asal", "daftar"): numbers(office)}


def test_a_store_belongs_to_an_agency(office: Office) -> None:
    with pytest.raises(DataStoreUnowned):
        office.deploy(keeping())


BLOCKED = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database() AND pg_sleep(0.01) IS NOT NULL"""


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_cases_at_once_neither_overwrites_the_other(office: Office, first: int) -> None:
    office.deploy(keeping(), by="desi")
    cases = [office.start("ana").instance_id for _ in range(2)]
    tasks = {row.instance_id: row for row in office.rows(tables.user_task)}
    early, late = tasks[cases[first]], tasks[cases[1 - first]]
    other = Thread(target=lambda: office.complete("ana", "isi", task_id=early.id))
    with office.runtime.database.begin() as slow:
        turn = Turn(office.runtime, slow, load_case(slow, late.instance_id), office.clock.now())
        turn.run(0, CompleteUserTask(late.token, {}))
        other.start()
        if slow.embedded:  # nobody is held up by who only reads, and who read what is old begins anew
            other.join(PATIENCE)
            with pytest.raises(TurnLost):
                turn.record()
        else:
            while not slow.connection.scalar(sa.text(BLOCKED)):
                assert other.is_alive()
            turn.record()
            slow.commit()
    other.join(PATIENCE)
    if office.runtime.database.url.get_backend_name() == "sqlite":
        office.complete("ana", "isi", task_id=late.id)

    assert set(kept(office)["asal", "daftar"]) == set(numbers(office))  # type: ignore[call-overload]
    assert sorted(row.version for row in office.rows(tables.data_store_change)) == [1, 2]


def watching(text: str = "=count(daftar) > 1") -> bytes:
    """A process that starts when the store holds more than one name."""
    model = a_case_process(
        start("penuh", condition(text)), a_task("tangani"), end("usai"), flows=["penuh -> tangani -> usai"],
        process_id="penjaga",
    )  # fmt: skip
    return with_store(model, collection=True)


def fill(office: Office, times: int) -> None:
    for _ in range(times):
        office.start("ana")
        office.complete("ana", "isi")
        office.work()


def guards(office: Office) -> int:
    return sum(row.process_key == "penjaga" for row in office.rows(tables.instance))


def test_a_condition_that_becomes_true_starts_a_process_once(office: Office) -> None:
    office.deploy(keeping(), watching(), by="desi")
    fill(office, 1)
    assert guards(office) == 0

    fill(office, 2)

    assert guards(office) == 1


def test_it_starts_again_only_after_the_condition_was_false(office: Office) -> None:
    office.deploy(keeping(), watching("=modulo(count(daftar), 2) = 0"), by="desi")

    fill(office, 4)

    assert guards(office) == 2


def test_the_store_of_another_agency_starts_nothing(office: Office) -> None:
    office.deploy(keeping(), by="desi")
    office.deploy(watching("=count(daftar) > 0"), by="dodi")

    fill(office, 1)

    assert guards(office) == 0


def test_nothing_starts_while_the_process_is_closed(office: Office) -> None:
    office.deploy(keeping(), watching("=count(daftar) > 0"), by="desi")
    close_definition(office.runtime, CloseDefinition(process_key="penjaga", actor=office.actor("desi"), reason="Uji"))

    fill(office, 1)

    assert guards(office) == 0


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([1, 2, 3], [1, 3], {"at": 1, "removed": [2], "added": []}),
        ([1, 1], [1, 1, 1], {"at": 2, "removed": [], "added": [1]}),
        ([], [1], {"at": 0, "removed": [], "added": [1]}),
        ({"a": 1}, 5, {"before": {"a": 1}, "after": 5}),
    ],
)
def test_of_a_list_the_difference_is_kept(before: object, after: object, told: object) -> None:
    assert difference(before, after) == told  # type: ignore[arg-type]
