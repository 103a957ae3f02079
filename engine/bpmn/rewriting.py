"""Rewriting the flows of a scope into equivalent ones that say everything (BPMN 2.0.2, 13.2 to 13.4).

- several sequence flows out of an activity or event become one flow into a parallel gateway; those with conditions,
  and the default flow, leave an inclusive gateway;
- a pair of link events becomes a sequence flow;
- an activity or gateway where a path ends gets an end event;
- a process or sub-process without start event gets one that leads to everything nothing else leads to;
- receive tasks and events that start a process become its start events.

Ids of the author are kept; generated ids are made from the id of the element they belong to, a dot and a word.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.bpmn.definitions import event_definitions, instantiates, is_compensation_event, stands_apart
from engine.bpmn.languages import executed_text
from engine.bpmn.model import Model, Scope, SequenceFlow, local_reference

NewId = Callable[[str], str]


@dataclass(slots=True)
class Flow:
    """A sequence flow while it is rewritten."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(slots=True)
class Path:
    """The flow nodes and sequence flows of a scope while they are rewritten; `added` are generated nodes by kind."""

    flows: list[Flow]
    added: list[tuple[str, str]] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)
    """Default flows of gateways."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Nodes that become another kind."""
    left_out: set[str] = field(default_factory=set)
    """Nodes that are no more needed."""
    copies: dict[str, str] = field(default_factory=dict)
    """Of generated nodes that wait for the same as another: that one."""

    def leaving(self, source: str | None) -> list[Flow]:
        """The flows out of a node."""
        return [flow for flow in self.flows if flow.source == source]


def rewritten(model: Model, scope: Scope, new_id: NewId) -> Path:
    """The flows of a scope, and the nodes that they need."""
    path = Path([read_flow(flow) for flow in scope.flows])
    for node in scope.nodes:
        default = node.xml.get("default")
        if default is not None and node.kind.endswith("Gateway") and node.id:
            path.defaults[node.id] = local_reference(default)
    links(model, scope, path, new_id)
    instantiating(scope, path, new_id)
    if scope.kind != "adHocSubProcess":
        implicit_start(scope, path, new_id)
    implicit_splits(scope, path, new_id)
    if scope.kind != "adHocSubProcess":
        implicit_ends(model, scope, path, new_id)
    return path


def read_flow(flow: SequenceFlow) -> Flow:
    """A sequence flow as the author drew it."""
    source, target = flow.source, flow.target
    return Flow(
        id=flow.id or "",
        source=(source.id if source is not None else None) or "",
        target=(target.id if target is not None else None) or "",
        name=flow.name,
        condition=None if flow.condition is None else executed_text(flow.condition, flow.condition.text or ""),
    )


def links(model: Model, scope: Scope, path: Path, new_id: NewId) -> None:
    """A link goes from where it is thrown to where it is caught; both become events that only mark a state."""
    targets: dict[str, str] = {}
    sources: list[tuple[str, str]] = []
    for node in scope.nodes:
        for definition in event_definitions(model, node):
            if definition.word == "link" and node.id:
                name = (definition.xml.get("name") or "").strip()
                path.kinds[node.id] = "intermediateThrowEvent"
                if node.kind == "intermediateCatchEvent":
                    targets[name] = node.id
                else:
                    sources.append((name, node.id))
    for name, source in sources:
        if name in targets:
            path.flows.append(Flow(new_id(f"{source}.link"), source, targets[name]))


def instantiating(scope: Scope, path: Path, new_id: NewId) -> None:
    """What starts the process becomes its start event; the gateway before it is no more needed.

    Of a parallel gateway, one event starts the process, which then waits for the others (BPMN 2.0.2, 10.6.6).
    """
    for node in scope.nodes:
        if scope.owner is not None or not instantiates(node) or not node.id:
            continue
        if node.kind == "receiveTask":
            path.kinds[node.id] = "startEvent"
        elif node.kind == "eventBasedGateway":
            path.left_out.add(node.id)
            behind = [flow.target for flow in path.leaving(node.id)]
            path.flows = [flow for flow in path.flows if flow.source != node.id]
            path.kinds |= dict.fromkeys(behind, "startEvent")
            if node.xml.get("eventGatewayType") == "Parallel":
                all_of(behind, path, new_id)


def all_of(events: list[str], path: Path, new_id: NewId) -> None:
    """Behind each of the start events: what followed it, and beside that an event for each of the others."""
    merges = {event: new_id(f"{event}.met") for event in events}
    others = {event: new_id(f"{event}.later") for event in events}
    for event in events:
        for flow in path.leaving(event):
            flow.source = merges[event]
        path.added += [("intermediateThrowEvent", merges[event]), ("intermediateCatchEvent", others[event])]
        path.copies[others[event]] = event
        path.flows.append(Flow(new_id(f"{others[event]}.to"), others[event], merges[event]))
    for event in events:
        for target in (merges[event], *(others[other] for other in events if other != event)):
            path.flows.append(Flow(new_id(f"{event}.begin"), event, target))


def implicit_start(scope: Scope, path: Path, new_id: NewId) -> None:
    """Where nothing says where to begin, everything begins that nothing leads to."""
    if "startEvent" in (*(node.kind for node in scope.nodes), *path.kinds.values()):
        return
    entered = {flow.target for flow in path.flows}
    start = new_id(f"{scope.id}.start")
    path.added.append(("startEvent", start))
    for node in scope.nodes:
        if node.id and node.id not in entered and not stands_apart(node):
            path.flows.append(Flow(new_id(f"{node.id}.begin"), start, node.id))


def implicit_splits(scope: Scope, path: Path, new_id: NewId) -> None:
    """Several ways out of an activity or event are a gateway that was not drawn."""
    nodes = {node.id: node for node in scope.nodes if node.id}
    kinds = {identifier: node.kind for identifier, node in nodes.items()} | {
        identifier: kind for kind, identifier in path.added
    }
    for source, kind in kinds.items():
        leaving = path.leaving(source)
        if kind.endswith("Gateway"):
            continue
        default = local_reference(nodes[source].xml.get("default", "")) if source in nodes else ""
        conditional = [flow for flow in leaving if flow.condition is not None]
        if conditional:
            leaving = choice(source, leaving, default, path, new_id)
        if len(leaving) > 1:
            gateway(source, "parallelGateway", "split", leaving, path, new_id)


def choice(source: str, leaving: list[Flow], default: str, path: Path, new_id: NewId) -> list[Flow]:
    """Conditions and the default flow leave an inclusive gateway; if nothing holds, its token ends."""
    chosen = [flow for flow in leaving if flow.condition is not None or flow.id == default]
    entry = gateway(source, "inclusiveGateway", "choice", chosen, path, new_id)
    if default not in {flow.id for flow in chosen}:
        end = new_id(f"{source}.none")
        path.added.append(("endEvent", end))
        path.flows.append(Flow(new_id(f"{source}.to-none"), entry.target, end))
        default = path.flows[-1].id
    path.defaults[entry.target] = default
    return [entry, *(flow for flow in leaving if flow not in chosen)]


def gateway(source: str, kind: str, word: str, leaving: list[Flow], path: Path, new_id: NewId) -> Flow:
    """Put a gateway between a node and some of the flows that leave it; the flow that leads to it."""
    identifier = new_id(f"{source}.{word}")
    path.added.append((kind, identifier))
    for flow in leaving:
        flow.source = identifier
    entry = Flow(new_id(f"{source}.to-{word}"), source, identifier)
    path.flows.append(entry)
    return entry


def implicit_ends(model: Model, scope: Scope, path: Path, new_id: NewId) -> None:
    """Where a path just stops, its token ends."""
    sources = {flow.source for flow in path.flows}
    for node in scope.nodes:
        if node.kind == "endEvent" or node.id is None or node.id in sources or node.id in path.left_out:
            continue
        if (stands_apart(node) and node.kind != "boundaryEvent") or is_compensation_event(model, node):
            continue
        end = new_id(f"{node.id}.end")
        path.added.append(("endEvent", end))
        path.flows.append(Flow(new_id(f"{node.id}.to-end"), node.id, end))
