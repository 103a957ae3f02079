"""Requirements graphs: decisions on decisions, business knowledge, services, imports, types."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import DecisionUnknown
from engine.feel import Budget
from tests.engine.dmn.builders import a_decision, a_literal, a_model, a_table, an_input

DOUBLE = (
    '<businessKnowledgeModel id="ganda" name="ganda"><variable name="ganda"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/><literalExpression><text>n * 2</text></literalExpression>'
    "</encapsulatedLogic></businessKnowledgeModel>\n"
)


def test_decision_reads_the_inputs_of_the_decisions_it_requires() -> None:
    model = a_model(
        an_input("masa kerja"),
        an_input("usia"),
        a_decision("layak", a_literal("masa kerja >= 5"), inputs=["masa kerja"]),
        a_decision("boleh pindah", a_literal("layak and usia < 58"), inputs=["usia"], decisions=["layak"]),
    )

    assert model.decisions["boleh_pindah"].reads == {"masa kerja", "usia"}
    assert model.decisions["boleh_pindah"].name == "boleh pindah"
    assert model.evaluate("boleh_pindah", {"masa kerja": 6, "usia": 40}).result is True


def test_table_may_read_variables_that_no_input_data_declares() -> None:
    model = a_model(a_decision("d", a_table(["golongan"], ["hasil"], [['"IV"', "batas + 1"]])))

    assert model.decisions["d"].reads == {"golongan", "batas"}
    assert model.evaluate("d", {"golongan": "IV", "batas": 4}).result == 5


def test_entries_of_a_result_in_a_filter_are_no_inputs() -> None:
    table = a_table(["golongan"], ["hasil", "alasan"], [["-", '"tolak"', '"x"']], policy="COLLECT")
    text = 'count(alasan semua[hasil = "tolak" and alasan != batas]) = 0'
    model = a_model(a_decision("alasan semua", table), a_decision("layak", a_literal(text), decisions=["alasan semua"]))

    assert model.decisions["layak"].reads == {"golongan", "batas"}


def test_input_may_be_called_as_a_builtin() -> None:
    assert a_model(a_decision("d", a_table(["count"], ["y"], [["> 1", "1"]]))).decisions["d"].reads == {"count"}


def test_required_decision_is_made_once() -> None:
    table = a_table(["x"], ["y"], [["-", "x + 1"]])
    model = a_model(
        an_input("x"),
        a_decision("dasar", table, inputs=["x"]),
        a_decision("kiri", a_literal("dasar * 2"), decisions=["dasar"]),
        a_decision("kanan", a_literal("dasar * 3"), decisions=["dasar"]),
        a_decision("puncak", a_literal("kiri + kanan"), decisions=["kiri", "kanan"]),
    )

    decided = model.evaluate("puncak", {"x": 1})

    assert decided.result == 10
    assert decided.matched == (("dasar", ("table_1",)),)


def test_failure_of_a_required_decision_is_the_failure_of_the_whole() -> None:
    table = a_table(["x"], ["y"], [["-", "1"], ["-", "2"]])
    model = a_model(a_decision("bawah", table), a_decision("atas", a_literal("bawah = null"), decisions=["bawah"]))

    decided = model.evaluate("atas", {"x": 1})

    assert decided.result is None
    assert "table_1, table_2" in (decided.failed or "")


def test_business_knowledge_is_called_as_a_function() -> None:
    model = a_model(DOUBLE, a_decision("d", a_literal("ganda(4) + ganda(n: 1)"), knowledge=["ganda"]))

    assert model.evaluate("d", {}).result == 10


def test_argument_of_another_type_makes_a_call_null() -> None:
    model = a_model(DOUBLE, a_decision("d", a_literal('ganda("x")'), knowledge=["ganda"]))

    decided = model.evaluate("d", {})

    assert decided.result is None
    assert "expected number for 'n'" in str(decided.warnings[0])


def test_decision_service_hides_the_inputs_from_its_decisions() -> None:
    model = a_model(
        an_input("x"),
        a_decision("hasil", a_literal("x + 1"), inputs=["x"]),
        a_service('<outputDecision href="#hasil"/><inputData href="#x"/>'),
        a_decision("d", a_literal("layanan(10)"), knowledge=["layanan"]),
    )

    assert model.evaluate("d", {"x": 1}).result == 11


def a_service(inside: str) -> str:
    """A decision service."""
    return f'<decisionService id="layanan" name="layanan">{inside}</decisionService>\n'


def test_a_decision_service_is_called_like_a_decision_with_what_its_caller_gives() -> None:
    parts = '<outputDecision href="#hasil"/><inputDecision href="#tarif"/><inputData href="#x"/>'
    model = a_model(
        an_input("x", "number"),
        an_input("y"),
        a_decision("tarif", a_literal("y * 2"), inputs=["y"], type_name="number"),
        a_decision("hasil", a_literal("x + tarif"), inputs=["x"], decisions=["tarif"]),
        a_service(parts),
    )

    assert model.evaluate("layanan", {"x": 5, "tarif": 10, "y": 99}).result == 15
    assert model.decisions["layanan"].reads == {"x", "tarif"}
    assert [(each.name, each.kind) for each in model.inputs("layanan")] == [("tarif", "number"), ("x", "number")]
    assert model.evaluate("hasil", {"x": 5, "y": 1}).result == 7


TYPES = (
    '<itemDefinition name="tTingkat"><typeRef>string</typeRef><allowedValues><text>"I", "II"</text></allowedValues>'
    "</itemDefinition>\n"
    '<itemDefinition name="tDaftar" isCollection="true"><typeRef>tTingkat</typeRef></itemDefinition>\n'
    '<itemDefinition name="tOrang"><itemComponent name="nama"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="lahir"><typeRef>date</typeRef></itemComponent></itemDefinition>\n'
)


@pytest.mark.parametrize(
    "type_name, value, fitted",
    [
        ("tTingkat", "I", "I"),
        ("tTingkat", "III", None),
        ("tTingkat", ["I"], "I"),
        ("tDaftar", "I", ["I"]),
        ("tDaftar", ["I", "III"], None),
        ("number", "1", None),
        ("number", True, None),
        ("date and time", dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        ("tOrang", {"nama": "Siti", "lahir": dt.date(1990, 1, 1)}, {"nama": "Siti", "lahir": dt.date(1990, 1, 1)}),
        ("tOrang", {"nama": "Siti", "lahir": "1990"}, None),
        ("tOrang", {"nama": "Siti"}, None),
        ("Any", 5, 5),
    ],
)
def test_input_is_fitted_to_its_type_or_becomes_null(type_name: str, value: Any, fitted: Any) -> None:
    model = a_model(TYPES, an_input("x", type_name), a_decision("d", a_literal("x"), inputs=["x"]))

    decided = model.evaluate("d", {"x": value})

    assert decided.result == fitted
    assert (decided.warnings == ()) is (fitted is not None)


def test_instance_of_knows_the_item_definitions() -> None:
    model = a_model(TYPES, a_decision("d", a_literal('{nama: "a", lahir: @"2000-01-01"} instance of tOrang')))

    assert model.evaluate("d", {}).result is True


def test_warning_names_the_element_and_the_place_in_its_text() -> None:
    model = a_model(a_decision("d", a_literal("1 / 0")))

    warning = model.evaluate("d", {}).warnings[0]

    assert (warning.message, warning.element_id, warning.line, warning.column) == ("division by zero", "d", 1, 3)
    assert str(warning) == "division by zero (d, line 1, column 3)"


def test_time_of_a_decision_is_given_by_the_caller() -> None:
    model = a_model(a_decision("d", a_literal("today()")))

    assert model.evaluate("d", {}, now=dt.datetime(2026, 11, 24, tzinfo=dt.UTC)).result == dt.date(2026, 11, 24)


def test_functions_of_the_host_can_be_called() -> None:
    model = a_model(a_decision("d", a_literal("hari kerja(3)".replace(" ", "_"))))

    assert model.evaluate("d", {}, functions={"hari_kerja": lambda days: days + 2}).result == 5


def test_used_up_budget_is_a_failure_and_no_exception() -> None:
    model = a_model(a_decision("d", a_literal("count(for i in 1..1000000000 return i)")))

    decided = model.evaluate("d", {}, budget=Budget(steps=1000))

    assert decided.result is None
    assert "1000 steps" in (decided.failed or "")


def test_endless_recursion_of_business_knowledge_is_a_failure() -> None:
    itself = '<knowledgeRequirement><requiredKnowledge href="#ganda"/></knowledgeRequirement></businessKnowledgeModel>'
    endless = DOUBLE.replace("n * 2", "ganda(n + 1)").replace("</businessKnowledgeModel>", itself)
    model = a_model(endless, a_decision("d", a_literal("ganda(1)"), knowledge=["ganda"]))

    assert model.evaluate("d", {}).failed is not None


def test_trace_of_a_table_called_in_a_loop_is_bounded() -> None:
    table = a_table(["n"], ["y"], [["-", "n"]])
    knowledge = DOUBLE.replace("<literalExpression><text>n * 2</text></literalExpression>", table)
    model = a_model(
        knowledge, a_decision("d", a_literal("count(for i in 1..5000 return ganda(i))"), knowledge=["ganda"])
    )

    decided = model.evaluate("d", {})

    assert decided.result == 5000
    assert len(decided.matched) == 1000


def test_unknown_decision_is_not_found() -> None:
    with pytest.raises(DecisionUnknown):
        a_model(a_decision("d", a_literal("1"))).evaluate("e", {})


def test_decision_without_logic_is_null_with_a_warning() -> None:
    decided = a_model(a_decision("d", "")).evaluate("d", {})

    assert decided.result is None
    assert decided.warnings[0].element_id == "d"


NUMBERS = f"<in>{a_literal('[1, 2, 3]')}</in>"
ENTRY = f"<contextEntry><variable name='a b'/>{a_literal('2')}</contextEntry>"
BINDING = f"<binding><parameter name='n'/>{a_literal('21')}</binding>"
SATISFIES = f"<satisfies>{a_literal('i > 1')}</satisfies>"
BRANCHES = f"<if>{a_literal('1 > 2')}</if><then>{a_literal('1')}</then><else>{a_literal('2')}</else>"


@pytest.mark.parametrize(
    "logic, value",
    [
        (f"<context>{ENTRY}</context>", {"a b": Decimal(2)}),
        (f"<context>{ENTRY}<contextEntry>{a_literal('a b * 3')}</contextEntry></context>", 6),
        (f"<list>{a_literal('1')}</list>", [1]),
        (f"<relation><column name='a'/><row>{a_literal('1')}</row></relation>", [{"a": Decimal(1)}]),
        (f"<conditional>{BRANCHES}</conditional>", 2),
        (f"<for iteratorVariable='i'>{NUMBERS}<return>{a_literal('i * 2')}</return></for>", [2, 4, 6]),
        (f"<some iteratorVariable='i'>{NUMBERS}{SATISFIES}</some>", True),
        (f"<every iteratorVariable='i'>{NUMBERS}{SATISFIES}</every>", False),
        (f"<filter>{NUMBERS}<match>{a_literal('item > 1')}</match></filter>", [2, 3]),
        (f"<invocation>{a_literal('ganda')}{BINDING}</invocation>", 42),
    ],
)
def test_boxed_expression_gives(logic: str, value: Any) -> None:
    model = a_model(DOUBLE, a_decision("d", logic, knowledge=["ganda"]))

    assert model.evaluate("d", {}).result == value
