"""Variables in scopes: nothing is copied, nothing is lost, nobody else's value moves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.elements.failures import NeedsVariables
from engine.elements.scopes import HIDDEN, ROOT, ScopedValue, Scopes, ValueTooDeep
from engine.execution import CompleteUserTask, SetVariables
from tests.factories.models import a_process, end, parallel, script_task, start, sub_process, user_task
from tests.factories.plays import Play

FORK = a_process(
    start("mulai"),
    parallel("buka"),
    user_task("a"),
    user_task("b"),
    parallel("tutup"),
    script_task("jumlah", "=x + y", "z"),
    end("selesai"),
    flows=["mulai -> buka -> a -> tutup -> jumlah -> selesai", "buka -> b -> tutup"],
)


def test_parallel_branches_keep_each_others_updates() -> None:
    play = Play(FORK, {"x": 1, "y": 1})

    play.do(CompleteUserTask(play.token("a"), {"x": 10}))
    play.do(CompleteUserTask(play.token("b"), {"y": 20}))

    assert play.variables["z"] == 30


def test_last_write_of_a_name_wins() -> None:
    play = Play(FORK, {"x": 1, "y": 1})

    play.do(CompleteUserTask(play.token("b"), {"x": 2, "y": 0}))
    play.do(CompleteUserTask(play.token("a"), {"x": 3}))

    assert play.variables["z"] == 3


def test_a_copied_value_does_not_move_with_its_source() -> None:
    model = a_process(
        start("mulai"),
        script_task("salin", "=asal", "salinan"),
        script_task("ubah", '=context put(asal, "n", 2)', "asal"),
        end("selesai"),
        flows=["mulai -> salin -> ubah -> selesai"],
    )

    play = Play(model, {"asal": {"n": 1}})

    assert (play.variables["salinan"], play.variables["asal"]) == ({"n": 1}, {"n": 2})


def test_what_the_caller_keeps_does_not_reach_the_execution() -> None:
    given = {"daftar": [1]}
    play = Play(FORK, {"x": 1, "y": 1, **given})

    given["daftar"].append(2)

    assert play.variables["daftar"] == [1]


@pytest.mark.parametrize("name", ["typename", "__class__", "Start", "format", "nama lengkap"])
def test_no_name_of_a_variable_breaks_the_state(name: str) -> None:
    play = Play(FORK, {"x": 1, "y": 1, name: {"typename": "UUID", "value": 1}})

    play.do(CompleteUserTask(play.token("a"), {name: {"typename": "x"}}))
    play.do(CompleteUserTask(play.token("b")))

    assert play.variables[name] == {"typename": "x"}
    assert play.ended is not None


def test_state_holds_no_values() -> None:
    play = Play(FORK, {"x": Decimal(987654321), "y": 1, "rahasia": "RAHASIA"})

    assert "RAHASIA" not in str(play.state)
    assert "987654321" not in str(play.state)


def test_a_value_that_goes_too_deep_is_refused() -> None:
    deep: object = 1
    for _ in range(5000):
        deep = [deep]

    with pytest.raises(ValueTooDeep):
        Play(FORK, {"x": deep})


def test_set_variables_writes_to_the_execution() -> None:
    play = Play(FORK)

    play.do(SetVariables({"x": 5, "y": 6}))

    assert play.variables == {"nomor": "P-1", "x": 5, "y": 6}


def test_writes_go_to_the_scope_that_has_the_name_else_to_the_execution() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        user_task("d_a"),
        user_task("d_b"),
        end("d_selesai"),
        flows=["d_mulai -> d_a -> d_b -> d_selesai"],
        inputs={"lokal": "=1"},
    )
    play = Play(a_process(start("mulai"), inner, end("selesai"), flows=["mulai -> dalam -> selesai"]))

    play.do(CompleteUserTask(play.token("d_a"), {"lokal": 2, "umum": 3}))

    assert [value for (scope, name), value in play.rows.items() if name == "lokal"] == [2]
    assert play.variables == {"nomor": "P-1", "umum": 3}
    play.do(CompleteUserTask(play.token("d_b")))
    assert play.variables == {"nomor": "P-1", "umum": 3}


def restored(loaded: frozenset[str] | None) -> Scopes:
    rows = [ScopedValue("", "a", 1), ScopedValue("2", "a", 2), ScopedValue("2", "b", 3)]
    return Scopes.restored(
        [("2", "", 0), ("5", "2", 0)], [row for row in rows if loaded is None or row.name in loaded], loaded
    )


def test_reads_go_outwards() -> None:
    assert restored(None).read("5", ["a", "b", "c"]) == {"a": 2, "b": 3}
    assert restored(None).read(ROOT, ["a", "b"]) == {"a": 1}


def test_all_names_that_were_not_loaded_are_asked_for_at_once() -> None:
    with pytest.raises(NeedsVariables) as needs:
        restored(frozenset("a")).read("5", ["a", "b", "c"])

    assert needs.value.names == {"b", "c"}


def test_a_new_scope_lacks_nothing() -> None:
    scopes = restored(frozenset())
    scopes.open("9", ROOT)
    scopes.declare("9", "a", 7)

    assert scopes.read("9", ["a"]) == {"a": 7}


def test_a_write_needs_to_know_where_the_name_lives() -> None:
    scopes = restored(frozenset())
    scopes.assign(ROOT, {"b": 9})

    with pytest.raises(NeedsVariables) as needs:
        scopes.assign("5", {"a": 1, "b": 2})
    assert needs.value.names == {"a", "b"}


def test_everything_visible_needs_everything() -> None:
    with pytest.raises(NeedsVariables) as needs:
        restored(frozenset("a")).visible("5")

    assert needs.value.everything
    assert restored(None).visible("5") == {"a": 2, "b": 3}


def test_closed_scopes_that_were_saved_are_told() -> None:
    scopes = restored(None)
    scopes.open("9", "5")
    scopes.declare("5", "x", 1)
    for scope_id in ("9", "5"):
        scopes.close(scope_id)

    assert scopes.closed == ["5"]
    assert scopes.written() == ()


VALUES = st.integers() | st.text(max_size=5) | st.none() | st.lists(st.integers(), max_size=3)


NAMES = st.text(min_size=1, max_size=5).filter(lambda name: not name.startswith(HIDDEN))


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_what_is_written_is_read(values: dict[str, object]) -> None:
    scopes = Scopes()
    scopes.open("1", ROOT)

    scopes.assign("1", values)

    assert scopes.read("1", list(values)) == values
    assert {row.name: row.value for row in scopes.written()} == values
