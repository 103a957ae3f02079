"""Deciding from a file."""

import json
from pathlib import Path

import pytest

from tests.api.cli.conftest import Lintas
from tests.engine.dmn.builders import a_decision, a_file, a_literal, a_table, an_input

LEAVE = a_file(
    an_input("mulai", "date"),
    a_decision("tahun", a_literal("mulai.year"), inputs=["mulai"]),
    a_decision(
        "jatah",
        a_table(["tahun"], ["hari"], [["< 2020", "12.5", "PP 11/2017 pasal 311"], [">= 2026", "6"]]),
        decisions=["tahun"],
    ),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a decision model."""
    path = tmp_path / "cuti.dmn"
    path.write_bytes(LEAVE)
    return path


def test_a_decision_is_made_with_its_rules_and_their_basis(lintas: Lintas, file: Path) -> None:
    done = lintas("decide", file, "--decision", "jatah", "--input", '{"mulai": "2019-03-01"}')

    assert (done.code, done.out) == (0, "12.5\n")
    assert "jatah: table_1 (tahun = 2019)" in done.err
    assert "PP 11/2017 pasal 311" in done.err


def test_json_has_exact_numbers_the_trace_and_the_warnings(lintas: Lintas, file: Path) -> None:
    done = lintas("decide", file, "--decision", "jatah", "--input", '{"mulai": "2019-03-01"}', "--json")

    told = json.loads(done.out)
    assert told["result"] == 12.5
    assert told["tables"][0]["rules"] == ["table_1"]
    assert told["tables"][0]["inputs"] == [{"label": "tahun", "value": 2019}]
    assert told["failed"] is None


def test_rules_that_contradict_each_other_end_with_1(lintas: Lintas, tmp_path: Path) -> None:
    path = tmp_path / "dua.dmn"
    path.write_bytes(
        a_file(an_input("x"), a_decision("d", a_table(["x"], ["y"], [["-", "1"], ["-", "2"]]), inputs=["x"]))
    )

    done = lintas("decide", path)

    assert (done.code, done.out) == (1, "")
    assert "table_1, table_2" in done.err


def test_a_file_that_is_refused_ends_with_1_and_names_the_line(lintas: Lintas, tmp_path: Path) -> None:
    path = tmp_path / "salah.dmn"
    path.write_bytes(a_file(a_decision("d", a_literal("1 +"))))

    done = lintas("decide", path)

    assert done.code == 1
    assert f"{path}:4: error [d] This is not FEEL" in done.err


@pytest.mark.parametrize(
    "text", ['{"x": NaN}', '{"x": "\\ud800"}', '{"x": 1, "x": 2}', '{"x": 1e7000}', f'{{"x": {"[" * 99}{"]" * 99}}}']
)
def test_inputs_that_could_not_be_kept_are_not_understood(lintas: Lintas, file: Path, text: str) -> None:
    done = lintas("decide", file, "--decision", "jatah", "--input", text)

    assert (done.code, done.out) == (2, "")


def test_why_a_value_is_null_is_told_with_its_place(lintas: Lintas, tmp_path: Path) -> None:
    path = tmp_path / "bagi.dmn"
    path.write_bytes(a_file(an_input("x"), a_decision("d", a_literal("{\n v: 10 / x\n}"), inputs=["x"])))

    done = lintas("decide", path, "--input", '{"x": 0}')

    assert (done.code, done.out) == (0, "{v: null}\n")
    assert "division by zero (d, line 2, column 8)" in done.err


@pytest.mark.parametrize("arguments", [["--input", "{"], []])
def test_what_is_not_understood_ends_with_2(lintas: Lintas, file: Path, arguments: list[str]) -> None:
    assert lintas("decide", file, *arguments).code == 2


def test_a_decision_that_the_file_does_not_have_ends_with_1(lintas: Lintas, file: Path) -> None:
    assert lintas("decide", file, "--decision", "lain").code == 1


def test_text_of_a_file_does_not_steer_the_terminal(lintas: Lintas, tmp_path: Path) -> None:
    path = tmp_path / "warna.dmn"
    path.write_bytes(a_file(a_decision("warna", a_literal('"\\u001b[31m" + "\\u009b" + "merah"'))))

    done = lintas("decide", path)

    assert "merah" in done.out
    assert not {"\x1b", "\x9b"} & set(done.out + done.err)
