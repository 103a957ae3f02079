"""Van der Aalst's workflow patterns, read off their tests: the name says which, the docstring how BPMN expresses it."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "engine" / "patterns"
NAMED = re.compile(r"test_pattern_(\d+)_(\w+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern by its number in the catalogue; `test` is the function that shows it."""

    number: int
    name: str
    expressed_by: str
    test: str


def patterns() -> Sequence[Pattern]:
    """All that have a test, by number."""
    found = [pattern for file in FOLDER.glob("test_*.py") for pattern in _in(file)]
    return sorted(found, key=lambda pattern: pattern.number)


def _in(file: Path) -> list[Pattern]:
    tree = ast.parse(file.read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    named = [(NAMED.fullmatch(function.name), function) for function in functions]
    return [
        Pattern(
            number=int(name[1]),
            name=name[2].replace("_", " "),
            expressed_by=" ".join((ast.get_docstring(function) or "").split()),
            test=function.name,
        )
        for name, function in named
        if name is not None
    ]
