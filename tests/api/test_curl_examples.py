"""The commands of docs/api-examples.md do what it says, against a served demonstration."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.settings import resources_root
from tests.serving import LINTAS, environment, serve

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWERED = re.compile(r"# → (.+)$", re.MULTILINE)
MARK = "--- next example ---"
ADDRESS = "http://127.0.0.1:8000"
SECONDS = 180


def blocks() -> list[str]:
    """The commands of the page, example by example."""
    return BLOCK.findall((resources_root() / "docs" / "api-examples.md").read_text("utf-8"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: the examples of the API are not run")
def test_the_examples_answer_what_the_page_says(tmp_path: Path) -> None:
    examples = blocks()
    assert sum(len(ANSWERED.findall(each)) for each in examples) >= 12

    with serve(tmp_path) as served:
        script = f"\necho; echo '{MARK}'\n".join(examples).replace(ADDRESS, served.address)
        path = environment(tmp_path)["PATH"]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment(tmp_path, PATH=f"{LINTAS.parent}:{path}"),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    outputs = done.stdout.split(MARK)
    assert done.returncode == 0, f"example {len(outputs)}: {outputs[-1]}\n{done.stderr}"
    missing = [
        (expected, output[:2000])
        for example, output in zip(examples, outputs, strict=True)
        for expected in ANSWERED.findall(example)
        if expected not in output
    ]
    assert missing == []
