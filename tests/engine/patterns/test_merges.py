"""Van der Aalst's joins that are not structured: of several rounds, of an unknown number of branches, inside loops."""

import pytest

from tests.engine.patterns.answering import answer, person
from tests.factories.models import end, exclusive, inclusive, parallel, start
from tests.factories.uploads import uploaded


def test_pattern_33_generalised_and_join() -> None:
    """`parallelGateway`: it takes one token of each flow and keeps further ones for its next round."""
    play = uploaded(
        start("mulai"), parallel("pisah"), exclusive("lagi_a"), exclusive("lagi_b"), person("a"), person("b"),
        inclusive("ulang_a"), inclusive("ulang_b"), parallel("gabung"), person("sesudah"), end("selesai"),
        flows=[
            "mulai -> pisah -> lagi_a -> a -> ulang_a", "pisah -> lagi_b -> b -> ulang_b",
            "ulang_a -> gabung [=true]", "ulang_a -> lagi_a [=ulang]", "ulang_b -> gabung [=true]",
            "ulang_b -> lagi_b [=ulang]", "gabung -> sesudah -> selesai",
        ],
    )  # fmt: skip

    assert answer(play, "a", "a", ulang=True) == ["a", "b"]
    assert answer(play, "b", ulang=True) == ["a", "b", "sesudah"]
    assert answer(play, "b", ulang=False) == ["a", "sesudah", "sesudah"]


@pytest.mark.parametrize(
    ("branches", "opened"), [("ab", ["a", "b"]), ("bc", ["b", "c"]), ("abc", ["a", "b", "c"]), ("c", ["c"])]
)
def test_pattern_37_acyclic_synchronising_merge(branches: str, opened: list[str]) -> None:
    """`inclusiveGateway`: it waits for those branches that were started, whatever split them and however they came."""
    play = uploaded(
        start("mulai"), inclusive("pilih"), person("a"), person("b"), person("c"), exclusive("arah"), inclusive("ab"),
        inclusive("semua"), person("sesudah"), end("selesai"), end("lain"),
        flows=[
            'mulai -> pilih', 'pilih -> a [=contains(cabang, "a")]', 'pilih -> b [=contains(cabang, "b")]',
            'pilih -> c [=contains(cabang, "c")]', "a -> ab", "b -> arah", "arah -> ab [=kembali]",
            "arah -> lain [default]", "ab -> semua", "c -> semua -> sesudah -> selesai",
        ],
        variables={"cabang": branches, "kembali": branches != "bc"},
    )  # fmt: skip
    assert play.waiting == opened

    for name in opened:
        assert "sesudah" not in play.waiting
        answer(play, name)

    assert play.waiting == ["sesudah"]
    assert play.completed().count("semua") == 1


def test_pattern_38_general_synchronising_merge() -> None:
    """`inclusiveGateway` with loops in its branches: it waits while a token can still come (BPMN 2.0.2, 13.4.3)."""
    play = uploaded(
        start("mulai"), inclusive("pilih"), exclusive("lagi"), person("a"), exclusive("cukup"), person("b"),
        inclusive("gabung"), person("sesudah"), end("selesai"),
        flows=[
            "mulai -> pilih", "pilih -> lagi [=true]", "pilih -> b [=true]", "lagi -> a -> cukup",
            "cukup -> lagi [=ulang]", "cukup -> gabung [default]", "b -> gabung -> sesudah -> selesai",
        ],
    )  # fmt: skip

    assert answer(play, "b") == ["a"]
    assert answer(play, "a", "a", ulang=True) == ["a"]
    assert answer(play, "a", ulang=False) == ["sesudah"]
