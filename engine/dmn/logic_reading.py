"""Reading boxed expressions."""

from collections.abc import Callable

from engine.dmn.logic import (
    Conditional,
    Context,
    ContextEntry,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    List,
    LiteralExpression,
    Logic,
    Quantified,
    Relation,
    Typed,
)
from engine.dmn.session import FeelText
from engine.dmn.source import ElementTree, Source, local, owner_id, type_ref
from engine.dmn.table_reading import read_table
from engine.feel import compile_expression
from engine.model.text import N_

NULL = LiteralExpression(FeelText(None, compile_expression("null")))


class LogicReader:
    """Reads the boxed expressions of one decision or business knowledge model."""

    def __init__(self, source: Source, names: frozenset[str], owner: str) -> None:
        self.source = source
        self.names = names
        self.owner = owner
        self.readers: dict[str, Callable[[ElementTree], Logic]] = {
            "literalExpression": self._literal,
            "decisionTable": lambda element: read_table(source, element, names, owner),
            "context": self._context,
            "list": lambda element: List(tuple(self.read(child) for child in self._expressions(element))),
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": lambda element: self.function(element, owner),
            "conditional": self._conditional,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "filter": self._filter,
        }

    def inside(self, parent: ElementTree | None) -> Logic | None:
        """The boxed expression in an element; None if there is none."""
        found = [] if parent is None else self._expressions(parent)
        return self.read(found[0]) if found else None

    def read(self, element: ElementTree) -> Logic:
        """The logic of a boxed expression."""
        logic = self.readers[local(element)](element)
        type_name = type_ref(element)
        if type_name is None or local(element) == "functionDefinition":
            return logic
        return Typed(logic, type_name, owner_id(element))

    def function(self, element: ElementTree, name: str) -> FunctionDefinition:
        """A function definition; only those written in FEEL are accepted."""
        kind = element.get("kind") or "FEEL"
        if kind != "FEEL":
            self.source.find(
                "function_kind", element, N_("Expected a function in FEEL, but its kind is %(kind)s."), kind=kind
            )
        parameters = tuple(
            (parameter.get("name") or "", type_ref(parameter))
            for parameter in self.source.children(element, "formalParameter")
        )
        return FunctionDefinition(owner_id(element), name, parameters, self._required(element))

    def _expressions(self, parent: ElementTree) -> list[ElementTree]:
        return self.source.children(parent, *self.readers)

    def _required(self, parent: ElementTree, *part: str) -> Logic:
        holder = self.source.child(parent, *part) if part else parent
        logic = self.inside(holder)
        if logic is not None:
            return logic
        missing = part[0] if part else "expression"
        self.source.find(
            "incomplete",
            parent,
            N_("Expected an expression in <%(part)s> of <%(holder)s>, but there is none."),
            part=missing,
            holder=local(parent),
        )
        return NULL

    def _literal(self, element: ElementTree) -> Logic:
        if self.source.child(element, "importedValues") is not None:
            self.source.find("imported_values", element, N_("Expected a FEEL text, but values are imported."))
        return LiteralExpression(self.source.expression(element, self.names))

    def _context(self, element: ElementTree) -> Logic:
        entries = []
        for child in self.source.children(element, "contextEntry"):
            variable = self.source.child(child, "variable")
            logic = self._required(child)
            type_name = type_ref(variable)
            if type_name is not None:
                logic = Typed(logic, type_name, owner_id(child))
            entries.append(ContextEntry(None if variable is None else variable.get("name"), logic))
        return Context(tuple(entries))

    def _relation(self, element: ElementTree) -> Logic:
        columns = tuple(column.get("name") or "" for column in self.source.children(element, "column"))
        rows = []
        for row in self.source.children(element, "row"):
            cells = tuple(self.read(cell) for cell in self._expressions(row))
            if len(cells) != len(columns):
                self.source.find("incomplete", row, N_("Expected a cell for each column of the relation."))
                continue
            rows.append(cells)
        return Relation(columns, tuple(rows))

    def _invocation(self, element: ElementTree) -> Logic:
        bindings = []
        for binding in self.source.children(element, "binding"):
            parameter = self.source.child(binding, "parameter")
            name = "" if parameter is None else parameter.get("name") or ""
            bindings.append((name, self.inside(binding) or NULL))
        return Invocation(owner_id(element), self._required(element), tuple(bindings))

    def _conditional(self, element: ElementTree) -> Logic:
        parts = [self._required(element, part) for part in ("if", "then", "else")]
        return Conditional(owner_id(element), *parts)

    def _for(self, element: ElementTree) -> Logic:
        name = element.get("iteratorVariable") or ""
        return For(owner_id(element), name, self._required(element, "in"), self._required(element, "return"))

    def _quantified(self, element: ElementTree) -> Logic:
        name, every = element.get("iteratorVariable") or "", local(element) == "every"
        source, condition = self._required(element, "in"), self._required(element, "satisfies")
        return Quantified(owner_id(element), every, name, source, condition)

    def _filter(self, element: ElementTree) -> Logic:
        return Filter(owner_id(element), self._required(element, "in"), self._required(element, "match"))
