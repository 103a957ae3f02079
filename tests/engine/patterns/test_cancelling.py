"""Van der Aalst's patterns of cancelling and of completing by force, and the end of everything."""

from typing import Any

from engine.elements import effects as e
from engine.execution import DeliverMessage
from tests.engine.patterns.answering import answer, person
from tests.factories.models import (
    boundary,
    end,
    message,
    multi_instance,
    parallel,
    start,
    sub_process,
    terminate,
)
from tests.factories.plays import Play
from tests.factories.uploads import uploaded

EACH: dict[str, Any] = {"item": "orang", "results": "suara", "result": "=setuju"}


def test_pattern_25_cancel_region() -> None:
    """An interrupting boundary event of a `subProcess` around the region. A region that is no block has none."""
    region = sub_process(
        "wilayah", start("w"), parallel("buka"), person("satu"), person("dua"), person("tiga"), end("x"), end("y"),
        flows=["w -> buka -> satu -> tiga -> x", "buka -> dua -> y"],
    )  # fmt: skip
    play = uploaded(
        start("mulai"), parallel("pisah"), region, boundary("batal", "wilayah", message("Batal")), person("luar"),
        person("tutup"), end("selesai"), end("lain"), end("gagal"),
        flows=["mulai -> pisah -> wilayah -> selesai", "batal -> tutup -> gagal", "pisah -> luar -> lain"],
    )  # fmt: skip
    answer(play, "satu")

    play.do(DeliverMessage(play.token("batal")))

    assert sorted(play.waiting) == ["luar", "tutup"]
    assert {effect.element_id for effect in play.all(e.ElementTerminated)} == {"dua", "tiga", "wilayah"}


def judged_by_three(*more: str, until: str | None = None) -> Play:
    """Three judges; a message while they work leads to `batal`."""
    judges = multi_instance("=[1, 2, 3]", until=until, **EACH)
    return uploaded(
        start("mulai"), person("menilai", loop=judges), boundary("surat", "menilai", message("Surat")),
        person("sesudah"), end("selesai"), person("batal"), end("gagal"),
        flows=["mulai -> menilai -> sesudah -> selesai", *(more or ("surat -> batal -> gagal",))],
    )  # fmt: skip


def test_pattern_26_cancel_multiple_instance_activity() -> None:
    """An interrupting boundary event of the multi-instance activity."""
    play = judged_by_three()
    answer(play, "menilai")

    play.do(DeliverMessage(play.token("surat")))

    assert play.waiting == ["batal"]
    assert "suara" not in play.variables


def test_pattern_27_complete_multiple_instance_activity() -> None:
    """`completionCondition`: as an instance completes, the others are withdrawn, and the flow goes on."""
    play = judged_by_three(until="=cukup")

    assert answer(play, "menilai", setuju=True, cukup=False) == ["menilai", "menilai", "surat"]
    assert answer(play, "menilai", setuju=False, cukup=True) == ["sesudah"]
    assert play.variables["suara"] == [True, False]


def test_pattern_43_explicit_termination() -> None:
    """A terminate end event: it ends its process or sub-process with all that runs in it."""
    inside = sub_process(
        "dalam", start("d"), parallel("buka"), person("satu"), person("dua"), end("x", terminate()), end("y"),
        flows=["d -> buka -> satu -> x", "buka -> dua -> y"],
    )  # fmt: skip
    play = uploaded(
        start("mulai"), parallel("pisah"), inside, person("luar"), end("semua", terminate()), person("sesudah"),
        end("selesai"), flows=["mulai -> pisah -> dalam -> sesudah -> selesai", "pisah -> luar -> semua"],
    )  # fmt: skip

    assert answer(play, "satu") == ["luar", "sesudah"]
    assert answer(play, "luar") == []
    assert play.ended
