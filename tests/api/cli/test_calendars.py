"""Working calendars at the command line."""

from pathlib import Path
from typing import Any

from tests.api.cli.conftest import Lintas

LIST = """
[[days]]
on = 2026-11-25
name = "Libur nasional"
basis = "Keppres 9/2026"
"""


def test_the_operator_lays_down_the_nations_list(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    file = tmp_path / "libur.toml"
    file.write_text(LIST)

    laid = [lintas("calendar", "import", str(file), "--reason", "Keppres", "--json").json for _ in range(2)]

    assert laid == [{"version": 1, "changed": True}, {"version": 1, "changed": False}]
    days = lintas("calendar", "show", "--agency", "bkn", "--year", "2026", "--json").json["free_days"]
    assert {"on": "2026-11-25", "free": True, "name": "Libur nasional", "basis": "Keppres 9/2026"} in days
    assert "Keppres 9/2026" in lintas("calendar", "show", "--year", "2026").out


def test_a_file_without_rules_and_an_unknown_agency_are_refused(office: Any, lintas: Lintas, tmp_path: Path) -> None:
    file = tmp_path / "libur.json"
    file.write_text("[1]")

    assert lintas("calendar", "import", str(file), "--reason", "x").code == 2
    assert lintas("calendar", "show", "--agency", "tidak-ada", "--json").json["code"] == "agency_unknown"
