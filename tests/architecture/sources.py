"""The source files of the product, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path from the root, and its syntax tree."""

    path: str
    tree: ast.Module

    def within(self, *folders: str) -> bool:
        """Whether it stands in one of the folders."""
        return any(self.path.startswith(f"{folder}/") for folder in folders)

    def place(self, node: ast.AST) -> str:
        """`file:line`, as editors open it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of engine/ and api/."""
    files = [file for room in ("engine", "api") for file in sorted((ROOT / room).rglob("*.py"))]
    return tuple(Source(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8"))) for file in files)


def nodes() -> Iterator[tuple[Source, ast.AST]]:
    """Every node of every file."""
    for source in sources():
        for node in ast.walk(source.tree):
            yield source, node


def tracked_files() -> list[str]:
    """The files that git keeps, and those that are about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
