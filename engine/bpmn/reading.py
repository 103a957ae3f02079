"""From untrusted bytes to an XML tree, within limits and without ever reaching outside the file."""

import re
from dataclasses import replace

from lxml import etree

from engine.bpmn.findings import Finding, Kind, error
from engine.bpmn.names import BPMN, split_tag
from engine.model.text import N_

MAX_BYTES = 2_000_000
MAX_NODES = 25_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 60
MAX_TEXT = 100_000
"""Characters of one attribute or text."""

_count = etree.XPath("count(//*)")
_LIMITS = (
    (
        "file_too_deep",
        N_("Expected XML elements nested at most %(limit)s deep."),
        MAX_DEPTH,
        etree.XPath(f"//*[count(ancestor::*) >= {MAX_DEPTH}]"),
    ),
    (
        "file_too_many_attributes",
        N_("Expected at most %(limit)s attributes on an element."),
        MAX_ATTRIBUTES,
        etree.XPath(f"//*[count(@*) > {MAX_ATTRIBUTES}]"),
    ),
    (
        "file_text_too_long",
        N_("Expected texts of at most %(limit)s characters."),
        MAX_TEXT,
        etree.XPath(f"//*[@*[string-length() > {MAX_TEXT}] or text()[string-length() > {MAX_TEXT}]]"),
    ),
)
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_tree(data: bytes) -> etree._Element | Finding:
    """The root element of a BPMN file, or why it cannot be read.

    Comments and processing instructions are gone; entities are never resolved and nothing is fetched.
    """
    refused = _before_parsing(data)
    if refused is not None:
        return refused
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as failure:
        return _not_xml(failure)
    return _after_parsing(root) or root


def is_well_formed(data: bytes) -> bool:
    """Whether a file that is no BPMN is XML at all: the schemas and service descriptions that models import."""
    try:
        etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return False
    return True


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )


def _before_parsing(data: bytes) -> Finding | None:
    if not data.strip():
        return error("file_empty", N_("The file is empty. Upload the BPMN file that your modelling tool exported."))
    if len(data) > MAX_BYTES:
        template = N_(
            "Expected a model of at most %(limit)s bytes, but the file has %(size)s. Split it into called processes."
        )
        return replace(error("file_too_large", template, limit=MAX_BYTES, size=len(data)), kind=Kind.EXECUTION)
    if _DOCTYPE.search(data):
        return _doctype()
    return None


def _after_parsing(root: etree._Element) -> Finding | None:
    if root.getroottree().docinfo.internalDTD is not None:
        return _doctype()
    namespace, name = split_tag(str(root.tag))
    if (namespace, name) != (BPMN, "definitions"):
        return error(
            "not_bpmn",
            N_("Expected a BPMN 2.0 file with the root element definitions, but its root element is %(root)s."),
            line=root.sourceline,
            root=name[:100],
        )
    return _limits(root)


def _limits(root: etree._Element) -> Finding | None:
    if _count(root) > MAX_NODES:
        return _over(root, "file_too_many_nodes", N_("Expected at most %(limit)s XML elements in a model."), MAX_NODES)
    for code, template, limit, search in _LIMITS:
        found = search(root)
        if isinstance(found, list) and found and isinstance(found[0], etree._Element):
            return _over(found[0], code, template, limit)
    return None


def _over(node: etree._Element, code: str, template: str, limit: int) -> Finding:
    found = error(code, template, element_id=node.get("id"), line=node.sourceline, limit=limit)
    return replace(found, kind=Kind.EXECUTION)


def _doctype() -> Finding:
    return error(
        "doctype_refused",
        N_("Expected plain BPMN, but the file declares a DOCTYPE or entities. Export it again without them."),
    )


def _not_xml(failure: Exception) -> Finding:
    line = failure.lineno if isinstance(failure, etree.XMLSyntaxError) else None
    return error(
        "not_xml",
        N_("Expected a BPMN 2.0 file in XML, but it cannot be read: %(detail)s"),
        line=line or None,
        detail=str(failure).replace("\n", " ")[:300],
    )
