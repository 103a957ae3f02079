"""Decision tables: hit policies, defaults, trace."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import Decided
from tests.engine.dmn.builders import a_decision, a_model, a_table, an_input


def decide(rules: list[list[str]], value: Any, **table: Any) -> Decided:
    """Decide a table with the input `nilai` and the output `hasil`."""
    logic = a_table(["nilai"], table.pop("outputs", ["hasil"]), rules, **table)
    return a_model(an_input("nilai"), a_decision("keputusan", logic, inputs=["nilai"])).evaluate(
        "keputusan", {"nilai": value}
    )


OVERLAPPING = [["> 0", '"a"'], ["> 5", '"b"'], ["> 10", '"c"']]
AGREEING = [["> 0", '"a"'], ["> 5", '"a"']]
PRIORITIES = ['"c", "b", "a"']


def test_unique_gives_the_output_of_the_one_rule_that_hits() -> None:
    decided = decide(OVERLAPPING, 3)

    assert decided.result == "a"
    assert decided.matched == (("keputusan", ("table_1",)),)
    assert decided.failed is None


def test_two_hits_under_unique_fail_and_name_the_rules() -> None:
    decided = decide(OVERLAPPING, 7)

    assert decided.result is None
    assert decided.failed == "Expected one rule to hit, but these do: table_1, table_2"
    assert decided.matched == (("keputusan", ("table_1", "table_2")),)
    assert [warning.element_id for warning in decided.warnings] == ["table"]


def test_no_hit_is_null_without_failure() -> None:
    decided = decide(OVERLAPPING, -1)

    assert (decided.result, decided.failed, decided.matched) == (None, None, (("keputusan", ()),))


def test_no_hit_gives_the_default_output() -> None:
    assert decide(OVERLAPPING, -1, defaults=['"tidak berhak"']).result == "tidak berhak"


def test_first_gives_the_first_rule_that_hits() -> None:
    decided = decide(OVERLAPPING, 20, policy="FIRST")

    assert (decided.result, decided.matched) == ("a", (("keputusan", ("table_1",)),))


def test_any_gives_the_output_on_which_all_rules_agree() -> None:
    decided = decide(AGREEING, 7, policy="ANY")

    assert (decided.result, decided.matched) == ("a", (("keputusan", ("table_1", "table_2")),))


def test_any_fails_where_rules_disagree() -> None:
    assert "table_1, table_2" in (decide(OVERLAPPING, 7, policy="ANY").failed or "")


def test_priority_gives_the_output_that_stands_first_among_the_output_values() -> None:
    decided = decide(OVERLAPPING, 7, policy="PRIORITY", values=PRIORITIES)

    assert (decided.result, decided.matched) == ("b", (("keputusan", ("table_2",)),))


def test_output_order_gives_all_outputs_in_the_order_of_the_output_values() -> None:
    assert decide(OVERLAPPING, 20, policy="OUTPUT ORDER", values=PRIORITIES).result == ["c", "b", "a"]


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_give_all_outputs_in_the_order_of_the_rules(policy: str) -> None:
    assert decide(OVERLAPPING, 20, policy=policy).result == ["a", "b", "c"]
    assert decide(OVERLAPPING, -1, policy=policy).result == []


@pytest.mark.parametrize("aggregation, result", [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collect_aggregates(aggregation: str, result: int) -> None:
    rules = [["> 0", "1"], ["> 5", "2"], ["> 10", "3"]]

    assert decide(rules, 20, policy="COLLECT", aggregation=aggregation).result == result


def test_count_of_no_hits_is_zero_and_their_sum_is_null() -> None:
    assert decide(OVERLAPPING, -1, policy="COLLECT", aggregation="COUNT").result == 0
    assert decide(OVERLAPPING, -1, policy="COLLECT", aggregation="SUM").result is None


def test_several_outputs_give_a_context() -> None:
    assert decide([["-", "1", '"x"']], 1, outputs=["lama", "tipe"]).result == {"lama": Decimal(1), "tipe": "x"}


def test_annotations_of_the_deciding_rules_are_given_without_repetitions() -> None:
    rules = [["> 0", "1", "PP 94/2021 Pasal 3"], ["> 5", "2", "PP 94/2021 Pasal 3"], ["> 10", "3", "UU 20/2023"]]

    decided = decide(rules, 7, policy="COLLECT")

    assert decided.annotations == ("PP 94/2021 Pasal 3",)


def test_decision_lists_the_annotations_of_all_its_rules() -> None:
    table = a_table(["x"], ["y"], [["1", "1", "Pasal 1"], ["2", "2", "Pasal 2"]])

    assert a_model(a_decision("d", table)).decisions["d"].annotations == ("Pasal 1", "Pasal 2")


def test_description_of_a_rule_counts_as_annotation() -> None:
    table = a_table(["x"], ["y"], [["-", "1"]]).replace(
        "<inputEntry>", "<description>Pasal 7</description><inputEntry>"
    )

    assert a_model(a_decision("d", table)).evaluate("d", {"x": 1}).annotations == ("Pasal 7",)


def test_rules_without_id_are_named_by_their_number() -> None:
    table = a_table(["x"], ["y"], [["1", "1"], ["2", "2"]]).replace('id="table_2"', "")

    assert a_model(a_decision("d", table)).evaluate("d", {"x": 2}).matched == (("d", ("rule 2",)),)


def test_rule_whose_test_cannot_be_told_does_not_hit() -> None:
    decided = decide([["> 5", '"a"'], ["-", '"b"']], "teks", policy="FIRST")

    assert decided.result == "b"
    assert decided.warnings != ()


@given(limits=st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True), value=st.integers(-60, 60))
def test_a_table_that_covers_the_numbers_without_overlap_always_has_one_hit(limits: list[int], value: int) -> None:
    limits.sort()
    rules = [[f"< {limits[0]}", "0"], [f">= {limits[-1]}", str(len(limits))]]
    rules += [[f"[{a}..{b})", str(n)] for n, (a, b) in enumerate(pairwise(limits), 1)]

    decided = decide(rules, value)

    assert decided.failed is None
    assert decided.result == sum(1 for limit in limits if limit <= value)
