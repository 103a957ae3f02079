"""Hit policies (DMN 8.2.8): which of the rules that hit decide, and what the table gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.feel.builtins.lists import extreme, total
from engine.feel.comparison import Spend, same
from engine.model.data import Value


class HitPolicy(StrEnum):
    """The policies of DMN, with COLLECT's aggregators as policies of their own."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"
    SUM = "COLLECT SUM"
    MIN = "COLLECT MIN"
    MAX = "COLLECT MAX"
    COUNT = "COLLECT COUNT"


AGGREGATED = frozenset([HitPolicy.SUM, HitPolicy.MIN, HitPolicy.MAX, HitPolicy.COUNT])
LISTED = frozenset([HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT])


NAMED = 10
"""Rules that a message names."""


class HitsContradict(Exception):
    """More rules hit than the policy allows; the message names them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that hit, with its output and how its output ranks among the output values (0 is highest)."""

    rule: str
    output: Value
    ranks: tuple[int, ...]


def deciding(policy: HitPolicy, hits: Sequence[Hit], spend: Spend) -> tuple[Hit, ...]:
    """The hits that count under the policy, in the order of the result; HitsContradict if they may not be together."""
    rules = ", ".join(hit.rule for hit in hits[:NAMED]) + (" …" if len(hits) > NAMED else "")
    if policy is HitPolicy.UNIQUE and len(hits) > 1:
        raise HitsContradict(f"Expected one rule to hit, but these do: {rules}")
    if policy is HitPolicy.ANY and any(same(hit.output, hits[0].output, spend) is not True for hit in hits):
        raise HitsContradict(f"Expected the rules that hit to agree, but these do not: {rules}")
    if policy in (HitPolicy.FIRST, HitPolicy.UNIQUE):
        return tuple(hits[:1])
    if policy is HitPolicy.PRIORITY:
        return tuple(sorted(hits, key=lambda hit: hit.ranks)[:1])
    if policy is HitPolicy.OUTPUT_ORDER:
        return tuple(sorted(hits, key=lambda hit: hit.ranks))
    return tuple(hits)


def combined(policy: HitPolicy, outputs: Sequence[Value]) -> Value:
    """What the table gives for the deciding outputs; Fault if they cannot be aggregated."""
    if policy is HitPolicy.COUNT:
        return len(outputs)
    if policy in AGGREGATED:
        return AGGREGATORS[policy](outputs)
    return list(outputs) if policy in LISTED else outputs[0]


AGGREGATORS: dict[HitPolicy, Callable[[Sequence[Value]], Value]] = {
    HitPolicy.SUM: total,
    HitPolicy.MIN: lambda outputs: extreme(outputs, -1),
    HitPolicy.MAX: lambda outputs: extreme(outputs, 1),
}
