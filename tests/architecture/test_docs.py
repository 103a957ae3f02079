"""The documents keep up with the code, and their links lead somewhere."""

import re

import pytest

from engine.settings import Settings
from tests.architecture.sources import ROOT, tracked_files

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


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `LINTAS_{name.upper()}` |" in (ROOT / "docs" / "settings.md").read_text("utf-8")


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
