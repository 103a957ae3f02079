"""Reading decision tables."""

from collections.abc import Sequence

from engine.dmn.hit_policy import AGGREGATED, HitPolicy
from engine.dmn.session import FeelText
from engine.dmn.source import ElementTree, Source, owner_id, type_ref
from engine.dmn.table import DecisionTable, Input, Output, Rule
from engine.feel import Expression, FeelSyntaxError, compile_expression
from engine.feel.nodes import ListLiteral
from engine.model.text import N_


def read_table(source: Source, element: ElementTree, names: frozenset[str], owner: str) -> DecisionTable:
    """The decision table; findings for what does not fit together."""
    outputs = tuple(_output(source, child, names) for child in source.children(element, "output"))
    inputs = tuple(_input(source, child, names) for child in source.children(element, "input"))
    policy = _policy(source, element)
    if not outputs:
        source.find("incomplete", element, N_("Expected at least one output column, but the table has none."))
    if policy in AGGREGATED and policy is not HitPolicy.COUNT and len(outputs) > 1:
        source.find("aggregation", element, N_("Expected one output column, since the table aggregates its outputs."))
    if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(output.values for output in outputs):
        source.find("priority", element, N_("Expected output values, since the hit policy orders by them."))
    annotations = len(source.children(element, "annotation"))
    rules = [
        _rule(source, child, number, (len(inputs), len(outputs), annotations), names)
        for number, child in enumerate(source.children(element, "rule"), 1)
    ]
    whole = tuple(rule for rule in rules if rule is not None)
    table = DecisionTable(owner_id(element), owner, policy, inputs, outputs, whole, element.sourceline)
    source.tables.append(table)
    return table


def _policy(source: Source, element: ElementTree) -> HitPolicy:
    name = element.get("hitPolicy") or "UNIQUE"
    aggregation = element.get("aggregation")
    full = f"{name} {aggregation}" if name == "COLLECT" and aggregation else name
    try:
        return HitPolicy(full)
    except ValueError:
        source.find("hit_policy", element, N_("Expected a hit policy of DMN, but it is %(policy)s."), policy=full)
        return HitPolicy.UNIQUE


def _input(source: Source, element: ElementTree, names: frozenset[str]) -> Input:
    expression = source.child(element, "inputExpression")
    if expression is None or not source.text(expression):
        source.find("incomplete", element, N_("Expected an input expression in the column, but there is none."))
    allowed = source.child(element, "inputValues")
    return Input(
        owner_id(element),
        element.get("label") or source.text(expression),
        source.expression(element if expression is None else expression, names),
        type_ref(expression),
        None if allowed is None or not source.text(allowed) else source.tests(allowed, names),
    )


def _output(source: Source, element: ElementTree, names: frozenset[str]) -> Output:
    default = source.child(element, "defaultOutputEntry")
    return Output(
        owner_id(element),
        element.get("label") or element.get("name") or "",
        element.get("name"),
        type_ref(element),
        _values(source, source.child(element, "outputValues"), names),
        None if default is None or not source.text(default) else source.expression(default, names),
    )


def _values(source: Source, element: ElementTree | None, names: frozenset[str]) -> tuple[FeelText, ...]:
    """The output values one by one: a comma list in one text."""
    text = source.text(element)
    if element is None or not text:
        return ()
    before = len(source.findings)
    source.tests(element, names)
    if len(source.findings) > before:
        return ()
    try:
        node = compile_expression(f"[{text}]", names).node
    except FeelSyntaxError:
        return ()
    items = node.items if isinstance(node, ListLiteral) else ()
    return tuple(FeelText(owner_id(element), Expression(text, item)) for item in items)


def _rule(
    source: Source, element: ElementTree, number: int, columns: Sequence[int], names: frozenset[str]
) -> Rule | None:
    tests = tuple(source.tests(child, names) for child in source.children(element, "inputEntry"))
    outputs = tuple(source.expression(child, names) for child in source.children(element, "outputEntry"))
    if (len(tests), len(outputs)) != (columns[0], columns[1]):
        source.find(
            "incomplete",
            element,
            N_("Expected an entry for each column, but rule %(number)s has %(tests)s and %(outputs)s entries."),
            number=number,
            tests=len(tests),
            outputs=len(outputs),
        )
        return None
    texts = [source.text(child) for child in source.children(element, "annotationEntry")]
    texts.append(source.text(element, "description"))
    return Rule(
        element.get("id") or f"rule {number}",
        tests,
        outputs,
        tuple(dict.fromkeys(text for text in texts if text)),
        owner_id(element),
        element.sourceline,
    )
