"""Work in the name of an account, and what is said about it."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.store import tables
from tests.api.cli.conftest import Lintas
from tests.api.rest.test_messages import give_function
from tests.factories.people import rows

LEAVE = json.dumps({"nama": "Rahmat", "hari": 3})


def started(lintas: Lintas) -> dict[str, Any]:
    done = lintas("start", "cuti", "--as", "sri", "--answers", LEAVE, "--json")
    assert done.code == 0, done.err
    return dict(done.json)


def test_a_case_is_started_found_and_carried_on(office: Any, lintas: Lintas) -> None:
    case = started(lintas)
    (task,) = lintas("tasks", "--as", "siti", "--json").json

    done = lintas("complete", task["task_id"], "--as", "siti", "--answers", '{"keputusan": "setuju"}', "--json")

    assert task["number"] == case["number"] == done.json["number"]
    assert done.json["waiting_for"][0]["addressed_to"] == ["ppk@otorita-ikn"]


def test_the_history_says_that_the_operator_did_it_in_the_persons_name(office: Any, lintas: Lintas) -> None:
    started(lintas)
    (task,) = lintas("tasks", "--as", "siti", "--json").json
    lintas("complete", task["task_id"], "--as", "siti", "--answers", '{"keputusan": "setuju"}')

    done = {row.kind: json.loads(row.detail).get("via") for row in rows(office, tables.history_event) if row.person_id}

    assert done == {"ProcessStarted": "command line", "UserTaskCompleted": "command line"}


def test_people_read_where_the_case_stands(office: Any, lintas: Lintas) -> None:
    done = lintas("start", "cuti", "--as", "sri", "--answers", LEAVE)

    assert done.code == 0
    assert done.out.startswith("CUTI-2026-000001 active\n") or done.out.startswith("CUTI-")
    assert "waits for Periksa usul cuti (biro_sdm@bkn)" in done.out


def test_answers_are_read_from_a_file(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(LEAVE)

    assert lintas("start", "cuti", "--as", "sri", "--answers", f"@{tmp_path / 'answers.json'}").code == 0


def test_what_is_refused_ends_with_1_and_names_the_fields(office: Any, lintas: Lintas) -> None:
    done = lintas("start", "cuti", "--as", "sri", "--answers", '{"hari": "three"}')

    assert done.code == 1
    assert done.out == ""
    assert "nama: " in done.err
    assert "hari: " in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("start", "cuti", "--as", "sri", "--answers", "{"),
        ("start", "cuti", "--as", "sri", "--answers", "[]"),
        ("start", "cuti", "--as", "sri", "--answers", "@nowhere.json"),
        ("start", "cuti", "--as", "sri", "--position", "kepala@nowhere"),
        ("complete", "not-an-id", "--as", "sri"),
        ("tasks",),
        ("tasks", "--as", "sri", "--limit", "0"),
        ("nothing",),
        ("user",),
    ],
    ids=" ".join,
)
def test_what_is_not_understood_ends_with_2(office: Any, lintas: Lintas, arguments: tuple[str, ...]) -> None:
    assert lintas(*arguments).code == 2


def test_settings_that_are_wrong_are_named(lintas: Lintas) -> None:
    done = lintas("migrate", LINTAS_PORT="many")

    assert done.code == 2
    assert "LINTAS_PORT" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("tasks", "--as", "nobody"),
        ("start", "cuti", "--as", "nobody"),
        ("start", "unknown", "--as", "sri"),
        ("start", "cuti", "--as", "ahmad", "--answers", LEAVE),
        ("complete", "01a20bec-5397-72ef-8fe1-10cab3e0b293", "--as", "sri"),
    ],
    ids=" ".join,
)
def test_refusals_end_with_1(office: Any, lintas: Lintas, arguments: tuple[str, ...]) -> None:
    assert lintas(*arguments).code == 1


def test_a_database_without_tables_is_refused_with_what_to_do(lintas: Lintas) -> None:
    done = lintas("tasks", "--as", "sri")

    assert done.code == 1
    assert "lintas migrate" in done.err


def test_a_database_that_is_away_is_refused_in_one_line(lintas: Lintas, tmp_path: Path) -> None:
    done = lintas("tasks", "--as", "sri", LINTAS_DATABASE_URL=f"postgresql+psycopg://x@/x?host={tmp_path}")

    assert done.code == 1
    assert done.err.startswith("lintas: The database does not answer.")


def test_the_inbox_is_listed_beyond_one_page(office: Any, lintas: Lintas) -> None:
    numbers = {started(lintas)["number"] for _ in range(3)}

    assert {row["number"] for row in lintas("tasks", "--as", "siti", "--limit", "1000", "--json").json} == numbers
    assert len(lintas("tasks", "--as", "siti", "--limit", "2", "--json").json) == 2
    assert all(number in lintas("tasks", "--as", "siti").out for number in numbers)


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("migrate",), None),
        (("tasks", "--as", "sri"), None),
        (("user", "list"), None),
        (("user", "add", "dewi", "--name", "Dewi"), None),
        (("user", "set-password", "sri"), "kata-sandi-yang-panjang\n"),
        (("user", "deactivate", "sri"), None),
        (("user", "activate", "sri"), None),
        (("token", "issue", "sri"), None),
        (("token", "list"), None),
        (("audit", "verify"), None),
        (("audit", "anchor"), None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_programs_get_json_and_nothing_else(
    office: Any, lintas: Lintas, arguments: tuple[str, ...], stdin: str | None
) -> None:
    done = lintas(*arguments, "--json", stdin=stdin)

    assert done.code == 0
    assert isinstance(done.json, dict | list)


def test_programs_get_refusals_as_json_too(office: Any, lintas: Lintas) -> None:
    done = lintas("start", "cuti", "--as", "sri", "--answers", '{"hari": "three"}', "--json")

    assert (done.code, done.json["code"]) == (1, "invalid_input")
    assert done.json["errors"].keys() == {"nama", "hari"}


def test_a_message_is_sent_and_its_outcome_told(office: Any, lintas: Lintas) -> None:
    give_function(office, "sistem", "integrasi")
    arguments = ("send", "JawabanBank", "--as", "sistem", "--key", "K", "--payload", '{"jumlah": 12}', "--id", "m1")

    kept, again, over = lintas(*arguments), lintas(*arguments), lintas(*arguments[:-2], "--wait", "0")

    assert (kept.code, kept.out) == (0, "Nobody waits for it yet; it is kept.\n")
    assert (again.code, again.out) == (0, "It was sent before; nothing was done.\n")
    assert (over.code, over.out) == (1, "Nobody took it in its time; it is over.\n")


def test_who_may_not_send_is_refused(office: Any, lintas: Lintas) -> None:
    done = lintas("send", "JawabanBank", "--as", "sri", "--json")

    assert (done.code, done.json["code"]) == (1, "may_not_send_message")
