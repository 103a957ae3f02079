"""A supervisor corrects variables of a case that goes on."""

from datetime import date
from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.change_variables import ChangeVariables, change_variables
from engine.errors import InvalidInput, NotFound
from engine.store import tables
from engine.store.codec import load
from tests.factories.forms import day, form_bytes, number
from tests.factories.models import catch, condition, end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

REASON = "Jumlah pada surat pengantar salah ketik."


def change(office: Office, values: dict[str, Any], by: str = "sari", reason: str = REASON) -> None:
    assert office.case is not None
    change_variables(
        office.runtime,
        ChangeVariables(instance_id=office.case, actor=office.actor(by), values=values, reason=reason),
    )


def started(office: Office, *files: bytes) -> None:
    office.deploy(*(files or (two_desks(),)))
    office.start("ana")


def test_old_and_new_values_stand_in_the_history_apart_from_the_chain(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        change(office, {"jumlah": 3})
        change(office, {"jumlah": 4})

        assert office.value("jumlah") == 4
        entry = [row for row in office.rows(tables.history_event) if row.kind == "VariablesChanged"][-1]
        assert load(entry.detail)["changed"] == ["jumlah"]
        assert load(entry.value) == {"reason": REASON, "values": {"jumlah": 4}, "before": {"jumlah": 3}}


def test_a_condition_that_waits_for_it_sees_the_change(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        catch("tunggu", condition("=jumlah > 3")),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> tunggu -> periksa -> selesai"],
    )
    with an_office(database_url) as office:
        started(office, process)

        change(office, {"jumlah": 3})
        before = office.open_tasks()
        change(office, {"jumlah": 4})

        assert (before, office.open_tasks()) == ([], ["periksa"])


def test_a_variable_keeps_its_kind_but_may_become_unknown(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        change(office, {"jumlah": 3})

        with pytest.raises(InvalidInput) as refused:
            change(office, {"jumlah": "banyak"})
        change(office, {"jumlah": None})

        assert set(refused.value.fields) == {"jumlah"}
        assert office.value("jumlah") is None


def test_what_a_field_of_a_form_would_not_take_is_not_taken(database_url: str) -> None:
    form = form_bytes(number("hari", validate={"min": 1, "max": 12}), day("mulai"), id="isian")
    with an_office(database_url) as office:
        started(office, two_desks(form="isian"), form)

        with pytest.raises(InvalidInput) as refused:
            change(office, {"hari": 13, "mulai": "besok"})
        change(office, {"hari": 12, "mulai": "2026-12-01"})

        assert set(refused.value.fields) == {"hari", "mulai"}
        assert (office.value("hari"), office.value("mulai")) == (12, date(2026, 12, 1))


def test_only_supervisors_who_give_a_reason_may(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        with pytest.raises(MayNotSupervise):
            change(office, {"jumlah": 4}, by="ana")
        with pytest.raises(NotFound):
            change(office, {"jumlah": 4}, by="tari")
        with pytest.raises(InvalidInput):
            change(office, {"jumlah": 4}, reason="")
        with pytest.raises(InvalidInput):
            change(office, {"instance": {}})
        assert office.value("jumlah") is None
