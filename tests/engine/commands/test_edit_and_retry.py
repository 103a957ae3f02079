"""A supervisor corrects variables and sets the token going again in one turn."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.authorization.access import MayNotSupervise
from engine.commands.edit_and_retry import EditAndRetry, edit_and_retry
from engine.corrections import typed, value_of_text
from engine.errors import InvalidInput, LintasError, NotFound
from engine.store import tables
from engine.store.codec import load
from tests.factories.models import end, exclusive, start
from tests.factories.offices import Office, a_case_process, a_task, an_office


def a_stuck_case(office: Office) -> None:
    """No way leads on as long as `jumlah` is no number."""
    process = a_case_process(
        start("mulai"),
        exclusive("pilih"),
        a_task("periksa"),
        end("selesai"),
        end("kecil"),
        flows=[
            "mulai -> pilih",
            "pilih -> periksa [=jumlah > 3]",
            "pilih -> kecil [=jumlah <= 3]",
            "periksa -> selesai",
        ],
    )
    office.deploy(process)
    office.start("ana")


def edit(office: Office, values: dict[str, Any], by: str = "sari", reason: str = "Jumlah lupa diisi.") -> None:
    (row,) = office.rows(tables.incident)
    edit_and_retry(
        office.runtime,
        EditAndRetry(
            instance_id=row.instance_id,
            execution=row.execution,
            token=row.token,
            actor=office.actor(by),
            values=values,
            reason=reason,
        ),
    )


def test_with_the_right_value_the_token_goes_on(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)

        edit(office, {"jumlah": 4})

        assert office.rows(tables.incident) == []
        assert office.open_tasks() == ["periksa"]
        assert office.value("jumlah") == 4


def test_the_history_has_the_values_before_and_after_apart_from_the_chain(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)

        edit(office, {"jumlah": 4})

        entry = next(row for row in office.rows(tables.history_event) if row.kind == "IncidentEdited")
        assert load(entry.detail)["changed"] == ["jumlah"]
        assert load(entry.value) == {
            "reason": "Jumlah lupa diisi.",
            "values": {"jumlah": 4},
            "before": {"jumlah": None},
        }
        assert entry.person_id == office.actor("sari").person_id


def test_a_wrong_value_raises_the_incident_again(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)

        edit(office, {"jumlah": None})

        assert len(office.rows(tables.incident)) == 1
        assert office.open_tasks() == []


def test_several_values_are_marked_each(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)

        with pytest.raises(InvalidInput) as refused:
            edit(office, {"jumlah": "=4 +", "instance": {}, "lain": 1})

        assert set(refused.value.fields) == {"jumlah", "instance"}
        assert office.value("lain") is None


def test_only_supervisors_may(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)

        with pytest.raises(MayNotSupervise):
            edit(office, {"jumlah": 4}, by="ana")
        with pytest.raises(NotFound):
            edit(office, {"jumlah": 4}, by="tari")


def test_an_incident_that_is_gone_is_not_found(database_url: str) -> None:
    with an_office(database_url) as office:
        a_stuck_case(office)
        (row,) = office.rows(tables.incident)
        edit(office, {"jumlah": 4})
        again = EditAndRetry(
            instance_id=row.instance_id,
            execution=row.execution,
            token=row.token,
            actor=office.actor("sari"),
            values={"jumlah": 3},
            reason="Lagi.",
        )

        with pytest.raises(NotFound):
            edit_and_retry(office.runtime, again)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("4.50", Decimal("4.50")),
        ('"setuju"', "setuju"),
        ('"=bukan FEEL"', "=bukan FEEL"),
        ('[1, {"a": null}]', [1, {"a": None}]),
        ('=date("2026-12-01")', date(2026, 12, 1)),
        ("= [1, 2]", [1, 2]),
    ],
)
def test_what_is_typed_is_json_or_a_feel_literal(text: str, value: object) -> None:
    assert typed({"x": value_of_text(text)}) == {"x": value}


@pytest.mark.parametrize("text", ["setuju", "NaN", "=", "=lain", "=1 / 0", "[" * 100_000, "{'a': 1}", "=sum("])
def test_anything_else_is_no_value(text: str) -> None:
    with pytest.raises(InvalidInput):
        typed({"x": value_of_text(text)})


@given(st.text())
def test_no_text_brings_anything_but_a_refusal(text: str) -> None:
    with suppress(LintasError):
        typed({"x": value_of_text(text)})


def test_floats_are_no_values() -> None:
    with pytest.raises(InvalidInput):
        typed({"x": 1.5})
