"""Running the web server, and nodes that run jobs."""

import signal
import threading
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version

import structlog

from engine.errors import Unavailable
from engine.jobs.runner import STACK_BYTES, Runner
from engine.logs import configure_logs
from engine.model.text import N_
from engine.runtime import Runtime

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.5


class TracingMissing(Unavailable):
    """The settings ask for traces, but what sends them is not installed."""

    code = "tracing_missing"
    message = N_("LINTAS_TRACING_ENDPOINT is set, but the extra is not installed. Install lintas[tracing] or unset it.")


def serve_app(runtime: Runtime) -> None:
    """Serve until interrupted. What was begun is finished first. Raises TracingMissing."""
    # The web is a second of importing that the other commands do without.
    import uvicorn

    from api.app import create_app

    settings = runtime.settings
    configure_logs(settings.log_level)
    with _traced(settings.tracing_endpoint):
        uvicorn.run(
            create_app(runtime),
            host=settings.host,
            port=settings.port,
            log_config=None,
            log_level=settings.log_level.lower(),
            access_log=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            server_header=False,
            timeout_graceful_shutdown=10,
        )


def work_until_stopped(runtime: Runtime, concurrency: int | None = None) -> None:
    """Run jobs until SIGTERM or SIGINT; then finish what was begun, or give it back. Raises TracingMissing."""
    settings = runtime.settings
    configure_logs(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.stack_size(STACK_BYTES)
    runner = Runner(runtime, concurrency)
    with _traced(settings.tracing_endpoint):
        runner.start()
        log.info("worker_started", node=runner.presence.name)
        while not stopping.wait(LOOK_SECONDS):
            continue  # the kernel may give the signal to any thread: an endless wait in this one would not hear of it
        runner.stop()
        log.info("worker_stopped", node=runner.presence.name)


def _traced(endpoint: str | None) -> AbstractContextManager[None]:
    if endpoint is None:
        return nullcontext()
    try:
        from api.operations.tracing import tracing
    except ImportError as error:
        raise TracingMissing from error
    return tracing(endpoint, version("lintas"))
