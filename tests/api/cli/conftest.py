"""The command line in this process, on an installation of its own."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from api.cli.main import app
from engine.runtime import Runtime
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Lintas = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the installation keeps its data."""
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def lintas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lintas]:
    """Runs `lintas` with the settings of the installation, plus `LINTAS_...` of its own."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LINTAS_{name.upper()}", raising=False)

    def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Ended:
        given = {"LINTAS_DATA_DIR": str(folder), "LINTAS_DEMO": "true", **environment}
        done = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, env=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ended(done.exit_code, done.stdout, done.stderr)

    yield run
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


@pytest.fixture
def office(folder: Path, leave_template: Path) -> Iterator[Any]:
    """An installation with the leave process; a runtime to look at what commands did."""
    (folder / "lintas.db").write_bytes(leave_template.read_bytes())
    runtime = Runtime.open(Settings(data_dir=folder, demo=True, worker=False))
    yield runtime
    runtime.close()
