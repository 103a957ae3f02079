"""Whether what a model calls exists: forms, decisions and processes of the deployment or already deployed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.bpmn.dialect.extensions import attribute, called_process
from engine.bpmn.dialect.rules import executed
from engine.bpmn.findings import Finding, error
from engine.bpmn.model import Model
from engine.bpmn.names import GLOBAL_TASKS
from engine.model.text import N_


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that a deployment brings or that exist already."""

    forms: Collection[str] = frozenset()
    decisions: Collection[str] = frozenset()
    processes: Collection[str] = frozenset()
    templates: Collection[str] = frozenset()


def reference_findings(model: Model, known: Known) -> Iterator[Finding]:
    """Calls of executable processes that lead nowhere. Processes of the file itself are known."""
    own = {process.id for process in model.processes if process.executable}
    own |= {element.id for element in model.all(*GLOBAL_TASKS)}
    for node in executed(model):
        form = attribute(node.xml, "formDefinition", "formId")
        decision = attribute(node.xml, "calledDecision", "decisionId")
        process = called_process(node) if node.kind == "callActivity" else None
        missing = (
            (
                form,
                known.forms,
                "form_unknown",
                N_("%(element)s uses the form %(id)s, which is neither in the bundle nor deployed."),
            ),
            (
                decision,
                known.decisions,
                "decision_unknown",
                N_("%(element)s evaluates the decision %(id)s, which is neither in the bundle nor deployed."),
            ),
            (
                process if process not in own else None,
                known.processes,
                "process_unknown",
                N_("%(element)s calls the process %(id)s, which is neither in the bundle nor deployed."),
            ),
        )
        for identifier, there, code, template in missing:
            if identifier is not None and not identifier.startswith("=") and identifier not in there:
                yield error(code, template, element_id=node.id, line=node.line, element=node.label, id=identifier)
