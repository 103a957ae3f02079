"""Reading item definitions."""

from collections.abc import Sequence

from engine.dmn.source import ElementTree, Source, local
from engine.dmn.types import BUILT_IN, ItemType, Types
from engine.model.text import N_

ANY = ("Any", "any", "Null")


def read_types(source: Source, types: Types) -> None:
    """Add the item definitions of a file; findings for those that only refer to each other."""
    for element in source.children(source.root, "itemDefinition"):
        types.definitions[element.get("name") or ""] = _item(source, element)
    for element in source.children(source.root, "itemDefinition"):
        _check_bases(source, element, types)


def check_agreement(sources: Sequence[Source]) -> None:
    """Findings for types that several files of a model define differently: they share their names."""
    first: dict[str, tuple[Source, ElementTree]] = {}
    for source in sources:
        for element in source.children(source.root, "itemDefinition"):
            name = element.get("name") or ""
            nearest, other = first.setdefault(name, (source, element))
            if nearest is not source and _shape(other) != _shape(element):
                template = N_(
                    "The imported model %(model)s defines the type '%(type)s' differently. Rename one of them."
                )
                nearest.find("type_twice", other, template, type=name[:200], model=source.namespace[:200])


def _shape(element: ElementTree) -> object:
    """What makes a definition: all of it but ids, labels and space."""
    attributes = sorted((name, value) for name, value in element.items() if name not in ("id", "label"))
    inside = [_shape(child) for child in element if isinstance(child.tag, str)]
    return local(element), attributes, (element.text or "").strip(), inside


def _item(source: Source, element: ElementTree) -> ItemType:
    base = source.text(element, "typeRef").rpartition(":")[2].strip() or None
    function = source.child(element, "functionItem")
    allowed = source.child(element, "allowedValues")
    constraint = source.child(element, "typeConstraint")
    return ItemType(
        base=None if base in ("Any", "any") else base,
        components=tuple(
            (child.get("name") or "", _item(source, child)) for child in source.children(element, "itemComponent")
        ),
        collection=element.get("isCollection") == "true",
        allowed=None if allowed is None else source.tests(allowed, ()).tests,
        constraint=None if constraint is None else source.tests(constraint, ()).tests,
        function=function is not None,
        result=None if function is None else _bare(function.get("outputTypeRef")),
    )


def _bare(name: str | None) -> str | None:
    return name.rpartition(":")[2] if name else None


def _check_bases(source: Source, element: ElementTree, types: Types) -> None:
    seen = {element.get("name")}
    item = types.find(element.get("name"))
    while item is not None and item.base is not None and item.base not in BUILT_IN:
        if item.base in seen:
            source.find("type_cycle", element, N_("Expected a type of its own, but its type refers back to itself."))
            types.definitions[element.get("name") or ""] = ItemType()
            return
        seen.add(item.base)
        item = types.find(item.base)


def check_references(source: Source, types: Types) -> None:
    """Findings for types that are neither built in nor defined."""
    for element in source.all():
        names = [element.get("typeRef"), element.get("outputTypeRef")]
        if local(element) == "typeRef":
            names.append("".join(element.itertext()))
        for text in names:
            name = (text or "").rpartition(":")[2].strip()
            if name and name not in BUILT_IN and name not in ANY and types.find(name) is None:
                source.find(
                    "unknown_type",
                    element,
                    N_("Expected a type of DMN or an item definition, but '%(type)s' is neither."),
                    type=name,
                )


def component_names(source: Source) -> set[str]:
    """Names of components and types: known wherever FEEL is read."""
    return {
        element.get("name") or ""
        for element in source.all()
        if local(element) in ("itemDefinition", "itemComponent") and element.get("name")
    }
