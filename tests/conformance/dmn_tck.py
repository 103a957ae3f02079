"""Runs the cases of the DMN TCK against engine.dmn and counts result nodes, by directory.

    python -m tests.conformance.dmn_tck [folder of the kit] [--failures] [directory ...]

The folder is the argument, else DMN_TCK, else ../shared/conformance/dmn-tck beside the repository. The kit is test
data of others and not a part of the product; without it the runner says "not run".
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.clock import SystemClock
from engine.dmn import DecisionModel, DecisionModelRefused, read_decisions
from engine.feel import Range, YearsMonths
from engine.feel.comparison import same
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NAMESPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NOT_WANTED = {
    "0076-feel-external-java": (
        "calls functions written in Java: a model of another agency may not reach code, so it is refused at upload"
    )
}
"""Directories whose cases with an expected value fail on purpose, and why. Nothing else may fail."""
TOLERANCE = Decimal("1e-8")


@dataclass
class Count:
    """Result nodes passed and run, all of them and those with an expected value."""

    passed: int = 0
    total: int = 0
    valued_passed: int = 0
    valued: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.total += other.total
        self.valued_passed += other.valued_passed
        self.valued += other.valued
        self.failures += other.failures


def kit_folder(argument: str | None = None) -> Path:
    """Where the kit is expected."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "dmn-tck"
    return Path(argument or os.environ.get("DMN_TCK") or beside)


def run_level(kit: Path, level: int) -> dict[str, Count]:
    """The counts of every directory of a level."""
    folder = kit / f"compliance-level-{level}"
    return {directory.name: run_directory(directory) for directory in sorted(folder.iterdir()) if directory.is_dir()}


def run_directory(directory: Path) -> Count:
    """The counts of all test files of one directory."""
    count = Count()
    for path in sorted(directory.glob("*.xml")):
        root = etree.parse(path).getroot()
        file = directory / (root.findtext(f"{NAMESPACE}modelName") or "").strip()
        model = read_model(file if file.suffix == ".dmn" else file.with_suffix(".dmn"))
        for case in root.iter(f"{NAMESPACE}testCase"):
            count.add(run_case(case, model))
    return count


def read_model(path: Path) -> DecisionModel | str:
    """The model with every other file of the directory as an import, or why it was refused."""
    others = [other.read_bytes() for other in sorted(path.parent.glob("*.dmn")) if other != path]
    try:
        return read_decisions(path.read_bytes(), others)
    except DecisionModelRefused as refused:
        return str(refused)


def run_case(case: Any, model: DecisionModel | str) -> Count:
    """The counts of one case."""
    count = Count()
    inputs = {node.get("name"): value_of(node) for node in case.iter(f"{NAMESPACE}inputNode")}
    for node in case.iter(f"{NAMESPACE}resultNode"):
        expected = value_of(node.find(f"{NAMESPACE}expected"))
        got, why = outcome(case, node.get("name"), inputs, model)
        passed = close(expected, got) and not (isinstance(model, str) and expected is not None)
        count.add(Count(passed, 1, passed and expected is not None, expected is not None))
        if not passed:
            count.failures.append(f"{case.get('id')} {node.get('name')}: expected {expected!r}, got {got!r} {why}")
    return count


def outcome(case: Any, name: str, inputs: dict[str, Any], model: DecisionModel | str) -> tuple[Any, str]:
    """The result for one node, and the warnings."""
    if isinstance(model, str):
        return None, model
    if case.get("type") == "decisionService":
        decided = model.invoke(case.get("invocableName"), inputs)
    else:
        found = next((decision.id for decision in model.decisions.values() if decision.name == name), None)
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


def main(arguments: list[str]) -> int:
    failures = "--failures" in arguments
    words = [argument for argument in arguments if not argument.startswith("--")]
    given = next((word for word in words if "/" in word), None)
    wanted = [word for word in words if word != given]
    kit = kit_folder(given)
    if not kit.is_dir():
        print(f"not run: there is no kit in {kit}")
        return 0
    for level in (2, 3):
        total = Count()
        for name, count in run_level(kit, level).items():
            if wanted and not any(name.startswith(word) for word in wanted):
                continue
            total.add(count)
            if count.passed < count.total:
                print(f"{name}: {count.passed} of {count.total} ({count.valued_passed} of {count.valued})")
                if name in NOT_WANTED:
                    print(f"    not wanted: {NOT_WANTED[name]}")
                if failures:
                    print("".join(f"    {failure}\n" for failure in count.failures), end="")
        print(
            f"level {level}: {total.passed} of {total.total} result nodes, "
            f"{total.valued_passed} of {total.valued} with an expected value"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
