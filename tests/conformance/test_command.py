"""`lintas-conformance`: what it prints, writes and answers, for folders of any content."""

import json
import time
from pathlib import Path

import pytest

from engine.bpmn import check_model
from tests.conformance import command
from tests.conformance.constraints import expected_rules, refused_rightly
from tests.conformance.isolated import judge_all
from tests.conformance.page import suites_section
from tests.conformance.suite import Case, Group, Suite, Verdict
from tests.factories.bpmn_xml import a_model, around, end, flow, path, start, user_task


@pytest.fixture(autouse=True)
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the result is written instead of the working copy; not under CI unless a test says so."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(command, "RESULT", tmp_path / "build" / "conformance.json")
    return tmp_path / "build" / "conformance.json"


def a_suite(folder: Path, **files: bytes) -> Path:
    """A folder of suites with one of them."""
    for name, content in files.items():
        file = folder / "suites" / "bpmnspector" / "098" / f"{name}.bpmn"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder / "suites"


def test_a_failure_is_told_with_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    folder = a_suite(tmp_path, fail=around(user_task()))

    assert command.main(["--suite", str(folder)]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "betsy: not run",
        "bpmnspector/invalid: 0/1",
        "    098/fail.bpmn: failed, expected to be refused by start_event_trigger, got nothing",
        "miwg: not run",
        "dmn-tck: not run",
    ]
    assert json.loads(result.read_text("utf-8"))["bpmnspector"]["invalid"]["failed"] == ["098/fail.bpmn"]


def test_the_page_tells_each_failure_with_what_was_expected_and_what_came_out() -> None:
    group = Group()
    group.count(Case("satu", "dir/satu.xml#1"), Verdict(False, "d = 1", 'd = "a|b"', "a reason"))

    told = suites_section({"dmn-tck": {"satu": group}})

    assert "- satu, failed: a reason (1)" in told
    assert '| satu.xml#1 | d = 1 | d = "a\\|b" |' in told


def test_one_suite_is_run_by_its_own_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_suite(tmp_path, success=around(user_task()))

    assert command.main(["--suite", str(folder / "bpmnspector"), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"bpmnspector"}
    assert {key: told["bpmnspector"]["valid"][key] for key in ("passed", "total", "failed")} == {
        "passed": 1, "total": 1, "failed": [],
    }  # fmt: skip


def test_a_missing_folder_is_told_and_fails_under_ci(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.main(["--suite", str(tmp_path / "none")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{name}: not run" for name in ("betsy", "bpmnspector", "miwg", "dmn-tck")
    ]

    monkeypatch.setenv("CI", "true")
    assert command.main(["--suite", str(tmp_path / "none")]) == 1


def no_cases(folder: Path) -> list[Case]:
    return []


def hangs_or_dies(folder: Path, case: Case) -> Verdict:
    """A runner whose cases hang, die, fail or reach for the network."""
    if case.id == "hangs":
        time.sleep(3600)
    if case.id == "dies":
        __import__("os").kill(__import__("os").getpid(), 9)
    if case.id == "raises":
        raise LookupError("no such file")
    if case.id == "calls":
        __import__("socket").create_connection(("127.0.0.1", 9))
    return Verdict(True, "", "")


def test_a_case_that_hangs_dies_or_raises_is_one_failure_and_the_others_go_on(tmp_path: Path) -> None:
    suite = Suite("broken", no_cases, hangs_or_dies)
    cases = [Case("group", name) for name in ("good", "hangs", "dies", "raises", "calls", "last")]

    verdicts = {case.id: verdict for case, verdict in judge_all(suite, tmp_path, cases, limit_seconds=1)}

    assert [name for name, verdict in verdicts.items() if verdict.passed] == ["good", "last"]
    assert verdicts["raises"].actual == "LookupError: no such file"
    assert verdicts["calls"].actual == "PermissionError: suites run without network"


def test_a_file_refused_for_another_reason_is_not_refused_rightly() -> None:
    model = a_model(start(), user_task(), end(), path("start", "task", "end"), flow("task", "nobody"))

    checked = check_model(model)

    assert refused_rightly(checked, None)
    assert refused_rightly(checked, {"flow_target_unknown"})
    assert not refused_rightly(checked, expected_rules("076"))
