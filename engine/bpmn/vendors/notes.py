"""What the reading of another engine's file works with: findings, extensions taken out, house extensions put in."""

from collections.abc import Callable, Iterator

from lxml import etree

from engine.bpmn.dialect.extensions import extension, extensions
from engine.bpmn.findings import Finding, error, warning
from engine.bpmn.model import Element
from engine.bpmn.names import bpmn, zeebe
from engine.bpmn.rules.catalogue import nearest_id
from engine.model.text import N_, Text
from engine.scripts.juel import JuelRefused, is_juel
from engine.scripts.juel_feel import Names, feel_text, juel_condition, juel_value

REFUSED_FEEL = "=null"
"""Stands where a text could not be translated; the model is refused."""


class Notes:
    """Collects what is to be said, and gives every new element the line of the one that it was read from."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._taken: list[etree._Element] = []

    def take(self, found: etree._Element) -> etree._Element:
        """An extension element that is dealt with. It stays where it is until `finish`, so that it knows its place."""
        self._taken.append(found)
        return found

    def finish(self) -> list[Finding]:
        """Remove what was taken; the findings."""
        for found in self._taken:
            holder = found.getparent()
            if holder is not None:
                holder.remove(found)
        return self.findings

    def refuse(self, xml: etree._Element, what: str, instead: Text) -> None:
        """What changes execution and is not followed here."""
        self.findings.append(
            error(
                "extension_of_other_engine",
                N_("%(extension)s is not executed here, at %(element)s. %(instead)s"),
                element_id=nearest_id(xml),
                line=xml.sourceline,
                extension=what,
                element=_label(xml),
                instead=instead,
            )
        )

    def warn(self, xml: etree._Element, what: str, reason: Text) -> None:
        """What changes nothing here."""
        self.findings.append(
            warning(
                "extension_of_other_engine_without_effect",
                N_("%(extension)s has no effect here, at %(element)s. %(reason)s"),
                element_id=nearest_id(xml),
                line=xml.sourceline,
                extension=what,
                element=_label(xml),
                reason=reason,
            )
        )

    def tell(self, xml: etree._Element, what: str, reason: Text) -> None:
        """What is followed, but not in everything."""
        self.findings.append(
            warning(
                "extension_of_other_engine_differs",
                N_("%(extension)s is followed with a difference, at %(element)s. %(reason)s"),
                element_id=nearest_id(xml),
                line=xml.sourceline,
                extension=what,
                element=_label(xml),
                reason=reason,
            )
        )

    def value(self, xml: etree._Element, text: str, names: Names | None = None) -> str:
        """A text that is evaluated where it has JUEL in it, as FEEL behind the equals sign."""
        if not is_juel(text):
            return f"={feel_text(text)}"
        return self._translated(xml, text, lambda: juel_value(text, names))

    def formula(self, xml: etree._Element, text: str, names: Names | None = None) -> str:
        """The same, for places where a text without JUEL is the value itself."""
        return self.value(xml, text.strip(), names) if is_juel(text) else text.strip()

    def condition(self, xml: etree._Element, text: str, names: Names | None = None) -> str:
        """JUEL that asks something, as FEEL behind the equals sign."""
        return self._translated(xml, text, lambda: juel_condition(text.strip(), names))

    def _translated(self, xml: etree._Element, text: str, translate: Callable[[], str]) -> str:
        try:
            return f"={translate()}"
        except JuelRefused as refused:
            self.findings.append(
                error(
                    "expression_juel",
                    N_("The expression “%(text)s” of %(element)s can not be translated to FEEL: %(reason)s"),
                    element_id=nearest_id(xml),
                    line=xml.sourceline,
                    text=" ".join(text.split())[:80],
                    element=_label(xml),
                    reason=refused.reason,
                )
            )
            return REFUSED_FEEL

    def put(
        self, xml: etree._Element, name: str, source: etree._Element, /, **attributes: str | None
    ) -> etree._Element:
        """Say in the house form at `xml` what `source` says; refused if something else is said there already."""
        found = extension(xml, name)
        if found is None:
            found = _placed(etree.SubElement(_holder(xml, source), zeebe(name)), source)
        for key, value in attributes.items():
            if value is None:
                continue
            if found.get(key) not in (None, value):
                self.refuse(
                    source, f"zeebe:{name} {key}", Text(N_("It is said twice with different values. Keep one."))
                )
            found.set(key, value)
        return found

    def put_inside(self, outer: etree._Element, name: str, source: etree._Element, /, **attributes: str) -> None:
        """One more entry of a list such as zeebe:properties."""
        entry = _placed(etree.SubElement(outer, zeebe(name)), source)
        for key, value in attributes.items():
            entry.set(key, value)


class Vendor:
    """Extensions of one engine, by its namespaces. Attributes that are taken are out of the tree."""

    def __init__(self, *namespaces: str) -> None:
        self._namespaces = namespaces

    def take(self, xml: etree._Element, name: str) -> str | None:
        """An attribute; None if it is not there or empty."""
        found: str | None = None
        for namespace in self._namespaces:
            value = xml.attrib.pop(f"{{{namespace}}}{name}", None)
            found = found or (str(value).strip() if value is not None else None)
        return found or None

    def read(self, xml: etree._Element, name: str) -> str | None:
        """The same, left where it is."""
        values = (xml.get(f"{{{namespace}}}{name}", "").strip() for namespace in self._namespaces)
        return next(filter(None, values), None)

    def elements(self, xml: etree._Element, name: str) -> list[etree._Element]:
        """Its extension elements of that name."""
        return [child for child in extensions(xml) if self.is_named(child, name)]

    def inside(self, xml: etree._Element, *names: str) -> Iterator[etree._Element]:
        """Children of an extension element that have one of these names."""
        for child in xml.iterchildren(etree.Element):
            if any(self.is_named(child, name) for name in names):
                yield child

    def is_named(self, xml: etree._Element, name: str) -> bool:
        """Whether an extension element has that name."""
        return any(xml.tag == f"{{{namespace}}}{name}" for namespace in self._namespaces)


def _holder(xml: etree._Element, source: etree._Element) -> etree._Element:
    """The extensionElements of an element; made behind its documentation, where the schema wants them."""
    found = xml.find(bpmn("extensionElements"))
    if found is None:
        found = _placed(etree.Element(bpmn("extensionElements")), source)
        xml.insert(len(xml.findall(bpmn("documentation"))), found)
    return found


def _placed(new: etree._Element, source: etree._Element) -> etree._Element:
    """A new element, on the line of the one that it stands for."""
    new.sourceline = source.sourceline  # type: ignore[misc]  # lxml can, its stubs do not say so
    return new


def _label(xml: etree._Element) -> str:
    return Element(xml).name or nearest_id(xml) or "definitions"
