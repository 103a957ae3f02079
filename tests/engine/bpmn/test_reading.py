"""Whatever is uploaded, the answer is a finding."""

import pytest

from engine.bpmn import CheckedModel, ModelRefused, Severity, check_model
from engine.bpmn.check import MAX_FLOW_NODES
from engine.bpmn.reading import MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_TEXT
from tests.factories.bpmn_xml import around, definitions, element, process, user_task

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&b;</documentation></definitions>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&x;</documentation></definitions>"""
HTML = b"<html><body><p>Bukan BPMN</p></body></html>"


def only_code(checked: CheckedModel) -> str:
    (finding,) = checked.findings
    assert checked.normalised is None
    assert checked.processes == ()
    return finding.code


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "file_empty"),
        (b" \n\t", "file_empty"),
        (b"\x00\x01\x02\xff\xfe" * 100, "not_xml"),
        (b"PK\x03\x04" + bytes(range(256)), "not_xml"),
        (b"<definitions", "not_xml"),
        (b'<?xml version="1.0" encoding="no-such-code"?><a/>', "not_xml"),
        ('<?xml version="1.0" encoding="UTF-8"?><a b="é"/>'.encode("latin-1"), "not_xml"),
        (b"<a>" * 400, "not_xml"),
        (HTML, "not_bpmn"),
        (b"<definitions/>", "not_bpmn"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not_bpmn"),
        (LAUGHS, "doctype_refused"),
        (EXTERNAL, "doctype_refused"),
        (
            LAUGHS.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"),
            "doctype_refused",
        ),
        (b" " * 20_000_000 + b"<a/>", "file_too_large"),
        (b"<a/>" + b" " * MAX_BYTES, "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_bpmn_file_is_refused_with_one_finding(data: bytes, code: str) -> None:
    assert only_code(check_model(data)) == code


def test_nesting_is_limited() -> None:
    deep = element("documentation", "<x>" * MAX_DEPTH + "</x>" * MAX_DEPTH)

    assert only_code(check_model(definitions(deep))) == "file_too_deep"


def test_the_number_of_elements_is_limited() -> None:
    assert only_code(check_model(definitions(element("documentation", "<x/>" * MAX_NODES)))) == "file_too_many_nodes"


def test_attributes_of_an_element_are_limited() -> None:
    many = {f"a{index}": "1" for index in range(MAX_ATTRIBUTES)}

    assert only_code(check_model(definitions(process(user_task(**many))))) == "file_too_many_attributes"


def test_the_length_of_a_text_is_limited() -> None:
    assert only_code(check_model(around(user_task(name="a" * (MAX_TEXT + 1))))) == "file_text_too_long"


def test_comments_and_processing_instructions_change_nothing() -> None:
    plain = around(user_task())
    commented = plain.replace(b"<bpmn:process", b"<!-- catatan --><?editor on?><bpmn:process")

    assert check_model(commented).normalised == check_model(plain).normalised


def test_a_file_in_utf_16_is_read() -> None:
    text = around(user_task()).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')

    assert check_model(text.encode("utf-16")).ok


def test_a_file_without_a_process_says_so() -> None:
    codes = [finding.code for finding in check_model(definitions()).findings]

    assert "no_process" in codes


def test_a_process_that_is_not_executable_is_read_and_refused_for_that_reason() -> None:
    checked = check_model(definitions(process(user_task(), executable=False)))

    errors = [finding.code for finding in checked.findings if finding.severity is Severity.ERROR]
    assert errors == ["no_executable_process"]
    assert [info.process_id for info in checked.processes] == ["p"]


def test_a_refused_model_raises_with_all_findings() -> None:
    checked = check_model(around(user_task(form=None, candidates=None)))

    with pytest.raises(ModelRefused) as refused:
        checked.require_ok()

    assert refused.value.findings == checked.findings
    assert refused.value.text.parameters == {"count": 2}


def test_a_file_with_more_elements_than_anybody_draws_is_refused() -> None:
    tasks = [element("task", id=f"t{index}") for index in range(MAX_FLOW_NODES + 1)]

    assert only_code(check_model(definitions(process(*tasks)))) == "model_too_large"
