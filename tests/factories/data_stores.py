"""Data stores in models: declared in the file, read and written by associations of elements."""

from lxml import etree

from tests.factories.models import B, Node, formal


def with_store(model: bytes, store: str = "daftar", *, collection: bool = False, **attributes: str) -> bytes:
    """The model with a data store, and a reference `<store>_acuan` to it in its process."""
    root = etree.fromstring(model)
    if collection:
        root.insert(0, B.itemDefinition(id=f"{store}_isi", isCollection="true"))
        attributes["itemSubjectRef"] = f"{store}_isi"
    process = root.find("{*}process")
    assert process is not None
    process.addprevious(B.dataStore(**{"id": store, "name": store} | attributes))
    process.append(B.dataStoreReference(id=f"{store}_acuan", dataStoreRef=store))
    return etree.tostring(root)


def reads(node: Node, variable: str = "isi", *, store: str = "daftar", by: str | None = None) -> Node:
    """The element, with a data input that it takes from the store, transformed by an expression if one is given."""
    given = B.dataInput(id=f"{node.get('id')}_{variable}", name=variable)
    return carrying(node, given, store, "dataInputAssociation", by)


def writes(node: Node, variable: str = "hasil", *, store: str = "daftar", by: str | None = None) -> Node:
    """The element, with a data output that goes into the store."""
    given = B.dataOutput(id=f"{node.get('id')}_{variable}", name=variable)
    return carrying(node, given, store, "dataOutputAssociation", by)


def carrying(node: Node, inside: Node, store: str, kind: str, by: str | None) -> Node:
    identifier = str(inside.get("id"))
    ends = (f"{store}_acuan", identifier) if kind == "dataInputAssociation" else (identifier, f"{store}_acuan")
    more = [] if by is None else [formal("transformation", by)]
    association = B(kind, B.sourceRef(ends[0]), B.targetRef(ends[1]), *more, id=f"{identifier}_bawa")
    if str(node.tag).endswith("Event"):
        put_into_event(node, inside, association)
        return node
    at = next((index + 1 for index, child in enumerate(node) if str(child.tag).endswith("extensionElements")), 0)
    while at < len(node) and etree.QName(node[at]).localname in ("ioSpecification", "dataInputAssociation"):
        at += 1
    node.insert(at, association)
    data_sets(node, inside)
    return node


def put_into_event(node: Node, inside: Node, association: Node) -> None:
    identifier, given = str(inside.get("id")), etree.QName(inside).localname == "dataInput"
    held = B.inputSet(B.dataInputRefs(identifier)) if given else B.outputSet(B.dataOutputRefs(identifier))
    for place, part in enumerate((inside, association, held)):
        node.insert(place, part)


def data_sets(node: Node, inside: Node) -> None:
    """Put the data input or output into the ioSpecification of an activity."""
    specification = node.find("{*}ioSpecification")
    if specification is None:
        at = 1 if len(node) and str(node[0].tag).endswith("extensionElements") else 0
        specification = B.ioSpecification(B.inputSet(), B.outputSet())
        node.insert(at, specification)
    inputs = len(specification.findall("{*}dataInput"))
    sets = specification.findall("{*}inputSet"), specification.findall("{*}outputSet")
    identifier = str(inside.get("id"))
    if etree.QName(inside).localname == "dataInput":
        specification.insert(inputs, inside)
        sets[0][0].append(B.dataInputRefs(identifier))
    else:
        specification.insert(len(specification) - 2, inside)
        sets[1][0].append(B.dataOutputRefs(identifier))
