"""What a decision asks for, and how texts and JSON become its inputs."""

import datetime as dt
from decimal import Decimal

from engine.dmn import DecisionInput, from_texts
from tests.engine.dmn.builders import a_decision, a_literal, a_model, a_table, an_input

TYPES = """<itemDefinition name="Golongan"><typeRef>string</typeRef>
<allowedValues><text>"II", "III", "IV"</text></allowedValues></itemDefinition>
<itemDefinition name="Riwayat" isCollection="true"><typeRef>date</typeRef></itemDefinition>"""


def test_an_input_has_the_type_and_the_values_that_the_model_gives_it() -> None:
    model = a_model(
        TYPES,
        an_input("golongan", "Golongan"),
        a_decision("d", a_table(["golongan"], ["y"], [['"II"', "1"]]), inputs=["golongan"]),
    )

    assert model.inputs("d") == (DecisionInput("golongan", "golongan", "Golongan", "string", ("II", "III", "IV")),)


def test_inputs_of_required_decisions_are_asked_for_in_the_order_of_the_columns() -> None:
    model = a_model(
        an_input("a"),
        an_input("b"),
        a_decision("awal", a_literal("a + 1"), inputs=["a"]),
        a_decision("d", a_table(["b", "awal"], ["y"], [["1", "2", "3"]]), inputs=["b"], decisions=["awal"]),
    )

    assert [each.name for each in model.inputs("d")] == ["b", "a"]


def test_tables_of_required_decisions_follow_the_one_that_needs_them() -> None:
    inner = a_decision("awal", a_table(["x"], ["y"], [["1", "2"]], name="pertama"), inputs=["x"])
    outer = a_decision("d", a_table(["awal"], ["y"], [["1", "2"]], name="kedua"), decisions=["awal"])

    assert [each.table_id for each in a_model(an_input("x"), inner, outer).tables("d")] == ["kedua", "pertama"]


def test_json_texts_become_dates_where_the_model_asks_for_dates_also_in_lists() -> None:
    model = a_model(
        TYPES,
        an_input("mulai", "date"),
        an_input("riwayat", "Riwayat"),
        an_input("nama", "string"),
        a_decision("d", a_literal("mulai"), inputs=["mulai", "riwayat", "nama"]),
    )

    given = model.from_json("d", {"mulai": "2026-11-24", "riwayat": ["2020-01-01", "x"], "nama": "2026-11-24"})

    day = dt.date(2026, 11, 24)
    assert given == {"mulai": day, "riwayat": [dt.date(2020, 1, 1), "x"], "nama": "2026-11-24"}


def test_typed_texts_become_values_of_the_kind_that_is_asked_for() -> None:
    kinds = {"a": "number", "b": "boolean", "c": "date", "d": "string", "e": None, "f": None, "g": "number"}
    inputs = [DecisionInput(name, name, None, kind) for name, kind in kinds.items()]

    given = {"a": " 1.5 ", "b": "true", "c": "2026-11-24", "d": "1", "e": "[1, 2]", "f": "nama orang"}

    assert from_texts(given, inputs) == {
        "a": Decimal("1.5"),
        "b": True,
        "c": dt.date(2026, 11, 24),
        "d": "1",
        "e": [1, 2],
        "f": "nama orang",
        "g": None,
    }
