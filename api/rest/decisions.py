"""Decisions: their tables, and trying them out."""

from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.responses import Response

from api.dependencies import DeployingCaller, Onlooker, TheRuntime
from api.rest.bodies import body_of, takes
from api.rest.parameters import LARGEST_INTEGER, NO_NUL
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.decisions import Decision, DecisionList, DecisionRow, EvaluationRequest, Outcome
from api.schemas.told import answer
from engine.queries.decisions import decision_view, decisions, try_decision

router = RouterBelow("/decisions", root=API, tags=["decisions"])

DecisionKey = Annotated[str, Path(alias="key", min_length=1, max_length=200, pattern=NO_NUL, examples=["hak_hunian"])]
AtVersion = Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER, description="The newest if left out.")]


@router.get("", operation_id="listDecisions", response_model=DecisionList)
def list_decisions(runtime: TheRuntime, actor: Onlooker) -> Response:
    """The newest versions of all decisions, by name."""
    return answer(DecisionList(decisions=[DecisionRow.model_validate(row) for row in decisions(runtime, actor)]))


@router.get("/{key}", operation_id="readDecision", response_model=Decision)
def read_decision(
    runtime: TheRuntime, actor: Onlooker, english: English, key: DecisionKey, version: AtVersion = None
) -> Response:
    """One version: its tables, rule by rule, the inputs that it asks for, and what was found in the tables."""
    return answer(Decision.of(decision_view(runtime, actor, key, version), english))


@router.post(
    "/{key}/evaluate", operation_id="evaluateDecision", response_model=Outcome, openapi_extra=takes(EvaluationRequest)
)
def evaluate(
    runtime: TheRuntime,
    actor: DeployingCaller,
    key: DecisionKey,
    body: Annotated[EvaluationRequest, Depends(body_of(EvaluationRequest))],
    version: AtVersion = None,
) -> Response:
    """What the decision gives for some inputs, by which rules. Changes nothing; for process designers."""
    trial = try_decision(runtime, actor, key, version, body.inputs)
    return answer(Outcome.of(key, trial.decided))
