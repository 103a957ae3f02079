"""The corpus of attacks: none gets out, each ends by itself, and what comes after it works."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from engine.scripts.python import PythonRefused, PythonText, read_script
from engine.scripts.running import Ran, ScriptFailed, check_python, run_python
from engine.scripts.sandbox import Sandbox, ScriptLimits
from tests.attacks import python
from tests.attacks.watching import watched
from tests.engine.scripts.running import NOW


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


@named(python.SOURCES)
def test_a_text_of_python_that_is_made_to_break_its_reader_is_refused_or_read(attack: str, sandbox: Sandbox) -> None:
    with suppress(PythonRefused):
        watched(lambda: check_python(read_script(attack), sandbox=sandbox))
    assert outcome(sandbox, unread("y = 1")) == Ran(written={"y": 1})
