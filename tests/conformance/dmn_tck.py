"""The cases of the DMN TCK against engine.dmn, by directory."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.clock import SystemClock
from engine.dmn import DecisionModel, DecisionModelRefused, read_decisions
from engine.feel import Range, YearsMonths, feel_text
from engine.feel.comparison import same
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from tests.conformance.suite import Case, Suite, Verdict

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NAMESPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
EXTERNAL = "calls functions written in Java: a model may not reach code, so it is refused at upload"
NODES, VALUED = "result nodes", "result nodes with an expected value"
"""In the kit an error equals null, so an engine that always answers null passes many; the second number is honest."""
TOLERANCE = Decimal("1e-8")


def cases(folder: Path) -> Sequence[Case]:
    """A group for every directory of every level; a case is told by its test file and its place in it."""
    return [
        Case(directory.relative_to(folder).as_posix(), f"{path.relative_to(folder).as_posix()}#{node.get('id')}", place)
        for level in sorted(folder.rglob("compliance-level-*"))
        for directory in sorted(level.iterdir())
        for path in sorted(directory.glob("*.xml"))
        for place, node in enumerate(cases_of(path))
    ]


@lru_cache(maxsize=4)
def cases_of(path: Path) -> list[Any]:
    """The cases of a test file."""
    return list(etree.parse(path).getroot().iter(f"{NAMESPACE}testCase"))


def judge(folder: Path, case: Case) -> Verdict:
    """Decide every result node of a case; it passes if all of them come out as expected."""
    path = folder / case.id.rpartition("#")[0]
    node = cases_of(path)[case.content]
    model = model_of(path)
    verdicts = [judge_node(node, result, model) for result in node.iter(f"{NAMESPACE}resultNode")]
    wrong = [verdict for verdict in verdicts if not verdict.passed]
    measured = {name: total([verdict.measured[name] for verdict in verdicts]) for name in (NODES, VALUED)}
    told = wrong or verdicts
    return Verdict(
        passed=not wrong,
        expected="; ".join(verdict.expected for verdict in told),
        actual="; ".join(verdict.actual for verdict in told),
        reason=EXTERNAL if wrong and isinstance(model, str) and calls_java(path.parent) else "",
        refused=bool(wrong) and isinstance(model, str),
        measured=measured,
    )


def total(parts: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(passed for passed, _ in parts), sum(run for _, run in parts)


@lru_cache(maxsize=4)
def model_of(path: Path) -> DecisionModel | str:
    """The model of a test file, with every other model of its directory as an import, or why it was refused."""
    named = path.parent / (etree.parse(path).getroot().findtext(f"{NAMESPACE}modelName") or "").strip()
    file = named if named.suffix == ".dmn" else named.with_suffix(".dmn")
    others = [other.read_bytes() for other in sorted(file.parent.glob("*.dmn")) if other != file]
    try:
        return read_decisions(file.read_bytes(), others)
    except DecisionModelRefused as refused:
        return str(refused)


def calls_java(directory: Path) -> bool:
    """Whether a model of the directory defines a function by a method of Java."""
    return any(
        node.get("kind") == "Java"
        for file in directory.glob("*.dmn")
        for node in etree.parse(file).getroot().iter("{*}*")
    )


def judge_node(case: Any, node: Any, model: DecisionModel | str) -> Verdict:
    """One result node; a refused model decides nothing, which is right where null is expected."""
    inputs = {given.get("name"): value_of(given) for given in case.iter(f"{NAMESPACE}inputNode")}
    expected = value_of(node.find(f"{NAMESPACE}expected"))
    got, why = outcome(case, node.get("name"), inputs, model)
    passed = close(expected, got)
    valued = expected is not None
    measured = {NODES: (int(passed), 1), VALUED: (int(passed and valued), int(valued))}
    name = node.get("name")
    texts = f"{name} = {feel_text(expected)}", f"{name} = {feel_text(got)} {why}".strip()
    return Verdict(passed, *texts, measured=measured)


def outcome(case: Any, name: str, inputs: dict[str, Any], model: DecisionModel | str) -> tuple[Any, str]:
    """The result for one node, and the warnings."""
    if isinstance(model, str):
        return None, model
    wanted = case.get("invocableName") if case.get("type") == "decisionService" else name
    found = next((decision.id for decision in model.decisions.values() if decision.name == wanted), None)
    if found is None:
        return None, "no such decision"
    decided = model.evaluate(found, inputs, now=SystemClock().now())
    result = decided.result
    if case.get("type") == "decisionService" and isinstance(result, dict) and name in result:
        result = result[name]
    return result, "; ".join(str(warning) for warning in decided.warnings)


def value_of(node: Any) -> Any:
    """The value that an element of a test file states."""
    if node is None:
        return None
    children = {child.tag.removeprefix(NAMESPACE): child for child in node if isinstance(child.tag, str)}
    if "list" in children:
        return [] if children["list"].get(f"{XSI}nil") else [value_of(item) for item in items(children["list"])]
    if "component" in children:
        return {child.get("name"): value_of(child) for child in node if isinstance(child.tag, str)}
    if "value" not in children:
        return None
    value = children["value"]
    if value.get(f"{XSI}nil") == "true":
        return None
    return typed(value.text or "", (value.get(f"{XSI}type") or "string").rpartition(":")[2])


def items(node: Any) -> Iterator[Any]:
    return (child for child in node if isinstance(child.tag, str))


def typed(text: str, name: str) -> Any:
    """A text of an XML Schema type as a value of FEEL."""
    if name == "boolean":
        return text.strip() in ("true", "1")
    if name in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip())
    if name == "date":
        return parse_date(text.strip()) or text
    if name == "time":
        return parse_time(text.strip()) or text
    if name == "dateTime":
        return parse_date_time(text.strip()) or text
    if name in ("duration", "dayTimeDuration", "yearMonthDuration"):
        found = parse_duration(text.strip())
        return text if found is None else found
    return text


def close(expected: Any, got: Any) -> bool:
    """Whether both are the same, numbers within the tolerance of the kit."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, Decimal) and isinstance(got, (Decimal, int)):
        return abs(expected - got) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(close, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(close(value, got[key]) for key, value in expected.items())
    if isinstance(got, Range) or isinstance(expected, YearsMonths) != isinstance(got, YearsMonths):
        return False
    return same(expected, got) is True


SUITE = Suite("dmn-tck", cases, judge)
