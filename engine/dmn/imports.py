"""Imports (DMN 6.3.3): which other files a model is made of, found by their namespaces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.source import ElementTree, Source, Spent, local
from engine.dmn.xml import read_definitions
from engine.model.text import N_

MOST_FILES = 50
"""Files of one model, so that reading it is bounded."""
LONGEST_NAMESPACE = 500


@dataclass(frozen=True, slots=True)
class Outline:
    """What a DMN file says of itself before it is read as a model."""

    namespace: str
    imported: tuple[str, ...]
    """The namespaces that it imports."""


def outline(xml: bytes) -> Outline:
    """The namespaces of a DMN file; DecisionModelRefused if it is none or not harmless."""
    source = Source(read_definitions(xml), [], Spent())
    return Outline(source.namespace, tuple(source.imports))


def with_imports(own: Source, others: Sequence[Source]) -> list[Source]:
    """The file itself and all that it imports, directly or through others, nearest first.

    Findings for what is imported but not among the others, or not clear, or imports itself again.
    """
    by_namespace: dict[str, list[Source]] = {}
    for each in (own, *others):
        by_namespace.setdefault(each.namespace, []).append(each)
    model = [own]
    if len(own.namespace) > LONGEST_NAMESPACE:
        template = N_("Expected a namespace of at most %(limit)s characters.")
        own.find("namespace_too_long", own.root, template, limit=LONGEST_NAMESPACE)
    for source in model:
        for element in source.children(source.root, "import"):
            found = _imported(source, element, own, by_namespace)
            if found is not None and found not in model:
                name = element.get("name")
                found.prefix = f"{source.prefix}{name}." if name else source.prefix
                model.append(found)
        if len(model) > MOST_FILES:
            template = N_("Expected a model of at most %(limit)s files. Put what belongs together into one file.")
            own.find("model_import_limit", own.root, template, limit=MOST_FILES)
            break
    _check_circles(own, {each.namespace: each for each in reversed(model)})
    for source in model:
        _check_names(source)
    return model


def _imported(
    source: Source, element: ElementTree, own: Source, by_namespace: Mapping[str, Sequence[Source]]
) -> Source | None:
    """The one file that an import means; a finding where there is none, or more than one."""
    namespace = element.get("namespace") or ""
    found = by_namespace.get(namespace, ())
    if not found:
        template = N_(
            "The model imports the namespace %(namespace)s, but there is no DMN file with it."
            " Put the file into the bundle."
        )
        source.find("model_import_missing", element, template, namespace=namespace[:200])
        return None
    if len(found) > 1:
        template = N_(
            "The model imports the namespace %(namespace)s, which %(count)s DMN files have. Give each file its own."
        )
        source.find("model_import_ambiguous", element, template, namespace=namespace[:200], count=len(found))
        return None
    return None if found[0] is own else found[0]


def _check_circles(own: Source, files: Mapping[str, Source]) -> None:
    """Findings for imports that lead back to their own file."""
    done: set[str] = set()

    def follow(source: Source, path: tuple[str, ...]) -> None:
        for element in source.children(source.root, "import"):
            namespace = element.get("namespace") or ""
            if namespace in path:
                template = N_(
                    "The import of %(namespace)s leads back to the file that it is imported from."
                    " Move what both need into a third file."
                )
                source.find("model_import_cycle", element, template, namespace=namespace[:200])
            elif namespace in files and namespace not in done:
                follow(files[namespace], (*path, namespace))
        done.add(source.namespace)

    follow(own, (own.namespace,))


def _check_names(source: Source) -> None:
    """Findings for imports under names that would hide each other or something of the file itself."""
    named = {each.get("name") or "": each for each in source.children(source.root) if local(each) not in NOT_NAMED}
    names: set[str] = set(named) - {""}
    namespaces: set[str] = set()
    for element in source.children(source.root, "import"):
        name, namespace = element.get("name") or "", element.get("namespace") or ""
        if name and name in names:
            template = N_("Expected a name of its own, but something else in the file is called '%(name)s' too.")
            source.find("model_import_name_taken", element, template, name=name[:200])
        if namespace in namespaces:
            template = N_("The namespace %(namespace)s is imported twice. Keep one of the imports.")
            source.find("model_import_twice", element, template, namespace=namespace[:200])
        names.add(name)
        namespaces.add(namespace)


NOT_NAMED = ("import", "elementCollection", "performanceIndicator", "organizationUnit", "businessContextElement")
