"""Imports: the files exist, can be read, are right themselves, and no id is taken twice (BPMN 2.0.2, 8.2.2)."""

from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.model import Import, Model
from engine.bpmn.names import bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_, Text


@rule(
    "import_unresolved",
    N_("The file imports %(location)s, which is not read. What it defines is missing here."),
    Severity.WARNING,
)
def import_unresolved(model: Model) -> Iterator[Hit]:
    """8.2.2: an import makes elements of another file usable; a file that was uploaded alone is read alone."""
    for node in model.xml.findall(bpmn("import")) if model.imports is None else ():
        yield at(node, location=node.get("location") or node.get("namespace") or Text(N_("something without a name")))


@rule("import_missing", N_("The file imports %(location)s, but there is no such file beside it. Nothing is fetched."))
def import_missing(model: Model) -> Iterator[Hit]:
    """8.2.2: the location of an import leads to a file."""
    for each in model.imports or ():
        if each.missing:
            yield at(each, location=each.location or Text(N_("something without a name")))


@rule("import_unreadable", N_("The imported file %(location)s can not be read: %(reason)s"))
def import_unreadable(model: Model) -> Iterator[Hit]:
    """8.2.2: an imported file is of the type that its import names."""
    for each in model.imports or ():
        if each.unreadable is not None:
            yield at(each, location=each.location, reason=each.unreadable)


@rule("import_invalid", N_("The imported file %(location)s is not valid BPMN itself: %(reason)s"))
def import_invalid(model: Model) -> Iterator[Hit]:
    """8.2.2: what an import brings in is BPMN, so it keeps the same rules."""
    for each in model.imports or ():
        if each.invalid is not None:
            yield at(each, location=each.location, reason=each.invalid)


@rule(
    "import_id_twice",
    N_("The id %(id)s is defined twice in the namespace %(namespace)s, by this file or others and by %(location)s."),
)
def import_id_twice(model: Model) -> Iterator[Hit]:
    """8.2.1: ids are unique within a target namespace, over all files that are imported together."""
    taken = {(model.namespace, identifier) for identifier in model.by_id}
    for each, imported in _by_import(model):
        ids = {(imported.namespace, identifier) for identifier in imported.by_id}
        for namespace, identifier in sorted(taken & ids)[:1]:
            yield at(each, id=identifier, namespace=namespace, location=each.location)
        taken |= ids


@rule("import_namespace_wrong", N_("Expected %(location)s to define the namespace %(expected)s, but it has %(found)s."))
def import_namespace_wrong(model: Model) -> Iterator[Hit]:
    """8.2.2: the namespace of an import is the one that the imported file defines."""
    for each in model.imports or ():
        expected = each.xml.get("namespace", "")
        if each.model is not None and each.model.namespace != expected:
            yield at(each, location=each.location, expected=expected, found=each.model.namespace)


def _by_import(model: Model) -> Iterator[tuple[Import, Model]]:
    """Every imported file, with the import of this file through which it comes first."""
    seen: set[int] = {id(model)}
    for each in model.imports or ():
        for imported in () if each.model is None else (each.model, *each.model.imported()):
            if id(imported) not in seen:
                seen.add(id(imported))
                yield each, imported
