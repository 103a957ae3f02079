"""The pools of one file are processes of their own, and message flows are the messages between them (BPMN 2.0.2, 9)."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from engine.store import tables
from tests.factories.models import B, Node, boundary, catch, end, message, signal, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office


def a_collaboration(*pools: bytes, flows: tuple[tuple[str, str], ...]) -> bytes:
    """The processes of several files as the pools of one, with a message flow from each event to another."""
    first, *others = map(etree.fromstring, pools)
    known = {node.get("id") for node in first}
    for other in others:
        for node in other:
            if node.get("id") not in known:
                known.add(node.get("id"))
                first.append(deepcopy(node))
    processes = first.findall("{*}process")
    participants = [B.participant(id=f"kolam{n}", processRef=str(each.get("id"))) for n, each in enumerate(processes)]
    arrows = [B.messageFlow(id=f"{a}-{b}", sourceRef=a, targetRef=b) for a, b in flows]
    first.insert(list(first).index(processes[0]), B.collaboration(*participants, *arrows, id="kolaborasi"))
    return etree.tostring(first)


def agency_asks(question: Node) -> bytes:
    return a_case_process(
        start("mulai"), a_task("tulis"), end("dikirim", question), flows=["mulai -> tulis -> dikirim"],
        process_id="penanya",
    )  # fmt: skip


def other_answers(question: Node) -> bytes:
    return a_case_process(
        start("diterima", question), a_task("jawab"), end("selesai"), flows=["diterima -> jawab -> selesai"],
        process_id="penjawab",
    )  # fmt: skip


def keyed(name: str) -> Node:
    return message(name, '="K-1"')


@pytest.mark.parametrize("question", [keyed, signal], ids=["message", "signal"])
def test_an_end_event_of_one_pool_starts_the_other(database_url: str, question: Callable[[str], Node]) -> None:
    flows = (("dikirim", "diterima"),) if question is keyed else ()
    model = a_collaboration(agency_asks(question("Tanya")), other_answers(question("Tanya")), flows=flows)
    with an_office(database_url) as office:
        office.deploy(model)
        office.start("ana", "penanya")

        office.complete("ana", "tulis")
        office.work()

        assert processes_of(office) == {"penanya": "completed", "penjawab": "active"}


def test_each_pool_is_an_instance_of_its_own_and_they_answer_each_other(database_url: str) -> None:
    asking = a_case_process(
        start("mulai"), a_task("tulis"), a_throw("tanya", "Tanya"), catch("terjawab", message("Jawab", '="K-1"')),
        boundary("lama", "tulis", timer(duration="P30D")), end("selesai"), end("lewat"),
        flows=["mulai -> tulis -> tanya -> terjawab -> selesai", "lama -> lewat"], process_id="penanya",
    )  # fmt: skip
    answering = a_case_process(
        start("diterima", message("Tanya", '="K-1"')), a_task("jawab"), end("dijawab", message("Jawab", '="K-1"')),
        flows=["diterima -> jawab -> dijawab"], process_id="penjawab",
    )  # fmt: skip
    model = a_collaboration(asking, answering, flows=(("tanya", "diterima"), ("dijawab", "terjawab")))
    with an_office(database_url) as office:
        office.deploy(model)
        office.start("ana", "penanya")
        office.complete("ana", "tulis")
        office.work()
        assert processes_of(office) == {"penanya": "active", "penjawab": "active"}

        (task,) = office.rows(tables.user_task)
        office.complete("ana", "jawab", task_id=task.id)
        office.work()

        assert processes_of(office) == {"penanya": "completed", "penjawab": "completed"}


def a_throw(element_id: str, name: str) -> Node:
    return B.intermediateThrowEvent(message(name, '="K-1"'), id=element_id, name=element_id)


def processes_of(office: Office) -> dict[str, str]:
    """The cases by the process that they run, with their status; one for each."""
    keys = {row.id: row.key for row in office.rows(tables.process_definition)}
    cases = [(keys[row.definition_id], row.status) for row in office.rows(tables.instance)]
    assert len(cases) == len(dict(cases))
    return dict(cases)
