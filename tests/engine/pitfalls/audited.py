"""Uploads models, runs cases and decides decisions in a process that notes whatever Python is asked to evaluate.

    python -m tests.engine.pitfalls.audited

Prints what was compiled or executed and is no file of this installation, one a line; nothing if all is well.
"""

import ast
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from engine.bpmn import check_model
from engine.dmn import DecisionModelRefused, read_decisions
from engine.settings import resources_root
from tests.engine.execution.test_random_processes import MOST_STEPS, answer_to
from tests.factories import models as m
from tests.factories.plays import NOW, Play
from tests.factories.random_models import Drawer

PYTHON = "__import__('os').getpid()"
HOSTILE = (PYTHON, f"={PYTHON}", "${a.b(1)}", "=a > 10", '=matches("a", "(a+)+$")', "#{x}", "`1`", "PT1S", "=PT1S")
"""Texts that an engine could give to Python; some are FEEL or JUEL, the others are refused."""

evaluated: list[str] = []
listening = False


def note(event: str, arguments: tuple[Any, ...]) -> None:
    """What Python compiles from a text, and code that it executes and that was read from no file."""
    if not listening or event not in ("compile", "exec") or only_read():
        return
    name = str(arguments[1]) if event == "compile" else str(getattr(arguments[0], "co_filename", arguments[0]))
    if not Path(name).is_file():
        evaluated.append(f"{event} {str(arguments[0])[:200]!r}")


def only_read() -> bool:
    """Whether `ast.parse` asks: it makes a tree of a text, to tell its errors before a sandbox gets it, and no code."""
    asking = sys._getframe(2).f_code
    return asking.co_name == "parse" and asking.co_filename == ast.__file__


def with_text(text: str) -> Iterator[bytes]:
    """Models that have the text wherever a model has a text to evaluate."""
    yield m.a_process(
        m.start("mulai"), m.script_task("hitung", text, "x"), m.exclusive("pilih"), m.end("a"), m.end("b"),
        flows=["mulai -> hitung -> pilih", f"pilih -> a [{text}]", "pilih -> b [default]"],
    )  # fmt: skip
    timer = m.catch("tunggu", m.timer(duration=text))
    yield m.a_process(m.start("mulai"), timer, m.end("a"), flows=["mulai -> tunggu -> a"])
    script = m.element("scriptTask", "hitung", m.B.script(text), scriptFormat="python")
    yield m.a_process(m.start("mulai"), script, m.end("a"), flows=["mulai -> hitung -> a"])
    each = m.service_task("tiap", loop=m.multi_instance(text, item="i", until=text))
    yield m.a_process(m.start("mulai"), each, m.end("a"), flows=["mulai -> tiap -> a"])


def everything(seed: int) -> None:
    """Hostile texts, random processes to their end, and every shipped model and decision."""
    for text in HOSTILE:
        for model in with_text(text):
            upload(model)
    for number in range(seed, seed + 15):
        random, play = Random(number), upload(Drawer(number).process())
        for _ in range(MOST_STEPS if play else 0):
            if play is None or play.ended:
                break
            play.do(answer_to(play, random))
    for file in sorted((resources_root() / "processes").rglob("*.bpmn")):
        check_model(file.read_bytes())
    for file in sorted((resources_root() / "processes").rglob("*.dmn")):
        decide(file.read_bytes())


def upload(model: bytes) -> Play | None:
    """Check a model, and begin it if it is accepted."""
    checked = check_model(model)
    return Play(checked.normalised, {"a": 1, "x": 1}) if checked.normalised is not None else None


def decide(content: bytes) -> None:
    """Evaluate each decision of a file without inputs."""
    with contextlib.suppress(DecisionModelRefused):
        model = read_decisions(content, [])
        for decision in model.decisions:
            model.evaluate(decision, {}, now=NOW)


def main(*, proves: bool) -> None:
    """Everything twice: what modules are loaded late and evaluate themselves is over after the first time."""
    global listening
    sys.addaudithook(note)
    if not proves:
        everything(0)
    listening = True
    if proves:
        eval("1 + 1")
    else:
        everything(1000)
    listening = False
    print("\n".join(evaluated), end="")


if __name__ == "__main__":
    main(proves="--prove" in sys.argv)
