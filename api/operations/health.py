"""Whether the process lives, and whether it can work: for load balancers and those who restart it."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from engine.errors import LintasError
from engine.jobs.runner import Runner
from engine.queries.nodes import list_nodes
from engine.queries.readiness import check_ready

router = APIRouter()
OK, ELSEWHERE, MISSING = "ok", "elsewhere", "missing"
WELL = (OK, ELSEWHERE, MISSING)
"""Where no node runs jobs, pages and API still answer: taking them out of service would not help."""


@router.get("/health")
async def health() -> Response:
    """The process answers."""
    return _answer({"status": OK})


@router.get("/ready")
def ready(request: Request) -> Response:
    """Database, schema and, where it runs here, the worker: 200 if all of them are well, else 503 and which is not.

    Where the worker is elsewhere but no node lives, it is told as missing, with 200.
    """
    database = _database(request)
    checks = {"database": database, "worker": _worker(request, database)}
    well = all(found in WELL for found in checks.values())
    return _answer({"status": OK if well else "unavailable", "checks": checks}, 200 if well else 503)


def _database(request: Request) -> str:
    try:
        check_ready(request.app.state.runtime)
    except LintasError as error:
        return error.code
    return OK


def _worker(request: Request, database: str) -> str:
    runner: Runner | None = getattr(request.app.state, "runner", None)
    if runner is not None:
        return OK if runner.alive else "stopped"
    if database != OK or any(node.lives for node in list_nodes(request.app.state.runtime)):
        return ELSEWHERE
    return MISSING


def _answer(content: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})
