"""Which version of a called process, form or decision a case gets: that of its start, or the newest (bindingType)."""

from datetime import timedelta

import pytest

from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.reopen_definition import ReopenDefinition, reopen_definition
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.errors import InvalidInput
from engine.store import tables
from tests.factories.forms import form_bytes, required, text
from tests.factories.models import ZEEBE, Node, business_rule_task, call_activity, end, start
from tests.factories.offices import a_case_process, a_task, an_office

BINDINGS = pytest.mark.parametrize("binding", ["deployment", "latest"])


def bound(node: Node, binding: str) -> Node:
    """The element, asking for a version of what it names."""
    for extension in ("calledElement", "calledDecision", "formDefinition"):
        for found in node.iter(f"{{{ZEEBE}}}{extension}"):
            found.set("bindingType", binding)
    return node


def around(*elements: Node, flow: str) -> bytes:
    """A process that waits at the desk `masuk` before it comes to what is tested."""
    return a_case_process(
        start("mulai"), a_task("masuk"), *elements, end("selesai"), flows=[f"mulai -> masuk -> {flow} -> selesai"]
    )


def called(*elements: Node, flow: str, process_id: str = "anak") -> bytes:
    flows = [f"awal -> {flow} -> usai"]
    return a_case_process(start("awal"), *elements, end("usai"), flows=flows, process_id=process_id)


def asking(field: str) -> bytes:
    """The form `isian`, with one field that must be filled."""
    return form_bytes(text(field, validate=required()), id="isian")


def decision(answer: str) -> bytes:
    """The decision `tarif`."""
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:uji">'
        f'<decision id="tarif" name="tarif"><literalExpression><text>{answer}</text></literalExpression></decision>'
        "</definitions>"
    ).encode()


@BINDINGS
def test_a_called_process_is_the_pinned_or_the_newest(database_url: str, binding: str) -> None:
    with an_office(database_url) as office:
        office.deploy(called(a_task("lama"), flow="lama"))
        office.deploy(around(bound(call_activity("panggil", "anak"), binding), flow="panggil"))
        office.start("ana")
        office.deploy(called(a_task("baru"), flow="baru"))

        office.complete("ana", "masuk")

        assert office.open_tasks() == [{"deployment": "lama", "latest": "baru"}[binding]]


@BINDINGS
def test_a_form_is_the_pinned_or_the_newest_when_the_task_opens(database_url: str, binding: str) -> None:
    with an_office(database_url) as office:
        office.deploy(asking("nama"), around(bound(a_task("isi", form="isian"), binding), flow="isi"))
        office.start("ana")
        office.deploy(asking("nip"))
        office.complete("ana", "masuk")
        office.deploy(asking("terlalu_baru"))

        with pytest.raises(InvalidInput) as refused:
            office.complete("ana", "isi", {})

        assert set(refused.value.fields) == {{"deployment": "nama", "latest": "nip"}[binding]}


@BINDINGS
def test_a_decision_is_the_pinned_or_the_newest_when_it_is_made(database_url: str, binding: str) -> None:
    with an_office(database_url) as office:
        rule = bound(business_rule_task("hitung", "tarif", "hasil"), binding)
        office.deploy(decision("1"), around(rule, a_task("lihat"), flow="hitung -> lihat"))
        office.start("ana")
        office.deploy(decision("instance.number"))

        office.complete("ana", "masuk")

        assert office.value("hasil") == {"deployment": 1, "latest": "KASUS-2026-000001"}[binding]


def test_a_newest_process_keeps_what_it_needs_from_its_call_on(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(asking("paling_lama"), called(a_task("isi", form="isian"), flow="isi"))
        office.deploy(around(bound(call_activity("panggil", "anak"), "latest"), flow="panggil"))
        office.start("ana")
        office.deploy(asking("nama"), called(a_task("buka"), a_task("isi", form="isian"), flow="buka -> isi"))
        office.complete("ana", "masuk")
        office.deploy(asking("terlalu_baru"))

        office.complete("ana", "buka")
        with pytest.raises(InvalidInput) as refused:
            office.complete("ana", "isi", {})

        assert set(refused.value.fields) == {"nama"}
        assert office.complete("ana", "isi", {"nama": "Sri"}).status == "completed"


def test_what_a_newest_process_calls_is_pinned_with_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(called(a_task("lama"), flow="lama", process_id="cucu"))
        office.deploy(called(call_activity("teruskan", "cucu"), flow="teruskan"))
        office.deploy(around(bound(call_activity("panggil", "anak"), "latest"), flow="panggil"))
        office.start("ana")
        office.deploy(called(a_task("tengah"), flow="tengah", process_id="cucu"))
        office.deploy(called(a_task("buka"), call_activity("teruskan", "cucu"), flow="buka -> teruskan"))
        office.complete("ana", "masuk")
        office.deploy(called(a_task("terlalu_baru"), flow="terlalu_baru", process_id="cucu"))

        office.complete("ana", "buka")

        assert office.open_tasks() == ["tengah"]


def test_a_closed_process_is_called_no_more_until_it_is_opened_again(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(called(a_task("kerja"), flow="kerja"), by="desi")
        office.deploy(around(bound(call_activity("panggil", "anak"), "latest"), flow="panggil"), by="desi")
        office.start("ana")
        close_definition(
            office.runtime,
            CloseDefinition(process_key="anak", version=None, actor=office.actor("desi"), reason="Salah."),
        )

        office.complete("ana", "masuk")

        (stopped,) = office.rows(tables.incident)
        assert (stopped.element_id, stopped.code) == ("panggil", "no_called_process")
        reopen_definition(
            office.runtime,
            ReopenDefinition(process_key="anak", version=None, actor=office.actor("desi"), reason="Betul."),
        )
        place = {"instance_id": stopped.instance_id, "execution": stopped.execution, "token": stopped.token}
        retry_incident(office.runtime, RetryIncident(**place, actor=office.actor("sari")))
        assert office.open_tasks() == ["kerja"]


def test_a_decision_knows_what_day_it_is_in_its_case(database_url: str) -> None:
    with an_office(database_url) as office:
        rule = business_rule_task("hitung", "tarif", "hasil")
        office.deploy(
            decision("[string(today()), today() = date(now())]"), around(rule, a_task("lihat"), flow="hitung -> lihat")
        )
        office.start("ana")
        office.clock.move(timedelta(days=1))

        office.complete("ana", "masuk")

        assert office.value("hasil") == [str(office.runtime.today()), True]
