"""Catching and throwing: messages, signals, timers, the event gateway, the ends."""

from datetime import UTC, datetime

import pytest

from engine.elements.effects import (
    Ending,
    EventKind,
    IncidentRaised,
    MessageThrown,
    Outcome,
    SignalThrown,
    Subscribed,
    SubscriptionEnded,
    TimerEnded,
    TimerScheduled,
)
from engine.execution import (
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    FireTimer,
    RetryIncident,
    SetVariables,
    TokenGone,
    UnknownStartEvent,
)
from tests.factories.models import (
    Node,
    a_process,
    catch,
    end,
    event_gateway,
    message,
    parallel,
    receive_task,
    send_task,
    signal,
    start,
    terminate,
    throw,
    timer,
    user_task,
)
from tests.factories.plays import Play

RACE = a_process(
    start("mulai"),
    event_gateway("tunggu"),
    catch("jawaban", message("Jawaban"), outputs={"isi": "=teks"}),
    catch("batas", timer(duration="P1D")),
    catch("batas_lain", timer(duration="PT1H")),
    receive_task("surat", "Surat"),
    end("a"),
    end("b"),
    end("c"),
    end("d"),
    flows=[
        "mulai -> tunggu -> jawaban -> a",
        "tunggu -> batas -> b",
        "tunggu -> batas_lain -> c",
        "tunggu -> surat -> d",
    ],
)


def through(*nodes: Node) -> bytes:
    path = " -> ".join(["mulai", *(str(node.get("id")) for node in nodes), "selesai"])
    return a_process(start("mulai"), *nodes, end("selesai"), flows=[path])


@pytest.mark.parametrize("node", [catch("tunggu", message("Surat")), receive_task("tunggu", "Surat")])
def test_message_is_subscribed_with_its_key_and_its_payload_becomes_variables(node: Node) -> None:
    play = Play(through(node))
    subscribed = play.all(Subscribed)[0]
    assert (subscribed.kind, subscribed.name, subscribed.correlation_key) == (EventKind.MESSAGE, "Surat", "P-1")

    play.do(DeliverMessage(play.token("tunggu"), 0, {"isi": 1}))

    assert play.variables["isi"] == 1
    assert [effect.ending for effect in play.all(SubscriptionEnded)] == [Ending.DONE]


def test_a_message_is_delivered_once() -> None:
    play = Play(through(catch("tunggu", message("Surat")), user_task("a")))
    token = play.token("tunggu")
    play.do(DeliverMessage(token))

    with pytest.raises(TokenGone):
        play.do(DeliverMessage(token))


def test_a_key_that_is_too_long_is_an_incident() -> None:
    play = Play(through(catch("tunggu", message("Surat", f'="{"x" * 201}"'))))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["correlation_key_too_long"]


def test_output_mappings_choose_from_the_payload() -> None:
    play = Play(through(catch("tunggu", message("Surat"), outputs={"judul": "=isi.judul"})))

    play.do(DeliverMessage(play.token("tunggu"), 0, {"isi": {"judul": "SK"}, "lain": 1}))

    assert play.variables == {"nomor": "P-1", "judul": "SK"}


@pytest.mark.parametrize("key, text", [("=12.50", "12.5"), ("=100", "100"), ("tetap", "tetap")])
def test_correlation_key_is_text(key: str, text: str) -> None:
    assert Play(through(catch("tunggu", message("Surat", key)))).all(Subscribed)[0].correlation_key == text


def test_key_without_value_is_an_incident_until_it_has_one() -> None:
    play = Play(through(catch("tunggu", message("Surat", "=kunci"))))
    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_correlation_key"]
    token = play.token("tunggu")

    play.do(SetVariables({"kunci": "K"}))
    play.do(RetryIncident(token))

    assert play.all(Subscribed)[0].correlation_key == "K"
    assert play.trace().count("+tunggu") == 1


@pytest.mark.parametrize(
    "node", [throw("kirim", message("Surat"), inputs={"isi": "=1"}), send_task("kirim", "Surat", inputs={"isi": "=1"})]
)
def test_thrown_message_carries_what_is_mapped_and_nothing_else(node: Node) -> None:
    thrown = Play(through(node), {"rahasia": 1}).all(MessageThrown)[0]

    assert (thrown.name, thrown.correlation_key, thrown.payload) == ("Surat", "P-1", {"isi": 1})


def test_messages_are_never_delivered_inside() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        catch("tunggu", message("Surat")),
        throw("kirim", message("Surat")),
        end("a"),
        end("b"),
        flows=["mulai -> buka -> tunggu -> a", "buka -> kirim -> b"],
    )

    play = Play(model)

    assert play.waiting == ["tunggu"]
    assert len(play.all(MessageThrown)) == 1


def test_message_end_throws_before_it_ends() -> None:
    play = Play(a_process(start("mulai"), end("kirim", message("Surat")), flows=["mulai -> kirim"]))

    assert [effect.name for effect in play.all(MessageThrown)] == ["Surat"]
    assert play.ended is not None
    assert play.ended.element_id == "kirim"


@pytest.mark.parametrize("thrower", [throw("kirim", signal("Libur")), end("kirim", signal("Libur"))])
def test_signal_reaches_everybody_inside_and_is_told(thrower: Node) -> None:
    kirim_flow = "buka -> kirim" + (" -> c" if thrower.tag.endswith("ThrowEvent") else "")
    model = a_process(
        start("mulai"),
        parallel("buka"),
        catch("satu", signal("Libur")),
        catch("dua", signal("Libur")),
        catch("tiga", signal("Lain")),
        thrower,
        *(end(name) for name in "abcd"),
        flows=["mulai -> buka -> satu -> a", "buka -> dua -> b", "buka -> tiga -> d", kirim_flow],
    )

    play = Play(model)

    assert [effect.name for effect in play.all(SignalThrown)] == ["Libur"]
    assert play.waiting == ["tiga"]


def test_signal_from_outside_reaches_those_who_wait_and_nobody_is_no_mistake() -> None:
    play = Play(through(catch("tunggu", signal("Libur")), user_task("a")))

    play.do(DeliverSignal("Lain"))
    assert play.waiting == ["tunggu"]
    play.do(DeliverSignal("Libur", {"hari": 2}))
    play.do(DeliverSignal("Libur", {"hari": 3}))

    assert play.variables["hari"] == 2


def test_timer_is_scheduled_and_fired() -> None:
    play = Play(through(catch("tunggu", timer(date="2026-12-01T00:00:00Z"))))
    assert play.all(TimerScheduled)[0].due_at == datetime(2026, 12, 1, tzinfo=UTC)

    play.do(FireTimer(play.token("tunggu")))

    assert [effect.ending for effect in play.all(TimerEnded)] == [Ending.DONE]
    assert play.ended is not None


@pytest.mark.parametrize("text", ["=null", "besok", "=12"])
def test_timer_without_a_time_is_an_incident(text: str) -> None:
    play = Play(through(catch("tunggu", timer(duration=text))))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["bad_timer"]


def test_event_gateway_waits_for_all_its_events_at_once() -> None:
    play = Play(RACE)

    assert [(effect.part, effect.name) for effect in play.all(Subscribed)] == [(0, "Jawaban"), (3, "Surat")]
    assert [(effect.part, effect.due_at.hour) for effect in play.all(TimerScheduled)] == [(1, 3), (2, 4)]


@pytest.mark.parametrize("part, reached", [(1, ["batas", "b"]), (2, ["batas_lain", "c"])])
def test_first_event_behind_the_gateway_wins(part: int, reached: list[str]) -> None:
    play = Play(RACE)

    play.do(FireTimer(play.token("tunggu"), part))

    assert play.completed() == ["mulai", "tunggu", *reached]
    endings = [effect.ending for effect in play.all(TimerEnded) + play.all(SubscriptionEnded)]
    assert sorted(endings) == ["done", "interrupted", "interrupted", "interrupted"]


def test_event_behind_the_gateway_takes_the_payload() -> None:
    play = Play(RACE)

    play.do(DeliverMessage(play.token("tunggu"), 0, {"teks": "ya", "lain": 1}))

    assert play.variables == {"nomor": "P-1", "isi": "ya"}


@pytest.mark.parametrize("part", [1, 4, -1])
def test_a_message_for_another_part_is_refused(part: int) -> None:
    play = Play(RACE)

    with pytest.raises(TokenGone):
        play.do(DeliverMessage(play.token("tunggu"), part))


def test_terminate_end_interrupts_the_rest_and_completes() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        user_task("a"),
        user_task("b"),
        end("habis", terminate()),
        end("x"),
        flows=["mulai -> buka -> a -> habis", "buka -> b -> x"],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))

    assert "-b" in play.trace()
    assert play.ended is not None
    assert (play.ended.outcome, play.ended.element_id) == (Outcome.COMPLETED, "habis")


TWO_STARTS = a_process(
    start("biasa"),
    start("surat", message("Permohonan")),
    user_task("a"),
    end("selesai"),
    flows=["biasa -> a -> selesai", "surat -> a"],
)


def test_without_a_choice_the_none_start_event_starts() -> None:
    assert Play(TWO_STARTS).completed() == ["biasa"]


def test_message_start_event_starts_when_it_is_named() -> None:
    play = Play(TWO_STARTS, {"isi": 1}, start_event="surat")

    assert play.completed() == ["surat"]
    assert [(s.element_id, s.message_name) for s in play.definition.start_events] == [
        ("biasa", None),
        ("surat", "Permohonan"),
    ]


def test_start_event_can_map_what_it_is_given() -> None:
    model = a_process(start("mulai", outputs={"judul": "=isi.judul"}), end("z"), flows=["mulai -> z"])

    assert Play(model, {"isi": {"judul": "SK"}}).variables["judul"] == "SK"


def test_unknown_start_event_is_refused() -> None:
    with pytest.raises(UnknownStartEvent):
        Play(TWO_STARTS, start_event="a")


def test_none_throw_event_only_marks_a_state() -> None:
    assert Play(through(throw("dicatat"))).completed() == ["mulai", "dicatat", "selesai"]
