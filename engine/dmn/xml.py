"""Reading bytes as DMN XML, hardened: no DTD, no entities, no network, bounded size, depth and number of elements."""

from lxml import etree

from engine.dmn.findings import DecisionModelRefused, Finding
from engine.model.text import N_, Text

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100
NAMESPACES = frozenset(
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20151130",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ]
)
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"))


def read_definitions(xml: bytes) -> etree._Element:
    """The root element of a DMN 1.1 to 1.5 file; DecisionModelRefused if it is none or not harmless."""
    if len(xml) > MAX_BYTES:
        raise refused("too_large", N_("Expected at most %(limit)s bytes, but the file has %(size)s."), len(xml))
    if any(doctype in xml for doctype in DOCTYPES):
        raise refused("doctype", N_("Expected no DOCTYPE, but the file has one. Remove it."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise refused("not_xml", N_("Expected well-formed XML, but: %(detail)s"), str(error), line) from None
    if root.getroottree().docinfo.doctype:
        raise refused("doctype", N_("Expected no DOCTYPE, but the file has one. Remove it."))
    check_shape(root)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise refused("not_dmn", N_("Expected DMN definitions, but found <%(detail)s>."), str(name), root.sourceline)
    return root


def check_shape(root: etree._Element) -> None:
    """DecisionModelRefused if the tree has too many elements or goes too deep."""
    count, level, depth = 0, [root], 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MAX_ELEMENTS:
            raise refused("too_many_elements", N_("Expected at most %(limit)s elements."), limit=MAX_ELEMENTS)
        if depth > MAX_DEPTH:
            raise refused("too_deep", N_("Expected at most %(limit)s levels of elements."), limit=MAX_DEPTH)
        level = [child for element in level for child in element]


def refused(
    code: str, template: str, detail: object = "", line: int | None = None, limit: int = MAX_BYTES
) -> DecisionModelRefused:
    """The refusal of a whole file, with one finding."""
    text = Text(template, {"detail": str(detail)[:300], "size": detail, "limit": limit})
    return DecisionModelRefused([Finding(code, None, line, text)])
