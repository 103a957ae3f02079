"""Writes docs/conformance.md from what the checker says of every element, the tests of the workflow patterns, and a run
of the public suites.

    python -m tests.conformance.page

writes the parts about elements, patterns and FEEL anew where there are no suites.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.conformance import elements, patterns
from tests.conformance.elements import POSITIONS, Standing
from tests.conformance.feelin.differences import DIFFERENCES
from tests.conformance.suite import Failure, Group

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"

LONGEST_CELL = 200

HEAD = """# Conformance

How much of BPMN 2.0.2 and DMN 1.5 is executed, measured. `make conformance` writes this page; it is not edited by hand,
and tests compare it with the product.
"""

FEEL = """
## FEEL beside feelin

Texts drawn over the grammar, and every literal expression of the DMN TCK, are evaluated here and by feelin 8.2.0, which
is written in JavaScript. Numbers agree to nine digits. Every difference belongs to one of these classes; another one
fails a test. Clauses are those of DMN 1.5; where none is named, ours is what the DMN TCK expects, or a choice that is
said to be one.

| difference | ours |
|---|---|
"""

SUITES = """
## Public suites

`make conformance` runs subsets of four public suites; `lintas-conformance --suite DIR` those of another folder, such
as the whole published suites. Each case is judged in a child process, with a limit of 20 s and a virtual clock. A case
that fails for an accepted reason is in the total and not in the passed; the reasons are below the table, then each such
case with what was expected and what came out. Published by others: betsy and BPMNspector (University of Bamberg,
LGPL-3.0), MIWG (BPMN MIWG, CC BY 3.0), DMN TCK (Apache-2.0).

All files of betsy/bpmn_constraints are invalid, and each has to be refused by the rule that its name stands for; their
number means something only beside bpmnspector/valid. MIWG is about interchange: models are read, drawn, written back.
"""

ELEMENTS = """
## Elements of BPMN

Each was put into a small model, checked, and loaded if it was accepted. *Refused* is valid BPMN that is not executed
here: the designer reads at upload what is below, with element and line. `–` is not BPMN 2.0.2 in that position, and is
refused as such.
[Semantics](semantics.md) says how what is executed behaves, [rules](rules.md) what else is checked.
"""

PATTERNS = """
## Workflow patterns

How the control-flow patterns 21 to 43 of van der Aalst and others (workflowpatterns.com) are drawn in BPMN, and the
test that runs the drawing after it was checked as an upload. Patterns 1 to 20 are run by betsy/cfpatterns below.
"""


def page(results: Mapping[str, Mapping[str, Group]]) -> str:
    """The whole page."""
    return HEAD + elements_section() + patterns_section() + feel_section() + suites_section(results)


def elements_section() -> str:
    """What is executed, by element, and by event definition and position."""
    return ELEMENTS + "\n".join([*_events(), *_others()]) + "\n"


def _events() -> Iterator[str]:
    refused: list[str] = []
    yield f"\n| event definition | {' | '.join(POSITIONS)} |"
    yield "|---" * (len(POSITIONS) + 1) + "|"
    for name, standings in elements.events().items():
        cells = [_cell(standing) for standing in standings.values()]
        yield f"| {name} | {' | '.join(cells)} |"
        refused += [
            f"- {name}, {position}: {standing.why}"
            for position, standing in standings.items()
            if standing.answer == elements.REFUSED
        ]
    yield "\nRefused:\n"
    yield from refused


def _cell(standing: Standing) -> str:
    return "–" if standing.answer == elements.NOT_BPMN else standing.answer


def _others() -> Iterator[str]:
    yield "\n| element | | why |"
    yield "|---|---|---|"
    for name, standing in {**elements.activities(), **elements.data_and_containers()}.items():
        yield f"| {name} | {standing.answer} | {standing.why} |"


def patterns_section() -> str:
    """How each pattern is expressed, and its test."""
    rows = (f"| {each.number} | {each.name} | {each.expressed_by} | `{each.test}` |" for each in patterns.patterns())
    return PATTERNS + "\n".join(["", "| | pattern | expressed by | test |", "|---|---|---|---|", *rows]) + "\n"


def feel_section() -> str:
    """Where another implementation of FEEL differs, and why."""
    return FEEL + "".join(f"| {each.what} | {each.why.replace('|', chr(92) + '|')} |\n" for each in DIFFERENCES)


def suites_section(results: Mapping[str, Mapping[str, Group]]) -> str:
    """A table per suite, and the failures that are accepted."""
    return SUITES + "\n".join(line for name, groups in results.items() for line in _suite(name, groups)) + "\n"


def _suite(name: str, groups: Mapping[str, Group]) -> Iterator[str]:
    yield f"\n### {name} (subset)\n"
    measured = list(dict.fromkeys(what for group in groups.values() for what in group.measured))
    yield f"| group | cases |{''.join(f' {what} |' for what in measured)}"
    yield "|---" * (2 + len(measured)) + "|"
    for group_name, group in groups.items():
        counts = [f"{passed:,}/{run:,}" for passed, run in (group.measured.get(what, (0, 0)) for what in measured)]
        yield f"| {group_name} | {group.passed:,}/{group.total:,} |{''.join(f' {count} |' for count in counts)}"
    passed, total = sum(group.passed for group in groups.values()), sum(group.total for group in groups.values())
    sums = [[group.measured.get(what, (0, 0)) for group in groups.values()] for what in measured]
    counts = [f" {sum(one for one, _ in each):,}/{sum(run for _, run in each):,} |" for each in sums]
    yield f"| **all** | {passed:,}/{total:,} |{''.join(counts)}"
    yield from _reasons(groups)


def _reasons(groups: Mapping[str, Group]) -> Iterator[str]:
    """Failures by their reason, and what nobody can judge."""
    reasons: dict[str, int] = {}
    for group_name, group in groups.items():
        for failure in group.failed:
            told = f"{group_name}, failed: {failure.reason or 'NOT EXPLAINED'}"
            reasons[told] = reasons.get(told, 0) + 1
        for reason in group.apart.values():
            told = f"{group_name}, not counted: {reason}"
            reasons[told] = reasons.get(told, 0) + 1
    if reasons:
        yield ""
        yield from (f"- {told} ({count})" for told, count in reasons.items())
    yield from _failures([failure for group in groups.values() for failure in group.failed])


def _failures(failed: Sequence[Failure]) -> Iterator[str]:
    """Each failure with what was expected and what came out."""
    if failed:
        yield "\n| failed case | expected | came out |"
        yield "|---|---|---|"
    for failure in failed:
        cells = [failure.id.rpartition("/")[2], failure.expected, failure.actual]
        yield f"| {' | '.join(_shortened(cell) for cell in cells)} |"


def _shortened(text: str) -> str:
    """A text that fits into a cell."""
    plain = " ".join(text.split()).replace("|", "\\|")
    return plain if len(plain) <= LONGEST_CELL else plain[:LONGEST_CELL] + " …"


def without_a_run(text: str) -> str:
    """The page with all but the results of the suites written anew."""
    _, mark, rest = text.partition(SUITES)
    return HEAD + elements_section() + patterns_section() + feel_section() + mark + rest


if __name__ == "__main__":
    PAGE.write_text(without_a_run(PAGE.read_text("utf-8")), "utf-8")
