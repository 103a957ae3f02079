"""Messages find their instance by the correlation properties of a conversation (BPMN 2.0.2, 8.4.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import check_model
from engine.bpmn.dialect.correlation import as_one_text
from engine.elements import effects as e
from engine.elements.formulas import feel_formula
from engine.execution import DeliverMessage
from engine.execution.commands import SetVariables
from engine.store import tables
from tests.factories.models import B, Node, a_process, catch, end, formal, message, send_task, start, throw
from tests.factories.offices import a_case_process, a_task, an_office
from tests.factories.plays import NOW, Play

PATHS = {"Tanya": {"nip": "=orang.nip", "tahun": "=tahun"}, "Jawab": {"nip": "=nip_pegawai", "tahun": "=tahun"}}
"""Where each message carries the two properties of the key."""


def conversing(
    model: bytes,
    *,
    bound: dict[str, str] | None = None,
    own: tuple[str, ...] = ("nip", "tahun"),
    lacking: tuple[str, str] | None = None,
) -> bytes:
    """The model with a collaboration whose key has these properties; `bound` is what the process binds them to.

    `lacking` names a message and a property that nothing finds in it.
    """
    root = etree.fromstring(model)
    named = [each for each in root.findall("{*}message") if each.get("name") in PATHS]
    for name in own:
        root.insert(
            0,
            B.correlationProperty(
                *(found_in(each, name) for each in named if (each.get("name"), name) != lacking), id=name
            ),
        )
    key = B.correlationKey(*(B.correlationPropertyRef(name) for name in own), id="kunci")
    process = root.find("{*}process")
    assert process is not None
    pool = B.participant(id="kolam", processRef=str(process.get("id")))
    process.addprevious(B.collaboration(pool, key, id="kolaborasi"))
    if bound is not None:
        bindings = [
            B.correlationPropertyBinding(formal("dataPath", path), correlationPropertyRef=name)
            for name, path in bound.items()
        ]
        process.append(B.correlationSubscription(*bindings, id="langganan", correlationKeyRef="kunci"))
    return etree.tostring(root)


def found_in(found: Node, name: str) -> Node:
    path = formal("messagePath", PATHS[str(found.get("name"))][name])
    return B.correlationPropertyRetrievalExpression(path, messageRef=str(found.get("id")))


def unkeyed(name: str) -> Node:
    return B.messageEventDefinition(messageRef=f"message_{name}")


def asks(*, key: str | None = None) -> bytes:
    question = unkeyed("Tanya") if key is None else message("Tanya", key)
    return a_process(
        start("mulai"), throw("tanya", question, inputs={"orang": '={nip: "1970"}', "tahun": "=2026"}),
        catch("terjawab", unkeyed("Jawab")), end("selesai"), flows=["mulai -> tanya -> terjawab -> selesai"],
    )  # fmt: skip


def answers() -> bytes:
    return a_process(
        start("mulai", unkeyed("Tanya")), catch("terjawab", unkeyed("Jawab")), end("selesai"),
        flows=["mulai -> terjawab -> selesai"],
    )  # fmt: skip


def checked(model: bytes) -> bytes:
    return check_model(model).require_ok()


def awaited(play: Play) -> str | None:
    key: str | None = play.all(e.Subscribed)[-1].correlation_key
    return key


def test_the_first_message_that_is_sent_fixes_the_key_that_is_awaited() -> None:
    play = Play(checked(conversing(asks())), loads_only_what_is_read=True)

    assert play.all(e.MessageThrown)[0].correlation_key == "1970/2026"
    assert awaited(play) == "1970/2026"
    assert play.do(DeliverMessage(play.token("terjawab")))
    assert play.ended


def test_the_message_that_starts_the_process_fixes_the_key() -> None:
    play = Play(checked(conversing(answers())), {"orang": {"nip": "1970"}, "tahun": 2026}, start_event="mulai")

    assert awaited(play) == "1970/2026"


def test_nobody_outside_fixes_the_key() -> None:
    forged = {"#key:kunci": "1971/2026"}
    play = Play(checked(conversing(answers())), forged | {"orang": {"nip": "1970"}, "tahun": 2026}, start_event="mulai")
    assert awaited(play) == "1970/2026"

    play.do(SetVariables(forged))

    assert play.variables["#key:kunci"] == "1970/2026"


def test_what_the_message_does_not_bring_is_not_taken_from_the_process() -> None:
    model = a_process(
        start("mulai"), throw("tanya", unkeyed("Tanya"), inputs={"tahun": "=2026"}), end("selesai"),
        flows=["mulai -> tanya -> selesai"],
    )  # fmt: skip

    play = Play(checked(conversing(model)), {"orang": {"nip": "1970"}})

    assert [raised.code for raised in play.all(e.IncidentRaised)] == ["no_correlation_key"]


def test_a_later_message_of_the_conversation_has_the_same_key() -> None:
    model = a_process(
        start("mulai"), send_task("satu", "Tanya", inputs={"orang": '={nip: "1970"}', "tahun": "=2026"}),
        send_task("dua", "Tanya", inputs={"orang": '={nip: "1970"}', "tahun": "=tahun_lain"}), end("selesai"),
        flows=["mulai -> satu -> dua -> selesai"],
    ).replace(b' key="=nomor"', b"")  # fmt: skip
    model = etree.tostring(without_own_keys(model))

    play = Play(checked(conversing(model)), {"tahun_lain": 2027})
    assert [raised.code for raised in play.all(e.IncidentRaised)] == ["other_conversation"]
    assert len(play.all(e.MessageThrown)) == 1


def without_own_keys(model: bytes) -> etree._Element:
    root = etree.fromstring(model)
    for found in root.findall("{*}message/{*}extensionElements"):
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)
    return root


def test_a_subscription_of_the_process_binds_the_key_to_its_data() -> None:
    waiting = a_process(
        start("mulai"), catch("terjawab", unkeyed("Jawab")), end("selesai"), flows=["mulai -> terjawab -> selesai"]
    )
    model = conversing(waiting, bound={"tahun": "=berkas.tahun", "nip": "=berkas.nip"})

    play = Play(checked(model), {"berkas": {"nip": "1970", "tahun": 2026}})

    assert awaited(play) == "1970/2026"


def test_a_key_of_one_property_is_its_plain_text() -> None:
    model = conversing(asks(), own=("nip",))

    assert awaited(Play(checked(model))) == "1970"


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (conversing(asks(key="=nomor")), "not_executable_correlation"),
        (conversing(asks(), lacking=("Jawab", "tahun")), "not_executable_correlation"),
        (
            conversing(
                a_process(
                    start("mulai"),
                    catch("terjawab", unkeyed("Jawab")),
                    end("selesai"),
                    flows=["mulai -> terjawab -> selesai"],
                )
            ),
            "not_executable_conversation",
        ),
        (conversing(asks()).replace(b">=tahun<", b">=tahun +<"), "expression_syntax"),
    ],
)
def test_what_could_not_be_found_by_one_key_is_refused(model: bytes, code: str) -> None:
    assert code in {found.code for found in check_model(model).findings if not found.invalid}


TEXTS = st.lists(st.text(alphabet="a/~01", max_size=3), min_size=2, max_size=3)


@given(TEXTS, TEXTS)
def test_no_two_lists_of_values_make_the_same_key(one: list[str], other: list[str]) -> None:
    assert (key_of(one) == key_of(other)) is (one == other)


def key_of(values: list[str]) -> object:
    names = [f"n{number}" for number in range(len(values))]
    formula = feel_formula(as_one_text(tuple(f"={name}" for name in names)))
    return formula.evaluate(dict(zip(names, values, strict=True)), {}, NOW).value


def test_each_of_two_cases_gets_its_own_answer(database_url: str) -> None:
    asking = a_case_process(
        start("mulai"), a_task("tulis"),
        throw("tanya", unkeyed("Tanya"), inputs={"orang": "={nip: instance.number}", "tahun": "=2026"}),
        catch("terjawab", unkeyed("Jawab")), a_task("baca"), end("selesai"),
        flows=["mulai -> tulis -> tanya -> terjawab -> baca -> selesai"],
    )  # fmt: skip
    answering = a_case_process(
        start("diterima", unkeyed("Tanya")), a_task("jawab"),
        end("dijawab", unkeyed("Jawab"), inputs={"nip_pegawai": "=orang.nip", "tahun": "=tahun"}),
        flows=["diterima -> jawab -> dijawab"], process_id="penjawab",
    )  # fmt: skip
    with an_office(database_url) as office:
        office.deploy(conversing(asking), conversing(answering))
        first, second = (office.start("ana").instance_id for _ in range(2))
        for office.case in (second, first):
            office.complete("ana", "tulis")
            office.work()
        answered = [row for row in office.rows(tables.user_task) if row.element_id == "jawab"]

        office.complete("ana", "jawab", task_id=answered[0].id)
        office.work()

        assert office.open_tasks() == []
        office.case = second
        assert office.open_tasks() == ["baca"]
