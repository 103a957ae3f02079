"""What a supervisor does to a case, from the command line."""

import json
from typing import Any

from engine.store import tables
from tests.api.cli.conftest import Lintas
from tests.api.cli.test_work import started
from tests.api.supervising import REASON, a_second_version
from tests.factories.people import rows


def test_a_case_is_suspended_resumed_and_changed_in_the_name_of_a_supervisor(office: Any, lintas: Lintas) -> None:
    case = started(lintas)["instance_id"]
    about = ("--as", "sri", "--reason", REASON)

    done = [
        lintas("case", "suspend", case, *about).code,
        lintas("complete", str(rows(office, tables.user_task)[0].id), "--as", "siti").code,
        lintas("case", "resume", case, *about).code,
        lintas("case", "set", case, *about, "--values", '{"hari": 5}').code,
    ]

    assert done == [0, 1, 0, 0]
    deeds = [row for row in rows(office, tables.history_event) if row.person_id][1:]
    assert [row.kind for row in deeds] == ["CaseSuspended", "CaseResumed", "VariablesChanged"]
    assert {json.loads(row.detail)["via"] for row in deeds} == {"command line"}


def test_a_token_is_named_tried_and_moved(office: Any, lintas: Lintas) -> None:
    case = started(lintas)["instance_id"]
    (token,) = lintas("case", "tokens", case, "--as", "sri", "--json").json
    place = f"{token['execution']}:{token['token']}"

    tried = lintas("case", "move", case, place, "tetapkan", "--as", "sri", "--dry-run")
    moved = lintas("case", "move", case, place, "tetapkan", "--as", "sri", "--reason", REASON)
    again = lintas("case", "move", case, "periksa", "tetapkan", "--as", "sri", "--reason", REASON)

    assert tried.out == moved.out == "- periksa\n+ tetapkan\n"
    assert again.code == 2


def test_a_case_is_migrated_and_taken_back(office: Any, lintas: Lintas) -> None:
    case = started(lintas)["instance_id"]
    a_second_version(office)
    about = ("--as", "sri", "--reason", REASON)

    tried = lintas("case", "migrate", case, "2", "--as", "sri", "--dry-run", "--mapping", '{"periksa": "periksa"}')
    (before,) = [row.name for row in rows(office, tables.user_task)]
    migrated = lintas("case", "migrate", case, "2", *about, "--map", "periksa=periksa", "--json")
    (name,) = [row.name for row in rows(office, tables.user_task)]
    reverted = lintas("case", "revert", case, *about)
    wrong = lintas("case", "migrate", case, "2", *about, "--map", "periksa")

    assert (tried.code, before) == (0, "Periksa usul cuti")
    assert tried.out.split() == ["element", "tokens", "periksa", "1"]
    assert (migrated.json, name) == ({"standing": {"periksa": 1}}, "Telaah usul cuti")
    assert [row.name for row in rows(office, tables.user_task)] == ["Periksa usul cuti"]
    assert (reverted.code, wrong.code) == (0, 2)
