"""Whatever stops a token says in the supervisor's language what to do, and the documents list it."""

import ast
from collections.abc import Iterator

from engine.model.incident_meanings import MEANINGS, UNKNOWN, meaning_of
from tests.architecture.sources import ROOT, nodes

FAILURES = {"TechnicalFailure", "ScriptFailed", "CallFailed", "FailJob"}


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def codes(node: ast.Call) -> Iterator[str]:
    """The codes that a call may give: the first argument, or the one called code."""
    given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
    for value in given[:1]:
        for part in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def given_codes() -> set[str]:
    calls = (node for _, node in nodes() if isinstance(node, ast.Call))
    return {code for node in calls if called(node) in FAILURES for code in codes(node)}


def test_every_code_of_an_incident_has_a_meaning() -> None:
    given = given_codes()

    assert {"no_candidates", "no_worker", "script_limit"} <= given
    assert given - MEANINGS.keys() == set()


def test_a_code_that_a_worker_made_up_has_a_general_meaning() -> None:
    assert meaning_of("sistem_gaji_tutup") == UNKNOWN


def test_the_documents_list_what_incidents_mean() -> None:
    page = (ROOT / "docs" / "incidents.md").read_text("utf-8")

    assert [line for line in page.splitlines() if line.startswith("| `")] == [
        f"| `{code}` | {meaning} |" for code, meaning in sorted(MEANINGS.items())
    ]
