"""The documents keep up with the code, and their links lead somewhere."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

import api
import engine
from api.cli.main import app as lintas
from api.errors import status_of
from engine.bpmn.profile import EVENT_SUB_PROCESS_STARTS, EXECUTED
from engine.errors import LintasError
from engine.settings import Settings
from tests.architecture.sources import ROOT, sources, tracked_files
from tests.conformance import elements
from tests.conformance.page import PAGE, elements_section

EVENTS = {
    "start": "startEvent",
    "catch": "intermediateCatchEvent",
    "boundary, interrupting": "boundaryEvent",
    "throw": "intermediateThrowEvent",
    "end": "endEvent",
}
"""Positions, as the execution profile names them."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The anchors that a reader's browser finds for the headings."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", [name for name in tracked_files() if name.endswith(".md")])
def test_links_lead_to_files_and_headings_that_exist(name: str) -> None:
    file, broken = ROOT / name, []
    for target in LINK.findall(FENCE.sub("", file.read_text("utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        linked = (file.parent / path).resolve() if path else file
        if not linked.exists() or (anchor and anchor not in anchors(linked.read_text("utf-8"))):
            broken.append(target)

    assert broken == []


def rows_of(page: str) -> dict[str, list[str]]:
    """The rows of the tables of a page, by the name in backquotes in their first column."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:3] == "| `"]
    return {name: row for row in cells for name in re.findall(r"`([^`]+)`", row[0])}


def test_every_setting_is_documented_and_no_other() -> None:
    assert rows_of("settings.md").keys() == {f"LINTAS_{name.upper()}" for name in Settings.model_fields}


def refusals() -> dict[str, set[type[LintasError]]]:
    """Every class of refusals of the product, by its code."""
    for package in (engine, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: dict[str, set[type[LintasError]]] = {}
    waiting = LintasError.__subclasses__()
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.startswith(("engine.", "api.")):
            found.setdefault(each.code, set()).add(each)
    return found


def test_every_code_of_a_refusal_is_documented_with_its_status_and_no_other() -> None:
    documented = {code: row[1] for code, row in rows_of("errors.md").items()}

    expected = {
        code: ", ".join(str(status) for status in sorted({status_of(each.__new__(each)) for each in classes}))
        for code, classes in refusals().items()
    }
    assert documented == expected


def commands(group: Any, path: str = "lintas") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name."""
    for name, command in group.commands.items():
        yield from (
            commands(command, f"{path} {name}") if hasattr(command, "commands") else [(f"{path} {name}", command)]
        )


def sections() -> dict[str, str]:
    """What docs/cli.md says about each command."""
    parts = re.split(r"^#{2,3} ", (ROOT / "docs" / "cli.md").read_text("utf-8"), flags=re.MULTILINE)
    named = {part.partition("\n")[0]: part for part in parts}
    return {name: part for name, part in named.items() if name.startswith("lintas ")}


def test_every_command_has_its_section_and_no_other() -> None:
    assert sections().keys() == {name for name, _ in commands(typer.main.get_command(lintas))}


@pytest.mark.parametrize(
    ("name", "command"), list(commands(typer.main.get_command(lintas))), ids=lambda each: str(each)
)
def test_every_option_of_a_command_is_documented(name: str, command: Any) -> None:
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]

    assert [option for option in options if f"{option}" not in sections()[name]] == []


def test_the_page_about_conformance_tells_of_the_elements_as_they_are_now() -> None:
    assert elements_section() in PAGE.read_text("utf-8"), "run `python -m tests.conformance.page`"


def test_every_event_of_the_profile_is_executed_in_its_position_and_no_other() -> None:
    executed: dict[str, set[str]] = {position: set() for position in elements.POSITIONS}
    for definition, standings in elements.events().items():
        for position, standing in standings.items():
            if standing.answer == elements.EXECUTED and "multiple" not in definition:
                executed[position].add(definition)

    assert {kind: executed[position] for position, kind in EVENTS.items()} == {
        kind: set(EXECUTED[kind]) for kind in EVENTS.values()
    }
    inner = executed["start of an event sub-process, interrupting"]
    assert inner == set(EVENT_SUB_PROCESS_STARTS)


def test_every_activity_and_gateway_of_the_profile_is_shown_to_be_executed() -> None:
    executed = {name for name, standing in elements.activities().items() if standing.answer == elements.EXECUTED}
    shown = {word for name in executed for word in re.findall(r"\w+", name)}

    assert {kind for kind in EXECUTED if not kind.endswith("Event")} - shown == set()


def test_every_measurement_is_documented() -> None:
    written = [
        *(source.path for source in sources() if source.path in ("engine/observing.py", "engine/jobs/runner.py")),
        *(source.path for source in sources() if source.within("api/operations")),
    ]
    names = {name for path in written for name in re.findall(r'"(lintas_[a-z_]+)"', (ROOT / path).read_text("utf-8"))}
    documented = {name.removesuffix("_total") for name in rows_of("operations.md")}

    assert names - {"lintas_statements"} <= documented


def test_every_page_and_decision_is_in_the_index() -> None:
    docs = ROOT / "docs"
    index = (docs / "index.md").read_text("utf-8")
    pages = sorted(file.relative_to(docs).as_posix() for file in docs.rglob("*.md") if file.name != "index.md")

    assert [name for name in pages if f"({name})" not in index] == []


@pytest.mark.parametrize("name", sorted(file.name for file in (ROOT / "docs" / "decisions").glob("*.md")))
def test_a_decision_gives_context_decision_and_consequences(name: str) -> None:
    text = (ROOT / "docs" / "decisions" / name).read_text("utf-8")

    assert [part for part in ("## Context", "## Decision", "## Consequences") if part not in text] == []


def test_every_room_of_the_engine_is_on_the_map() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    rooms = sorted(room.parent.name for room in (ROOT / "engine").glob("*/__init__.py"))

    assert [room for room in rooms if f"`{room}/`" not in index] == []
