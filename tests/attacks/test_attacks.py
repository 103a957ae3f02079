"""The corpus of attacks: none gets out, each ends by itself, and what comes after it works."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.documents import LetterFailed, TemplateRefused
from engine.documents.child import answer_to
from engine.documents.transport import packed
from engine.feel import (
    Evaluated,
    FeelBudgetExceeded,
    FeelError,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)
from engine.scripts.juel import JuelRefused
from engine.scripts.juel_feel import juel_condition, juel_value
from engine.scripts.python import PythonRefused, PythonText, read_script
from engine.scripts.running import Ran, ScriptFailed, check_python, run_python
from engine.scripts.sandbox import Sandbox, ScriptLimits
from tests.attacks import feel, juel, python, templates
from tests.attacks.watching import watched
from tests.engine.scripts.running import NOW
from tests.factories.letters import SMALL, a_letter


def named(attacks: Mapping[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attack", [pytest.param(text, id=name) for name, text in attacks.items()])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """As the server has it, with less time, so that attacks that never end cost less of ours."""
    sandbox = Sandbox(ScriptLimits(seconds=0.15))
    yield sandbox
    sandbox.close()


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LINTAS_CANARY", python.SECRET)
    path = tmp_path / "secret.txt"
    path.write_text(python.SECRET)
    return str(path)


def unread(text: str) -> PythonText:
    """The text as if nothing had looked at it: only the sandbox stands against it."""
    return PythonText(text, text, is_script=True, reads=frozenset(["path"]), writes=frozenset(["y"]))


def outcome(sandbox: Sandbox, script: PythonText, **variables: str) -> Ran | ScriptFailed:
    try:
        return watched(lambda: run_python(script, variables, NOW, sandbox=sandbox))
    except ScriptFailed as failed:
        return failed


@named(python.REACHING)
def test_python_that_reaches_out_finds_nothing_even_if_nobody_has_read_it(
    attack: str, sandbox: Sandbox, secret: str
) -> None:
    found = outcome(sandbox, unread(attack), path=secret)

    assert python.SECRET not in repr(found)
    assert "uid=" not in repr(found)
    assert "root:" not in repr(found)
    assert [file.name for file in Path(secret).parent.iterdir()] == ["secret.txt"]
    assert outcome(sandbox, unread("y = 1")) == Ran(written={"y": 1})


@named(python.EXHAUSTING)
def test_python_that_takes_too_much_is_stopped_and_the_next_runs(attack: str, sandbox: Sandbox) -> None:
    stopped = outcome(sandbox, unread(attack))

    assert isinstance(stopped, ScriptFailed) or attack in python.HARMLESS
    assert outcome(sandbox, unread("y = 1")) == Ran(written={"y": 1})


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not tell which processes are ours")
def test_processes_that_are_killed_are_replaced_before_anybody_notices() -> None:
    sandbox = Sandbox(ScriptLimits(processes=2))
    before = children()
    assert run_python(unread("y = 1"), {}, NOW, sandbox=sandbox) == Ran(written={"y": 1})

    for process in children() - before:
        os.kill(process, signal.SIGKILL)

    assert run_python(unread("y = 1"), {}, NOW, sandbox=sandbox) == Ran(written={"y": 1})
    sandbox.close()


def children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


@named(python.SOURCES)
def test_a_text_of_python_that_is_made_to_break_its_reader_is_refused_or_read(attack: str, sandbox: Sandbox) -> None:
    with suppress(PythonRefused):
        watched(lambda: check_python(read_script(attack), sandbox=sandbox))
    assert outcome(sandbox, unread("y = 1")) == Ran(written={"y": 1})


class Host:
    secret = feel.SECRET


def evaluated(text: str) -> Evaluated:
    context = {"x": 1, "f": len, "o": Host(), "java": None, "applicationContext": None}
    return watched(lambda: compile_expression(text).evaluate(context))


@named(feel.REACHING)
def test_feel_that_reaches_out_finds_nothing(attack: str) -> None:
    try:
        found = evaluated(attack)
    except FeelSyntaxError:
        return
    assert found.value in (None, [], "a{0.__class__}")


@named(feel.EXHAUSTING)
def test_feel_that_takes_too_much_exceeds_its_budget(attack: str) -> None:
    with pytest.raises(FeelBudgetExceeded):
        evaluated(attack)


@named(feel.CHEAP)
def test_no_single_call_of_feel_takes_much(attack: str) -> None:
    with suppress(FeelError):
        assert len(str(evaluated(attack).value)) < 100


@named(feel.SOURCES)
def test_a_text_of_feel_that_is_made_to_break_its_reader_is_refused(attack: str) -> None:
    with pytest.raises(FeelSyntaxError):
        watched(lambda: compile_expression(attack))
    with pytest.raises(FeelSyntaxError):
        watched(lambda: compile_unary_tests(attack))


@pytest.mark.parametrize("translated", [juel_value, juel_condition])
@named(juel.ATTACKS)
def test_juel_reads_variables_and_nothing_else(attack: str, translated: Callable[[str], str]) -> None:
    with suppress(JuelRefused):
        text = watched(lambda: translated(attack))
        assert compile_expression(text).names <= {"x"}
        assert evaluated(text).value in (None, False, *juel.QUOTED)


def rendered(template: str) -> Mapping[str, Any]:
    """What the child answers, computed here: in its own process nothing more stands in the way."""
    head = dict.fromkeys(("number", "title", "draft", "unit", "address", "signature"), "")
    letter = {**head, "language": "id", "agency": "Otorita", "date": NOW.date()}
    data = packed({"a": {"b": 1, "file": "/etc/passwd"}, "letter": letter})
    request = {"source": template, "language": "id", "zone": "Asia/Jakarta", "check": False, "data": data}
    return watched(lambda: answer_to({**request, "limits": {"output_characters": 10_000}}))


def test_a_template_that_means_no_harm_becomes_a_letter() -> None:
    assert "<p>1</p>" in rendered("<p>{{ a.b }}</p>")["html"]


@named(templates.REACHING)
def test_a_template_that_reaches_out_is_refused(attack: str) -> None:
    answer = rendered(attack)

    assert answer.get("findings") or "failure" in answer


@named(templates.HARMLESS)
def test_a_template_that_seems_to_reach_out_finds_nothing(attack: str) -> None:
    html = rendered(attack)["html"]

    assert [word for word in ("<script>", "class &#39;", "__class__", "object at") if word in html] == []


@named(templates.EXHAUSTING)
def test_a_template_that_takes_too_much_is_ended(attack: str) -> None:
    with pytest.raises((LetterFailed, TemplateRefused)):
        watched(lambda: a_letter(attack, {"a": 1}, limits=SMALL))
