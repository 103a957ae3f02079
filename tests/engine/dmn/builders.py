"""Builders of DMN files."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.dmn import DecisionModel, read_decisions

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def a_file(*elements: str, namespace: str = DMN_15, own: str = "urn:test", attributes: str = "") -> bytes:
    """A DMN file with these elements."""
    head = f'<definitions xmlns="{namespace}" id="definitions" name="test" namespace="{own}" {attributes}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(elements)}\n</definitions>'.encode()


def a_model(*elements: str) -> DecisionModel:
    """The decision model of these elements."""
    return read_decisions(a_file(*elements))


def an_import(namespace: str, name: str) -> str:
    """An import of another file by its namespace."""
    kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    identity = quoteattr(f"import_{an_id(name)}")
    return f'<import id={identity} namespace="{namespace}" name={quoteattr(name)} importType="{kind}"/>\n'


def an_input(name: str, type_name: str | None = None) -> str:
    """Input data; its id is its name with underscores."""
    return f"<inputData id={quoteattr(an_id(name))} name={quoteattr(name)}>{a_variable(name, type_name)}</inputData>\n"


def a_decision(
    name: str,
    logic: str,
    *,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knowledge: Sequence[str] = (),
    type_name: str | None = None,
) -> str:
    """A decision with its requirements, by name."""
    required = [("information", "Input", name) for name in inputs]
    required += [("information", "Decision", name) for name in decisions]
    required += [("knowledge", "Knowledge", name) for name in knowledge]
    requirements = "".join(
        f'<{kind}Requirement id="{an_id(name)}_{an_id(target)}"><required{what} href="#{an_id(target)}"/>'
        f"</{kind}Requirement>\n"
        for kind, what, target in required
    )
    return (
        f"<decision id={quoteattr(an_id(name))} name={quoteattr(name)}>{a_variable(name, type_name)}"
        f"{requirements}{logic}</decision>\n"
    )


def a_variable(name: str, type_name: str | None) -> str:
    """The variable of an element."""
    return f"<variable name={quoteattr(name)}{a_type(type_name)}/>\n"


def a_type(name: str | None) -> str:
    """A reference to a type."""
    return f" typeRef={quoteattr(name)}" if name else ""


def a_literal(text: str, type_name: str | None = None) -> str:
    """A literal expression."""
    return f"<literalExpression{a_type(type_name)}><text>{escape(text)}</text></literalExpression>\n"


def a_table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str | None = None,
    values: Sequence[str | None] = (),
    defaults: Sequence[str | None] = (),
    types: Sequence[str | None] = (),
    name: str = "table",
) -> str:
    """A decision table: a rule has its input entries, its output entries and then its annotations."""
    columns = ""
    for place, text in enumerate(inputs):
        attributes = f'id="{name}_ie{place}"{a_type(types[place] if place < len(types) else None)}'
        columns += f'<input id="{name}_in{place}"><inputExpression {attributes}><text>{escape(text)}</text>'
        columns += "</inputExpression></input>\n"
    for place, output in enumerate(outputs):
        allowed = values[place] if place < len(values) else None
        default = defaults[place] if place < len(defaults) else None
        columns += f'<output id="{name}_out{place}" name={quoteattr(output)}>'
        columns += f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
        columns += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        columns += "</output>\n"
    annotated = max((len(rule) for rule in rules), default=0) - len(inputs) - len(outputs)
    columns += '<annotation name="dasar hukum"/>\n' * annotated
    rows = "".join(a_rule(f"{name}_{number}", rule, len(inputs), len(outputs)) for number, rule in enumerate(rules, 1))
    attribute = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="{name}" hitPolicy="{policy}"{attribute}>\n{columns}{rows}</decisionTable>\n'


def a_rule(rule_id: str, cells: Sequence[str], inputs: int, outputs: int) -> str:
    """A rule of a decision table."""
    kinds = ["inputEntry"] * inputs + ["outputEntry"] * outputs
    kinds += ["annotationEntry"] * (len(cells) - len(kinds))
    entries = "".join(
        f"<{kind}><text>{escape(text)}</text></{kind}>\n" for kind, text in zip(kinds, cells, strict=True)
    )
    return f'<rule id="{rule_id}">{entries}</rule>\n'


def an_id(name: str) -> str:
    """The id of what has that name."""
    return name.replace(" ", "_")
