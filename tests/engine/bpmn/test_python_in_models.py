"""Python in a model: found wherever a text is evaluated, checked at upload, marked where it is executed."""

import pytest
from lxml import etree

from engine.bpmn import CheckedModel, check_model
from engine.execution import load_definition
from tests.factories.bpmn_xml import (
    a_model,
    around,
    element,
    end,
    extensions,
    flow,
    mapping,
    properties,
    script_text,
    service_task,
    start,
    timer,
)

FORMAL = {"xsi__type": "bpmn:tFormalExpression"}


def python_task(text: str, **attributes: str | None) -> str:
    return element(
        "scriptTask",
        script_text("script", text),
        id="task",
        name="Hitung",
        scriptFormat=attributes.pop("scriptFormat", "python"),
        **attributes,
    )


def found(checked: CheckedModel, code: str) -> list[tuple[str | None, int | None, str]]:
    return [(each.element_id, each.line, str(each.text)) for each in checked.findings if each.code == code]


def executed(xml: bytes, **attributes: str) -> str:
    checked = check_model(xml)
    assert checked.normalised is not None, [str(each.text) for each in checked.findings]
    load_definition(checked.normalised, "p")
    return checked.normalised.decode()


@pytest.mark.parametrize("stated", ["python", "Python", "text/x-python", "application/x-python"])
def test_a_script_in_python_is_executed_as_it_is_written(stated: str) -> None:
    normalised = etree.fromstring(executed(around(python_task("if x:\n    y = 1\n", scriptFormat=stated))))

    script = normalised.find(".//{*}script")
    assert script is not None
    assert script.text == "if x:\n    y = 1\n"


@pytest.mark.parametrize(
    "script, line, reason",
    [
        ("a = 1\nb = (", 1, "Line 2: It is not Python"),
        ("a = 1\n\nimport os", 2, "Line 3: os can not be imported"),
        ("def f():\n    yield 1", 1, "Line 2: It can not run here"),
    ],
)
def test_a_mistake_is_told_with_its_element_and_its_line_of_the_file(script: str, line: int, reason: str) -> None:
    xml = around(python_task(script))
    begins = xml.split(b"<bpmn:script>")[0].count(b"\n") + 1

    ((element_id, at, text),) = found(check_model(xml), "expression_syntax")

    assert (element_id, at) == ("task", begins + line)
    assert reason in text


@pytest.mark.parametrize("stated", ["groovy", "javascript", "cobol"])
def test_every_other_language_is_refused_with_its_element(stated: str) -> None:
    ((element_id, _, _),) = found(check_model(around(python_task("x = 1", scriptFormat=stated))), "expression_language")

    assert element_id == "task"


def gateway(condition: str, **attributes: str) -> bytes:
    return a_model(
        start(),
        element("exclusiveGateway", id="pilih", name="Besar?", default="tidak"),
        end("a"),
        end("b"),
        flow("start", "pilih"),
        flow("pilih", "a", condition=condition, name="ya"),
        flow("pilih", "b", id="tidak", name="tidak"),
        **attributes,
    )


def test_a_condition_that_names_python_carries_the_mark() -> None:
    xml = gateway("x > 1").replace(b'tFormalExpression"', b'tFormalExpression" language="python"')

    assert "#!python x &gt; 1<" in executed(xml)


def test_python_of_the_whole_file_is_meant_where_nothing_else_is_said() -> None:
    xml = gateway("x > 1", expressionLanguage="http://www.python.org/")

    assert "#!python x &gt; 1<" in executed(xml)
    assert "=x &gt; 1<" in executed(gateway("=x > 1", expressionLanguage="http://www.python.org/"))


def test_marked_python_is_taken_wherever_a_text_is_evaluated() -> None:
    work = service_task(extra=mapping(inputs={"a": "#!python b + 1"}))
    event = element("intermediateCatchEvent", timer("#!python tenggat"), id="task", name="Tunggu")

    assert 'source="#!python b + 1"' in executed(around(work))
    assert "#!python tenggat<" in executed(around(event))


@pytest.mark.parametrize("name", ["lintas:script.before", "lintas:script.after"])
def test_steps_of_an_activity_are_scripts(name: str) -> None:
    good = element("task", extensions(properties({name: "x = 1"})), id="task", name="Kerja")
    bad = element("task", extensions(properties({name: "import os"})), id="task", name="Kerja")

    assert f'name="{name}" value="x = 1"' in executed(around(good))
    assert found(check_model(around(bad)), "expression_syntax")[0][0] == "task"


def test_an_association_that_computes_in_another_language_is_refused() -> None:
    association = (
        '<bpmn:ioSpecification><bpmn:dataInput id="isi" name="isi"/><bpmn:inputSet><bpmn:dataInputRefs>isi'
        "</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>"
        '<bpmn:dataInputAssociation id="da"><bpmn:targetRef>isi</bpmn:targetRef><bpmn:transformation language="{}">'
        "1 + 1</bpmn:transformation></bpmn:dataInputAssociation>"
    )

    assert found(
        check_model(around(element("task", association.format("groovy"), id="task", name="K"))), "expression_language"
    )
    assert 'source="#!python 1 + 1"' in executed(
        around(element("task", association.format("python"), id="task", name="K"))
    )
