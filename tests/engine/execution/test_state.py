"""The saved state: slim, flat, and refused where it does not fit."""

import json
from typing import Any

import pytest

from engine.execution import (
    CompleteUserTask,
    Limits,
    ScopedValue,
    StateUnreadable,
    Variables,
    advance,
    load_definition,
    start,
)
from engine.execution.visible import visible_variables
from tests.factories.models import (
    a_process,
    boundary,
    compensation,
    end,
    exclusive,
    multi_instance,
    parallel,
    script_task,
    sub_process,
    task,
    throw,
    undone_by,
    user_task,
)
from tests.factories.models import (
    start as start_event,
)
from tests.factories.plays import NOW, Play, services

LOOP = a_process(
    start_event("mulai"),
    exclusive("ulang"),
    script_task("hitung", "=n + 1", "n"),
    user_task("periksa"),
    exclusive("lagi"),
    end("selesai"),
    flows=["mulai -> ulang -> hitung -> periksa -> lagi", "lagi -> ulang [=n < batas]", "lagi -> selesai [default]"],
)
AUTOMATIC_LOOP = a_process(
    start_event("mulai"),
    exclusive("ulang"),
    script_task("hitung", "=n + 1", "n"),
    exclusive("lagi"),
    end("selesai"),
    flows=["mulai -> ulang -> hitung -> lagi", "lagi -> ulang [=n < batas]", "lagi -> selesai [default]"],
)


def test_state_of_a_loop_stays_as_small_as_it_was() -> None:
    play = Play(LOOP, {"n": 0, "batas": 10**6})
    sizes = []

    for _ in range(300):
        play.do(CompleteUserTask(play.token("periksa")))
        sizes.append(len(json.dumps(play.state)))

    assert max(sizes) - min(sizes) < 20, "only the ids grow"
    assert max(sizes) < 250


def test_ten_thousand_rounds_in_one_turn() -> None:
    play = Play(AUTOMATIC_LOOP, {"n": 0, "batas": 10_000}, limits=Limits(elements=50_000, seconds=60))

    assert play.variables["n"] == 10_000
    assert play.ended is not None
    assert len(play.state["tokens"]) == 1


@pytest.mark.parametrize("count", [14, 100])
def test_chained_diamonds_do_not_multiply(count: int) -> None:
    elements = [start_event("mulai"), end("selesai")]
    flows = []
    before = "mulai"
    for n in range(count):
        elements += [parallel(f"buka{n}"), task(f"a{n}"), user_task(f"b{n}"), parallel(f"tutup{n}")]
        flows += [f"{before} -> buka{n} -> a{n} -> tutup{n}", f"buka{n} -> b{n} -> tutup{n}"]
        before = f"tutup{n}"
    play = Play(a_process(*elements, flows=[*flows, f"{before} -> selesai"]))
    most = 0

    while not play.ended:
        most = max(most, len(play.state["tokens"]))
        play.do(CompleteUserTask(play.token(play.waiting[0])))

    assert most <= 3


def test_forks_and_joins_in_a_loop_of_a_thousand_rounds_leave_nothing_behind() -> None:
    model = a_process(
        start_event("mulai"),
        exclusive("ulang"),
        parallel("buka"),
        script_task("hitung", "=n + 1", "n"),
        task("lain"),
        parallel("tutup"),
        exclusive("lagi"),
        end("selesai"),
        flows=[
            "mulai -> ulang -> buka -> hitung -> tutup -> lagi",
            "buka -> lain -> tutup",
            "lagi -> ulang [=n < 1000]",
            "lagi -> selesai [default]",
        ],
    )

    play = Play(model, {"n": 0}, limits=Limits(seconds=60))

    assert play.variables["n"] == 1000
    assert len(play.state["tokens"]) == 1


def test_sub_processes_inside_each_other_fifty_deep_end_one_after_the_other() -> None:
    inner = user_task("dasar")
    for depth in range(50):
        flows = [f"m{depth} -> {inner.get('id')} -> s{depth}"]
        inner = sub_process(f"p{depth}", start_event(f"m{depth}"), inner, end(f"s{depth}"), flows=flows)
    play = Play(a_process(start_event("mulai"), inner, end("selesai"), flows=["mulai -> p49 -> selesai"]))
    assert len(play.state["subs"]) == 50

    play.do(CompleteUserTask(play.token("dasar")))

    assert play.ended is not None
    assert (play.state["subs"], play.state["scopes"]) == ([], [])


def test_a_thousand_elements_in_a_row_are_read_and_run() -> None:
    names = [f"t{n}" for n in range(1000)]
    model = a_process(
        start_event("mulai"),
        *(task(name) for name in names),
        end("selesai"),
        flows=[" -> ".join(["mulai", *names, "selesai"])],
    )

    assert Play(model).ended is not None


def test_a_thousand_instances_are_answered_one_by_one() -> None:
    model = a_process(
        start_event("mulai"),
        user_task("setujui", loop=multi_instance("=for i in 1..1000 return i", item="i", results="r", result="=i")),
        end("selesai"),
        flows=["mulai -> setujui -> selesai"],
    )
    play = Play(model, limits=Limits(seconds=60))
    tokens = play.tokens("setujui")

    for token in tokens[:20]:
        play.do(CompleteUserTask(token))

    assert len(play.tokens("setujui")) == 980
    assert play.restored == 3, "the root, the loop and one item"
    assert len(json.dumps(play.state)) < 300


DEFINITION = load_definition(LOOP, "proses")
STARTED = start(DEFINITION, variables={"n": 0, "batas": 3}, services=services(), now=NOW)


def broken(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(STARTED.state)), **changes}


@pytest.mark.parametrize(
    "state",
    [
        {},
        broken(format=99),
        broken(tokens=[]),
        broken(tokens=[[1, None, 64, "#start", 0, {}], [2, 1, 32, "sudah_dihapus", 0, {}]]),
        broken(tokens=[[1, None, "x", "#start", 0, {}]]),
        broken(tokens=[[1]]),
        broken(subs=[[77, []]]),
        broken(scopes=[["1"]]),
        broken(ended="entah"),
        {key: value for key, value in STARTED.state.items() if key != "next"},
    ],
)
def test_state_that_does_not_fit_is_refused(state: dict[str, Any]) -> None:
    with pytest.raises(StateUnreadable):
        advance(DEFINITION, state, Variables(STARTED.written), CompleteUserTask(4), services=services(), now=NOW)


def test_a_turn_leaves_what_it_was_given_as_it_was() -> None:
    before = json.dumps(STARTED.state)

    moved = advance(
        DEFINITION, STARTED.state, Variables(STARTED.written), CompleteUserTask(5), services=services(), now=NOW
    )

    assert json.dumps(STARTED.state) == before
    assert json.dumps(moved.state) != before
    assert {row.name: row.value for row in STARTED.written}["n"] == 1


def test_the_format_of_the_state_is_pinned() -> None:
    """Stored data: a change here needs a new format number and a migration."""
    assert STARTED.state == {
        "format": 2,
        "next": 6,
        "ended": None,
        "tokens": [[1, None, 64, "#start", 0, {}], [5, 1, 32, "periksa", 0, {}]],
        "subs": [],
        "scopes": [],
    }


def test_what_a_token_sees_can_be_read_from_the_state() -> None:
    inner = sub_process(
        "dalam",
        start_event("d_mulai"),
        user_task("d_a", inputs={"x": "=3"}),
        user_task("d_b"),
        end("d_selesai"),
        flows=["d_mulai -> d_a -> d_b -> d_selesai"],
        inputs={"x": "=2", "y": "=2"},
    )
    play = Play(a_process(start_event("mulai"), inner, end("selesai"), flows=["mulai -> dalam -> selesai"]), {"x": 1})

    def seen(token: int) -> dict[str, Any]:
        rows = [ScopedValue(scope, name, value) for (scope, name), value in play.rows.items()]
        return visible_variables([play.state], Variables(rows), token)

    assert seen(play.token("d_a")) == {"nomor": "P-1", "x": 3, "y": 2}
    play.do(CompleteUserTask(play.token("d_a")))
    assert seen(play.token("d_b")) == {"nomor": "P-1", "x": 2, "y": 2}


def test_what_undoes_a_sub_process_sees_the_variables_that_it_had() -> None:
    inner = sub_process(
        "dalam",
        start_event("d_mulai"),
        user_task("d_a"),
        boundary("urung", "d_a", compensation()),
        user_task("balik", isForCompensation="true"),
        undone_by("urung", "balik"),
        end("d_selesai"),
        flows=["d_mulai -> d_a -> d_selesai"],
        inputs={"x": "=2"},
    )
    flows = ["mulai -> dalam -> batalkan -> selesai"]
    play = Play(
        a_process(start_event("mulai"), inner, throw("batalkan", compensation()), end("selesai"), flows=flows), {"x": 1}
    )

    play.do(CompleteUserTask(play.token("d_a")))

    rows = [ScopedValue(scope, name, value) for (scope, name), value in play.rows.items()]
    assert visible_variables([play.state], Variables(rows), play.token("balik")) == {"nomor": "P-1", "x": 2}
