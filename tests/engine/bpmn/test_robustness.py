"""Damaged files: whatever a byte or a word is turned into, the answer is findings."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import CheckedModel, Known, check_model, render_diagram
from tests.engine.bpmn import rule_cases, standard_cases

CASES = [*rule_cases.CASES, *standard_cases.CASES]
MODELS = sorted({case.bad for case in CASES} | {case.good for case in CASES})
WORDS = [
    b"", b"task", b"start", b"end", b"nobody", b"true", b"false", b"=", b"=1 +", b"-1", b"\xff", b"&amp;", b"<", b">",
    b"bpmn:subProcess", b"bpmn:process", b"bpmn:startEvent", b"bpmn:boundaryEvent", b"bpmn:sequenceFlow", b"bpmn:lane",
    b"bpmn:multiInstanceLoopCharacteristics", b"zeebe:properties", b"zeebe:ioMapping", b"id", b"sourceRef", b"default",
]  # fmt: skip


def judged(data: bytes) -> CheckedModel:
    checked = check_model(data, known=Known())
    assert checked.ok == (checked.normalised is not None)
    assert all(str(finding.text) and finding.code for finding in checked.findings)
    return checked


@given(model=st.sampled_from(MODELS), data=st.data())
@settings(max_examples=80)
def test_a_model_with_words_exchanged_never_raises(model: bytes, data: st.DataObject) -> None:
    pieces: list[Any] = model.replace(b'"', b' " ').split(b" ")
    for _ in range(data.draw(st.integers(1, 4))):
        pieces[data.draw(st.integers(0, len(pieces) - 1))] = data.draw(st.sampled_from(WORDS))

    judged(b" ".join(pieces).replace(b' " ', b'"'))


@given(model=st.sampled_from(MODELS), at=st.floats(0, 1), length=st.integers(0, 40), noise=st.binary(max_size=12))
@settings(max_examples=80)
def test_a_model_with_bytes_exchanged_never_raises(model: bytes, at: float, length: int, noise: bytes) -> None:
    begin = int(at * len(model))

    judged(model[:begin] + noise + model[begin + length :])


@given(model=st.sampled_from(MODELS), first=st.integers(0, 200), second=st.integers(0, 200))
@settings(max_examples=80)
def test_a_model_with_lines_exchanged_never_raises(model: bytes, first: int, second: int) -> None:
    lines = model.splitlines()
    first, second = first % len(lines), second % len(lines)
    lines[first], lines[second] = lines[second], lines[first]

    checked = judged(b"\n".join(lines))

    render_diagram(checked.normalised or model, title="t", description="d")


@given(data=st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert not judged(data).ok
