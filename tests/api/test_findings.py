"""A designer reads the same about a file at the command line, through the API, and on the page."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli.main import app as command_line
from engine.runtime import Runtime
from tests.api.pages.test_processes import Visit, upload
from tests.api.rest.program import a_program, assert_problem
from tests.factories import bpmn_xml as xml

SCRIPT = xml.script_text("script", "execution.x = 1")
WRONG = xml.around(xml.user_task(form=None) + xml.element("scriptTask", SCRIPT, id="hitung", scriptFormat="javascript"))
"""A script that nothing leads to, without a name, in a language that is not run: three kinds of findings."""


def test_the_command_line_the_api_and_the_page_tell_the_same_of_a_file(
    runtime: Runtime, visit: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "proses.bpmn"
    file.write_bytes(WRONG)

    told = json.loads(CliRunner().invoke(command_line, ["validate", str(file), "--json"]).stdout)
    with a_program(runtime) as program:
        answer = program.send("sri", "POST", "/deployments", files=[("files", ("proses.bpmn", WRONG))])
        answered = assert_problem(answer, 422, "bundle_refused")["findings"]
    shown = upload(visit("sri"), [("proses.bpmn", WRONG)]).text

    assert {each["kind"] for each in answered} >= {"standard", "dialect", "advice"}
    assert [facts(each) for each in told] == [facts(each) for each in answered]
    places = [(each["text"], f"{each['element_id']} · baris {each['line']}") for each in answered]
    assert [text for text, place in places if text not in shown or place not in shown] == []


def facts(finding: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[name] for name in ("code", "severity", "kind", "element_id", "line"))
