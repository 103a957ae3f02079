"""The token game that advice plays: what it finds can happen, within bounds that every model keeps."""

import pytest

from engine.bpmn import check_model
from engine.bpmn.advice.exploring import Budget, Found, explore, explored
from engine.bpmn.advice.net import net_of
from engine.bpmn.model import Model, read_model
from engine.bpmn.reading import read_tree
from tests.engine.bpmn.advice_cases import two_ways
from tests.engine.bpmn.rule_cases import LINK_IN, LINK_OUT, boundary, definition, gateway, sub, with_boundary, with_end
from tests.factories.bpmn_xml import a_model, element, end, flow, path, start, user_task

SPLIT, CHOICE, SOME = "parallelGateway", "exclusiveGateway", "inclusiveGateway"


def model_of(xml: bytes) -> Model:
    root = read_tree(xml)
    assert not hasattr(root, "code")
    return read_model(root)


def troubles(xml: bytes) -> dict[str, set[str | None]]:
    found = explored(model_of(xml))
    kinds = {"stuck": found.stuck, "doubled": found.doubled, "growing": found.growing}
    return {kind: {node.id for node in nodes} for kind, nodes in kinds.items() if nodes}


def fan(count: int, join: str) -> bytes:
    """A parallel split into that many tasks, which all lead to one join."""
    ids = [f"t{index}" for index in range(count)]
    ways = [path("g", each, "j") for each in ids]
    return with_end(
        gateway(SPLIT),
        *(user_task(each) for each in ids),
        gateway(join, "j"),
        path("start", "g"),
        *ways,
        path("j", "end"),
    )


@pytest.mark.parametrize(
    "split, join, expected",
    [
        (SPLIT, SPLIT, {}),
        (SPLIT, SOME, {}),
        (SOME, SOME, {}),
        (CHOICE, CHOICE, {}),
        (CHOICE, SOME, {}),
        (CHOICE, SPLIT, {"stuck": {"j"}}),
        (SOME, SPLIT, {"stuck": {"j"}}),
        (SPLIT, CHOICE, {"doubled": {"j"}}),
        (SOME, CHOICE, {"doubled": {"j"}}),
    ],
)
def test_splits_and_joins_fit_together_or_not(split: str, join: str, expected: dict[str, set[str]]) -> None:
    assert troubles(two_ways(split, join)) == expected


def test_the_flow_on_which_nothing_comes_is_named() -> None:
    (finding,) = [each for each in check_model(two_ways(CHOICE, SPLIT)).findings if each.code == "advice_deadlock"]

    assert finding.text.parameters["flows"] in ("a_j", "b_j")


def test_a_terminate_end_event_leaves_nobody_waiting() -> None:
    model = with_end(
        gateway(SPLIT),
        user_task("a"),
        end("stop", definition("terminate")),
        path("start", "g", "a", "end"),
        flow("g", "stop"),
    )

    assert troubles(model) == {}


def test_an_interrupting_event_takes_the_token_away_from_the_join() -> None:
    model = with_end(
        gateway(SPLIT),
        user_task("a"),
        user_task("b"),
        boundary(host="a", id="late"),
        gateway(SPLIT, "j"),
        end("elsewhere"),
        path("start", "g", "a", "j", "end"),
        path("g", "b", "j"),
        flow("late", "elsewhere"),
    )

    assert troubles(model) == {"stuck": {"j"}}


def test_a_reminder_on_its_own_path_is_no_trouble() -> None:
    assert troubles(with_boundary(boundary(cancelActivity="false"))) == {}


def test_a_loop_with_a_choice_is_no_trouble() -> None:
    model = with_end(
        gateway(CHOICE, "m"),
        user_task("a"),
        gateway(CHOICE, default="g_end"),
        path("start", "m", "a", "g", "end"),
        flow("g", "m", condition="=ulang"),
    )

    assert troubles(model) == {}


def test_a_link_is_followed_to_where_it_is_caught() -> None:
    model = with_end(
        gateway(SPLIT),
        LINK_OUT,
        LINK_IN,
        gateway(CHOICE, "j"),
        path("start", "g", "j", "end"),
        flow("g", "out"),
        flow("in", "j"),
    )

    assert troubles(model) == {"doubled": {"j"}}


def test_sub_processes_are_played_on_their_own() -> None:
    inside = (gateway(CHOICE), user_task("a"), user_task("b"), gateway(SPLIT, "j"))
    ways = (path("g", "a", "j"), path("g", "b", "j"))

    assert troubles(with_end(sub(*inside, *ways), path("start", "sub", "end"))) == {"stuck": {"j"}}


def test_an_activity_with_conditions_starts_some_of_its_ways() -> None:
    model = with_end(
        user_task(),
        gateway(SPLIT, "j"),
        user_task("b"),
        path("start", "task"),
        flow("task", "j", condition="=x"),
        flow("task", "b"),
        path("b", "j", "end"),
    )

    assert troubles(model) == {"stuck": {"j"}}


def several(needs: str, gives: str) -> bytes:
    """start -> a, which gives so many tokens -> t -> b, which needs so many -> end."""
    return with_end(
        user_task("a", completionQuantity=gives), user_task("t"), user_task("b", startQuantity=needs),
        path("start", "a", "t", "b", "end"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("needs", "gives", "expected"),
    [("3", "3", {}), ("2", "1", {"stuck": {"b"}}), ("2", "3", {"stuck": {"b"}}), ("9", "1", {}), ("1", "2", {})],
)
def test_an_activity_that_needs_several_tokens_gets_them_or_not(
    needs: str, gives: str, expected: dict[str, set[str]]
) -> None:
    assert troubles(several(needs, gives)) == expected


def test_tokens_that_are_needed_may_come_over_any_flow() -> None:
    model = with_end(
        gateway(SPLIT), user_task("a"), user_task("b"), user_task("c", startQuantity="2"),
        path("start", "g", "a", "c", "end"), path("g", "b", "c"),
    )  # fmt: skip

    assert troubles(model) == {}


def test_a_complex_gateway_is_not_judged() -> None:
    assert troubles(two_ways(CHOICE, "complexGateway")) == {}


@pytest.mark.parametrize("join, expected", [(SPLIT, {}), (CHOICE, {"doubled": {"j"}})])
def test_many_branches_stay_within_bounds(join: str, expected: dict[str, set[str]]) -> None:
    assert troubles(fan(40, join)) == expected


def test_what_is_tried_is_bounded() -> None:
    loops = [
        part
        for index in range(8)
        for part in (
            gateway(CHOICE, f"m{index}"), user_task(f"t{index}"), gateway(CHOICE, f"x{index}", default=f"x{index}_j"),
            path("g", f"m{index}", f"t{index}", f"x{index}", "j"), flow(f"x{index}", f"m{index}", condition="=ulang"),
        )
    ]  # fmt: skip
    model = model_of(with_end(gateway(SPLIT), gateway(SPLIT, "j"), path("start", "g"), *loops, path("j", "end")))
    net = net_of(model, model.processes[0])
    assert net is not None

    found, budget = Found(), Budget(steps=100)
    looked_at = explore(net, found, budget)

    assert 1 < looked_at < 100
    assert budget.steps <= 0
    assert found == Found()


@pytest.mark.parametrize("kind, expected", [(CHOICE, set()), (SOME, {"doubled", "growing"})])
def test_a_gateway_with_hundreds_of_ways_is_played_within_bounds(kind: str, expected: set[str]) -> None:
    ids = [f"t{index}" for index in range(130)]
    ways = [flow("g", each, condition="=x") for each in ids] + [path(each, "g") for each in ids[:-1]]
    model = with_end(gateway(kind), *(user_task(each) for each in ids), path("start", "g"), *ways, flow(ids[-1], "end"))

    assert set(troubles(model)) == expected


def test_a_process_that_is_not_executable_gets_no_advice() -> None:
    model = a_model(start(), element("task", id="a"), end(), path("start", "a", "end"))

    plain = model.replace(b'isExecutable="true"', b'isExecutable="false"')

    assert not [each for each in check_model(plain).findings if each.code.startswith("advice_name")]
