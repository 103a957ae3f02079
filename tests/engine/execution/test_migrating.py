"""Tokens that go over to another version of their process: what stays, what begins, what ends, what is refused."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.elements import effects as e
from engine.elements.tokens import LEFT, UNDONE
from engine.execution import (
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    FireTimer,
    MigrationRefused,
    NeedsItems,
    Parts,
    ScopedValue,
    State,
    Variables,
    load_definition,
    migrate,
    plan_migration,
)
from tests.engine.execution.test_random_processes import answer_to
from tests.factories import models as m
from tests.factories.plays import Play
from tests.factories.random_models import Drawer


def one_task(*more: m.Node, name: str = "satu", flows: tuple[str, ...] = ()) -> bytes:
    """start -> a task -> end."""
    return m.a_process(
        m.start("mulai"), m.user_task(name), m.end("selesai"), *more, flows=[f"mulai -> {name} -> selesai", *flows]
    )


def over(play: Play, xml: bytes, elements: Mapping[str, str] | None = None, **more: Any) -> tuple[e.Effect, ...]:
    """Migrate it; the play goes on in the new version."""
    target = load_definition(xml, "proses")
    plan = plan_migration(play.definition, target, elements or {})
    rows = [ScopedValue(scope, name, value) for (scope, name), value in play.rows.items()]
    items, play.items = Parts(play.items, everything=True), {}
    moved = migrate(
        play.definition, target, play.state, Variables(rows), items, plan, services=play.services, now=play.now, **more
    )
    play.definition = target
    return play.record(moved)


def ending(play: Play) -> str:
    """The end event that it reached."""
    assert play.ended
    return play.ended.element_id


def refusal(play: Play, xml: bytes, elements: Mapping[str, str] | None = None) -> dict[str, str]:
    with pytest.raises(MigrationRefused) as refused:
        over(play, xml, elements)
    return {name: str(text) for name, text in refused.value.fields.items()}


def is_undoing(*states: State) -> bool:
    """Something that was done is being undone: such a case waits with its migration."""
    rows = [row for state in states for _, rows in ((0, state["tokens"]), *state["subs"]) for row in rows]
    return any({LEFT, UNDONE} & row[5].keys() or row[3] == "#giving-up" for row in rows)


def test_a_case_waits_with_its_migration_until_what_is_undone_is_undone() -> None:
    undoing = m.a_process(
        m.start("mulai"), m.service_task("pesan"), m.throw("ulang", m.compensation()), m.end("selesai"),
        m.boundary("kembali", "pesan", m.compensation()), m.service_task("urung", isForCompensation="true"),
        m.undone_by("kembali", "urung"), flows=["mulai -> pesan -> ulang -> selesai"],
    )  # fmt: skip
    play = Play(undoing)
    play.do(CompleteJob(play.token("pesan")))

    assert "undone" in refusal(play, undoing)["urung"]


def test_a_task_stays_open_and_the_new_version_goes_on_behind_it() -> None:
    play = Play(one_task())
    longer = m.a_process(
        m.start("mulai"), m.user_task("satu"), m.user_task("dua"), m.end("selesai"),
        flows=["mulai -> satu -> dua -> selesai"],
    )  # fmt: skip

    told = over(play, longer)
    play.do(CompleteUserTask(play.token("satu")))

    assert [type(each) for each in told] == [e.UserTaskMigrated]
    assert play.waiting == ["dua"]


def test_an_element_with_another_id_is_found_by_the_mapping() -> None:
    play = Play(one_task())
    token = play.token("satu")

    assert refusal(play, one_task(name="pertama")).keys() == {"satu"}
    told = over(play, one_task(name="pertama"), {"satu": "pertama"})
    play.do(CompleteUserTask(token))

    assert told[0] == e.ElementMigrated(element_id="pertama", token=token, former="satu")
    assert play.completed()[-2:] == ["pertama", "selesai"]


def test_a_token_goes_to_no_element_of_another_kind_nor_of_another_scope() -> None:
    service = m.a_process(
        m.start("mulai"), m.service_task("satu"), m.end("selesai"), flows=["mulai -> satu -> selesai"]
    )
    inside = m.sub_process("luar", m.start("a"), m.user_task("satu"), m.end("z"), flows=["a -> satu -> z"])
    nested = m.a_process(m.start("mulai"), inside, m.end("selesai"), flows=["mulai -> luar -> selesai"])

    assert "kind" in refusal(Play(one_task()), service)["satu"]
    assert "sub-process" in refusal(Play(one_task()), nested)["satu"]


def test_a_task_for_others_is_taken_back_and_given_to_them() -> None:
    def for_whom(address: str) -> bytes:
        task = m.user_task("satu", candidates=address, inputs={"untuk": f'="{address}"'})
        return m.a_process(m.start("mulai"), task, m.end("selesai"), flows=["mulai -> satu -> selesai"])

    play = Play(for_whom("staf@asal"))

    told = over(play, for_whom("kepala@asal"))

    assert [type(each) for each in told] == [e.UserTaskEnded, e.UserTaskCreated]
    assert play.open[e.UserTaskCreated, play.token("satu"), 0].candidates == ("kepala@asal",)  # type: ignore[attr-defined]
    assert "kepala@asal" in play.rows.values()


def test_what_another_service_or_process_was_asked_is_no_answer() -> None:
    def asking(*node: m.Node) -> bytes:
        return m.a_process(m.start("mulai"), *node, m.end("selesai"), flows=["mulai -> satu -> selesai"])

    service, call = asking(m.service_task("satu", "cek")), asking(m.call_activity("satu", "anak"))

    assert refusal(Play(service), asking(m.service_task("satu", "bayar"))).keys() == {"satu"}
    assert refusal(Play(call), asking(m.call_activity("satu", "lain"))).keys() == {"satu"}


def test_an_ad_hoc_sub_process_that_runs_starts_nothing_twice() -> None:
    def ad_hoc(*tasks: str, ordering: str = "Sequential") -> bytes:
        inside = m.ad_hoc("bebas", *map(m.user_task, tasks), flows=(), ordering=ordering)
        return m.a_process(m.start("mulai"), inside, m.end("selesai"), flows=["mulai -> bebas -> selesai"])

    play = Play(ad_hoc("satu", "dua"))

    assert refusal(play, ad_hoc("dua", "satu")).keys() == {"bebas"}
    assert refusal(play, ad_hoc("satu", "dua", ordering="Parallel")).keys() == {"bebas"}
    over(play, ad_hoc("satu", "dua"))


def test_what_no_token_stands_at_may_be_gone() -> None:
    before = m.a_process(
        m.start("mulai"), m.user_task("satu"), m.service_task("lama"), m.end("selesai"),
        flows=["mulai -> satu -> lama -> selesai"],
    )  # fmt: skip
    play = Play(before)

    over(play, one_task())

    assert play.waiting == ["satu"]


def test_a_timer_keeps_its_time_unless_it_is_to_be_counted_anew() -> None:
    def deadline(duration: str) -> bytes:
        late = m.boundary("lama", "satu", m.timer(duration=duration))
        return one_task(late, m.end("habis"), flows=("lama -> habis",))

    kept, anew = Play(deadline("P1D")), Play(deadline("P1D"))
    before = kept.all(e.TimerScheduled)[0].due_at

    over(kept.later(hours=1), deadline("P5D"))
    over(anew.later(hours=1), deadline("P5D"), recompute_timers=True)

    assert kept.all(e.TimerScheduled) == [kept.open[e.TimerScheduled, kept.token("lama"), 0]]
    assert (anew.all(e.TimerScheduled)[-1].due_at - before).total_seconds() == (4 * 24 + 1) * 3600
    anew.do(FireTimer(anew.token("lama")))
    assert ending(anew) == "habis"


def test_events_beside_an_activity_begin_and_end_with_the_version() -> None:
    plain = one_task()
    beside = one_task(m.boundary("lama", "satu", m.message("Batal")), m.end("habis"), flows=("lama -> habis",))
    play = Play(plain)

    over(play, beside)
    begun = sorted(play.waiting)
    over(play, plain)
    ended = list(play.waiting)
    over(play, beside)
    play.do(DeliverMessage(play.token("lama"), 0))

    assert (begun, ended) == (["lama", "satu"], ["satu"])
    assert ending(play) == "habis"


def test_event_sub_processes_begin_and_end_with_the_version() -> None:
    listening = one_task(
        m.event_sub_process(
            "catat", m.message("Catatan"), m.user_task("tulis"), m.end("z"), flows=["catat_mulai -> tulis -> z"],
            interrupting=False,
        )
    )  # fmt: skip
    play = Play(one_task())

    over(play, listening)
    play.do(DeliverMessage(play.token("catat_mulai"), 0))
    assert refusal(play, one_task()).keys() == {"catat", "tulis"}
    play.do(CompleteUserTask(play.token("tulis")))
    over(play, one_task())
    play.do(CompleteUserTask(play.token("satu")))

    assert play.ended


def test_a_message_that_is_called_otherwise_is_waited_for_anew() -> None:
    def waiting(name: str) -> bytes:
        return m.a_process(
            m.start("mulai"), m.catch("tunggu", m.message(name)), m.end("selesai"), flows=["mulai -> tunggu -> selesai"]
        )

    same, other = Play(waiting("Surat")), Play(waiting("Surat"))
    told = over(same, waiting("Surat")), over(other, waiting("Berkas"))

    assert told[0] == ()
    assert [each.name for each in other.open.values() if isinstance(each, e.Subscribed)] == ["Berkas"]


def test_a_condition_that_holds_in_the_new_version_happens_at_once() -> None:
    def waiting(text: str) -> bytes:
        return m.a_process(
            m.start("mulai"), m.catch("tunggu", m.condition(text)), m.user_task("satu"), m.end("selesai"),
            flows=["mulai -> tunggu -> satu -> selesai"],
        )  # fmt: skip

    play = Play(waiting("=jumlah > 5"), {"jumlah": 3})

    over(play, waiting("=jumlah > 2"))

    assert play.waiting == ["satu"]


def a_join(*branches: str) -> bytes:
    """Branches of one task each that come together."""
    return m.a_process(
        m.start("mulai"), m.parallel("bagi"), *(m.user_task(each) for each in branches), m.parallel("gabung"),
        m.end("selesai"),
        flows=["mulai -> bagi", *(f"bagi -> {each} -> gabung" for each in branches), "gabung -> selesai"],
    )  # fmt: skip


def test_a_join_counts_on_although_its_flows_come_in_another_order() -> None:
    play = Play(a_join("satu", "dua"))
    play.do(CompleteUserTask(play.token("satu")))

    over(play, a_join("dua", "satu"))
    play.do(CompleteUserTask(play.token("dua")))

    assert play.ended


def test_tokens_that_wait_at_a_join_need_the_same_flows() -> None:
    play = Play(a_join("satu", "dua"))
    play.do(CompleteUserTask(play.token("satu")))

    assert refusal(play, a_join("satu", "dua", "tiga")).keys() == {"gabung"}


def test_instances_keep_their_items_and_results() -> None:
    def several(*behind: str) -> bytes:
        loop = m.multi_instance("=[1, 2]", item="item", results="hasil", result="=jawab")
        return m.a_process(
            m.start("mulai"), m.service_task("satu", loop=loop), *map(m.user_task, behind), m.end("selesai"),
            flows=[" -> ".join(["mulai", "satu", *behind, "selesai"])],
        )  # fmt: skip

    play = Play(several())
    play.do(CompleteJob(play.token("satu"), {"jawab": "a"}))

    over(play, several("dua"))
    play.do(CompleteJob(play.token("satu"), {"jawab": "b"}))

    assert (play.variables["hasil"], play.waiting) == (["a", "b"], ["dua"])


def for_each(*more: m.Node, name: str = "satu", **loop: Any) -> bytes:
    """start -> a task for each of two items -> end."""
    each = m.user_task(name, loop=m.multi_instance("=[1, 2]", **loop))
    return m.a_process(m.start("mulai"), each, m.end("selesai"), *more, flows=[f"mulai -> {name} -> selesai"])


def test_a_case_with_items_is_migrated_with_all_of_them() -> None:
    play, xml = Play(for_each()), for_each(name="pertama")
    target = load_definition(xml, "proses")
    plan = plan_migration(play.definition, target, {"satu": "pertama"})
    given = play.definition, target, play.state, Variables(), Parts(), plan

    with pytest.raises(NeedsItems):
        migrate(*given, services=play.services, now=play.now)
    over(play, xml, {"satu": "pertama"})
    for _, token, _ in list(play.open):
        play.do(CompleteUserTask(token))

    assert play.completed() == ["mulai", "pertama", "pertama", "selesai"]
    assert play.ended


@pytest.mark.parametrize("sequential", [True, False])
def test_running_instances_need_the_same_item_and_result(sequential: bool) -> None:
    play = Play(for_each(sequential=sequential))

    named = refusal(play, for_each(item="orang", sequential=sequential))
    given = refusal(play, for_each(results="hasil", result="=jawab", sequential=sequential))

    assert named.keys() == given.keys() == {"satu"}


def test_what_begins_inside_of_an_item_belongs_to_it() -> None:
    def inner(*more: m.Node, flows: tuple[str, ...] = ()) -> bytes:
        inside = m.sub_process(
            "luar", m.start("a"), m.user_task("satu"), m.end("z"), *more, flows=["a -> satu -> z", *flows],
            loop=m.multi_instance("=[1, 2]"),
        )  # fmt: skip
        return m.a_process(m.start("mulai"), inside, m.end("selesai"), flows=["mulai -> luar -> selesai"])

    play = Play(inner())

    over(play, inner(m.boundary("batal", "satu", m.message("Batal")), m.end("y"), flows=("batal -> y",)))
    begun = sorted(play.waiting)
    play.do(DeliverMessage(play.token("batal"), 0))

    assert begun == ["batal", "batal", "satu", "satu"]
    assert sorted(play.waiting) == ["batal", "satu"]
    assert len(play.items) == 1


def test_what_may_have_to_be_undone_must_be_undone_in_the_new_version_too() -> None:
    undone = m.a_process(
        m.start("mulai"), m.service_task("pesan"), m.user_task("satu"), m.end("selesai"),
        m.boundary("kembali", "pesan", m.compensation()), m.service_task("urung", isForCompensation="true"),
        m.undone_by("kembali", "urung"), flows=["mulai -> pesan -> satu -> selesai"],
    )  # fmt: skip
    kept = m.a_process(
        m.start("mulai"), m.service_task("pesan"), m.user_task("satu"), m.end("selesai"),
        flows=["mulai -> pesan -> satu -> selesai"],
    )  # fmt: skip
    play = Play(undone)
    play.do(CompleteJob(play.token("pesan")))

    assert refusal(play, kept).keys() == {"pesan"}
    over(play, undone)
    assert play.waiting == ["satu"]


def test_new_output_mappings_of_what_was_begun_before_are_evaluated() -> None:
    def with_outputs(**more: Any) -> bytes:
        return m.a_process(
            m.start("mulai"), m.user_task("satu", **more), m.end("selesai"), flows=["mulai -> satu -> selesai"]
        )

    play = Play(with_outputs())

    over(play, with_outputs(outputs={"putusan": "=keputusan"}))
    play.do(CompleteUserTask(play.token("satu"), {"keputusan": "setuju"}))

    assert play.variables["putusan"] == "setuju"
    assert "keputusan" not in play.variables


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 8))
def test_to_the_same_version_nothing_moves(seed: int, steps: int) -> None:

    xml = Drawer(seed).process()
    play, random = Play(xml), Random(seed)
    for _ in range(steps):
        if play.ended or not play.open:
            return
        play.do(answer_to(play, random))
    assume(not play.ended and not is_undoing(play.state, *play.items.values()))
    before, waiting = (play.state, play.items), play.waiting

    told = over(play, xml)

    assert {type(each) for each in told} <= {e.UserTaskMigrated}
    assert ((play.state, play.items), play.waiting) == (before, waiting)
