"""Link events: pairs of jumps within one process level (BPMN 2.0.2, 10.5.5)."""

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.model import EventDefinition, FlowNode, Model, Scope
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import definitions, references
from engine.model.text import N_

_THROW, _CATCH = "intermediateThrowEvent", "intermediateCatchEvent"


@rule("link_without_partner", N_("Link event %(element)s has no partner named “%(link)s” in the same process."))
def link_without_partner(model: Model) -> Iterator[Hit]:
    """10.5.5: a throwing link has its target, a catching link, on the same process level."""
    for scope in model.scopes:
        targets = [definition for _, definition in _links(model, scope, _CATCH)]
        for node, link in _links(model, scope, _THROW):
            if not any(_leads_to(link, target) for target in targets):
                yield at(node, link=_name(link))


@rule("link_without_source", N_("Nothing leads to link event %(element)s: no throwing link “%(link)s” in the process."))
def link_without_source(model: Model) -> Iterator[Hit]:
    """10.5.5: a catching link has at least one source, a throwing link, on the same process level."""
    for scope in model.scopes:
        sources = [definition for _, definition in _links(model, scope, _THROW)]
        for node, link in _links(model, scope, _CATCH):
            if not any(_leads_to(source, link) for source in sources):
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
            for definition in definitions(model, node):
                if definition.word == "link":
                    yield node, definition


def _leads_to(source: EventDefinition, target: EventDefinition) -> bool:
    """By references where there are any, else by name."""
    named = references(source.xml, "target")
    if named:
        return target.id in named
    return (source.id is not None and source.id in references(target.xml, "source")) or _name(source) == _name(target)


def _name(link: EventDefinition) -> str:
    return link.xml.get("name", "")
