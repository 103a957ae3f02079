"""What is wrong with a decision table taken alone: told where it is certain, never where it only might be."""

from collections.abc import Iterator, Mapping, Sequence

from engine.dmn.checks.columns import Column, Reads, columns_of
from engine.dmn.checks.coverage import Search, Steps, TooMuchToCheck, axis
from engine.dmn.checks.outputs import disagree, ranks_of, unlisted
from engine.dmn.findings import Finding
from engine.dmn.hit_policy import HitPolicy
from engine.dmn.table import DecisionTable, Rule
from engine.dmn.types import Types
from engine.feel import feel_text
from engine.model.text import N_, Text

MOST_OVERLAPS = 10
"""Pairs of rules that are named of one table."""
MOST_COLUMNS = 100
SINGLE = frozenset([HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY])


def check_table(table: DecisionTable, types: Types, reads: Reads, steps: Steps) -> list[Finding]:
    """The findings of a table.

    Rules that hit together where the hit policy forbids it are an error if its caller chooses all that it reads, since
    deciding would fail; else, and where they do so for nothing but null, a warning.
    """
    return list(TableCheck(table, types, reads, steps).findings())


class TableCheck:
    """The checks of one table."""

    def __init__(self, table: DecisionTable, types: Types, reads: Reads, steps: Steps) -> None:
        self.table = table
        self.types = types
        self.steps = steps
        self.columns = columns_of(table, types, reads)
        self.independent = _independent([column.label for column in self.columns])
        self.free = self.independent and all(column.variable in reads.given for column in self.columns)

    def findings(self) -> Iterator[Finding]:
        """All of them; checks that would cost too much are left out."""
        if len(self.columns) > MOST_COLUMNS:
            return
        for check in (self._never_hit, self._overlaps, self._hidden, self._gap, self._unlisted):
            try:
                yield from check()
            except TooMuchToCheck:
                return

    def _never_hit(self) -> Iterator[Finding]:
        """Rules with a condition that no value of its column meets."""
        for place, rule in enumerate(self.table.rules):
            empty = next((column for column in self.columns if not column.conditions[place].maybe), None)
            if empty is not None:
                template = N_("Rule %(number)s never hits: nothing that %(column)s can be meets %(condition)s.")
                condition = rule.tests[self.columns.index(empty)].tests.text
                facts = {"number": place + 1, "column": empty.label, "condition": condition}
                yield _at(rule, "rule_never_hits", template, facts)

    def _overlaps(self) -> Iterator[Finding]:
        """Pairs of rules that hit together though the hit policy forbids it."""
        policy = self.table.policy
        if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY) or not self.independent:
            return
        found = 0
        for second, rule in enumerate(self.table.rules):
            for first in range(second):
                self.steps.spend()
                example = self._common(first, second)
                if example is None:
                    continue
                if policy is HitPolicy.ANY and not disagree(self.table, self.types, first, second):
                    continue
                yield self._overlap(rule, first, second, example)
                found += 1
                if found == MOST_OVERLAPS:
                    return

    def _overlap(self, rule: Rule, first: int, second: int, example: Sequence[int]) -> Finding:
        template = N_(
            "Rules %(first)s and %(second)s both hit for %(example)s, but under the hit policy UNIQUE only one may."
        )
        if self.table.policy is HitPolicy.ANY:
            template = N_(
                "Rules %(first)s and %(second)s both hit for %(example)s and give different results,"
                " which the hit policy ANY forbids."
            )
        told = self._told(example) or Text(N_("all values"))
        facts = {"first": first + 1, "second": second + 1, "example": told}
        only_null = any(bits == column.domain.null for column, bits in zip(self.columns, example, strict=True))
        return _at(rule, "rules_overlap", template, facts, warning=only_null or not self.free)

    def _common(self, first: int, second: int) -> list[int] | None:
        """For each column the classes for which both rules surely hit; None if there are none."""
        example = []
        for column in self.columns:
            one, other = column.conditions[first], column.conditions[second]
            both = one.surely & other.surely & column.attainable
            if not column.given and both not in (one.maybe & column.attainable, other.maybe & column.attainable):
                return None  # what is computed may never have the values for which both hit
            if not both:
                return None
            example.append(both & ~column.domain.null or both)
        return example

    def _hidden(self) -> Iterator[Finding]:
        """Rules that never decide, since others that go before them hit wherever they do."""
        before = self._before()
        if not any(before):
            return
        axes = [axis(each.possible, [rule.surely for rule in each.conditions], self.steps) for each in self.columns]
        for place, rules in enumerate(before):
            if not rules or not all(column.conditions[place].maybe for column in self.columns):
                continue
            self.steps.spend(sum(len(each.rules) for each in axes) // 5)
            box = [each.within(column.conditions[place].maybe) for each, column in zip(axes, self.columns, strict=True)]
            if Search(box, self.steps).uncovered(rules) is None:
                template = N_("Rule %(number)s never decides: wherever it hits, rules that go before it hit too.")
                yield _at(self.table.rules[place], "rule_never_decides", template, {"number": place + 1})

    def _before(self) -> list[int]:
        """For each rule the set of those that decide instead of it where both hit."""
        count = len(self.table.rules)
        if self.table.policy is HitPolicy.FIRST:
            return [(1 << place) - 1 for place in range(count)]
        if self.table.policy is not HitPolicy.PRIORITY:
            return [0] * count
        ranks = ranks_of(self.table)
        return [
            0
            if ranks[place] is None
            else sum(
                1 << other
                for other, rank in enumerate(ranks)
                if rank is not None and (rank, other) < (ranks[place], place)
            )
            for place in range(count)
        ]

    def _gap(self) -> Iterator[Finding]:
        """A combination of values for which no rule hits, where that leaves no result."""
        table = self.table
        if table.policy not in SINGLE or any(column.default is not None for column in table.outputs):
            return
        if not self.independent or not table.rules:
            return
        classes = [self._usual(column) for column in self.columns]
        axes = [
            axis(usual, [each.maybe for each in column.conditions], self.steps).within(usual)
            if usual
            else axis(1, [int(bool(each.maybe)) for each in column.conditions], self.steps)
            for column, usual in zip(self.columns, classes, strict=True)
        ]
        found = Search(axes, self.steps).uncovered((1 << len(table.rules)) - 1)
        if found is None:
            return
        example = self._told([bit if usual else 0 for bit, usual in zip(found, classes, strict=True)])
        if example:
            template = N_("No rule hits for %(example)s. Add a rule or a default output, if that can be.")
            yield Finding("table_gap", table.element_id, table.line, Text(template, {"example": example}), warning=True)

    def _usual(self, column: Column) -> int:
        """The classes of a column in which a gap is looked for; none where it is not known which values it takes."""
        listed = column.domain.kind == "boolean" or (column.domain.kind == "string" and column.usual)
        return column.usual if column.given or listed else 0

    def _told(self, classes: Sequence[int]) -> str:
        """An example of a combination; columns whose classes are not known are left out."""
        return ", ".join(
            f"{column.label} = {feel_text(column.domain.example(bits))}"
            for column, bits in zip(self.columns, classes, strict=True)
            if bits & -bits & column.domain.named and not self._indifferent(column)
        )

    def _indifferent(self, column: Column) -> bool:
        return all(each.surely == column.possible for each in column.conditions)

    def _unlisted(self) -> Iterator[Finding]:
        """Outputs that are none of the values that their column lists."""
        for rule, value, column in unlisted(self.table):
            template = N_("%(value)s is none of the output values that the column %(column)s lists.")
            facts = {"value": feel_text(value), "column": column.label or column.name or "1"}
            yield _at(rule, "output_unlisted", template, facts)


def _at(rule: Rule, code: str, template: str, facts: Mapping[str, object], *, warning: bool = True) -> Finding:
    return Finding(code, rule.element_id, rule.line, Text(template, facts), warning=warning)


def _independent(labels: Sequence[str]) -> bool:
    """Whether no column reads the same as another, or a part of it."""
    return not any(
        one != two and (b == a or b.startswith(f"{a}.")) for one, a in enumerate(labels) for two, b in enumerate(labels)
    )
