"""What SpiffWorkflow executes otherwise than BPMN says, or breaks on, is executed as BPMN says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.elements import effects as e
from engine.elements.failures import TechnicalFailure
from engine.execution import (
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    FireTimer,
    ThrowFromJob,
)
from tests.factories import models as m
from tests.factories.models import boundary, catch, end, script_task, service_task, start, throw, user_task
from tests.factories.plays import NOW, Decision, Play, services
from tests.factories.uploads import VALID, on_the_way, uploaded


def person(name: str, **more: object) -> m.Node:
    return user_task(name, **VALID, **more)


def finish(play: Play, *tasks: str) -> Play:
    for task in tasks:
        play.do(CompleteUserTask(play.token(task)))
    return play


def test_an_abstract_task_does_not_stop_the_engine() -> None:
    assert on_the_way(m.task("kerja")).ended


def test_a_signal_end_event_throws_its_signal() -> None:
    play = uploaded(start("mulai"), end("selesai", m.signal("S")), flows=["mulai -> selesai"])

    assert [effect.name for effect in play.all(e.SignalThrown)] == ["S"]
    assert play.ended


def test_a_signal_that_is_caught_inside_is_told_to_others_too() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), catch("dengar", m.signal("S")), throw("lempar", m.signal("S")),
        end("a"), end("b"), flows=["mulai -> buka -> dengar -> a", "buka -> lempar -> b"],
    )  # fmt: skip

    assert [effect.name for effect in play.all(e.SignalThrown)] == ["S"]
    assert "dengar" in play.completed()


def test_a_message_goes_to_one_of_two_that_wait() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), catch("a", m.message("Surat")), catch("b", m.message("Surat")),
        end("x"), end("y"), flows=["mulai -> buka -> a -> x", "buka -> b -> y"],
    )  # fmt: skip

    play.do(DeliverMessage(play.token("a")))

    assert play.waiting == ["b"]


def test_a_link_goes_on_at_its_partner() -> None:
    play = uploaded(
        start("mulai"), throw("lompat", m.link("L")), catch("mendarat", m.link("L")), person("kerja"), end("selesai"),
        flows=["mulai -> lompat", "mendarat -> kerja -> selesai"],
    )  # fmt: skip

    assert play.waiting == ["kerja"]


def test_an_activity_for_compensation_does_not_run_in_the_normal_flow() -> None:
    play = finish(uploaded(*undoable(), end("selesai"), flows=["mulai -> kerja -> selesai"]), "kerja")

    assert play.ended
    assert "urung" not in play.completed()


@pytest.mark.parametrize("event", [throw("batalkan", m.compensation()), end("batalkan", m.compensation())])
def test_a_compensation_event_is_no_empty_operation(event: m.Node) -> None:
    rest = [] if event.tag.endswith("endEvent") else [end("selesai")]
    play = uploaded(
        *undoable(), event, *rest, flows=[" -> ".join(["mulai", "kerja", "batalkan", *("selesai" for _ in rest)])]
    )

    finish(play, "kerja")

    assert play.waiting == ["urung"]


def undoable() -> list[m.Node]:
    undo = [boundary("ganti", "kerja", m.compensation()), person("urung", isForCompensation="true")]
    return [start("mulai"), person("kerja"), *undo, m.undone_by("ganti", "urung")]


def test_a_terminate_end_event_throws_nothing() -> None:
    play = uploaded(start("mulai"), end("selesai", m.terminate()), flows=["mulai -> selesai"])

    assert [effect for effect in play.effects if isinstance(effect, (e.MessageThrown, e.SignalThrown))] == []
    assert play.all(e.ErrorEscaped) == []


def test_a_repeating_timer_interrupts_the_activity_it_is_attached_to() -> None:
    play = uploaded(
        start("mulai"), person("kerja"), boundary("ketuk", "kerja", m.timer(cycle="R3/PT1H")), end("a"), end("b"),
        flows=["mulai -> kerja -> a", "ketuk -> b"],
    )  # fmt: skip

    play.later(hours=1).do(FireTimer(play.token("ketuk")))

    assert "-kerja" in play.trace()
    assert play.ended


def test_a_sub_process_that_an_error_leaves_is_not_told_to_be_completed() -> None:
    inner = m.sub_process("dalam", start("awal"), end("gagal", m.error("E")), flows=["awal -> gagal"])
    play = uploaded(
        start("mulai"), inner, boundary("tangkap", "dalam", m.error("E")), end("a"), end("b"),
        flows=["mulai -> dalam -> a", "tangkap -> b"],
    )  # fmt: skip

    assert "-dalam" in play.trace()
    assert "dalam" not in play.completed()
    assert "a" not in play.completed()


def test_an_uncaught_error_is_not_lost() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), person("kerja"), service_task("jasa"), end("x"), end("gagal", m.error("E")),
        flows=["mulai -> buka -> kerja -> x", "buka -> jasa -> gagal"],
    )  # fmt: skip

    play.do(CompleteJob(play.token("jasa")))

    assert [(found.element_id, found.code) for found in play.all(e.IncidentRaised)] == [("gagal", "uncaught_error")]
    assert not play.ended


@pytest.mark.parametrize("kind", ["sub-process", "call"])
def test_an_interrupting_event_on_a_multi_instance_leaves_nothing_behind(kind: str) -> None:
    each = m.times("=3")
    inside = {"flows": ["awal -> kerja -> akhir"], "loop": each}
    host = (
        m.call_activity("dalam", "proses", loop=each)
        if kind == "call"
        else m.sub_process("dalam", start("awal"), person("kerja"), end("akhir"), **inside)
    )
    play = uploaded(
        start("mulai"), host, boundary("batas", "dalam", m.timer(duration="PT1H")), person("lalu"), end("a"),
        end("b"), flows=["mulai -> dalam -> a", "batas -> lalu -> b"],
    )  # fmt: skip

    play.do(FireTimer(play.token("batas")))

    assert play.waiting == ["lalu"]
    assert play.trace().count("-dalam") == 4, "three instances and the loop"
    assert finish(play, "lalu").ended


def test_a_condition_is_looked_at_when_a_parallel_branch_writes() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), catch("bila", m.condition("=x = 1")), person("isi"), end("a"), end("b"),
        flows=["mulai -> buka -> bila -> a", "buka -> isi -> b"],
    )  # fmt: skip

    play.do(CompleteUserTask(play.token("isi"), {"x": 1}))

    assert play.ended


def test_a_script_that_fails_is_an_incident_and_no_exception_of_the_engine() -> None:
    def endless(decision: str, inputs: object) -> Decision:
        raise TechnicalFailure("decision_refused", "It took too long.")

    play = on_the_way(m.business_rule_task("hitung", "aturan", "x"), using=services(endless))

    assert [effect.element_id for effect in play.all(e.IncidentRaised)] == ["hitung"]


def test_an_error_fires_only_the_event_of_its_own_activity() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), service_task("a"), service_task("b"),
        boundary("ga", "a", m.error("E")), boundary("gb", "b", m.error("E")), *(end(name) for name in "wxyz"),
        flows=["mulai -> buka -> a -> w", "buka -> b -> x", "ga -> y", "gb -> z"],
    )  # fmt: skip

    play.do(ThrowFromJob(play.token("a"), "E"))

    assert play.waiting == ["b"]
    assert "y" in play.completed()


def test_an_interrupting_event_sub_process_cancels_what_is_around_it() -> None:
    play = beside_work(m.signal("S"))

    play.do(DeliverSignal("S"))

    assert play.waiting == ["tangani"]
    assert "-kerja" in play.trace()


def beside_work(event: m.Node, *, nested: bool = False, interrupting: bool = True) -> Play:
    """A person works; an event sub-process stands by, in the process or in a sub-process of it."""
    handling = m.event_sub_process(
        "darurat", event, person("tangani"), end("usai"), flows=["darurat_mulai -> tangani -> usai"],
        interrupting=interrupting,
    )  # fmt: skip
    inside = [start("awal"), person("kerja"), end("akhir"), handling]
    if not nested:
        return uploaded(*inside, flows=["awal -> kerja -> akhir"])
    around = m.sub_process("dalam", *inside, flows=["awal -> kerja -> akhir"])
    return uploaded(start("mulai"), around, end("selesai"), flows=["mulai -> dalam -> selesai"])


@pytest.mark.parametrize("event", [m.message("Surat"), m.signal("S"), m.timer(duration="PT1H"), m.error("E"),
                                   m.escalation("X"), m.condition("=x = 1"), m.compensation()])  # fmt: skip
def test_an_event_sub_process_does_not_run_before_its_event_and_does_not_hold_the_process(event: m.Node) -> None:
    play = beside_work(event)

    assert "tangani" not in play.waiting
    assert finish(play, "kerja").ended


def test_an_event_sub_process_inside_a_sub_process_is_started() -> None:
    play = beside_work(m.message("Surat"), nested=True)

    play.do(DeliverMessage(play.token("darurat_mulai")))

    assert play.waiting == ["tangani"]
    assert finish(play, "tangani").ended


def test_a_conditional_event_sub_process_is_started() -> None:
    play = beside_work(m.condition("=x = 1"), interrupting=False)

    play.do(CompleteUserTask(play.token("kerja"), {"x": 1}))

    assert "tangani" in play.waiting


def test_an_ad_hoc_sub_process_needs_neither_condition_nor_data() -> None:
    play = on_the_way(m.ad_hoc("bebas", person("a"), person("b"), ordering="Sequential"))

    assert len(play.waiting) == 1
    finish(play, play.waiting[0])
    assert finish(play, play.waiting[0]).ended


def test_two_tokens_on_one_flow_do_not_fire_a_parallel_join() -> None:
    play = uploaded(
        start("mulai"), m.task("dua", completionQuantity="2"), m.parallel("buka"),
        person("lambat"), m.parallel("gabung"), person("lalu"), end("selesai"),
        flows=["mulai -> buka -> dua -> gabung -> lalu -> selesai", "buka -> lambat -> gabung"],
    )  # fmt: skip

    assert play.waiting == ["lambat"]
    finish(play, "lambat")
    assert play.waiting == ["lalu"]


def test_two_timers_behind_an_event_gateway_have_their_own_times() -> None:
    play = uploaded(
        start("mulai"), m.event_gateway("lomba"), catch("lama", m.timer(duration="PT2H")),
        catch("sebentar", m.timer(duration="PT1S")), end("a"), end("b"),
        flows=["mulai -> lomba", "lomba -> lama -> a", "lomba -> sebentar -> b"],
    )  # fmt: skip

    due = {effect.due_at - NOW: effect.part for effect in play.all(e.TimerScheduled)}
    assert due.keys() == {timedelta(hours=2), timedelta(seconds=1)}
    play.do(FireTimer(play.token("lomba"), due[timedelta(seconds=1)]))
    assert play.completed()[-2:] == ["sebentar", "b"]


def test_instances_may_write_a_variable_that_exists_already() -> None:
    loop = m.multi_instance("=[1, 2]", item="i", results="hasil", result="=i")

    assert on_the_way(m.task("kerja", loop=loop), variables={"hasil": [9]}).variables["hasil"] == [1, 2]


def test_a_sequential_multi_instance_over_null_goes_on() -> None:
    loop = m.multi_instance("=[1, null, 3]", item="i", results="hasil", result="=i", sequential=True)

    assert on_the_way(m.task("kerja", loop=loop)).variables["hasil"] == [1, None, 3]


def test_the_assignments_of_a_data_association_are_made() -> None:
    inputs = m.B.ioSpecification(
        m.B.dataInput(id="masukan", name="masukan"), m.B.inputSet(m.B.dataInputRefs("masukan")), m.B.outputSet()
    )
    made = m.B.assignment(getattr(m.B, "from")("=nomor", m.FORMAL), m.B.to("masukan", m.FORMAL))
    read = m.B.dataInputAssociation(m.B.targetRef("masukan"), made, id="isi")
    task = m.element(
        "scriptTask", "kerja", inputs, read, extensions=[m.Z.script(expression="=masukan", resultVariable="hasil")]
    )

    assert on_the_way(task).variables["hasil"] == "P-1"


def test_values_of_every_type_are_kept_exactly() -> None:
    play = on_the_way(script_task("tulis", '=duration("PT0.000001S")', "lama"), variables={"uang": Decimal("0.10")})

    assert play.variables["uang"] == Decimal("0.10")
    assert play.variables["lama"] == timedelta(microseconds=1)


def test_lists_of_parallel_branches_do_not_merge_into_each_other() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), person("a"), person("b"), m.parallel("gabung"), end("selesai"),
        flows=["mulai -> buka -> a -> gabung -> selesai", "buka -> b -> gabung"], variables={"daftar": [1]},
    )  # fmt: skip

    play.do(CompleteUserTask(play.token("a"), {"daftar": [1, 2]}))
    play.do(CompleteUserTask(play.token("b"), {"lain": [1, 3]}))

    assert (play.variables["daftar"], play.variables["lain"]) == ([1, 2], [1, 3])


def test_three_branches_lose_no_update_at_their_join_whenever_the_state_is_saved() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), *(person(name) for name in "abc"), m.parallel("gabung"), end("selesai"),
        flows=["mulai -> buka -> a -> gabung -> selesai", "buka -> b -> gabung", "buka -> c -> gabung"],
        variables={"x": 1, "y": 1},
    )  # fmt: skip

    play.do(CompleteUserTask(play.token("a"), {"x": 2}))
    play.do(CompleteUserTask(play.token("b"), {"y": 3}))
    finish(play, "c")

    assert (play.variables["x"], play.variables["y"]) == (2, 3)


def test_what_a_branch_sets_to_null_does_not_come_back() -> None:
    play = uploaded(
        start("mulai"), m.parallel("buka"), script_task("hapus", "=null", "x"), person("b"), m.parallel("gabung"),
        end("selesai"), flows=["mulai -> buka -> hapus -> gabung -> selesai", "buka -> b -> gabung"],
        variables={"x": 1},
    )  # fmt: skip

    assert finish(play, "b").variables["x"] is None


def test_a_message_carries_nothing_that_is_not_mapped() -> None:
    play = uploaded(
        start("mulai"), throw("kirim", m.message("Surat"), inputs={"ringkas": "=nomor"}), end("selesai"),
        flows=["mulai -> kirim -> selesai"], variables={"rahasia": 1},
    )  # fmt: skip

    assert [effect.payload for effect in play.all(e.MessageThrown)] == [{"ringkas": "P-1"}]


def test_a_date_given_as_duration_is_due_on_that_date() -> None:
    play = on_the_way(catch("tunggu", m.timer(duration="2026-12-01T00:00:00Z")))

    assert [effect.due_at for effect in play.all(e.TimerScheduled)] == [datetime(2026, 12, 1, tzinfo=UTC)]


def test_a_bare_iso_duration_is_no_expression() -> None:
    play = on_the_way(catch("tunggu", m.timer(duration="PT1S")))

    assert [effect.due_at - NOW for effect in play.all(e.TimerScheduled)] == [timedelta(seconds=1)]


def test_cycles_that_were_missed_do_not_all_run_at_once() -> None:
    play = uploaded(
        start("mulai"), person("kerja"), boundary("ketuk", "kerja", m.timer(cycle="R3/PT1H"), interrupting=False),
        end("a"), end("b"), flows=["mulai -> kerja -> a", "ketuk -> b"],
    )  # fmt: skip

    play.later(days=1).do(FireTimer(play.token("ketuk")))

    assert play.completed().count("ketuk") == 1


def test_beside_a_none_start_event_a_message_start_event_still_starts() -> None:
    nodes = [start("biasa"), start("surat", m.message("Surat")), person("a"), person("b"), end("x"), end("y")]
    flows = ["biasa -> a -> x", "surat -> b -> y"]

    assert uploaded(*nodes, flows=flows).waiting == ["a"]
    assert uploaded(*nodes, flows=flows, start_event="surat").waiting == ["b"]


def test_a_fork_and_join_in_a_loop_grows_with_nothing() -> None:
    play = uploaded(
        start("mulai"), m.exclusive("ulang"), m.parallel("buka"), script_task("hitung", "=n + 1", "n"), m.task("lain"),
        m.parallel("gabung"), m.exclusive("lagi"), end("selesai"),
        flows=["mulai -> ulang -> buka -> hitung -> gabung -> lagi", "buka -> lain -> gabung",
               "lagi -> ulang [=n < 200]", "lagi -> selesai [default]"],
        variables={"n": 0},
    )  # fmt: skip

    assert play.ended
    assert play.completed().count("gabung") == 200


def test_a_data_store_without_an_implementation_is_drawn() -> None:
    play = uploaded(
        start("mulai"), person("kerja"), end("selesai"), m.element("dataStoreReference", "arsip"),
        flows=["mulai -> kerja -> selesai"],
    )  # fmt: skip

    assert finish(play, "kerja").ended
