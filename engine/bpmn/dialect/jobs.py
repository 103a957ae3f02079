"""What the house dialect asks of service tasks: a job type, and what whoever does such jobs needs."""

import re
from collections.abc import Iterator

from engine.bpmn.dialect.call_headers import CALLS
from engine.bpmn.dialect.extensions import WORKED_BY, attribute, headers, mappings
from engine.bpmn.dialect.rules import executed
from engine.bpmn.findings import Severity
from engine.bpmn.model import Model
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_

BUILT_IN_JOBS = frozenset(
    {"lintas:siasn-profile", "lintas:quota-reserve", "lintas:quota-release", "lintas:document", *CALLS}
)
_AGENCY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_JOB_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_HOLDING_SECRETS = re.compile(r"secret|header\..*(auth|key|token|secret|cookie|passw|session).*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")


@rule(
    "service_task_without_type",
    N_("Service task %(element)s has no job type. Give it one (zeebe:taskDefinition type)."),
)
def service_task_without_type(model: Model) -> Iterator[Hit]:
    """The type says which worker does the job."""
    for node in executed(model, "serviceTask"):
        if attribute(node.xml, "taskDefinition", "type") is None:
            yield at(node)


@rule("job_type_unknown", N_("There is no built-in job %(type)s (at %(element)s). Built in are: %(known)s."))
def job_type_unknown(model: Model) -> Iterator[Hit]:
    """Types that begin with lintas: are ours."""
    for node in executed(model, "serviceTask"):
        job_type = attribute(node.xml, "taskDefinition", "type") or ""
        if job_type.startswith("lintas:") and job_type not in BUILT_IN_JOBS:
            yield at(node, type=job_type[:80], known=", ".join(sorted(BUILT_IN_JOBS)))


@rule(
    "job_type_external",
    N_(
        "Nothing in Lintas does jobs of the type %(type)s (at %(element)s). A worker of another system must fetch them."
    ),
    Severity.WARNING,
)
def job_type_external(model: Model) -> Iterator[Hit]:
    """A type that is misspelt would wait for a worker that never comes."""
    for node in executed(model, "serviceTask"):
        job_type = attribute(node.xml, "taskDefinition", "type")
        if job_type is not None and not job_type.startswith("lintas:") and _JOB_TYPE.fullmatch(job_type):
            yield at(node, type=job_type[:80])


@rule(
    "worker_agency",
    N_("%(element)s can not be done by the workers of “%(agency)s”: name an agency code, for an external job type."),
)
def worker_agency(model: Model) -> Iterator[Hit]:
    """The workers of the agency that owns the process do its jobs, or those of the one that it names."""
    for node in executed(model, "serviceTask"):
        agency = headers(node.xml).get(WORKED_BY)
        ours = (attribute(node.xml, "taskDefinition", "type") or "").startswith("lintas:")
        if agency is not None and (ours or not _AGENCY.fullmatch(agency)):
            yield at(node, agency=agency[:64])


@rule("job_type_form", N_("Expected the job type of %(element)s to be a plain name, but it is “%(type)s”."))
def job_type_form(model: Model) -> Iterator[Hit]:
    """Which worker does the job is known when the model is deployed."""
    for node in executed(model, "serviceTask"):
        job_type = attribute(node.xml, "taskDefinition", "type")
        if job_type is not None and not _JOB_TYPE.fullmatch(job_type):
            yield at(node, type=job_type[:80])


@rule("job_retries", N_("Expected retries of %(element)s to be a number from 1 to 99, but it is “%(value)s”."))
def job_retries(model: Model) -> Iterator[Hit]:
    """How often a failed job is tried."""
    for node in executed(model, "serviceTask"):
        value = attribute(node.xml, "taskDefinition", "retries")
        if value is not None and not (_NUMBER.fullmatch(value) and 1 <= int(value) <= 99):
            yield at(node, value=value[:40])


@rule("document_header_missing", N_("%(element)s makes a document and needs the task header “%(header)s”."))
def document_header_missing(model: Model) -> Iterator[Hit]:
    """A document is made from a template and is of a kind."""
    for node in executed(model, "serviceTask"):
        if attribute(node.xml, "taskDefinition", "type") == "lintas:document":
            for name in ("template", "kind"):
                if not headers(node.xml).get(name, "").strip():
                    yield at(node, header=name)


@rule("call_incomplete", N_("%(element)s calls another system and needs “%(name)s”, as task header or input mapping."))
def call_incomplete(model: Model) -> Iterator[Hit]:
    """What a call needs is known when the model is deployed."""
    for node in executed(model, "serviceTask"):
        given = {name for name, value in headers(node.xml).items() if value.strip()}
        given |= {mapping.get("target", "") for mapping in mappings(node.xml, "input")} - {"secret"}
        asks = CALLS.get(attribute(node.xml, "taskDefinition", "type") or "")
        for name in asks.needed if asks else ():
            if name not in given:
                yield at(node, name=name)


@rule("call_header_unknown", N_("%(element)s has the task header “%(header)s”, which calls of its type do not take."))
def call_header_unknown(model: Model) -> Iterator[Hit]:
    """A header that is misspelt, or that another engine knows, would be passed over in silence."""
    for node in executed(model, "serviceTask"):
        asks = CALLS.get(attribute(node.xml, "taskDefinition", "type") or "")
        for name in headers(node.xml) if asks else ():
            if asks and name != WORKED_BY and not asks.takes(name):
                yield at(node, header=name[:60])


@rule(
    "call_header_value", N_("%(element)s calls another system: its task header “%(header)s” can not say “%(value)s”.")
)
def call_header_value(model: Model) -> Iterator[Hit]:
    """What can not be sent or kept to is known when the model is deployed."""
    for node in executed(model, "serviceTask"):
        asks = CALLS.get(attribute(node.xml, "taskDefinition", "type") or "")
        for name, value in headers(node.xml).items() if asks else ():
            if asks and asks.takes(name) and not _open_secret(name, value) and not asks.understands(name, value):
                yield at(node, header=name[:60], value=value[:60])


@rule(
    "secret_in_the_open",
    N_("%(element)s holds a secret in the task header “%(header)s”. Write secret:NAME, and have the operator set it."),
)
def secret_in_the_open(model: Model) -> Iterator[Hit]:
    """A model is read by many and kept for ever; secrets are named in it and kept elsewhere."""
    for node in executed(model, "serviceTask"):
        if attribute(node.xml, "taskDefinition", "type") in CALLS:
            for name, value in headers(node.xml).items():
                if _open_secret(name, value):
                    yield at(node, header=name[:60])


def _open_secret(name: str, value: str) -> bool:
    return _HOLDING_SECRETS.fullmatch(name) is not None and "secret:" not in value
