"""What is refused when a decision model is read, and where the findings point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionModelRefused, Finding, read_decisions
from engine.errors import LintasError
from tests.engine.dmn.builders import DMN_15, a_decision, a_file, a_literal, a_table, an_input

FINE = a_decision("d", a_literal("1"))


def findings(*elements: str) -> tuple[Finding, ...]:
    """The findings of a file that is refused."""
    with pytest.raises(DecisionModelRefused) as refused:
        read_decisions(a_file(*elements))
    return refused.value.findings


def codes(data: bytes) -> list[str]:
    """The codes of the findings of a file that is refused."""
    with pytest.raises(DecisionModelRefused) as refused:
        read_decisions(data)
    return [finding.code for finding in refused.value.findings]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        DMN_15,
    ],
)
def test_files_of_dmn_1_1_to_1_5_are_read(namespace: str) -> None:
    assert read_decisions(a_file(FINE, namespace=namespace)).evaluate("d", {}).result == 1


def test_syntax_error_is_found_at_the_element_and_line_of_its_text() -> None:
    decision = a_decision("d", a_table(["x"], ["y"], [["1 +", "2"]]))

    (finding,) = findings(an_input("x"), decision)

    lines = a_file(an_input("x"), decision).decode().splitlines()
    assert (finding.code, finding.element_id) == ("syntax", "table_1")
    assert finding.line is not None
    assert "1 +" in lines[finding.line - 1]
    assert str(finding.text).startswith("This is not FEEL")


def test_all_findings_are_given_at_once() -> None:
    table = a_table(["x"], ["y"], [["> ", "1 1"]], policy="LUCKY")

    assert [finding.code for finding in findings(a_decision("d", table))] == ["hit_policy", "syntax", "syntax"]


TABLE = a_table(["x"], ["y"], [["1", "2"]])
CIRCLE = a_decision("e", a_literal("f"), decisions=["f"]) + a_decision("f", a_literal("e"), decisions=["e"])
JAVA = f'<functionDefinition kind="Java">{a_literal("1")}</functionDefinition>'
SUM = {"policy": "COLLECT", "aggregation": "SUM"}
TYPE = '<itemDefinition id="t{0}" name="{0}"><typeRef>{1}</typeRef></itemDefinition>'


@pytest.mark.parametrize(
    "element, code",
    [
        (FINE.replace("<literalExpression", '<literalExpression expressionLanguage="python"'), "language"),
        (a_decision("e", a_literal("1"), inputs=["tidak ada"]), "missing_requirement"),
        (a_decision("e", a_literal("1"), decisions=["tidak ada"]), "missing_requirement"),
        (a_decision("e", a_literal("e"), decisions=["e"]), "cycle"),
        (CIRCLE, "cycle"),
        (an_input("d") + FINE, "duplicate_id"),
        (a_decision("e", a_table(["x"], ["y"], [["1", "2"]], policy="PRIORITY")), "priority"),
        (a_decision("e", a_table(["x"], ["y", "z"], [["1", "2", "3"]], **SUM)), "aggregation"),
        (a_decision("e", a_table(["x"], [], [["1"]])), "incomplete"),
        (a_decision("e", a_table([""], ["y"], [["1", "2"]])), "incomplete"),
        (a_decision("e", TABLE.replace("<inputEntry><text>1</text></inputEntry>", "")), "incomplete"),
        (a_decision("e", "<conditional/>"), "incomplete"),
        (a_decision("e", JAVA), "function_kind"),
        (an_input("x", "tidakAda"), "unknown_type"),
        (TYPE.format("a", "strng"), "unknown_type"),
        (TYPE.format("a", "b") + TYPE.format("b", "a"), "type_cycle"),
    ],
)
def test_model_is_refused(element: str, code: str) -> None:
    found = findings(element)

    assert found[0].code == code
    assert found[0].element_id is not None
    assert found[0].line is not None


def test_business_knowledge_may_call_itself() -> None:
    factorial = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        "<literalExpression><text>if n &lt; 2 then 1 else n * f(n - 1)</text></literalExpression></encapsulatedLogic>"
        '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement></businessKnowledgeModel>'
    )

    model = read_decisions(a_file(factorial, a_decision("d", a_literal("f(5)"), knowledge=["f"])))

    assert model.evaluate("d", {}).result == 120


XXE = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


IN_UTF_16 = a_file(FINE).decode().replace("UTF-8", "UTF-16").replace("?>", "?>" + XXE.decode(), 1).encode("utf-16")


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "not_xml"),
        (b"not xml at all", "not_xml"),
        (a_file(FINE)[:-5], "not_xml"),
        (a_file(FINE).replace(b"?>\n", b"?>\n" + XXE, 1).replace(b"<text>1", b"<text>&e;"), "doctype"),
        (a_file(FINE).replace(b"?>\n", b"?>\n" + LAUGHS, 1).replace(b"<text>1", b"<text>&b;"), "doctype"),
        (
            a_file(FINE).decode().replace("UTF-8", "UTF-16").replace("?>\n", "?>" + XXE.decode(), 1).encode("utf-16"),
            "doctype",
        ),
        (b"<definitions/>", "not_dmn"),
        (a_file(FINE, namespace="urn:other"), "not_dmn"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "not_xml"),
        (a_file("<context>" * 150 + "</context>" * 150), "too_deep"),
        (a_file("<decision/>" * 60_000), "too_many_elements"),
        (a_file(*(an_input(f"x{number}") for number in range(1_001))), "too_many_decisions"),
        (a_file(*(a_decision(f"d{n}", a_literal("1 + " * 4_000 + "1")) for n in range(20))), "too_much_feel"),
        (a_file(FINE) + b" " * 2_000_000, "too_large"),
    ],
)
def test_file_that_is_not_harmless_dmn_is_refused(data: bytes, code: str) -> None:
    assert codes(data) == [code]


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_finding(data: bytes) -> None:
    assert len(codes(data)) == 1


@given(
    broken=st.sampled_from(["decision", "text", "id=", "href=", "variable", "table", "inputEntry", "#x", "name="]),
    with_=st.sampled_from(["", "output", "x", "decisionTable", "<list>", "unknown"]),
)
def test_file_with_a_changed_word_is_read_or_refused(broken: str, with_: str) -> None:
    whole = a_file(an_input("x"), a_decision("d", a_table(["x"], ["y"], [["1", "2"]]), inputs=["x"])).decode()

    try:
        model = read_decisions(whole.replace(broken, with_).encode())
        for decision in model.decisions:
            model.evaluate(decision, {"x": 1})
    except LintasError as error:
        assert isinstance(error, DecisionModelRefused)  # noqa: PT017
