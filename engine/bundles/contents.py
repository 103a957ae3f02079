"""Reading and checking a bundle: everything that is wrong with it at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.bpmn import CheckedModel, Known, ProcessInfo, Severity, check_model, executable_processes
from engine.bundles.decisions import DecisionFile, Deployed, nothing_deployed, read_decision_files
from engine.bundles.files import BundleFile, FileKind
from engine.bundles.findings import FileFinding, file_error
from engine.bundles.manifest import Manifest, read_manifest
from engine.documents import check_template
from engine.errors import ModelError
from engine.execution import load_definition
from engine.forms import Form, FormRefused, read_form
from engine.model.text import N_
from engine.organisation.addresses import AddressInvalid, AddressPattern


@dataclass(slots=True)
class Contents:
    """A bundle after reading."""

    manifest: Manifest | None
    models: list[tuple[BundleFile, CheckedModel]] = field(default_factory=list)
    decisions: list[DecisionFile] = field(default_factory=list)
    forms: list[tuple[BundleFile, Form]] = field(default_factory=list)
    templates: list[BundleFile] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether there are errors among the findings."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def read_contents(files: Sequence[BundleFile], deployed: Known, models: Deployed = nothing_deployed) -> Contents:
    """Read and check all files, beside what is `deployed`. Errors are findings; nothing is raised.

    `models`: the DMN files that are deployed under a namespace, which those of the bundle may import.
    """
    contents = Contents(None)
    contents.manifest = read_manifest(files, contents.findings)
    for file in files:
        match file.kind:
            case FileKind.FORM:
                _read_form(file, contents)
            case FileKind.TEMPLATE:
                _read_template(file, contents)
            case None:
                contents.findings.append(_unknown_kind(file))
            case _:
                pass
    decisions = [file for file in files if file.kind is FileKind.DECISION]
    contents.decisions = read_decision_files(decisions, models, contents.findings)
    known = _known(files, contents, deployed)
    for file in files:
        if file.kind is FileKind.PROCESS:
            _read_model(file, contents, known)
    contents.findings.extend(_repeated(contents))
    contents.findings.extend(_missing_templates(contents, deployed))
    if not (contents.models or contents.decisions or contents.forms or contents.templates or contents.findings):
        contents.findings.append(
            file_error("bundle", "bundle_empty", N_("There is no .bpmn, .dmn, .form or .jinja file in the bundle."))
        )
    return contents


def _unknown_kind(file: BundleFile) -> FileFinding:
    text = N_("The name of the file does not say what it is. Expected .bpmn, .dmn, .form, .jinja or bundle.toml.")
    return file_error(file.path, "file_kind_unknown", text)


def _read_form(file: BundleFile, contents: Contents) -> None:
    try:
        contents.forms.append((file, read_form(file.content)))
    except FormRefused as refused:
        contents.findings.extend(
            FileFinding(file.path, refused.code, Severity.ERROR, each.component_id, None, each.text)
            for each in refused.findings
        )


def _read_template(file: BundleFile, contents: Contents) -> None:
    try:
        source = file.content.decode()
    except UnicodeDecodeError:
        text = N_("The file is not written in UTF-8. Save it as UTF-8 and upload it again.")
        contents.findings.append(file_error(file.path, "template_encoding", text))
        return
    found = check_template(source)
    contents.findings.extend(
        FileFinding(file.path, "template_invalid", Severity.ERROR, None, each.line, each.text) for each in found
    )
    contents.templates.append(file)


def _read_model(file: BundleFile, contents: Contents, known: Known) -> None:
    checked = check_model(file.content, known=known)
    contents.findings.extend(
        FileFinding(file.path, each.code, each.severity, each.element_id, each.line, each.text, each.kind)
        for each in checked.findings
    )
    if checked.normalised is None:
        return
    try:
        for info in executables(checked):
            load_definition(checked.normalised, info.process_id)
    except ModelError as error:
        text = error.text
        contents.findings.append(FileFinding(file.path, error.code, Severity.ERROR, None, None, text))
        return
    contents.findings.extend(_wrong_starters(file, checked))
    contents.models.append((file, checked))


def _wrong_starters(file: BundleFile, checked: CheckedModel) -> Iterator[FileFinding]:
    for info in checked.processes:
        for text in starters(info):
            try:
                AddressPattern.parse(text)
            except AddressInvalid as error:
                yield FileFinding(file.path, error.code, Severity.ERROR, info.process_id, None, error.text)


def starters(info: ProcessInfo) -> tuple[str, ...]:
    """The addresses and patterns of who may start a process."""
    listed = info.properties.get("lintas:startableBy", "")
    return tuple(part.strip() for part in listed.split(",") if part.strip())


def _known(files: Sequence[BundleFile], contents: Contents, deployed: Known) -> Known:
    """What models may refer to: what is deployed, and what the bundle brings."""
    own = {key for file in files if file.kind is FileKind.PROCESS for key in executable_processes(file.content)}
    return Known(
        forms={*deployed.forms, *(form.id for _, form in contents.forms)},
        decisions={*deployed.decisions, *(key for each in contents.decisions for key in each.model.decisions)},
        processes={*deployed.processes, *own},
        templates={*deployed.templates, *(file.template_key for file in contents.templates)},
        may_call=deployed.may_call,
        unheld=deployed.unheld,
    )


def _repeated(contents: Contents) -> Iterator[FileFinding]:
    """Two files of a bundle that define the same thing: nobody could say which one is meant."""
    defined = [
        *((file, "form", form.id) for file, form in contents.forms),
        *((each.file, "decision", key) for each in contents.decisions for key in each.model.decisions),
        *((file, "process", info.process_id) for file, model in contents.models for info in executables(model)),
        *((file, "template", file.template_key) for file in contents.templates),
    ]
    first: dict[tuple[str, str], str] = {}
    for file, kind, key in defined:
        other = first.setdefault((kind, key), file.path)
        if other != file.path:
            text = N_("The %(kind)s %(key)s is also defined in %(other)s. Keep one of the two.")
            yield file_error(file.path, "defined_twice", text, kind=kind, key=key, other=other)


def _missing_templates(contents: Contents, deployed: Known) -> Iterator[FileFinding]:
    """Letters that a process writes from a template that does not exist."""
    there = {*deployed.templates, *(file.template_key for file in contents.templates)}
    for file, model in contents.models:
        for info in executables(model):
            for key in info.templates:
                if key not in there:
                    text = N_("%(process)s writes a letter from the template %(key)s, which is not in the bundle.")
                    yield file_error(file.path, "template_unknown", text, process=info.name, key=key)


def executables(model: CheckedModel) -> Iterator[ProcessInfo]:
    """The processes of a model that are executed."""
    return (info for info in model.processes if info.executable)
