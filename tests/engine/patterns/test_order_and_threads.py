"""Van der Aalst's patterns of one thing at a time, and of several tokens on one way."""

from tests.engine.patterns.answering import answer, person
from tests.factories.models import ad_hoc, end, parallel, start, sub_process
from tests.factories.uploads import on_the_way, uploaded


def test_pattern_39_critical_section() -> None:
    """A sequential `adHocSubProcess` with a `subProcess` for each section. Sections that begin at different moments of
    parallel branches can not be kept apart: BPMN has no lock."""
    sections = [
        sub_process(
            name, start(f"{name}_mulai"), person(f"{name}1"), person(f"{name}2"), end(f"{name}_usai"),
            flows=[f"{name}_mulai -> {name}1 -> {name}2 -> {name}_usai"],
        )
        for name in ("a", "b")
    ]  # fmt: skip
    play = uploaded(
        start("mulai"), parallel("pisah"), ad_hoc("bergantian", *sections, ordering="Sequential"), person("luar"),
        end("selesai"), end("lain"), flows=["mulai -> pisah -> bergantian -> selesai", "pisah -> luar -> lain"],
    )  # fmt: skip

    assert sorted(play.waiting) == ["a1", "luar"]
    assert answer(play, "a1") == ["a2", "luar"]
    assert answer(play, "a2") == ["b1", "luar"]
    assert answer(play, "b1", "b2") == ["luar"]


def test_pattern_40_interleaved_routing() -> None:
    """`adHocSubProcess` with `ordering="Sequential"`: each once, never two at a time. Here in the order of the file."""
    tasks = [person(name) for name in ("a", "b", "c")]
    play = on_the_way(ad_hoc("bergantian", *tasks, ordering="Sequential"), person("sesudah"))

    for name in ("a", "b", "c"):
        assert play.waiting == [name]
        answer(play, name)

    assert play.waiting == ["sesudah"]


def test_pattern_41_thread_merge() -> None:
    """`startQuantity`: so many tokens of one way become one."""
    play = on_the_way(person("bagi", completionQuantity="3"), person("kerja"), person("kumpul", startQuantity="3"))
    answer(play, "bagi")

    assert answer(play, "kerja", "kerja") == ["kerja"]
    assert answer(play, "kerja") == ["kumpul"]
    assert answer(play, "kumpul") == []
    assert play.ended


def test_pattern_42_thread_split() -> None:
    """`completionQuantity`: one token becomes so many on one way."""
    play = on_the_way(person("bagi", completionQuantity="3"), person("kerja"))

    assert answer(play, "bagi") == ["kerja", "kerja", "kerja"]
    assert answer(play, "kerja", "kerja") == ["kerja"]
    assert not play.ended
    assert answer(play, "kerja") == []
    assert play.ended
