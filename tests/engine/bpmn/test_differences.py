"""Versions are compared by what people see and what runs."""

import pytest

from engine.bpmn import ModelRefused, differences
from tests.engine.bpmn.rule_cases import choice, flow
from tests.factories.bpmn_xml import a_model, around, end, path, start, user_task


def ids(found: tuple[object, ...]) -> list[object]:
    return [getattr(one, "element_id", None) for one in found]


def test_the_same_file_has_no_differences() -> None:
    assert not differences(around(user_task()), around(user_task()))


def test_an_added_task_and_its_flows_are_told() -> None:
    longer = a_model(start(), user_task(), user_task("b"), end(), path("start", "task", "b", "end"))

    found = differences(around(user_task()), longer)

    assert (ids(found.added), ids(found.removed)) == (["b", "task_b", "b_end"], ["task_end"])


@pytest.mark.parametrize(
    "new", [user_task(name="Lain"), user_task(candidates="ppk@bkn"), user_task(more={"lintas:fourEyes": "a"})]
)
def test_a_task_that_says_something_else_is_changed(new: str) -> None:
    found = differences(around(user_task()), around(new))

    assert (ids(found.changed), found.added, found.removed) == (["task"], (), ())


def test_a_changed_condition_changes_its_flow_only() -> None:
    other = choice("exclusiveGateway", flow("g", "a", condition="=x > 2", name="ya"), flow("g", "b", name="tidak"))

    assert ids(differences(choice(), other).changed) == ["g_a"]


def test_white_space_and_listings_are_no_change() -> None:
    plain = around(user_task())
    listed = plain.replace(
        b'name="Selesai"/>', b'name="Selesai">\n<bpmn:incoming>task_end</bpmn:incoming></bpmn:endEvent>'
    )

    assert not differences(plain, listed.replace(b"\n", b"\n  "))


def test_a_file_that_can_not_be_read_is_refused() -> None:
    with pytest.raises(ModelRefused):
        differences(b"", around(user_task()))
