"""Writes docs/rules.md from the rules: `python -m tests.engine.bpmn.rules_document > docs/rules.md`."""

import re
import sys
from collections.abc import Iterator, Sequence

from engine.bpmn.advice import ADVICE
from engine.bpmn.check import DIALECT
from engine.bpmn.profile import PROFILE
from engine.bpmn.rules import EXECUTION, STANDARD
from engine.bpmn.rules.catalogue import Rule

CLAUSE = re.compile(r"\b[Tt]ables? \d+\.\d+(?:, \d+\.\d+)*|\b\d+(?:\.\d+)+(?:, \d+(?:\.\d+)+)*|\b1[0-9](?=:)")
"""A clause or table of BPMN 2.0.2 in the sentence that says why a rule is there."""

HEAD = """# Rules for models

What `lintas validate`, the designer's page and the API say about a BPMN file. Every finding has a code, which never
changes, a severity, the element and the line. It also says against what it is held:

| Kind | Meaning |
|---|---|
| `standard` | With severity *error*: the file is **not valid** BPMN 2.0, whoever executes it. |
| `execution` | The file is valid BPMN, but says too little to be executed, or what is **not executed here**. |
| `dialect` | What the house dialect asks: addresses, forms, jobs, names, extensions, and that what is called exists. |
| `advice` | How it would be modelled better. Never hinders deployment. |

A model can be deployed if it has no finding of severity *error*, of whatever kind. This page is written from the rules
(`python -m tests.engine.bpmn.rules_document > docs/rules.md`); a test compares the two. Clauses and tables are those of
BPMN 2.0.2 (OMG formal/2013-12-09). `%(element)s` and the like are places for names.
"""

BEYOND = """
## Without a rule of their own

| Code | Severity | Kind | When |
|---|---|---|---|
| `schema` | error | standard | The file departs from the XML Schema of BPMN 2.0; the message says where. |
| `file_empty`, `not_xml`, `not_bpmn`, `doctype_refused` | error | standard | It is no BPMN, or declares entities. |
| `file_too_large`, `file_too_deep`, `file_too_many_nodes`, `file_too_many_attributes`, `file_text_too_long`, \
`model_too_large` | error | execution | It is over a bound that keeps reading cheap. |
| `no_process`, `no_executable_process` | error | execution | There is nothing to execute in it. |
| `form_unknown`, `decision_unknown`, `process_unknown` | error | dialect | What it calls is neither in the bundle nor \
deployed. |
| `address_unheld` | warning | dialect | It addresses work to a function that nobody holds today; said where the \
organisation is known, when it is deployed. |
| `host_not_allowed` | error | dialect | It calls an address that the operator does not allow. |
| `expression_syntax`, `expression_language` | error | dialect | A text that is evaluated is not FEEL. |
| `extension_of_other_engine` | error | dialect | An extension of another engine that is not followed \
([which](vendors.md)). |
| `extension_of_other_engine_without_effect`, `extension_of_other_engine_differs` | warning | dialect | One that \
changes nothing here, or is followed with a difference. |
| `expression_juel` | error | dialect | A text in JUEL (`${...}`) has a part that can not be translated to FEEL. |
"""


def clause(rule: Rule) -> str:
    """The clauses that a rule of the standard rests on, as its reason names them."""
    return ", ".join(CLAUSE.findall(rule.reason))


def document() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, rules in (
        ("The standard", STANDARD),
        ("Valid, but not executable", (*EXECUTION, *PROFILE)),
        ("The house dialect", DIALECT),
        ("Advice", ADVICE),
    ):
        parts.append("\n".join(_table(title, rules)))
    return "\n".join(parts) + BEYOND


def _table(title: str, rules: Sequence[Rule]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| Code | Severity | What it says | Why |"
    yield "|---|---|---|---|"
    for rule in rules:
        yield f"| `{rule.code}` | {rule.severity} | {_cell(rule.message)} | {_cell(rule.reason)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(document())
