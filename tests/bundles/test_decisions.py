"""The trace that is kept of a decision explains it: who has only the table and the trace comes to the same result."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import Decided, DecisionModel, DescribedTable, TracedTable, read_decisions
from engine.feel import compile_expression, compile_unary_tests
from engine.settings import resources_root

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
MODELS = [read_decisions(file.read_bytes()) for file in sorted(resources_root().glob("processes/*/*.dmn"))]
DECISIONS = {key: model for model in MODELS for key in model.decisions}
GENERAL: Mapping[str | None, Sequence[Any]] = {
    "boolean": [True, False],
    "number": [0, 1, 2, 13, 40],
    "date": [dt.date(2020, 1, 1), dt.date(2026, 11, 1)],
}


def inputs_of(model: DecisionModel, key: str) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs of a decision, mostly such as its tables name."""
    cells = [
        (column.text, rule.conditions[place])
        for table in model.tables(key)
        for place, column in enumerate(table.inputs)
        for rule in table.rules
    ]
    pools = {}
    for each in model.inputs(key):
        literals = [found for text, cell in cells if text == each.name for found in re.findall(r'"[^"]*"|\d+', cell)]
        named = [compile_expression(text).evaluate({}).value for text in literals]
        pools[each.name] = st.sampled_from([*named, *GENERAL.get(each.kind, ["lain"]), None])
    return st.fixed_dictionaries(pools)


def reproduced(decided: Decided, tables: Sequence[DescribedTable], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What each table gives, by its decision, from its text and its trace alone; required ones come first."""
    written = {(table.decision_id, table.table_id): table for table in tables}
    known = dict(inputs)
    for trace in decided.tables:
        table = written[trace.decision_id, trace.table_id]
        assert trace.hits == tuple(hits(table, trace, known))
        known[trace.decision_id] = given_by(table, trace, known)
    return known


def hits(table: DescribedTable, trace: TracedTable, known: Mapping[str, Any]) -> Sequence[str]:
    """The rules all of whose conditions hold for the values of the trace."""
    values = [each.value for each in trace.inputs]
    return [
        rule.id
        for rule in table.rules
        if all(
            compile_unary_tests(cell, known).matches(value, known).value is True
            for cell, value in zip(rule.conditions, values, strict=True)
        )
    ]


def given_by(table: DescribedTable, trace: TracedTable, known: Mapping[str, Any]) -> Any:
    """The result of the rules that decided."""
    rules = {rule.id: rule for rule in table.rules}
    results = [
        [compile_expression(text, known).evaluate(known).value for text in rules[decided].results]
        for decided in trace.rules
    ]
    names = [column.text for column in table.outputs]
    outputs = [dict(zip(names, each, strict=True)) if len(names) > 1 else each[0] for each in results]
    if table.policy == "COLLECT":
        return outputs
    if table.policy == "COLLECT SUM":
        return sum(outputs) if outputs else None
    assert table.policy in ("UNIQUE", "FIRST")
    assert trace.rules == trace.hits[:1]
    return outputs[0] if outputs else None


@pytest.mark.parametrize("key", DECISIONS)
def test_the_table_and_its_trace_reproduce_the_result(key: str) -> None:
    model = DECISIONS[key]

    @settings(max_examples=25)
    @given(inputs=inputs_of(model, key))
    def holds(inputs: dict[str, Any]) -> None:
        decided = model.evaluate(key, inputs, now=NOW)

        assert decided.failed is None
        assert decided.tables
        assert reproduced(decided, model.tables(key), inputs)[key] == decided.result

    holds()
