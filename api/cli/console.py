"""How commands speak: progress and results for people, JSON for programs, refusals in one line."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from engine.bundles.findings import BundleRefused
from engine.errors import LintasError
from engine.logs import configure_logs
from engine.model.json_reading import read_json
from engine.model.text import Text
from engine.queries.readiness import check_ready
from engine.runtime import Runtime
from engine.settings import Settings

out = Console()
err = Console(stderr=True)

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REFUSED, MISUNDERSTOOD = 1, 2
"""Exit codes of what was refused or failed, and of what was not understood."""

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def opened(settings: Settings | None = None, *, ready: bool = True, as_json: bool = False) -> Iterator[Runtime]:
    """The installation of the settings. Refusals end the command; `ready`: it must have its schema."""
    with refusals(as_json=as_json):
        given = settings or read_settings()
        quiet = given.log_level if given.log_level in ("WARNING", "ERROR") else "WARNING"
        configure_logs(quiet)
        runtime = Runtime.open(given)
        try:
            if ready:
                check_ready(runtime)
            yield runtime
        finally:
            runtime.close()


def read_settings(**given: Any) -> Settings:
    """The settings of the environment. What is wrong with them ends the command as not understood."""
    try:
        return Settings(**given)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in each["loc"]).upper()
            say(f"lintas: LINTAS_{name}: {each['msg']}", style="red")
        raise typer.Exit(MISUNDERSTOOD) from None


@contextmanager
def refusals(*, as_json: bool = False) -> Iterator[None]:
    """Tell a refusal in one line, findings below it, and end with REFUSED; with `as_json` as the result too."""
    try:
        yield
    except LintasError as error:
        if as_json:
            print_json(problem(error))
        say(f"lintas: {error}", style="red")
        if isinstance(error, BundleRefused):
            print_findings(error.findings)
        for name, text in getattr(error, "fields", {}).items():
            say(f"  {name}: {text}")
        raise typer.Exit(REFUSED) from error


def problem(error: LintasError) -> dict[str, Any]:
    """A refusal for programs, in the words of the REST API."""
    places = {"errors": getattr(error, "fields", {}), "findings": getattr(error, "findings", ())}
    return {"code": error.code, "detail": str(error), **places}


def shown(text: str) -> str:
    """The text with its control characters written out: names and values of models may not steer a terminal."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str, style: str | None = None) -> None:
    """A line for the person, beside the result."""
    err.print(shown(text), style=style, markup=False, highlight=False, soft_wrap=True)


def tell(text: str) -> None:
    """A line of the result."""
    out.print(shown(text), markup=False, highlight=False, soft_wrap=True)


def finding_line(finding: Any) -> str:
    """`file:line: error [element] what to do (code)`, as compilers write it."""
    place = ":".join(str(part) for part in (finding.filename, finding.line) if part)
    element = f" [{finding.element_id}]" if finding.element_id else ""
    kind = f", {finding.kind}" if getattr(finding, "kind", None) else ""
    return f"{place}: {finding.severity}{element} {finding.text} ({finding.code}{kind})"


def print_findings(findings: Iterable[Any]) -> None:
    """A line for each finding."""
    for finding in findings:
        say(f"  {finding_line(finding)}")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; wide columns are folded, never cut."""
    table = Table(*headings, box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*map(shown, row))
    out.print(table, markup=False, highlight=False)


def print_json(value: Any) -> None:
    """A result for programs."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:
    """Dataclasses as objects, texts as people read them, everything else that JSON lacks as text."""
    if isinstance(value, Text):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def json_object(text: str) -> dict[str, Any]:
    """The answers in `text`: a JSON object, or `@file` that holds one. Ends as not understood.

    It is read as bodies of requests are: numbers are exact, and what a database could not give back is refused.
    """
    try:
        content = Path(text[1:]).read_bytes() if text.startswith("@") else text.encode()
        found = read_json(content)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"Expected a JSON object or @file with one, but {error}.") from error
    if not isinstance(found, dict):
        raise typer.BadParameter("Expected a JSON object with the answers by name.")
    return found


def bar() -> Progress:
    """A progress display on the error stream, so that results stay clean."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err)


@contextmanager
def steps(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for work that tells what it does, how many parts are done and how many there are."""
    with bar() as progress:
        task = progress.add_task(what, total=None)

        def moved(_part: str, done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield moved
