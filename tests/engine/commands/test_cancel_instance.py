"""A supervisor cancels a case: who may, what goes with it, what is recorded."""

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.errors import InvalidInput, NotFound
from engine.queries.history import history
from engine.store import tables
from engine.store.cases import CaseEnded
from engine.store.codec import load
from tests.factories.models import call_activity, catch, end, message, parallel, service_task, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

REASON = "Pegawai mengundurkan diri dari seleksi."


def cancel(office: Office, username: str = "sari", reason: str = REASON) -> None:
    assert office.case is not None
    cancel_instance(
        office.runtime, CancelInstance(instance_id=office.case, actor=office.actor(username), reason=reason)
    )


def test_a_cancelled_case_waits_for_nothing(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        parallel("bagi"),
        a_task("periksa"),
        service_task("layanan", "uji"),
        catch("tunggu", timer(duration="P1D")),
        catch("pesan", message("datang")),
        end("selesai"),
        flows=[
            "mulai -> bagi -> periksa -> selesai",
            "bagi -> layanan -> selesai",
            "bagi -> tunggu -> selesai",
            "bagi -> pesan -> selesai",
        ],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        cancel(office)

        assert office.status() == "cancelled"
        waits = (tables.user_task, tables.service_job, tables.timer, tables.subscription, tables.token_position)
        assert [table.name for table in waits if office.rows(table)] == []


def test_called_processes_are_cancelled_with_it(database_url: str) -> None:
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    parent = a_case_process(
        start("mulai"), call_activity("panggil", "anak"), end("selesai"), flows=["mulai -> panggil -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(child, parent)
        office.start("ana")

        cancel(office)

        assert [row.number for row in office.rows(tables.execution)] == [0]
        assert office.open_tasks() == []


def test_its_places_in_quotas_are_given_back(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("pesan", "lintas:quota-reserve", inputs={"quota": '="gelombang-1"'}),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> pesan -> periksa -> selesai"],
    )
    with an_office(database_url) as office:
        with office.runtime.database.begin() as work:
            work.begin_write()
            quota = {"key": "gelombang-1", "name": "Gelombang 1", "capacity": 1}
            work.connection.execute(tables.quota.insert(), quota)
            work.commit()
        office.deploy(process)
        office.start("ana")
        office.work()
        (before,) = office.rows(tables.quota)

        cancel(office)

        (after,) = office.rows(tables.quota)
        assert (before.reserved, after.reserved) == (1, 0)


def test_the_history_says_who_cancelled_in_which_capacity_and_why(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        cancel(office)

        entry = next(row for row in office.rows(tables.history_event) if row.kind == "CaseCancelled")
        assert (entry.person_id, entry.capacity) == (office.actor("sari").person_id, "definitif")
        assert REASON not in entry.detail
        assert load(entry.value) == {"reason": REASON}
        shown = next(each for each in history(office.runtime, office.actor("ana"), office.case) if each.reason)
        assert (shown.kind, shown.reason) == ("CaseCancelled", REASON)


@pytest.mark.parametrize("reason", ["", "salah", "salah" + " " * 30], ids=["empty", "short", "padded"])
def test_a_reason_that_says_too_little_is_refused(database_url: str, reason: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(InvalidInput) as refused:
            cancel(office, reason=reason)

        assert set(refused.value.fields) == {"reason"}
        assert office.status() == "active"


def test_officials_who_take_part_but_do_not_supervise_may_not(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(MayNotSupervise, match="asal"):
            cancel(office, "ana")


def test_for_supervisors_of_other_agencies_there_is_no_such_case(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(NotFound):
            cancel(office, "tari")

        assert office.status() == "active"


def test_an_agency_that_was_asked_takes_part_and_may_cancel(database_url: str) -> None:
    process = a_case_process(
        start("mulai"), a_task("periksa", to="petugas@tujuan"), end("selesai"), flows=["mulai -> periksa -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        cancel(office, "tari")

        assert office.status() == "cancelled"


def test_a_case_that_has_ended_is_not_cancelled(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        cancel(office)
        before = office.kinds()

        with pytest.raises(CaseEnded):
            cancel(office)

        assert office.kinds() == before
