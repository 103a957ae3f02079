"""The XML Schema of BPMN 2.0, as OMG publishes it; the copy in the SpiffWorkflow distribution is used as data."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from lxml import etree

from engine.bpmn.findings import Finding, error
from engine.bpmn.rules.catalogue import nearest_id
from engine.model.text import N_

MAX_FINDINGS = 50

_ONE_AT_A_TIME = Lock()
"""A compiled schema keeps the log of its last validation, so two threads must not validate at once."""


def schema_findings(root: etree._Element) -> Iterator[Finding]:
    """Where the file departs from the schema: unknown elements, missing attributes, wrong order, wrong values."""
    schema = _schema()
    if schema is None:
        return
    with _ONE_AT_A_TIME:
        entries = [] if schema(root) else list(schema.error_log)[:MAX_FINDINGS]
    for entry in entries:
        place = _place(root, entry.path, entry.line)
        yield error(
            "schema",
            N_("Expected what the schema of BPMN 2.0 allows, but: %(detail)s"),
            element_id=nearest_id(place) if place is not None else None,
            line=place.sourceline if place is not None else entry.line or None,
            detail=_readable(entry.message),
        )


def _place(root: etree._Element, path: str | None, line: int) -> etree._Element | None:
    """The element that the validator means: by its path, else the first on its line."""
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path or "/..", namespaces=prefixes)
    except etree.XPathError:
        found = None
    if isinstance(found, list) and found and isinstance(found[0], etree._Element):
        return found[0]
    return next((node for node in root.iter(etree.Element) if node.sourceline == line), None)


def _readable(message: str) -> str:
    return message.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "")[:400]


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema | None:
    package = find_spec("SpiffWorkflow")
    for folder in (package.submodule_search_locations or ()) if package is not None else ():
        path = Path(folder, "bpmn", "parser", "schema", "BPMN20.xsd")
        if path.is_file():
            return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))
    return None
