"""Decision tables (DMN 8): rules of unary tests on inputs that give outputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.dmn.hit_policy import LISTED, Hit, HitPolicy, HitsContradict, combined, deciding
from engine.dmn.session import FeelText, Session, UnaryText
from engine.dmn.trace import TracedInput, TracedTable
from engine.feel import Frame
from engine.feel.comparison import same
from engine.feel.errors import Fault
from engine.model.data import Value


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions."""

    element_id: str | None
    label: str
    expression: FeelText
    type_name: str | None
    allowed: UnaryText | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results; the name is None if the table has only this one."""

    element_id: str | None
    label: str
    name: str | None
    type_name: str | None
    values: tuple[FeelText, ...]
    """The allowed values in their order of priority."""
    default: FeelText | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. `annotations` are its texts of the annotation columns, such as the legal basis."""

    rule_id: str
    tests: tuple[UnaryText, ...]
    outputs: tuple[FeelText, ...]
    annotations: tuple[str, ...]
    element_id: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table with its hit policy."""

    element_id: str | None
    owner_id: str
    """The decision or business knowledge model that the trace names."""
    policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    line: int | None = None

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """What the deciding rules give; the defaults if none hits. Contradicting rules make the session fail."""
        values = self._input_values(session, frame)
        if values is None:
            return None
        hits = [self._hit(rule, session, frame) for rule in self.rules if self._applies(rule, values, session, frame)]
        if not hits:
            self._trace(session, values, (), ())
            return self._default(session, frame)
        try:
            chosen = deciding(self.policy, hits, session.run.spend)
        except HitsContradict as contradiction:
            self._trace(session, values, hits, hits)
            session.fail(str(contradiction), self.element_id or self.owner_id)
            return None
        self._trace(session, values, hits, chosen)
        try:
            return combined(self.policy, [hit.output for hit in chosen])
        except Fault as fault:
            session.warn(str(fault), self.element_id)
            return None

    def _input_values(self, session: Session, frame: Frame) -> list[Value] | None:
        values = []
        for column in self.inputs:
            value = session.fit(session.value(column.expression, frame), column.type_name, column.element_id)
            if value is not None and column.allowed is not None and not session.test(column.allowed, value, frame):
                session.warn("the input is none of its allowed values", column.element_id)
                return None
            values.append(value)
        return values

    def _applies(self, rule: Rule, values: Sequence[Value], session: Session, frame: Frame) -> bool:
        session.run.spend(1 + len(values))
        return all(session.test(test, value, frame) for test, value in zip(rule.tests, values, strict=True))

    def _hit(self, rule: Rule, session: Session, frame: Frame) -> Hit:
        results = []
        for column, text in zip(self.outputs, rule.outputs, strict=True):
            results.append(session.fit(session.value(text, frame), column.type_name, text.element_id))
        ranks: tuple[int, ...] = ()
        if self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            ranks = tuple(self._rank(*pair, session, frame) for pair in zip(self.outputs, results, strict=True))
        return Hit(rule.rule_id, self._shaped(results), ranks)

    def _rank(self, column: Output, value: Value, session: Session, frame: Frame) -> int:
        for place, text in enumerate(column.values):
            if same(session.value(text, frame), value, session.run.spend) is True:
                return place
        return len(column.values)

    def _shaped(self, results: Sequence[Value]) -> Value:
        if len(self.outputs) == 1:
            return results[0]
        return {str(column.name): value for column, value in zip(self.outputs, results, strict=True)}

    def _default(self, session: Session, frame: Frame) -> Value:
        if self.policy is HitPolicy.COUNT:
            return 0
        if all(column.default is None for column in self.outputs):
            return [] if self.policy in LISTED else None
        results = [
            session.fit(session.value(column.default, frame), column.type_name, column.element_id)
            if column.default is not None
            else None
            for column in self.outputs
        ]
        return [self._shaped(results)] if self.policy in LISTED else self._shaped(results)

    def _trace(self, session: Session, values: Sequence[Value], hits: Sequence[Hit], chosen: Sequence[Hit]) -> None:
        decided = tuple(hit.rule for hit in chosen)
        texts = {rule.rule_id: rule.annotations for rule in self.rules}
        session.trace(
            TracedTable(
                decision_id=self.owner_id,
                table_id=self.element_id,
                inputs=tuple(
                    TracedInput(column.label, value) for column, value in zip(self.inputs, values, strict=True)
                ),
                hits=tuple(hit.rule for hit in hits),
                rules=decided,
                annotations=tuple(dict.fromkeys(text for rule in decided for text in texts[rule])),
            )
        )
