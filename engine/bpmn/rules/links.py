"""Link events: pairs of jumps within one process level (BPMN 2.0.2, 10.5.5)."""

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.definitions import event_definitions
from engine.bpmn.model import EventDefinition, FlowNode, Model, Scope
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import references
from engine.model.text import N_

_THROW, _CATCH = "intermediateThrowEvent", "intermediateCatchEvent"


@rule("link_without_partner", N_("Link event %(element)s has no partner named “%(link)s” in the same process."))
def link_without_partner(model: Model) -> Iterator[Hit]:
    """10.5.5: a throwing link has its target, a catching link, on the same process level."""
    for scope in model.scopes:
        targets = [link for _, link in _links(model, scope, _CATCH)]
        ids, names = {link.id for link in targets}, {_name(link) for link in targets}
        sourced = {reference for link in targets for reference in references(link.xml, "source")}
        for node, link in _links(model, scope, _THROW):
            named = references(link.xml, "target")
            by_name = not named and (_name(link) in names or link.id in sourced)
            if not by_name and not ids.intersection(named):
                yield at(node, link=_name(link))


@rule("link_without_source", N_("Nothing leads to link event %(element)s: no throwing link “%(link)s” in the process."))
def link_without_source(model: Model) -> Iterator[Hit]:
    """10.5.5: a catching link has at least one source, a throwing link, on the same process level."""
    for scope in model.scopes:
        sources = [link for _, link in _links(model, scope, _THROW)]
        targeted = {reference for link in sources for reference in references(link.xml, "target")}
        free = [link for link in sources if not references(link.xml, "target")]
        ids, names = {link.id for link in free}, {_name(link) for link in free}
        for node, link in _links(model, scope, _CATCH):
            by_name = _name(link) in names or ids.intersection(references(link.xml, "source"))
            if not by_name and link.id not in targeted:
                yield at(node, link=_name(link))


@rule("link_target_twice", N_("Link “%(link)s” is caught more than once. Keep one catching link event of this name."))
def link_target_twice(model: Model) -> Iterator[Hit]:
    """10.5.5: there may be many sources, but only one target."""
    for scope in model.scopes:
        seen: Counter[str] = Counter()
        for node, link in _links(model, scope, _CATCH):
            seen[_name(link)] += 1
            if seen[_name(link)] > 1:
                yield at(node, link=_name(link))


@rule(
    "link_disagrees", N_("Link event %(element)s names “%(target)s” as its target, which does not name it as source.")
)
def link_disagrees(model: Model) -> Iterator[Hit]:
    """10.5.5: target and source of two link event definitions name each other."""
    for scope in model.scopes:
        by_id = {link.id: link for _, link in _links(model, scope, _CATCH)}
        for node, link in _links(model, scope, _THROW):
            for reference in references(link.xml, "target"):
                target = by_id.get(reference)
                sources = [] if target is None else references(target.xml, "source")
                if sources and link.id not in sources:
                    yield at(node, target=reference)


@rule("link_both_ways", N_("Link event %(element)s jumps, so it can not have sequence flows on both sides."))
def link_both_ways(model: Model) -> Iterator[Hit]:
    """10.5.5: a link event is the source or the target of sequence flows, never both."""
    for scope in model.scopes:
        for node, _ in _links(model, scope, _THROW):
            if node.outgoing:
                yield at(node)
        for node, _ in _links(model, scope, _CATCH):
            if node.incoming:
                yield at(node)


def _links(model: Model, scope: Scope, kind: str) -> Iterator[tuple[FlowNode, EventDefinition]]:
    for node in scope.nodes:
        if node.kind == kind:
            for definition in event_definitions(model, node):
                if definition.word == "link":
                    yield node, definition


def _name(link: EventDefinition) -> str:
    return link.xml.get("name", "")
