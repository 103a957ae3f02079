"""Models that deserve advice about connections, tokens and lanes, and their neighbours that do not."""

from tests.engine.bpmn.rule_cases import GOOD, Case, beside, boundary, choice, gateway, in_lanes, sub, with_end
from tests.factories.bpmn_xml import element, flow, path, script_text, user_task


def case(code: str, bad: bytes, element_id: str, good: bytes = GOOD, *, deployable: bool = True) -> Case:
    return Case(code, bad, element_id, f'id="{element_id}"', good, deployable)


def two_ways(split: str, join: str, *more: str) -> bytes:
    """start -> g -> a or b -> j -> end, and more."""
    conditions = [flow("g", "a", condition="=x", name="ya"), flow("g", "b", name="tidak")]
    plain = [flow("g", "a"), flow("g", "b")]
    return with_end(
        gateway(split, default="g_b" if split != "parallelGateway" else None),
        user_task("a"),
        user_task("b"),
        gateway(join, "j"),
        path("start", "g"),
        *(plain if split == "parallelGateway" else conditions),
        path("a", "j"),
        path("b", "j"),
        path("j", "end"),
        *more,
    )


def round_trip(join: str) -> bytes:
    """start -> m -> g, which splits to a and b; a leads back to m, through the join where there is one."""
    return with_end(
        gateway("exclusiveGateway", "m"),
        gateway("parallelGateway"),
        user_task("a"),
        user_task("b"),
        gateway("exclusiveGateway", "x", default="x_end"),
        path("start", "m", "g"),
        flow("g", "a"),
        flow("g", "b"),
        *_ways_back(join),
    )


def _ways_back(join: str) -> list[str]:
    again = flow("x", "m", condition="=ulang", name="ya")
    if join == "none":
        return [path("a", "x"), path("b", "end"), again, flow("x", "end", name="tidak")]
    return [gateway(join, "j"), path("a", "j"), path("b", "j"), path("j", "x"), again, flow("x", "end", name="tidak")]


def lane(id: str, *members: str, name: str | None = "Biro SDM") -> str:  # noqa: A002
    return element("lane", *(script_text("flowNodeRef", each) for each in members), id=id, name=name)


def lane_set(*inside: str) -> str:
    return element("laneSet", *inside, id="lanes")


LONELY = beside(user_task("one"), user_task("two"), path("one", "two", "end"))
STOPS = with_end(sub(user_task("last")), path("start", "sub", "end"))
IN_TIME = (boundary(id="late", host="a", cancelActivity="false"), user_task("c"), path("late", "c", "j"))

CASES = [
    case("advice_unreachable", LONELY, "two"),
    case("advice_dead_end", STOPS, "last"),
    case("advice_deadlock", two_ways("exclusiveGateway", "parallelGateway"), "j", choice()),
    case(
        "advice_deadlock",
        two_ways("inclusiveGateway", "parallelGateway"),
        "j",
        two_ways("inclusiveGateway", "inclusiveGateway"),
    ),
    case(
        "advice_not_synchronised",
        two_ways("parallelGateway", "exclusiveGateway"),
        "j",
        two_ways("parallelGateway", "parallelGateway"),
    ),
    case(
        "advice_not_synchronised",
        two_ways("exclusiveGateway", "exclusiveGateway", *IN_TIME),
        "j",
        two_ways("exclusiveGateway", "exclusiveGateway"),
    ),
    case("advice_exploding", round_trip("none"), "g", round_trip("parallelGateway")),
    case("advice_lane_empty", in_lanes(lane_set(lane("l1", "start", "task", "end"), lane("l2"))), "l2"),
    case("advice_lane_name_missing", in_lanes(lane_set(lane("l1", "start", "task", "end", name=None))), "l1"),
    case("advice_outside_lanes", in_lanes(lane_set(lane("l1", "start", "end"))), "task"),
]
