"""Every event definition in every position: executed as the standard says, or refused. There is no third outcome.

What is executed is played here, each definition once in its event and once where an eventDefinitionRef leads to it.
"""

from collections.abc import Callable, Mapping

import pytest
from lxml import etree

from engine.bpmn import check_model
from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverMessage, DeliverSignal, FireTimer, SetVariables
from tests.conformance.elements import EXECUTED, POSITIONS, definitions, judge
from tests.factories import models as m
from tests.factories.plays import Play
from tests.factories.random_models import VALID

FROM_INSIDE: Mapping[str, Callable[[], m.Node]] = {
    "error": lambda: m.error("E"),
    "escalation": lambda: m.escalation("X"),
    "cancel": m.cancel,
}
"""What only something inside the activity can bring about."""
THROWN: Mapping[str, list[type[e.Effect]]] = {
    "none": [],
    "link": [],
    "compensate": [],
    "terminate": [],
    "cancel": [],
    "message": [e.MessageThrown],
    "signal": [e.SignalThrown],
    "escalation": [e.EscalationEscaped],
    "error": [e.ErrorEscaped],
    "multiple": [e.MessageThrown, e.SignalThrown],
}
STARTED_BY = {
    "none": [""],
    "message": ["Surat"],
    "signal": ["S"],
    "timer": ["PT1H"],
    "conditional": ["=x > 1"],
    "multiple": ["Surat", "S"],
}


def beside(name: str, *, interrupting: bool) -> bytes:
    """An activity with the event at its boundary; inside waits a task, at whose end the event may be thrown."""
    host = m.transaction if name == "cancel" else m.sub_process
    inside = [m.start("awal"), m.user_task("kerja", **VALID), m.end("akhir", *thrown_inside(name))]
    event = m.boundary("acara", "dalam", *definitions()[name](), interrupting=interrupting, **switches(name))
    nodes = [m.start("mulai"), host("dalam", *inside, flows=["awal -> kerja -> akhir"]), event, m.end("selesai")]
    if name == "compensate":
        undo = [m.script_task("usai", "=1", "hasil", isForCompensation="true"), m.undone_by("acara", "usai")]
        throw = m.throw("lempar", m.compensation())
        return m.a_process(*nodes, throw, *undo, flows=["mulai -> dalam -> lempar -> selesai"])
    return m.a_process(*nodes, m.end("usai"), flows=["mulai -> dalam -> selesai", "acara -> usai"])


def within(name: str, *, interrupting: bool) -> bytes:
    """A sub-process with an event sub-process that the event starts."""
    first = m.start("acara", *definitions()[name](), isInterrupting=str(interrupting).lower(), **switches(name))
    handling = m.sub_process("darurat", first, m.end("usai"), flows=["acara -> usai"], triggeredByEvent="true")
    inside = [m.start("awal"), m.user_task("kerja", **VALID), m.end("akhir", *thrown_inside(name)), handling]
    around = m.sub_process("dalam", *inside, flows=["awal -> kerja -> akhir"])
    after = m.throw("lempar", *([m.compensation()] if name == "compensate" else []))
    return m.a_process(m.start("mulai"), around, after, m.end("selesai"), flows=["mulai -> dalam -> lempar -> selesai"])


def thrown_inside(name: str) -> list[m.Node]:
    return [FROM_INSIDE[name]()] if name in FROM_INSIDE else []


def switches(name: str) -> dict[str, str]:
    return {"parallelMultiple": "true"} if name == "parallel multiple" else {}


def referring(model: bytes) -> bytes:
    """The same model, with its event definitions beside the process."""
    root = etree.fromstring(model)
    events = [node for node in root.iter("{*}*") if str(node.tag).endswith(("Event", "}event"))]
    found = [part for event in events for part in event if str(part.tag).endswith("EventDefinition")]
    for number, definition in enumerate(found):
        definition.addprevious(m.B.eventDefinitionRef(f"acuan{number}"))
        definition.set("id", f"acuan{number}")
        root.insert(0, definition)
    return etree.tostring(root)


def happens(play: Play, name: str) -> None:
    """Bring about what the event waits for, unless it happens by itself as the task is done."""
    if name == "message":
        play.do(DeliverMessage(play.token("acara"), 0))
    elif name == "timer":
        play.later(hours=1).do(FireTimer(play.token("acara"), 0))
    elif name == "conditional":
        play.do(SetVariables({"x": 2}))
    elif name in ("signal", "multiple"):
        play.do(DeliverSignal("S"))
    elif name == "parallel multiple":
        play.do(DeliverSignal("S"))
        assert "usai" not in play.completed()
        play.do(DeliverMessage(play.token("acara"), 0))
    else:
        play.do(CompleteUserTask(play.token("kerja")))


def played(model: bytes, name: str, *, by_reference: bool) -> Play:
    """Play the normal form of a model until the event has happened."""
    checked = check_model(referring(model) if by_reference else model)
    play = Play(checked.require_ok())
    if name not in ("none", "link"):
        happens(play, name)
    return play


def to_its_end(play: Play) -> None:
    if "kerja" in play.waiting:
        play.do(CompleteUserTask(play.token("kerja")))
    assert play.ended


def told(play: Play) -> list[type[e.Effect]]:
    """What the host was told of, for others."""
    kinds = (e.MessageThrown, e.SignalThrown, e.EscalationEscaped, e.ErrorEscaped)
    return [type(effect) for effect in play.effects if isinstance(effect, kinds)]


def at_the_boundary(name: str, *, interrupting: bool, by_reference: bool) -> None:
    play = played(beside(name, interrupting=interrupting), name, by_reference=by_reference)

    assert "usai" in play.completed()
    if interrupting and name != "compensate":
        assert play.ended
        assert "-dalam" in play.trace()
        assert "selesai" not in play.completed()
    else:
        to_its_end(play)
        assert {"dalam", "selesai"} <= set(play.completed())


def starting_an_event_sub_process(name: str, *, interrupting: bool, by_reference: bool) -> None:
    play = played(within(name, interrupting=interrupting), name, by_reference=by_reference)

    assert "usai" in play.completed()
    if interrupting:
        assert play.ended
        assert ("-kerja" in play.trace()) is (name not in FROM_INSIDE and name != "compensate")
    else:
        to_its_end(play)
    assert {"dalam", "selesai"} <= set(play.completed())


def caught_on_the_way(name: str, *, by_reference: bool) -> None:
    play = played(POSITIONS["catch"](name, definitions()[name]()), name, by_reference=by_reference and name != "link")

    assert play.ended
    assert {"acara", "selesai"} <= set(play.completed())


def thrown_on_the_way(name: str, *, by_reference: bool) -> None:
    model = POSITIONS["throw"](name, definitions()[name]())
    play = Play(check_model(referring(model) if by_reference and name != "link" else model).require_ok())

    assert play.ended
    assert told(play) == THROWN[name]


def thrown_at_the_end(name: str, *, by_reference: bool) -> None:
    model = POSITIONS["end"](name, definitions()[name]())
    play = Play(check_model(referring(model) if by_reference else model).require_ok())

    assert told(play) == THROWN[name]
    if name == "error":
        assert play.waiting == ["selesai"]  # an incident
    else:
        assert play.ended
        assert ("gagal" in play.completed()) is (name == "cancel")


def starting_the_process(name: str, *, by_reference: bool) -> None:
    model = POSITIONS["start"](name, definitions()[name]())
    play = Play(check_model(referring(model) if by_reference else model).require_ok(), start_event="mulai")

    starts = [
        each.message_name or each.signal_name or each.timer or each.condition or ""
        for each in play.definition.start_events
    ]
    assert starts == STARTED_BY[name]
    assert play.completed() == ["mulai", "selesai"]


PLAYED: Mapping[str, Callable[..., None]] = {
    "start": starting_the_process,
    "start of an event sub-process, interrupting": (
        lambda name, by_reference: starting_an_event_sub_process(name, interrupting=True, by_reference=by_reference)
    ),
    "start of an event sub-process, not interrupting": (
        lambda name, by_reference: starting_an_event_sub_process(name, interrupting=False, by_reference=by_reference)
    ),
    "catch": caught_on_the_way,
    "boundary, interrupting": (
        lambda name, by_reference: at_the_boundary(name, interrupting=True, by_reference=by_reference)
    ),
    "boundary, not interrupting": (
        lambda name, by_reference: at_the_boundary(name, interrupting=False, by_reference=by_reference)
    ),
    "throw": thrown_on_the_way,
    "end": thrown_at_the_end,
}


@pytest.mark.parametrize("by_reference", [False, True], ids=["own", "referred"])
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("name", definitions())
def test_an_event_that_is_accepted_does_what_the_standard_says(name: str, position: str, *, by_reference: bool) -> None:
    model = POSITIONS[position](name, definitions()[name]())
    if judge(model).answer == EXECUTED:
        PLAYED[position](name, by_reference=by_reference)
    elif by_reference and name != "none":
        assert judge(referring(model)).answer != EXECUTED
