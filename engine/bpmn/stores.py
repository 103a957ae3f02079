"""Data stores of a model: who reads and writes them, and which start events wait for a condition over them.

A conditional start event "MUST NOT refer to the data context or instance attribute of the Process", for there is no
instance yet, but "MAY refer to [...] states of entities in the environment" (BPMN 2.0.2, 10.5.5). Here these are the
data stores of the model.
"""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.data import Carried, associations, variable_of
from engine.bpmn.definitions import event_definitions
from engine.bpmn.languages import executed_text, names_in
from engine.bpmn.model import FlowNode, Model, Scope
from engine.bpmn.names import bpmn


def stores(model: Model, process: Scope) -> dict[str, etree._Element]:
    """The data stores that a process reads, writes or is started by, by id."""
    found: dict[str, etree._Element] = {}
    for scope in process.walk():
        for node in scope.nodes:
            for carried in associations(model, node):
                reached = carried.reads if carried.into is None else (*carried.reads, carried.into)
                found |= {store.get("id", ""): store for store in reached}
    for _, names in condition_starts(model, process):
        found |= {store.get("id", ""): store for name, store in _named(model).items() if name in (names or ())}
    return found


def overwritten(model: Model, node: FlowNode) -> Iterator[etree._Element]:
    """Data stores that an element reads and writes anew without looking at what others wrote in between."""
    carried = list(associations(model, node))
    read = [store for each in carried if each.direction == "input" for store in each.reads]
    for each in carried:
        if each.into is not None and any(store is each.into for store in read) and not _sees(each, each.into):
            yield each.into


def condition_starts(model: Model, process: Scope) -> Iterator[tuple[FlowNode, frozenset[str] | None]]:
    """The conditional start events of a process, with the names that their conditions read."""
    for node in process.nodes:
        if node.kind == "startEvent":
            for definition in event_definitions(model, node):
                condition = definition.xml.find(bpmn("condition")) if definition.word == "conditional" else None
                if condition is not None:
                    yield node, names_in(executed_text(condition, condition.text or ""))


def condition_stores(model: Model, process: Scope) -> dict[str, dict[str, str]]:
    """By conditional start event, the ids of the data stores that its conditions read, by the names they use."""
    named = _named(model)
    found: dict[str, dict[str, str]] = {}
    for node, names in condition_starts(model, process):
        read = {name: named[name].get("id", "") for name in sorted(names or ()) if name in named}
        found.setdefault(node.id or "", {}).update(read)
    return found


def unclear_condition(model: Model, names: frozenset[str] | None) -> str | None:
    """A name by which a condition could mean several data stores of the file."""
    known = [variable_of(store.xml) for store in model.all("dataStore")]
    return next((name for name in sorted(names or ()) if known.count(name) > 1), None)


def reads_only_stores(model: Model, names: frozenset[str] | None) -> bool:
    """Whether a condition can become true without an instance. One that can not be read is told by another rule."""
    return names is None or (bool(names) and names <= _named(model).keys())


def _sees(carried: Carried, store: etree._Element) -> bool:
    names = names_in(carried.source)
    return any(store is each for each in carried.reads) and (names is None or variable_of(store) in names)


def _named(model: Model) -> dict[str, etree._Element]:
    """The data stores of a model by the name that expressions use."""
    return {variable_of(store.xml): store.xml for store in model.all("dataStore")}
