"""Audit, backups, deploying and checking, scenarios."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.ids import new_id
from engine.settings import resources_root
from engine.store import tables
from engine.store.nodes import enter
from tests.api.cli.conftest import Ended, Lintas
from tests.api.cli.test_work import started
from tests.factories.people import rows

BUNDLE = resources_root() / "processes" / "relocation"
UNREACHABLE = {"LINTAS_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing"}


def meddle(runtime: Any, *statements: Any) -> None:
    with runtime.database.begin() as work:
        work.begin_write()
        for statement in statements:
            work.connection.execute(statement)
        work.commit()


def without_cases(runtime: Any) -> None:
    """Remove every case with all its traces, as somebody with the database but without the key could."""
    named = [table for table in reversed(tables.metadata.sorted_tables) if "instance_id" in table.c]
    tasks = [tables.draft.delete(), tables.task_candidate.delete()]
    meddle(runtime, *tasks, *(table.delete() for table in named), tables.instance.delete())


def test_an_untouched_history_verifies_with_0(office: Any, lintas: Lintas) -> None:
    started(lintas)

    done = lintas("audit", "verify", "--json")

    assert (done.code, done.json["instances"], done.json["faults"]) == (0, 1, [])


def test_a_change_behind_the_programs_back_ends_with_1(office: Any, lintas: Lintas) -> None:
    started(lintas)
    meddle(office, tables.history_event.update().values(kind="Nothing"))

    done = lintas("audit", "verify")

    assert done.code == 1
    assert "changed" in done.err


def test_a_case_that_was_removed_shows_against_the_anchor(office: Any, lintas: Lintas) -> None:
    started(lintas)
    lintas("audit", "anchor")
    without_cases(office)

    done = lintas("audit", "verify", "--json")

    assert (done.code, [fault["what"] for fault in done.json["faults"]]) == (1, ["missing since the anchor"])


def test_without_an_anchor_a_removed_case_does_not_show_and_that_is_said(office: Any, lintas: Lintas) -> None:
    started(lintas)
    without_cases(office)

    done = lintas("audit", "verify")

    assert done.code == 0
    assert "There is no anchor" in done.err


def test_an_anchor_is_told_with_the_signature_to_keep(office: Any, lintas: Lintas) -> None:
    started(lintas)

    anchored = lintas("audit", "anchor", "--json").json

    assert anchored["instances"] == 1
    assert rows(office, tables.audit_anchor)[0].signature.hex() == anchored["signature"]


def test_a_backup_is_restored_into_another_installation(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    started(lintas)
    assert lintas("backup", tmp_path / "backup.zip", "--json").json["kind"] == "sqlite"
    elsewhere = {"LINTAS_DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.db'}"}

    assert lintas("restore", tmp_path / "backup.zip", **elsewhere).code == 0

    assert lintas("audit", "verify", **elsewhere).code == 0
    (task,) = lintas("tasks", "--as", "siti", "--json", **elsewhere).json
    answers = ("--answers", '{"keputusan": "setuju"}')
    assert lintas("complete", task["task_id"], "--as", "siti", *answers, **elsewhere).code == 0


def test_nodes_are_listed(office: Any, lintas: Lintas) -> None:
    assert "No node runs jobs" in lintas("nodes").err
    with office.database.begin() as work:
        enter(work, new_id(), "server-1:4711", 4, office.clock.now() - timedelta(minutes=1))
        work.commit()

    assert "server-1:4711" in lintas("nodes").out
    assert [(node["name"], node["lives"], node["jobs"]) for node in lintas("nodes", "--json").json] == [
        ("server-1:4711", False, 0)
    ]


def test_restoring_over_data_is_refused(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    lintas("backup", tmp_path / "backup.zip")

    assert lintas("restore", tmp_path / "backup.zip").code == 1


def test_a_bundle_is_checked_without_a_database(lintas: Lintas) -> None:
    assert lintas("validate", BUNDLE, "--strict", **UNREACHABLE).code == 0


def test_findings_are_told_by_file_and_line(lintas: Lintas, tmp_path: Path) -> None:
    model = tmp_path / "salah.bpmn"
    model.write_text((BUNDLE / "process.bpmn").read_text().replace('targetRef="', 'targetRef="nowhere_', 1))

    told, listed = lintas("validate", model, **UNREACHABLE), lintas("validate", model, "--json", **UNREACHABLE)

    assert told.code == listed.code == 1
    assert re.search(rf"^{re.escape(str(model))}:\d+: error ", told.out, re.MULTILINE)
    assert any(each["severity"] == "error" and each["line"] for each in listed.json)


def test_what_may_be_deployed_already_is_a_warning(lintas: Lintas) -> None:
    model = BUNDLE / "process.bpmn"

    done = lintas("validate", model, **UNREACHABLE)

    assert "form_unknown" in done.out
    assert lintas("validate", model, "--strict", **UNREACHABLE).code == 1


@pytest.mark.parametrize("command", ["validate", "deploy"])
def test_a_path_that_leads_nowhere_is_not_understood(office: Any, lintas: Lintas, command: str) -> None:
    assert lintas(command, "nowhere.bpmn").code == 2


def test_a_folder_of_processes_is_deployed_with_its_forms(office: Any, lintas: Lintas) -> None:
    done = lintas("deploy", BUNDLE, "--json")

    assert done.code == 0
    assert {each["kind"] for each in done.json["definitions"]} == {"form", "decision", "template", "process"}


def test_a_bundle_with_errors_is_refused_with_its_findings(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    (tmp_path / "rusak.bpmn").write_text("<definitions/>")

    done = lintas("deploy", tmp_path / "rusak.bpmn")

    assert done.code == 1
    assert "rusak.bpmn" in done.err


def a_scenario(folder: Path, text: str) -> Path:
    """A scenario of a bundle that has one model, with a gateway of which one way is taken."""
    bundle = folder / "sendiri"
    (bundle / "scenarios").mkdir(parents=True)
    (bundle / "process.bpmn").write_bytes((BUNDLE / "penyediaan-akun.bpmn").read_bytes())
    file = bundle / "scenarios" / "satu.yaml"
    file.write_text(text)
    return file


STORY = """
name: Usul ditolak
steps:
- start:
    process: pindah-instansi
    as: nobody
"""


def played(lintas: Lintas, *arguments: str | Path) -> Ended:
    return lintas("scenario", "run", *arguments, "--json")


def test_a_scenario_that_goes_as_it_says_ends_with_0_though_flows_are_missed(lintas: Lintas) -> None:
    done = played(lintas, BUNDLE / "scenarios" / "04-tidak-layak.yaml")

    assert (done.code, [each["passed"] for each in done.json["scenarios"]]) == (0, [True])
    assert 0 < done.json["coverage"][0]["percent"] < 100


def test_with_coverage_a_missed_flow_ends_with_1(lintas: Lintas) -> None:
    done = lintas("scenario", "run", BUNDLE / "scenarios" / "04-tidak-layak.yaml", "--coverage")

    assert done.code == 1
    assert re.search(r"^  missed \S+$", done.out, re.MULTILINE)
    assert re.search(r"^relocation: \d+ of \d+ sequence flows taken \(\d+\.\d %\)$", done.out, re.MULTILINE)


def test_a_scenario_that_does_not_go_as_it_says_ends_with_1_and_its_step(lintas: Lintas, tmp_path: Path) -> None:
    done = lintas("scenario", "run", a_scenario(tmp_path, STORY))

    assert done.code == 1
    assert done.out.startswith("FAIL sendiri/satu.yaml Usul ditolak")
    assert "step 1" in done.err


def test_a_scenario_that_cannot_be_read_is_refused(lintas: Lintas, tmp_path: Path) -> None:
    assert lintas("scenario", "run", a_scenario(tmp_path, "steps: 1")).code == 1


def test_what_is_no_scenario_is_not_understood(lintas: Lintas) -> None:
    assert lintas("scenario", "run", "unknown").code == 2


def test_scenarios_are_played_on_a_database_that_is_named_and_left_empty(lintas: Lintas, database_url: str) -> None:
    files = [BUNDLE / "scenarios" / f"{name}.yaml" for name in ("04-tidak-layak", "07-ditolak-ppk-asal")]

    done = lintas("scenario", "run", *files, "--database", database_url, "--json")

    assert (done.code, [each["passed"] for each in done.json["scenarios"]]) == (0, [True, True])
    with sa.create_engine(database_url, poolclass=sa.NullPool).connect() as connection:
        assert connection.execute(sa.select(tables.instance)).all() == []
        assert connection.execute(sa.select(tables.account)).all() == []


def test_a_database_with_data_is_no_stage(office: Any, folder: Path, lintas: Lintas) -> None:
    done = lintas(
        "scenario",
        "run",
        BUNDLE / "scenarios" / "04-tidak-layak.yaml",
        "--database",
        f"sqlite:///{folder / 'lintas.db'}",
    )

    assert done.code == 1
    assert rows(office, tables.account) != []


def test_progress_does_not_mix_with_results(office: Any, lintas: Lintas) -> None:
    assert lintas("audit", "verify", "--json").out.lstrip().startswith("{")


def test_the_version_is_told(lintas: Lintas) -> None:
    assert re.fullmatch(r"lintas \d+\.\d+\.\d+\n", lintas("--version").out)
