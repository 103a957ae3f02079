"""Checking and deploying what designers make."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import REFUSED, Json, finding_line, opened, print_findings, print_json, refusals, say, tell
from engine.bpmn import Known, Severity
from engine.bundles.contents import read_contents
from engine.bundles.files import MANIFEST, BundleFile, read_archive, read_folder
from engine.bundles.findings import FileFinding
from engine.commands.deploy_bundle import DeployBundle, Deployed, deploy_bundle

commands = typer.Typer()

Paths = Annotated[list[Path], typer.Argument(help="Files, zip archives, or folders: processes/KEY is a whole bundle.")]

MAY_BE_DEPLOYED = frozenset(
    {"form_unknown", "decision_unknown", "process_unknown", "template_unknown", "model_import_missing"}
)
"""What a bundle lacks may be there in the installation; without a database nobody knows."""


@commands.command()
def validate(
    paths: Paths, as_json: Json = False, strict: Annotated[bool, typer.Option(help="Refuse warnings too.")] = False
) -> None:
    """Check files as a deployment would, without a database. Exit code 1 if there are errors."""
    with refusals(as_json=as_json):
        findings = [lenient(each) for each in read_contents(files_of(paths), Known()).findings]
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            tell(finding_line(finding))
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    wrong = sum(each.severity in worst for each in findings)
    say(f"{len(findings)} findings, {wrong} of them to be corrected." if findings else "Nothing to correct.")
    if wrong:
        raise typer.Exit(REFUSED)


def lenient(finding: FileFinding) -> FileFinding:
    """A warning instead of an error where the installation may have what is missing."""
    return replace(finding, severity=Severity.WARNING) if finding.code in MAY_BE_DEPLOYED else finding


@commands.command()
def deploy(
    paths: Paths, note: Annotated[str | None, typer.Option(help="What changed.")] = None, as_json: Json = False
) -> None:
    """Deploy a bundle as the operator: all of it, or nothing with the reasons."""
    with opened(as_json=as_json) as runtime:
        deployed = deploy_bundle(runtime, DeployBundle(actor=None, files=files_of(paths), note=note))
        if as_json:
            print_json(deployed)
        else:
            tell_deployed(deployed)


def files_of(paths: list[Path]) -> list[BundleFile]:
    """The files of a bundle. Raises ArchiveRefused."""
    return [file for path in paths for file in files_at(path)]


def files_at(path: Path) -> Iterator[BundleFile]:
    """A file as it is, a folder as what stands in it; processes/KEY brings its forms and letters too."""
    if path.is_dir():
        root = path.resolve().parent.parent
        if path.resolve().parent.name == "processes" and (path / MANIFEST).is_file():
            yield from read_folder(root, path.resolve().name)
        else:
            for each in sorted(path.iterdir()):
                if each.is_file():
                    yield BundleFile(str(each), each.read_bytes())
    elif not path.is_file():
        raise typer.BadParameter(f"{path} is neither a file nor a folder.")
    elif path.suffix.lower() == ".zip":
        yield from read_archive(path.read_bytes())
    else:
        yield BundleFile(str(path), path.read_bytes())


def tell_deployed(deployed: Deployed) -> None:
    """What was deployed, a line each, then the warnings."""
    for each in deployed.definitions:
        word = "new" if each.changed else "unchanged"
        tell(f"{each.kind} {each.key} version {each.version} ({word})")
    print_findings(deployed.findings)
