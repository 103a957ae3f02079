"""Data stores outlive the instance; only associations read and write them (BPMN 2.0.2, 10.4.1)."""

import pytest

from engine.bpmn import check_model
from engine.elements import effects as e
from engine.execution import CompleteJob, DeliverMessage, RetryIncident
from tests.factories.data_stores import reads, with_store, writes
from tests.factories.models import (
    Node,
    a_process,
    catch,
    condition,
    end,
    message,
    multi_instance,
    script_task,
    service_task,
    start,
)
from tests.factories.plays import Play

APPEND = "=append(daftar, hasil)"


def straight(*elements: Node, **store: object) -> bytes:
    """A process with these elements one after the other, and the data store `daftar`."""
    way = " -> ".join(["mulai", *(str(each.get("id")) for each in elements), "selesai"])
    return with_store(a_process(start("mulai"), *elements, end("selesai"), flows=[way]), **store)  # type: ignore[arg-type]


def checked(model: bytes) -> bytes:
    return check_model(model).require_ok()


def task(element_id: str) -> Node:
    return script_task(element_id, "=isi", "hasil")


def two_of_a_name() -> bytes:
    model = a_process(start("penuh", condition("=count(daftar) = 1")), end("selesai"), flows=["penuh -> selesai"])
    return with_store(with_store(model), "dua", name="daftar")


def codes(play: Play) -> list[str]:
    return [raised.code for raised in play.all(e.IncidentRaised)]


def test_what_an_element_gives_is_kept_in_the_store() -> None:
    writing = writes(script_task("tulis", "=1 + 1", "hasil"), by=APPEND)

    play = Play(checked(straight(writing)), stores={"daftar": [1]})

    assert play.stores == {"daftar": [1, 2]}
    assert [(each.element_id, each.value) for each in play.all(e.DataStoreWritten)] == [("tulis", [1, 2])]


def test_what_has_the_name_of_the_store_is_written_into_it() -> None:
    writing = writes(script_task("tulis", "=[7]", "daftar"), "daftar")

    assert Play(checked(straight(writing)), stores={"daftar": [1]}).stores == {"daftar": [7]}


def test_an_element_takes_what_the_store_holds_as_it_begins() -> None:
    play = Play(checked(straight(reads(script_task("baca", "=count(isi)", "n")))), stores={"daftar": [1, 2, 3]})

    assert play.variables["n"] == 3


def test_no_variable_of_the_instance_is_the_store() -> None:
    play = Play(checked(straight(reads(script_task("baca", "=daftar", "n")))), stores={"daftar": [1]})

    assert play.variables["n"] is None
    assert "daftar" not in play.variables


def test_two_elements_of_one_turn_see_each_other() -> None:
    first = writes(script_task("satu", "=1", "hasil"), by=APPEND)
    second = writes(script_task("dua", "=2", "hasil"), by=APPEND)

    assert Play(checked(straight(first, second)), stores={"daftar": []}).stores == {"daftar": [1, 2]}


def test_what_others_wrote_while_it_worked_stays() -> None:
    play = Play(checked(straight(writes(service_task("luar"), by=APPEND))), stores={"daftar": []})
    play.stores["daftar"] = ["orang lain"]

    play.do(CompleteJob(play.token("luar"), {"hasil": "saya"}))

    assert play.stores == {"daftar": ["orang lain", "saya"]}


def test_a_message_can_be_kept_in_the_store() -> None:
    play = Play(checked(straight(writes(catch("terima", message("Kabar")), by=APPEND))), stores={"daftar": []})
    play.do(DeliverMessage(play.token("terima"), payload={"hasil": "kabar"}))

    assert play.stores == {"daftar": ["kabar"]}


def test_each_instance_of_a_multi_instance_adds_its_own() -> None:
    writing = writes(
        script_task("tulis", "=butir * 10", "hasil", loop=multi_instance("=[1, 2, 3]", item="butir")), by=APPEND
    )

    assert Play(checked(straight(writing)), stores={"daftar": []}).stores == {"daftar": [10, 20, 30]}


def test_a_store_that_is_full_stops_the_element_and_takes_it_later_once() -> None:
    model = straight(writes(script_task("tulis", "=2", "hasil"), by=APPEND), capacity="1", isUnlimited="false")
    play = Play(checked(model), stores={"daftar": [1]})
    assert codes(play) == ["data_store_full"]
    assert play.stores == {"daftar": [1]}

    play.stores["daftar"] = []
    play.do(RetryIncident(play.token("tulis")))

    assert play.stores == {"daftar": [2]}


def test_a_collection_stays_a_list() -> None:
    model = straight(writes(script_task("tulis", "=2", "hasil")), collection=True)

    assert codes(Play(checked(model), stores={"daftar": []})) == ["data_store_no_list"]


def test_what_cannot_be_read_writes_nothing() -> None:
    writing = writes(script_task("tulis", "=2", "hasil"), by="#!python 1 / 0")

    play = Play(checked(straight(writing)), stores={"daftar": [1]})

    assert play.stores == {"daftar": [1]}
    assert codes(play) == ["script_failed"]


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (straight(writes(reads(task("tulis")))), "data_store_overwritten"),
        (straight(writes(task("tulis"), "daftar", by=APPEND)), "data_store_unclear"),
        (straight(writes(reads(task("tulis")), "daftar")), "data_store_overwritten"),
        (two_of_a_name(), "data_store_unclear"),
        (straight(writes(task("tulis"))).replace(b' dataStoreRef="daftar"', b""), "not_executable_association"),
    ],
)
def test_what_would_lose_something_is_refused(model: bytes, code: str) -> None:
    assert code in {found.code for found in check_model(model).findings if found.severity == "error"}


def test_reading_and_adding_is_not_refused() -> None:
    assert check_model(straight(writes(reads(task("tulis")), by=APPEND))).ok
