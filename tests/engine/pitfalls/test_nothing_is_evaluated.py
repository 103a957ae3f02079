"""No text of a model is ever given to Python to compile, evaluate or execute."""

import subprocess
import sys

from tests.architecture.sources import ROOT
from tests.serving import environment


def audited(*arguments: str) -> str:
    """What a process that uploads and runs models has evaluated."""
    command = [sys.executable, "-m", "tests.engine.pitfalls.audited", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(ROOT), capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout


def test_uploading_models_and_running_cases_evaluates_no_text() -> None:
    assert audited() == ""


def test_an_evaluation_would_be_noticed() -> None:
    assert audited("--prove").startswith("compile")
