"""How commands speak: progress and results for people, JSON for programs, refusals in one line."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any

import typer
from rich.console import Console

from engine.bundles.findings import BundleRefused
from engine.errors import LintasError

out = Console()
err = Console(stderr=True)

REFUSED = 1
"""Exit code of what was refused; 2 is for commands that were not understood."""


@contextmanager
def refusals() -> Iterator[None]:
    """Tell a refusal in one line, findings below it, and end with REFUSED."""
    try:
        yield
    except LintasError as error:
        err.print(f"lintas: {error}", style="red", markup=False, highlight=False)
        if isinstance(error, BundleRefused):
            print_findings(error.findings)
        for name, text in getattr(error, "fields", {}).items():
            err.print(f"  {name}: {text}", markup=False, highlight=False)
        raise typer.Exit(REFUSED) from error


def print_findings(findings: Any) -> None:
    """A line for each finding: where, how bad, what to do."""
    for finding in findings:
        place = ":".join(str(part) for part in (finding.filename, finding.line) if part)
        element = f" [{finding.element_id}]" if finding.element_id else ""
        line = f"  {place}: {finding.severity}{element} {finding.text} ({finding.code})"
        err.print(line, markup=False, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """A result for programs."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:
    """Dataclasses as objects, everything else that JSON lacks as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
