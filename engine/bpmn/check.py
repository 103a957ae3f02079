"""Checking a model: everything that is to be said about it, and the form that is executed if nothing is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.bpmn.advice import ADVICE
from engine.bpmn.dialect import calls, jobs, lengths
from engine.bpmn.dialect import rules as dialect_rules
from engine.bpmn.dialect.expressions import expression_findings
from engine.bpmn.dialect.vocabulary import vocabulary_findings
from engine.bpmn.findings import Finding, Kind, ModelRefused, Severity, error, of_kind
from engine.bpmn.imports import Files, read_imports
from engine.bpmn.information import ProcessInfo, process_infos
from engine.bpmn.model import Model, read_model
from engine.bpmn.normalise import normalise
from engine.bpmn.profile import profile_findings
from engine.bpmn.reading import read_tree
from engine.bpmn.references import Known, reference_findings
from engine.bpmn.rules import EXECUTION, STANDARD
from engine.bpmn.rules.catalogue import rules_of
from engine.bpmn.schema import schema_findings
from engine.bpmn.vendors import leftover_findings, read_vendors
from engine.model.text import N_, Text

DIALECT = rules_of(dialect_rules, calls, jobs, lengths, kind=Kind.DIALECT)
MAX_FINDINGS = 500
MAX_FLOW_NODES = 2_000


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """What a model is and what is wrong with it. `normalised` is what is executed; None while there are errors."""

    findings: tuple[Finding, ...]
    processes: tuple[ProcessInfo, ...]
    normalised: bytes | None

    @property
    def valid(self) -> bool:
        """Whether it is BPMN 2.0: the standard allows it, whether or not this product executes it."""
        return not any(finding.invalid for finding in self.findings)

    @property
    def ok(self) -> bool:
        """Whether it can be deployed: valid, executed here, and complete."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def messages(self) -> tuple[str, ...]:
        """Names of all messages that its processes start by, wait for or send."""
        return tuple(sorted({name for process in self.processes for name in process.messages}))

    def require_ok(self) -> bytes:
        """The form that is executed; raises ModelRefused with all findings if there are errors."""
        if self.normalised is None:
            raise ModelRefused(self.findings)
        return self.normalised


def check_model(xml: bytes, *, known: Known | None = None, files: Files | None = None) -> CheckedModel:
    """Read and check an uploaded BPMN file. Whatever is wrong with it is a finding, never an exception.

    With `known`, calls of forms, decisions and processes that do not exist are errors too. With `files`, which gives
    the files that lie beside the model, imports are read and have to be right; without, they are only named. Findings
    come with errors first, then by line.
    """
    root = read_tree(xml)
    if isinstance(root, Finding):
        return CheckedModel((root,), (), None)
    model = read_model(root)
    too_large = _too_large(model)
    if too_large is not None:
        return CheckedModel((too_large,), (), None)
    if files is not None:
        read_imports(model, files, _first_violation)
    findings = sorted(_findings(model, known), key=_order)
    # A damaged file can break one rule at every element; nobody reads more than this.
    findings = findings[:MAX_FINDINGS]
    refused = any(finding.severity is Severity.ERROR for finding in findings)
    return CheckedModel(tuple(findings), process_infos(model), None if refused else normalise(model))


def executable_processes(xml: bytes) -> tuple[str, ...]:
    """Ids of the processes that a file declares executable; empty for what cannot be read."""
    root = read_tree(xml)
    if isinstance(root, Finding):
        return ()
    return tuple(process.id for process in read_model(root).processes if process.id and process.executable)


def sequence_flows(xml: bytes) -> tuple[str, ...]:
    """Ids of the sequence flows of executable processes; empty for what cannot be read."""
    root = read_tree(xml)
    if isinstance(root, Finding):
        return ()
    return tuple(flow.id for flow in read_model(root).flows if flow.id and flow.scope.executable)


def _findings(model: Model, known: Known | None) -> Iterator[Finding]:
    """All findings. The standard judges the file as it was uploaded, everything else what it means here."""
    yield from _standard_findings(model)
    yield from of_kind(Kind.DIALECT, read_vendors(model))
    for rule in (*EXECUTION, *DIALECT, *ADVICE):
        yield from rule.check(model)
    yield from of_kind(Kind.EXECUTION, profile_findings(model))
    yield from of_kind(Kind.DIALECT, vocabulary_findings(model))
    yield from of_kind(Kind.DIALECT, leftover_findings(model))
    yield from of_kind(Kind.DIALECT, expression_findings(model))
    if known is not None:
        yield from of_kind(Kind.DIALECT, reference_findings(model, known))


def _standard_findings(model: Model) -> Iterator[Finding]:
    yield from schema_findings(model.xml)
    for rule in STANDARD:
        yield from rule.check(model)


def _first_violation(model: Model) -> Text | None:
    return next((finding.text for finding in _standard_findings(model) if finding.invalid), None)


def _too_large(model: Model) -> Finding | None:
    """Whether the file has more activities, events and gateways than anybody draws; the rules are not asked then."""
    count = sum(1 for _ in model.nodes)
    if count <= MAX_FLOW_NODES:
        return None
    template = N_(
        "Expected at most %(limit)s activities, events and gateways in a file, but it has %(count)s. Split it."
    )
    return replace(error("model_too_large", template, limit=MAX_FLOW_NODES, count=count), kind=Kind.EXECUTION)


def _order(finding: Finding) -> tuple[int, int, str]:
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return rank[finding.severity], finding.line or 0, finding.code
