"""What is told of a decision table before anybody decides by it."""

from collections.abc import Sequence

import pytest

from engine.dmn import Finding, read_decisions
from tests.engine.dmn.builders import a_decision, a_file, a_literal, a_table, an_input

Rules = Sequence[Sequence[str]]


def findings(rules: Rules, *, types: Sequence[str | None] = (), before: str = "", **more: object) -> list[Finding]:
    """The findings of a table whose inputs are x, y … and whose last cell is the output."""
    names = ["x", "y", "z"][: len(rules[0]) - 1]
    table = a_table(names, ["hasil"], rules, types=types, **more)  # type: ignore[arg-type]
    inputs = "".join(an_input(name) for name in names)
    return list(read_decisions(a_file(before, inputs, a_decision("d", table, inputs=names))).findings)


def codes(rules: Rules, **more: object) -> list[str]:
    """Their codes."""
    return [each.code for each in findings(rules, **more)]  # type: ignore[arg-type]


def test_rules_that_hit_together_under_unique_are_an_error_with_an_example_at_the_later_rule() -> None:
    (found,) = findings([["< 10", "1"], [">= 5", "2"]])

    assert (found.code, found.element_id, found.warning) == ("rules_overlap", "table_2", False)
    assert str(found.text).startswith("Rules 1 and 2 both hit for x = 5")
    assert found.line is not None


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("[1..5]", "(5..9]", False),
        ("[1..5]", "[5..9]", True),
        ('"a", "b"', '"b", "c"', True),
        ('"a"', 'not("a")', False),
        ('not("a")', 'not("b")', True),
        ("true", "false", False),
        ("-", "5", True),
        ('< date("2026-01-01")', '>= date("2026-01-01")', False),
        ('<= @"2026-01-01"', '>= date("2026-01-01")', True),
        ('> duration("P30D")', '@"P40D"', True),
        ('< @"P1Y"', '>= @"P1Y"', False),
        ('< time("12:00:00")', '>= @"12:00:00"', False),
        ("<= time(12, 0, 0)", '>= @"12:00:00"', True),
        ('> @"23:00:00+07:00"', '<= @"16:00:00Z"', False),
        ('[@"23:00:00+07:00"..@"20:00:00-02:00"]', '(@"17:00:00Z"..@"18:00:00Z")', True),
        ('< @"00:00:00"', "-", False),
        ("-1", "< 0", True),
        ("null", "not(5)", True),
        ("? > 5", "> 5", False),
        ("batas", "5", False),
        ('"a"', "5", False),
    ],
)
def test_only_rules_that_surely_hit_together_overlap(one: str, other: str, together: bool) -> None:
    assert ("rules_overlap" in codes([[one, "1"], [other, "2"]])) is together


def test_rules_differ_by_any_of_their_columns() -> None:
    assert "rules_overlap" not in codes([["< 5", "true", "1"], ["< 9", "false", "2"]])


def test_any_allows_rules_together_that_agree() -> None:
    assert codes([["-", "1"], ["5", "1.0"]], policy="ANY") == []
    assert codes([["-", "1"], ["5", "2"]], policy="ANY") == ["rules_overlap"]
    assert codes([["-", "1"], ["5", "tarif"]], policy="ANY") == []


def test_what_hangs_on_other_decisions_overlaps_as_a_warning_only() -> None:
    table = a_table(["n"], ["y"], [["< 5", "1"], ["< 9", "2"]])
    elements = an_input("x"), a_decision("n", a_literal("x"), inputs=["x"]), a_decision("d", table, decisions=["n"])

    (found, *_) = read_decisions(a_file(*elements)).findings

    assert (found.code, found.warning) == ("rules_overlap", True)


def test_a_computed_column_overlaps_only_where_one_rule_lies_within_the_other() -> None:
    def told(rules: Rules) -> list[str]:
        table = a_table(["count(x)"], ["y"], rules, policy="UNIQUE")
        return [
            each.code for each in read_decisions(a_file(an_input("x"), a_decision("d", table, inputs=["x"]))).findings
        ]

    assert told([["< 1", "1"], ["-1, 5", "2"]]) == []
    assert told([["< 9", "1"], ["5", "2"]]) == ["rules_overlap"]


def test_a_combination_that_no_rule_meets_is_told() -> None:
    (found,) = findings([["< 5", "true", "1"], [">= 5", "-", "2"]], types=["number", "boolean"])

    assert (found.code, found.warning) == ("table_gap", True)
    assert "x = 4, y = false" in str(found.text)


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ([["< 5", "1"], [">= 5", "2"]], {}),
        ([["< 5", "1"]], {"defaults": ["0"]}),
        ([["< 5", "1"]], {"policy": "COLLECT"}),
        ([["< 5", "1"], ["? > batas", "2"]], {}),
        ([["1", "1"], ["2", "2"], ["< 1", "3"], ["> 2", "4"]], {"types": ["integer"]}),
        ([['"a"', "1"], ['"b"', "2"]], {"types": ["string"]}),
        ([["true", "1"], ["false", "2"]], {}),
        ([['"I"', "1"], ['"II"', "2"]], {"types": ["tGol"], "before": ""}),
    ],
)
def test_there_is_no_gap(rules: Rules, more: dict[str, object]) -> None:
    kinds = '<itemDefinition name="tGol"><typeRef>string</typeRef><allowedValues><text>"I","II"</text></allowedValues>'
    assert codes(rules, **{**more, "before": kinds + "</itemDefinition>\n"}) == []


def test_a_time_of_the_day_that_no_rule_meets_is_told() -> None:
    hours = [['[@"08:00:00"..@"12:00:00")', "1"], ['[@"12:00:00"..@"16:00:00"]', "2"]]

    (found,) = findings([*hours, ['< @"08:00:00"', "3"]], types=["time"])

    assert (found.code, found.warning) == ("table_gap", True)
    assert "x = 20:00:00" in str(found.text)
    assert codes([*hours, ['> @"16:00:00"', "3"], ['< @"08:00:00"', "4"]], types=["time"]) == []


def test_a_value_that_the_type_lists_and_no_rule_has_is_a_gap() -> None:
    kind = '<itemDefinition name="tGol"><typeRef>string</typeRef><allowedValues><text>"I","II"</text></allowedValues>'

    (found,) = findings([['"I"', "1"]], types=["tGol"], before=kind + "</itemDefinition>\n")

    assert 'x = "II"' in str(found.text)


KINDS = (
    '<itemDefinition name="tGol"><typeRef>string</typeRef><allowedValues><text>"I","II"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tOrang"><itemComponent name="gol"><typeRef>tGol</typeRef></itemComponent>'
    "</itemDefinition>\n"
)


@pytest.mark.parametrize(("column", "kind"), [("x", "tGol"), ("x.gol", "tOrang")])
def test_rules_that_overlap_for_nothing_but_null_are_a_warning(column: str, kind: str) -> None:
    """What is read has no other value for which they would: its type lists them."""
    table = a_table([column], ["y"], [['not("I")', "1"], ['not("II")', "2"]])
    closed = a_file(KINDS, an_input("x", kind), a_decision("d", table, inputs=["x"]))
    opened = a_file(an_input("x"), a_decision("d", table, inputs=["x"]))

    found = [(each.code, each.warning) for file in (closed, opened) for each in read_decisions(file).findings]

    assert found == [("rules_overlap", True), ("rules_overlap", False)]


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ([["(5..5]", "1"]], {}),
        ([["[9..1]", "1"]], {}),
        ([['"a"', "1"]], {"types": ["number"]}),
        ([['"III"', "1"]], {"types": ["tGol"]}),
    ],
)
def test_a_rule_that_no_value_meets_is_told(rules: Rules, more: dict[str, object]) -> None:
    kinds = '<itemDefinition name="tGol"><typeRef>string</typeRef><allowedValues><text>"I","II"</text></allowedValues>'

    found = findings(rules, policy="COLLECT", before=kinds + "</itemDefinition>\n", **more)  # type: ignore[arg-type]

    assert [(each.code, each.element_id, each.warning) for each in found] == [("rule_never_hits", "table_1", True)]


def test_a_rule_behind_others_that_take_all_of_it_never_decides() -> None:
    rules = [["< 5", "1"], ["[5..9]", "2"], ["[3..7]", "3"], ["-", "4"], ["null", "5"]]

    assert [(each.code, each.element_id) for each in findings(rules, policy="FIRST")] == [
        ("rule_never_decides", "table_3"),
        ("rule_never_decides", "table_5"),
    ]


def test_a_rule_of_lower_priority_that_is_taken_whole_never_decides() -> None:
    found = findings([["5", '"rendah"'], ["-", '"tinggi"']], policy="PRIORITY", values=['"tinggi","rendah"'])

    assert [(each.code, each.element_id) for each in found] == [("rule_never_decides", "table_1")]


def test_an_output_that_its_column_does_not_list_is_told() -> None:
    found = findings([["-", '"sedang"']], policy="PRIORITY", values=['"tinggi","rendah"'])

    assert [each.code for each in found] == ["output_unlisted"]


@pytest.mark.parametrize(("count", "told"), [(50, ["rules_overlap"]), (1_200, [])])
def test_what_would_cost_too_much_is_not_checked(count: int, told: list[str]) -> None:
    rules = [[f"[{place}..{place + 1})", "1"] for place in range(count)] + [[f"{count - 1}", "2"], ["null", "3"]]

    assert codes(rules, policy="UNIQUE", defaults=["0"]) == told


def test_tables_of_imported_models_are_told_with_their_own_file() -> None:
    other = a_file(
        an_input("x"), a_decision("e", a_table(["x"], ["y"], [["-", "1"], ["5", "2"]]), inputs=["x"]), own="urn:lain"
    )
    own = a_file('<import name="lain" namespace="urn:lain"/>\n', a_decision("d", a_literal("1")))

    assert read_decisions(own, [other]).findings == ()
    assert len(read_decisions(other).findings) == 1
