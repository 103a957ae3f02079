"""Whether the process lives, and whether it can work: for load balancers and those who restart it."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from engine.errors import LintasError
from engine.jobs.runner import Runner
from engine.queries.readiness import check_ready

router = APIRouter()
OK = "ok"


@router.get("/health")
async def health() -> Response:
    """The process answers."""
    return _answer({"status": OK})


@router.get("/ready")
def ready(request: Request) -> Response:
    """Database, schema and, where it runs here, the worker: 200 if all of them are well, else 503 and which is not."""
    checks = {"database": _database(request), "worker": _worker(getattr(request.app.state, "runner", None))}
    well = all(found in (OK, "elsewhere") for found in checks.values())
    return _answer({"status": OK if well else "unavailable", "checks": checks}, 200 if well else 503)


def _database(request: Request) -> str:
    try:
        check_ready(request.app.state.runtime)
    except LintasError as error:
        return error.code
    return OK


def _worker(runner: Runner | None) -> str:
    if runner is None:
        return "elsewhere"
    return OK if runner.alive else "stopped"


def _answer(content: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})
