"""Van der Aalst's discriminators and partial joins: some of several branches are enough."""

from tests.engine.patterns.answering import answer, person
from tests.factories.models import (
    complex_gateway,
    end,
    exclusive,
    inclusive,
    parallel,
    start,
    sub_process,
    terminate,
)
from tests.factories.plays import Play
from tests.factories.uploads import uploaded


def several_times(needed: int) -> Play:
    """Branches a, b and c, each of which may be gone again and again, meet at a gateway that needs so many of them."""
    return uploaded(
        start("mulai"), parallel("pisah"), exclusive("pintu_a"), exclusive("pintu_b"), exclusive("pintu_c"),
        person("a"), person("b"), person("c"), inclusive("ulang_a"), inclusive("ulang_b"), inclusive("ulang_c"),
        complex_gateway("gabung", f"=activationCount >= {needed}"), person("sesudah"), end("selesai"),
        flows=[
            "mulai -> pisah", "gabung -> sesudah -> selesai",
            *(
                flow
                for name in "abc"
                for flow in (
                    f"pisah -> pintu_{name} -> {name} -> ulang_{name}", f"ulang_{name} -> gabung [=true]",
                    f"ulang_{name} -> pintu_{name} [=ulang]",
                )
            ),
        ],
    )  # fmt: skip


def rounds(play: Play, *tasks: str) -> list[str]:
    """Complete the tasks, of which each is then to be done again."""
    return [task for task in answer(play, *tasks, ulang=True) if task == "sesudah"]


def test_pattern_28_blocking_discriminator() -> None:
    """`complexGateway` with `activationCount >= 1`: the first starts what follows; a second round of it waits for the
    reset, which comes when every branch has come."""
    play = several_times(1)

    assert rounds(play, "a") == ["sesudah"]
    assert rounds(play, "a") == ["sesudah"], "blocked until b and c have come"
    assert rounds(play, "b") == ["sesudah"]
    assert rounds(play, "c") == ["sesudah", "sesudah"], "reset: the second round of a starts the next"


def first_of(needed: int) -> Play:
    """Three branches of a sub-process that ends as soon as so many are done."""
    enough = complex_gateway("cukup", f"=activationCount >= {needed}")
    inside = sub_process(
        "dalam", start("d"), parallel("pisah"), person("a"), person("b"), person("c"), enough, end("x", terminate()),
        flows=["d -> pisah -> a -> cukup -> x", "pisah -> b -> cukup", "pisah -> c -> cukup"],
    )  # fmt: skip
    return uploaded(
        start("mulai"), inside, person("sesudah"), end("selesai"), flows=["mulai -> dalam -> sesudah -> selesai"]
    )


def test_pattern_29_cancelling_discriminator() -> None:
    """A `subProcess` around the branches; the first one reaches a terminate end event, which cancels the others."""
    play = first_of(1)

    assert answer(play, "b") == ["sesudah"]


def test_pattern_30_structured_partial_join() -> None:
    """`complexGateway` with `activationCount >= n`; the branches that come late start nothing."""
    play = uploaded(
        start("mulai"), parallel("pisah"), person("a"), person("b"), person("c"),
        complex_gateway("gabung", "=activationCount >= 2"), person("sesudah"), end("selesai"),
        flows=["mulai -> pisah -> a -> gabung -> sesudah -> selesai", "pisah -> b -> gabung", "pisah -> c -> gabung"],
    )  # fmt: skip

    assert answer(play, "a") == ["b", "c"]
    assert answer(play, "c") == ["b", "sesudah"]
    assert answer(play, "b", "sesudah") == []
    assert play.completed().count("gabung") == 1
    assert play.ended


def test_pattern_31_blocking_partial_join() -> None:
    """As 28, with `activationCount >= n`."""
    play = several_times(2)

    assert rounds(play, "a") == []
    assert rounds(play, "b") == ["sesudah"]
    assert rounds(play, "b", "a") == ["sesudah"], "blocked until c has come"
    assert rounds(play, "c") == ["sesudah", "sesudah"]


def test_pattern_32_cancelling_partial_join() -> None:
    """As 29, with a `complexGateway` that needs n before the terminate end event."""
    play = first_of(2)

    assert answer(play, "b") == ["a", "c"]
    assert answer(play, "a") == ["sesudah"]
