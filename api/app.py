"""The application: what stands at which address, and what runs beside it."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.gzip import GZipMiddleware

from api import rest
from api.errors import UnexpectedErrors, install_error_answers
from api.operations import health, metrics
from api.operations.requests import WatchedRequests
from api.pages import (
    batches,
    calendars,
    called,
    chosen_tasks,
    data_stores,
    decisions,
    document,
    inbox,
    incidents,
    instance,
    instances,
    migration,
    monitor,
    processes,
    recurring,
    repairs,
    settings,
    sign_in,
    start,
    start_many,
    supervision,
    tables,
    task,
    team,
    versions,
)
from api.security import RequestLimit, SecurityHeaders
from api.static_files import StaticFolder
from api.templating import PRODUCT, STATIC
from engine.jobs.runner import STACK_BYTES, Runner
from engine.runtime import Runtime

SCREENS = (
    sign_in,
    inbox,
    task,
    start_many,
    recurring,
    start,
    instance,
    instances,
    supervision,
    tables,
    repairs,
    migration,
    incidents,
    chosen_tasks,
    team,
    calendars,
    called,
    batches,
    monitor,
    processes,
    data_stores,
    decisions,
    versions,
    document,
    settings,
)

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
"""FastAPI's own would send queries and texts of errors, which name people; api/operations/ does without them."""


def create_app(runtime: Runtime) -> FastAPI:
    """The whole site on `runtime`. While it runs, it runs jobs too if the settings say so."""
    app = FastAPI(
        title=PRODUCT,
        lifespan=_life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        telemetry=NO_TELEMETRY,
    )
    app.state.runtime = runtime
    given = runtime.settings
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(RequestLimit, limit=given.request_bytes)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SecurityHeaders, https=given.cookie_secure)
    app.add_middleware(WatchedRequests)
    install_error_answers(app)
    app.mount("/static", StaticFolder(STATIC))
    app.include_router(rest.router)
    for screen in SCREENS:
        app.include_router(screen.router, include_in_schema=False)
    for watched in (health, metrics):
        app.include_router(watched.router, include_in_schema=False)
    rest.describe(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    runtime: Runtime = app.state.runtime
    threading.stack_size(STACK_BYTES)
    anyio.to_thread.current_default_thread_limiter().total_tokens = runtime.settings.web_threads
    runner = Runner(runtime) if runtime.settings.worker else None
    app.state.runner = runner
    if runner:
        runner.start()
    try:
        yield
    finally:
        if runner:
            runner.stop()
