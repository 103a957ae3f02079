"""Decisions: their tables, their inputs, and what they give."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.formatting import Formatter
from api.schemas.json_values import ProcessValue
from api.schemas.problems import Finding
from api.schemas.told import Sent, Told
from engine.dmn import Decided
from engine.queries.decisions import DecisionView


class DecisionRow(Told):
    """The newest version of a decision."""

    key: str
    version: int
    name: str
    filename: str
    agency_name: str | None
    agency_name_en: str | None
    deployed_at: datetime


class DecisionList(Told):
    """Decisions by name."""

    decisions: list[DecisionRow]


class InputOfDecision(Told):
    """A value that the caller gives by this name."""

    name: str
    label: str
    type_name: str | None = Field(description="As the model names it; null where it says nothing.")
    kind: str | None = Field(description="The type of FEEL behind it, `collection`, `context`, or null.")
    choices: list[ProcessValue] = Field(description="The only values it may have, where the model lists them.")


class TableColumn(Told):
    """A column of conditions or results."""

    label: str
    text: str = Field(description="The expression of a condition; the name of a result.")
    type_name: str | None
    allowed: str


class TableRule(Told):
    """A row as it is written."""

    id: str
    conditions: list[str]
    results: list[str]
    annotations: list[str] = Field(description="Such as the legal basis.")


class Table(Told):
    """A decision table as it is written."""

    decision_id: str
    table_id: str | None
    policy: str = Field(description="The hit policy, with the aggregation of COLLECT.")
    inputs: list[TableColumn]
    outputs: list[TableColumn]
    rules: list[TableRule]


class Decision(Told):
    """One version of a decision, with the tables of all that it requires."""

    key: str
    version: int
    versions: list[int]
    name: str
    filename: str
    agency_name: str | None
    agency_name_en: str | None
    deployed_at: datetime
    inputs: list[InputOfDecision]
    tables: list[Table]
    findings: list[Finding] = Field(description="What was found in the tables: warnings, with which it was deployed.")

    @classmethod
    def of(cls, view: DecisionView, formatter: Formatter) -> Self:
        """The version in the language of the reader."""
        read = {name: getattr(view, name) for name in cls.model_fields if name != "findings"}
        return cls.model_validate({**read, "findings": [Finding.of(each, formatter) for each in view.findings]})


class EvaluationRequest(Sent):
    """Inputs by name; texts are read as dates, times and durations where the model asks for them."""

    inputs: dict[str, ProcessValue] = Field(default_factory=dict, examples=[{"masa_bulan": 4}])


class InputValue(Told):
    """A column of conditions and the value that it had."""

    label: str
    value: ProcessValue


class EvaluatedTable(Told):
    """How a table decided."""

    decision_id: str
    table_id: str | None
    inputs: list[InputValue]
    hits: list[str] = Field(description="Ids of the rules whose conditions hold.")
    rules: list[str] = Field(description="Ids of those that decided under the hit policy.")
    annotations: list[str]


class DecisionWarned(Told):
    """Why a value is null."""

    message: str
    element_id: str | None
    line: int | None
    column: int | None


class Outcome(Told):
    """What a decision gives, and why."""

    decision: str
    result: ProcessValue
    tables: list[EvaluatedTable]
    annotations: list[str] = Field(description="Annotations of the rules that decided: the legal basis.")
    warnings: list[DecisionWarned]
    failed: str | None = Field(description="Why there is no decision, such as rules that contradict each other.")

    @classmethod
    def of(cls, decision: str, decided: Decided) -> Self:
        """The outcome of the decision with that id."""
        return cls(
            decision=decision,
            result=decided.result,
            tables=[EvaluatedTable.model_validate(each) for each in decided.tables],
            annotations=list(decided.annotations),
            warnings=[DecisionWarned.model_validate(each) for each in decided.warnings],
            failed=decided.failed,
        )
