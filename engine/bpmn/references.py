"""Whether what a model calls exists: forms, decisions and processes of the deployment or already deployed."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from engine.bpmn.dialect.call_headers import CALLS
from engine.bpmn.dialect.extensions import attribute, called_process, candidate_groups, headers
from engine.bpmn.dialect.rules import executed
from engine.bpmn.findings import Finding, error, warning
from engine.bpmn.model import FlowNode, Model
from engine.bpmn.names import GLOBAL_TASKS
from engine.model.text import N_
from engine.organisation.addresses import AddressInvalid, parse_addresses


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that a deployment brings or that exist already."""

    forms: Collection[str] = frozenset()
    decisions: Collection[str] = frozenset()
    processes: Collection[str] = frozenset()
    templates: Collection[str] = frozenset()
    may_call: Callable[[str], bool] | None = None
    """Whether an address leads to a host that may be called; None: nobody knows."""
    unheld: Callable[[Collection[str]], Collection[str]] | None = None
    """Those of some addresses of work whose functions nobody holds; None: the organisation is not known."""


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
        yield from _closed_hosts(node, known)
    yield from _unheld(model, known)


def _unheld(model: Model, known: Known) -> Iterator[Finding]:
    """Addresses of user tasks and lanes whose work nobody could take today; each is named once."""
    if known.unheld is None:
        return
    places: dict[str, FlowNode] = {}
    for node in executed(model):
        groups = candidate_groups(node) if node.kind == "userTask" else None
        for address in addresses_in(groups or ""):
            places.setdefault(address, node)
    for address in sorted(known.unheld(places.keys())):
        node = places[address]
        text = N_("Nobody holds %(address)s, to whom %(element)s is addressed. Its work would lie there untaken.")
        yield warning("address_unheld", text, element_id=node.id, line=node.line, element=node.label, address=address)


def addresses_in(groups: str) -> tuple[str, ...]:
    """The addresses that stand in the model; none where they are computed, or wrong and found elsewhere."""
    if groups.startswith("="):
        return ()
    try:
        return tuple(str(each) for each in parse_addresses(groups))
    except AddressInvalid:
        return ()


def _closed_hosts(node: FlowNode, known: Known) -> Iterator[Finding]:
    """An address that stands in the model and that the operator does not allow."""
    url = headers(node.xml).get("url", "").strip()
    calls = attribute(node.xml, "taskDefinition", "type") in CALLS
    if calls and url and known.may_call is not None and not known.may_call(url):
        text = N_("%(element)s calls %(url)s, which is not allowed here. Ask the operator (LINTAS_CALL_HOSTS).")
        yield error(
            "host_not_allowed",
            text,
            element_id=node.id,
            line=node.line,
            element=node.label,
            url=url.partition("?")[0][:100],
        )
