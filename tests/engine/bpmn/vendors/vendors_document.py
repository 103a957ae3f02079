"""Writes docs/vendors.md from the code: `python -m tests.engine.bpmn.vendors.vendors_document > docs/vendors.md`."""

import sys
from collections import defaultdict
from collections.abc import Iterator

from engine.bpmn.dialect.camunda8 import NOT_EXECUTED
from engine.bpmn.dialect.vocabulary import EXECUTED, IGNORED, OF_TOOLS, WITHOUT_EFFECT
from engine.bpmn.vendors.camunda7_catalogue import CAMUNDA_7
from engine.bpmn.vendors.catalogue import Catalogue, Fate
from engine.bpmn.vendors.spiffarena_catalogue import SPIFFARENA

HEAD = """# Models of Camunda 7, SpiffArena and Camunda 8

Lintas executes one form: BPMN 2.0 with Camunda 8's extension elements (`zeebe:`) and FEEL. Models of Camunda 7,
Operaton and SpiffArena are read into that form when they are checked. The uploaded file stays as it is; findings name
its elements and lines.

- **read**: it is executed as what stands beside it.
- **no effect**: it changes nothing here; a warning names it.
- **refused**: it would change what happens and is not followed; an error names it and says what to do.

What is in no table is refused by name. What other rules ask (addresses `function@agency`, a form, a decision class on
every user task) they ask of these models too: our own `lintas:` properties may stand in `camunda:properties` and
`spiffworkflow:properties`, and extensions of Camunda 8 beside those of the other engine. What is said twice with
different values is refused.

This page is written from the code (`python -m tests.engine.bpmn.vendors.vendors_document > docs/vendors.md`).
"""
BY_ITSELF = """
A model counts as one of Camunda 7 if its modeler says so or it has an extension of it. Then a call activity passes
nothing that is not named, calls the newest version, and a plain number of instances is read.
"""
JUEL = """
## JUEL

`${...}` and `#{...}` in conditions, times, numbers of instances and extensions of Camunda 7 are translated to FEEL:
paths, `== != < <= > >=` and their words, `&& || !` and theirs, `empty`, `? :`, `+ - * / %`, texts with expressions
inside, and the methods contains, containsKey, endsWith, equals, isEmpty, length, size, startsWith, toLowerCase,
toUpperCase and trim; `execution.getVariable('x')`, `now()`. Everything else is refused with the part that can not be
translated.

Where JUEL gives a value, the translation gives the same. `${status == 'ok'}` becomes `=status = "ok"`; where the kind
of a value is not known, JUEL's conversions are written out: `${amount > 10}` reads `amount` as a number also where it
is a text. These differ, on purpose:

| | Camunda 7 | here |
|---|---|---|
| a variable that does not exist | fails | is null |
| null | 0 in sums, false in `&&`, `||`, `!`, never larger or smaller | the same |
| what fails (a text that is no number, a property of a number) | stops the token | is null, with a warning in the \
history; as a condition not true |
| numbers | binary, rounded | decimal, exact; dividing by zero is null |
| an empty text as a number | 0 | null |
| yes or no beside another text than 'true' and 'false' | the text counts as false | null |
| `loopCounter` | from 0 | from 0 in JUEL, from 1 in FEEL |
"""


def document() -> str:
    """The whole page."""
    return "".join(
        [
            HEAD,
            "\n## Camunda 7 and Operaton\n\n",
            *_table("camunda", CAMUNDA_7),
            BY_ITSELF,
            JUEL,
            "\n## SpiffArena\n\n",
            *_table("spiffworkflow", SPIFFARENA),
            "\n## Camunda 8\n\n",
            *_house(),
        ]
    )


def _table(prefix: str, catalogue: Catalogue) -> Iterator[str]:
    yield "| extension | at | what happens | |\n|---|---|---|---|\n"
    rows: dict[tuple[Fate, str, str], list[str]] = defaultdict(list)
    for each in catalogue.values():
        rows[each.fate, each.where, each.text].append(f"`{prefix}:{each.name}`")
    for (fate, where, text), names in rows.items():
        yield f"| {', '.join(names)} | {where} | {fate} | {text} |\n"


def _house() -> Iterator[str]:
    yield "| extension | at | what happens | |\n|---|---|---|---|\n"
    places: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for kind, allowed in EXECUTED.items():
        for name, attributes in allowed.items():
            places[name, attributes].append(kind)
    for (name, attributes), kinds in sorted(places.items()):
        words = " ".join(["zeebe:" + name, *sorted(attributes)])
        yield f"| `{words}` | {', '.join(sorted(kinds))} | executed | |\n"
    yield "| `zeebe:properties` | every element | executed | those that begin with `lintas:`; others are notes |\n"
    for name, attribute in sorted(WITHOUT_EFFECT):
        yield f"| `zeebe:{name} {attribute}` | | {_fate(attribute)} |\n"
    for name in sorted(OF_TOOLS):
        yield f"| `zeebe:{name}` | every element | no effect | Only modelling tools read it. |\n"
    for kind, name in sorted(IGNORED):
        yield f"| `zeebe:{name}` | {kind} | no effect | |\n"
    persons = "zeebe:assignmentDefinition assignee candidateUsers"
    yield f"| `{persons}` | userTask | refused | Work is addressed to functions. |\n"
    for name, text in sorted(NOT_EXECUTED.items()):
        yield f"| `{name}` | elsewhere than above | refused | {text} |\n"


def _fate(attribute: str) -> str:
    if attribute == "bindingType":
        return "executed | `deployment`, which is meant where nothing is said, or `latest`; tags are refused"
    return "no effect | a follow-up date is each person's own"


if __name__ == "__main__":
    sys.stdout.write(document())
