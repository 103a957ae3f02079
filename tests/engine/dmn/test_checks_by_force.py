"""The checks of tables against trying every value: all that is told is so, and all that is so is told."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from datetime import timezone as zone
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import DecisionModel, read_decisions
from tests.engine.dmn.builders import a_decision, a_file, a_table, an_input

DAY = date(2026, 1, 1)
ZONED = time(8, tzinfo=zone(timedelta(hours=7)))
LITERALS: Mapping[str, Sequence[str]] = {
    "number": ["-1", "0", "1", "2.5"],
    "string": ['"a"', '"b"'],
    "boolean": ["true", "false"],
    "date": ['date("2026-01-02")', '@"2026-01-03"', '@"2026-01-05"'],
    "time": ['@"00:00:00"', 'time("08:00:00")', "time(12, 30, 0)", '@"23:59:59.999999"'],
    "days and time duration": ['@"P1D"', 'duration("PT36H")'],
}
VALUES: Mapping[str, Sequence[Any]] = {
    "number": [Decimal(place) / 2 for place in range(-4, 8)],
    "string": ["a", "b", "…"],
    "boolean": [True, False],
    "date": [DAY + timedelta(days=place) for place in range(6)],
    "time": [ZONED, *map(time, (0, 4, 8, 10, 18)), time(12, 30), time(23, 59, 59, 999_999)],
    "days and time duration": [timedelta(hours=6 * place) for place in range(2, 9)],
}
KINDS = st.sampled_from(sorted(LITERALS))


@st.composite
def cells(draw: st.DrawFn, kind: str) -> str:
    """A condition of a column of that kind."""
    literals = st.sampled_from(LITERALS[kind])
    ordered = kind not in ("string", "boolean")

    def test() -> str:
        form = draw(st.sampled_from(["literal", "null", "range", "beyond"] if ordered else ["literal", "null", "!="]))
        low, high = draw(literals), draw(literals)
        if form == "range":
            return f"{draw(st.sampled_from('[('))}{low}..{high}{draw(st.sampled_from('])'))}"
        if form == "beyond":
            return f"{draw(st.sampled_from(['<', '<=', '>', '>=', '=', '!=']))} {low}"
        return {"literal": low, "null": "null", "!=": f"!= {low}"}[form]

    form = draw(st.sampled_from(["-", "one", "two", "not"]))
    if form == "-":
        return "-"
    text = test() if form != "two" else f"{test()}, {test()}"
    return f"not({text})" if form == "not" else text


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], bool]:
    """Kinds of columns, rules, and whether the columns state their types."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=2))
    rules = [[draw(cells(kind)) for kind in kinds] for _ in range(draw(st.integers(1, 4)))]
    return kinds, rules, draw(st.booleans())


def model_of(kinds: Sequence[str], rules: Sequence[Sequence[str]], typed: bool, policy: str) -> DecisionModel:
    names = ["x", "y"][: len(kinds)]
    rows = [[*rule, str(place)] for place, rule in enumerate(rules)]
    table = a_table(names, ["hasil"], rows, policy=policy, types=kinds if typed else ())
    return read_decisions(a_file(*(an_input(name) for name in names), a_decision("d", table, inputs=names)))


def tried(model: DecisionModel, kinds: Sequence[str], typed: bool) -> dict[tuple[Any, ...], frozenset[int]]:
    """For every combination of values the rules that hit, from 0."""
    columns = [[*VALUES[kind], None, *([] if typed else [["lain"]])] for kind in kinds]
    found = {}
    for values in product(*columns):
        decided = model.evaluate("d", dict(zip(["x", "y"], values, strict=False)))
        key = tuple(str(value) if isinstance(value, list) else value for value in values)
        found[key] = frozenset(int(rule.rpartition("_")[2]) - 1 for rule in decided.tables[0].hits)
    return found


def told(model: DecisionModel, code: str) -> set[int]:
    """The rules that findings of a code stand at, from 0."""
    return {int(str(each.element_id).rpartition("_")[2]) - 1 for each in model.findings if each.code == code}


@settings(max_examples=40)
@given(table=tables())
def test_rules_that_hit_together_never_hit_or_never_decide_are_told_as_trying_finds_them(
    table: tuple[list[str], list[list[str]], bool],
) -> None:
    kinds, rules, typed = table
    unique, first = (model_of(kinds, rules, typed, policy) for policy in ("UNIQUE", "FIRST"))
    hits = tried(first, kinds, typed)
    places = range(len(rules))

    overlapping = {each for each in places if any(each in found and min(found) < each for found in hits.values())}
    idle = {each for each in places if not any(each in found for found in hits.values())}
    hidden = {
        each
        for each in places
        if each not in idle and all(min(found) < each for found in hits.values() if each in found)
    }

    assert told(unique, "rules_overlap") == overlapping
    assert told(first, "rule_never_hits") == idle
    assert told(first, "rule_never_decides") == hidden


@settings(max_examples=40)
@given(table=tables())
def test_a_gap_is_told_where_trying_finds_one_and_only_there(table: tuple[list[str], list[list[str]], bool]) -> None:
    kinds, rules, typed = table
    model = model_of(kinds, rules, typed, "FIRST")
    usual = [usual_values(kind, [rule[place] for rule in rules]) for place, kind in enumerate(kinds)]
    hits = [found for values, found in tried(model, kinds, typed).items() if all(map(contained, values, usual))]

    gap = any(each.code == "table_gap" for each in model.findings)

    if typed and all(usual):
        assert gap is (frozenset() in hits)
    elif gap and all(usual):
        assert frozenset() in hits


def usual_values(kind: str, conditions: Sequence[str]) -> list[Any]:
    """The values among which a gap is looked for: of texts only those that the column names, if it tells them apart."""
    if kind != "string" or set(conditions) == {"-"}:
        return [value for value in VALUES[kind] if value != ZONED]
    return [value for value in VALUES[kind] if any(f'"{value}"' in text for text in conditions)]


def contained(value: Any, usual: Sequence[Any]) -> bool:
    """Whether it is one of them, and of their kind."""
    return any(type(value) is type(each) and value == each for each in usual)
