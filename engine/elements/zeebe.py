"""Reads what designers wrote into one BPMN element: Camunda 8's extension elements, texts of FEEL, properties.

Every formula and script that is read is also collected, so that the definition knows which variables it reads.
"""

from lxml.etree import _Element as XmlNode

from engine.elements.formulas import Formula, feel_formula, read_formula
from engine.elements.lifecycle import IoMapping
from engine.elements.stores import StoreTarget
from engine.errors import ModelError
from engine.feel import FeelSyntaxError
from engine.model.text import N_
from engine.scripts.python import PythonRefused, PythonText, read_script

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"


class DefinitionRefused(ModelError):
    """A definition cannot be executed as it is; check the model before it is deployed."""

    code = "definition_refused"
    message = N_("The element %(element_id)s cannot be executed: %(reason)s")

    def __init__(self, element_id: str, reason: str) -> None:
        self.element_id = element_id
        super().__init__(element_id=element_id, reason=reason)


class ElementReader:
    """One element of the model and its extension elements."""

    def __init__(self, node: XmlNode, formulas: "list[Formula | PythonText]") -> None:
        self.node = node
        self.formulas = formulas

    @property
    def element_id(self) -> str:
        """The id in the model."""
        return self.node.get("id", "")

    def refuse(self, reason: str) -> DefinitionRefused:
        """What to raise when the element cannot be executed."""
        return DefinitionRefused(self.element_id, reason)

    def child(self, name: str) -> XmlNode | None:
        """The first child of that BPMN name."""
        return self.node.find(f"{{{BPMN}}}{name}")

    def extension(self, name: str) -> XmlNode | None:
        """The first zeebe extension element of that name."""
        return self.node.find(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}{name}")

    def extensions(self, path: str) -> list[XmlNode]:
        """All zeebe extension elements under a path such as `properties/property`."""
        steps = "/".join(f"{{{ZEEBE}}}{name}" for name in path.split("/"))
        return self.node.findall(f"{{{BPMN}}}extensionElements/{steps}")

    def attribute(self, extension: str, name: str) -> str | None:
        """An attribute of an extension element; None if there is none, or it is empty."""
        found = self.extension(extension)
        return None if found is None else (found.get(name) or "").strip() or None

    def flag(self, extension: str, name: str) -> bool:
        """An attribute that is true unless the model says false."""
        return self.attribute(extension, name) != "false"

    def formula(self, text: str | None) -> Formula | None:
        """FEEL behind an equals sign, else the text itself."""
        return None if text is None else self.collected(text, always_feel=False)

    def condition(self, text: str | None) -> Formula | None:
        """FEEL with or without the equals sign; None if there is no text."""
        return None if text is None or not text.strip() else self.collected(text, always_feel=True)

    def condition_in(self, name: str) -> Formula | None:
        """FEEL in a BPMN child of that name; None if there is none."""
        child = self.child(name)
        return None if child is None else self.condition(child.text)

    def loop(self) -> XmlNode | None:
        """The characteristics of a loop or multi-instance."""
        multi = self.child("multiInstanceLoopCharacteristics")
        return multi if multi is not None else self.child("standardLoopCharacteristics")

    def quantity(self, name: str) -> int:
        """How many tokens an activity needs or makes."""
        text = self.node.get(name, "1")
        if not text.isdecimal() or int(text) < 1:
            raise self.refuse(f"Expected a {name} of 1 or more, but got {text}.")
        return int(text)

    def required(self, text: str | None, what: str) -> Formula:
        """A formula that must be there."""
        formula = self.formula(text)
        if formula is None:
            raise self.refuse(f"{what} is missing.")
        return formula

    def collected(self, text: str, *, always_feel: bool) -> Formula:
        """Compile a text and remember it."""
        try:
            formula = feel_formula(text) if always_feel else read_formula(text)
        except FeelSyntaxError as error:
            raise self.refuse(f"the expression {text.strip()} is not FEEL: {error}") from error
        except PythonRefused as error:
            raise self.refuse(f"the expression {text.strip()} is not executed: {error}") from error
        self.formulas.append(formula)
        return formula

    def script(self, text: str | None) -> PythonText | None:
        """A Python script; None if there is no text."""
        if text is None or not text.strip():
            return None
        try:
            script = read_script(text)
        except PythonRefused as error:
            raise self.refuse(f"the script is not executed: {error}") from error
        self.formulas.append(script)
        return script

    def mappings(self, direction: str) -> tuple[IoMapping, ...]:
        """The `input` or `output` mappings, in their order."""
        return tuple(
            IoMapping(
                self.required(found.get("source"), "the source of a mapping"),
                self.target(found),
                reads=tuple(self.named_store(text) for text in found.get("reads", "").split()),
                store=None if found.get("store") is None else self.store(found),
            )
            for found in self.extensions(f"ioMapping/{direction}")
        )

    def named_store(self, text: str) -> tuple[str, str]:
        """The name that an expression uses, and the id of the data store."""
        name, _, identifier = text.partition(":")
        return name, identifier

    def store(self, mapping: XmlNode) -> StoreTarget:
        """The data store that a mapping writes."""
        capacity, is_list = mapping.get("capacity"), mapping.get("collection") == "true"
        return StoreTarget(mapping.get("store") or "", None if capacity is None else int(capacity), is_list)

    def target(self, mapping: XmlNode) -> str:
        """The variable that a mapping writes."""
        target = (mapping.get("target") or "").strip()
        if not target:
            raise self.refuse("the target of a mapping is missing.")
        return target

    def properties(self) -> dict[str, str]:
        """The zeebe properties, ours among them."""
        found = self.extensions("properties/property")
        return {entry.get("name") or "": entry.get("value") or "" for entry in found}

    def headers(self) -> dict[str, str]:
        """The task headers."""
        found = self.extensions("taskHeaders/header")
        return {entry.get("key") or "": entry.get("value") or "" for entry in found}
