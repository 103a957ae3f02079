"""From bytes to a decision model: everything is checked here, so that deciding meets no surprises."""

from collections.abc import Sequence

from lxml import etree

from engine.dmn.findings import DecisionModelRefused
from engine.dmn.graph import (
    BusinessKnowledge,
    DecisionElement,
    DecisionService,
    Element,
    InputData,
    Key,
    Requirement,
)
from engine.dmn.imports import with_imports
from engine.dmn.logic_reading import LogicReader
from engine.dmn.model import Decision, DecisionModel
from engine.dmn.source import ElementTree, Source, Spent, host_functions, local, parent_name, type_ref
from engine.dmn.type_reading import check_agreement, check_references, component_names, read_types
from engine.dmn.types import Types
from engine.dmn.xml import read_definitions
from engine.feel.names import free_names, names_in_filters
from engine.model.text import N_

KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
EXPRESSIONS = ("literalExpression", "inputExpression", "outputEntry", "defaultOutputEntry")
MAX_DECISIONS = 1_000
REQUIREMENTS = ("requiredInput", "requiredDecision", "requiredKnowledge")


def read_decisions(xml: bytes, others: Sequence[bytes] | None = ()) -> DecisionModel:
    """The decision model of a DMN 1.1 to 1.5 file; DecisionModelRefused with all findings if it cannot be used.

    `others` are files among which those are that it imports, directly or indirectly, by their namespaces; None leaves
    imports aside, as was done before they were read.

    Refused are, among others: other languages than FEEL, texts that are not FEEL, unknown hit policies, requirements of
    what is not there, cycles, imports that are missing or lead back, ids that occur twice, and whatever is not harmless
    XML.
    """
    spent = Spent()
    own = Source(read_definitions(xml), [], spent)
    sources = [own]
    if others is not None:
        sources = with_imports(own, [Source(read_definitions(each), [], spent) for each in others])
    if any(source.findings for source in sources):
        raise refusal(sources)
    model = ModelReader(sources).read()
    if any(source.findings for source in sources):
        raise refusal(sources)
    return model


def refusal(sources: Sequence[Source]) -> DecisionModelRefused:
    """The findings of the file itself, and one for each file that it imports and that has some."""
    own, *imported = sources
    imports = {element.get("namespace"): element for element in own.children(own.root, "import")}
    for source in imported:
        if source.findings:
            first = source.findings[0]
            own.find(
                "model_import_invalid",
                imports.get(source.namespace, own.root),
                N_("The model that is imported here cannot be used: line %(line)s, %(place)s: %(reason)s"),
                line=first.line or 0,
                place=first.element_id or source.namespace,
                reason=first.text,
            )
    return DecisionModelRefused(own.findings)


class ModelReader:
    """Reads a file and its imports into one graph."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.types = Types()
        self.found: dict[Key, tuple[Source, ElementTree]] = {}
        self.elements: dict[Key, Element] = {}
        self.components: set[str] = set()
        self.entries: set[str] = set()
        self.undeclared: dict[Key, frozenset[str]] = {}

    def read(self) -> DecisionModel:
        """The model; what is wrong with it is in the findings of its files."""
        if sum(len(source.children(source.root, *KINDS)) for source in self.sources) > MAX_DECISIONS:
            text = N_("Expected at most %(limit)s decisions, inputs and functions together.")
            self.sources[0].find("too_many_decisions", self.sources[0].root, text, limit=MAX_DECISIONS)
            return DecisionModel({}, {}, {}, self.types)
        for source in self.sources:
            _check_ids(source)
            _check_languages(source)
            self.components |= component_names(source)
            self.entries |= _entry_names(source)
            for element in source.children(source.root, *KINDS):
                key = (source.namespace, element.get("id") or element.get("name") or "")
                self.found.setdefault(key, (source, element))
        check_agreement(self.sources)
        for source in reversed(self.sources):
            read_types(source, self.types)
        for source in self.sources:
            check_references(source, self.types)
        for key, (source, element) in self.found.items():
            self.elements[key] = self._element(key, source, element)
        self._check_cycles()
        own = {key[1]: key for key, (source, _) in self.found.items() if source is self.sources[0]}
        kinds = (DecisionElement, DecisionService)
        keys = {name: key for kind in kinds for name, key in own.items() if isinstance(self.elements[key], kind)}
        wrong = any(source.findings for source in self.sources)
        decisions = {} if wrong else {name: self._decision(name, key) for name, key in keys.items()}
        tables = [table for source in self.sources for table in source.tables]
        prefixes = {source.namespace: source.prefix for source in self.sources}
        own_tables = self.sources[0].tables
        return DecisionModel(decisions, keys, self.elements, self.types, tables, own_tables, prefixes)

    def _element(self, key: Key, source: Source, element: ElementTree) -> Element:
        kind, name = local(element), element.get("name") or key[1]
        type_name = type_ref(source.child(element, "variable"))
        if kind == "inputData":
            return InputData(key[1], name, type_name)
        if kind == "decisionService":
            outputs = self._referred(source, element, "outputDecision")
            inputs = self._referred(source, element, "inputData") + self._referred(source, element, "inputDecision")
            return DecisionService(key[1], name, self._result_type(type_name), outputs, inputs)
        requirements = self._requirements(source, element)
        reader = LogicReader(source, self._names(element, requirements), source.prefix + key[1])
        if kind == "decision":
            return DecisionElement(key[1], name, type_name, reader.inside(element), requirements)
        logic = source.child(element, "encapsulatedLogic")
        function = None if logic is None else reader.function(logic, name)
        return BusinessKnowledge(key[1], name, self._result_type(type_name), function, requirements)

    def _result_type(self, type_name: str | None) -> str | None:
        item = self.types.find(type_name)
        return item.result if item is not None and item.function else type_name

    def _requirements(self, source: Source, element: ElementTree) -> tuple[Requirement, ...]:
        found = []
        holders = source.children(element, "informationRequirement", "knowledgeRequirement")
        for holder in holders:
            for reference in source.children(holder, *REQUIREMENTS):
                key = self._resolved(source, reference)
                if key is not None:
                    prefix = source.imports.get(key[0]) if key[0] != source.namespace else None
                    found.append(Requirement(key, (prefix,) if prefix else ()))
                    self._check_name(source, reference, found)
        return tuple(found)

    def _check_name(self, source: Source, reference: ElementTree, found: Sequence[Requirement]) -> None:
        """A finding where what is required last would hide something that was required before, or the reverse."""
        *before, last = found
        if any(each.key != last.key and _hide(self._seen_as(each), self._seen_as(last)) for each in before):
            template = N_("Expected one '%(name)s' among what is required here, but there are two. Rename one of them.")
            source.find("required_name_twice", reference, template, name=".".join(self._seen_as(last)))

    def _seen_as(self, requirement: Requirement) -> tuple[str, ...]:
        return (*requirement.path, self.found[requirement.key][1].get("name") or requirement.key[1])

    def _referred(self, source: Source, element: ElementTree, name: str) -> tuple[Key, ...]:
        keys = (self._resolved(source, reference) for reference in source.children(element, name))
        return tuple(key for key in keys if key is not None)

    def _resolved(self, source: Source, reference: ElementTree) -> Key | None:
        namespace, _, identity = (reference.get("href") or "").rpartition("#")
        key = (namespace or source.namespace, identity)
        if key in self.found and (key[0] == source.namespace or key[0] in source.imports):
            return key
        source.find(
            "missing_requirement",
            reference,
            N_("Expected '%(id)s' to be in the model, since it is required here, but it is not."),
            id=identity,
        )
        return None

    def _names(self, element: ElementTree, requirements: Sequence[Requirement]) -> frozenset[str]:
        """Names that FEEL texts inside the element may use: required, declared inside, of types and components."""
        names = {*self.components, *self._required_names(requirements)}
        names.update(requirement_name for source in self.sources for requirement_name in source.imports.values())
        for inside in element.iter(etree.Element):
            names.update((inside.get("name") or "", inside.get("iteratorVariable") or ""))
        return frozenset(names - {""})

    def _required_names(self, requirements: Sequence[Requirement]) -> set[str]:
        return {
            name
            for requirement in requirements
            for name in (*requirement.path, self.found[requirement.key][1].get("name") or "")
        }

    def _check_cycles(self) -> None:
        """Findings for decisions that require themselves, directly or through others."""
        done: set[Key] = set()
        for start in self.elements:
            path: list[Key] = []
            waiting: list[tuple[Key, bool]] = [(start, False)]
            while waiting:
                key, leaving = waiting.pop()
                if leaving:
                    path.pop()
                    done.add(key)
                elif key in path:
                    source, element = self.found[key]
                    source.find("cycle", element, N_("Expected no cycle, but this decision requires itself."))
                    return
                elif key not in done:
                    path.append(key)
                    waiting.append((key, True))
                    waiting.extend((inner, False) for inner in self._required_decisions(key))

    def _required_decisions(self, key: Key) -> list[Key]:
        element = self.elements[key]
        if not isinstance(element, DecisionElement):
            return []
        return [item.key for item in element.requirements if isinstance(self.elements[item.key], DecisionElement)]

    def _decision(self, name: str, key: Key) -> Decision:
        source, element = self.found[key]
        texts = [
            source.text(inside) if local(inside) == "annotationEntry" else source.text(inside, "description")
            for inside in element.iter(f"{{{source.model}}}annotationEntry", f"{{{source.model}}}rule")
        ]
        return Decision(name, self.elements[key].name, self._reads(key), tuple(dict.fromkeys(filter(None, texts))))

    def _reads(self, key: Key) -> frozenset[str]:
        """Inputs needed by the decision and by those it requires, and names that nothing declares."""
        names: set[str] = set()
        seen: set[Key] = set()
        waiting = [key]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            element = self.elements[current]
            if isinstance(element, InputData):
                names.add(element.name)
            elif isinstance(element, DecisionService):
                names.update(self.elements[each].name for each in element.inputs)
            elif isinstance(element, (DecisionElement, BusinessKnowledge)):
                names |= self._undeclared(current, element.requirements)
                waiting.extend(requirement.key for requirement in element.requirements)
        return frozenset(names)

    def _undeclared(self, key: Key, requirements: Sequence[Requirement]) -> frozenset[str]:
        """Variables that the texts of an element read though nothing declares them."""
        if key not in self.undeclared:
            self.undeclared[key] = self._read_undeclared(key, requirements)
        return self.undeclared[key]

    def _read_undeclared(self, key: Key, requirements: Sequence[Requirement]) -> frozenset[str]:
        source, element = self.found[key]
        known = self._names(element, requirements)
        entries = self.components | self.entries
        names: set[str] = set()
        for inside in element.iter(f"{{{source.model}}}*"):
            if local(inside) in EXPRESSIONS:
                node = source.expression(inside, known).expression.node
                possible = entries if parent_name(inside) == "match" else names_in_filters(node) & entries
                names |= free_names(node, host_functions(known)) - possible
            elif local(inside) == "inputEntry":
                names |= source.tests(inside, known).tests.names
        return frozenset(names - self._required_names(requirements) - _declared_inside(source, element))


def _entry_names(source: Source) -> set[str]:
    """Names of the entries that results of the model have."""
    return {
        element.get("name") or ""
        for element in source.all()
        if local(element) in ("output", "column") or parent_name(element) == "contextEntry"
    }


def _declared_inside(source: Source, element: ElementTree) -> set[str]:
    """Names of parameters, iterators and context entries."""
    names = {"item", "?", "partial"}
    for holder in element.iter(f"{{{source.model}}}*"):
        names.add(holder.get("iteratorVariable") or "")
        if local(holder) == "formalParameter" or parent_name(holder) == "contextEntry":
            names.add(holder.get("name") or "")
    return names


def _hide(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two qualified names are the same, or one is where the other is inside."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _check_ids(source: Source) -> None:
    seen: set[str] = set()
    for element in source.all():
        identity = element.get("id")
        if identity and identity in seen:
            source.find(
                "duplicate_id", element, N_("Expected ids to be unique, but '%(id)s' occurs twice."), id=identity
            )
        seen.add(identity or "")


def _check_languages(source: Source) -> None:
    for element in source.all():
        for attribute in ("expressionLanguage", "typeLanguage"):
            language = element.get(attribute)
            if language and "feel" not in language.lower():
                source.find(
                    "language",
                    element,
                    N_("Expected FEEL, but the language of this element is %(language)s."),
                    language=language[:100],
                )
