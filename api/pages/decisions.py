"""The decision tables: what they say, and what they give for inputs that a designer tries."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, SignedIn, TheRuntime
from api.pages.filters import whole_number
from api.templating import render
from engine.feel import feel_text
from engine.queries.decisions import Trial, decision_view, decisions, try_texts

router = APIRouter(prefix="/decisions")

FIELD = "in."
"""What stands before the name of an input in the form."""


@router.get("")
def show_decisions(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """All decisions with their newest versions."""
    return render(request, "decisions.html", {"decisions": decisions(runtime, actor), "place": "/processes"})


@router.get("/{key}")
def show_decision(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """The tables of one version. Raises DecisionUnknown."""
    view = decision_view(runtime, actor, key, _version(request))
    return render(request, "decision.html", {"decision": view, "typed": {}, "trial": None, **BESIDE})


@router.post("/{key}")
def take_inputs(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, key: Key) -> Response:
    """The same page with the rules marked that decide for the inputs; nothing is kept. Raises MayNotTry."""
    typed = {name.removeprefix(FIELD): texts[0] for name, texts in posted.fields.items() if name.startswith(FIELD)}
    trial = try_texts(runtime, actor, key, _version(request), typed)
    context = {"decision": trial.view, "typed": typed, "trial": trial, "marks": marks(trial), **BESIDE}
    return render(request, "decision.html", context)


BESIDE = {"place": "/processes", "field": FIELD, "feel": feel_text}


def marks(trial: Trial) -> Mapping[tuple[str, str | None, str], str]:
    """For each decision, table and rule: "decided", or "hit" where its conditions hold but others decided."""
    found: dict[tuple[str, str | None, str], str] = {}
    for table in trial.decided.tables:
        for rule in table.hits:
            found.setdefault((table.decision_id, table.table_id, rule), "hit")
        for rule in table.rules:
            found[table.decision_id, table.table_id, rule] = "decided"
    return found


def _version(request: Request) -> int | None:
    return whole_number(request.query_params.get("version", ""))
