"""From an uploaded BPMN file to what is executed: reading, rules, execution profile, normal form, diagram."""

from engine.bpmn.check import CheckedModel, check_model, executable_processes, sequence_flows
from engine.bpmn.diagrams import Link, render_diagram
from engine.bpmn.differences import Changed, Differences, differences
from engine.bpmn.findings import Finding, Kind, ModelRefused, Severity
from engine.bpmn.imports import Files, files_beside
from engine.bpmn.information import ElementInfo, ProcessInfo, UserTaskInfo
from engine.bpmn.normalise import NORMALISER
from engine.bpmn.references import Known

__all__ = [
    "NORMALISER",
    "Changed",
    "CheckedModel",
    "Differences",
    "ElementInfo",
    "Files",
    "Finding",
    "Kind",
    "Known",
    "Link",
    "ModelRefused",
    "ProcessInfo",
    "Severity",
    "UserTaskInfo",
    "check_model",
    "differences",
    "executable_processes",
    "files_beside",
    "render_diagram",
    "sequence_flows",
]
