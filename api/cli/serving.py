"""Running the web server."""

from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version

from engine.errors import Unavailable
from engine.logs import configure_logs
from engine.model.text import N_
from engine.runtime import Runtime


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


def _traced(endpoint: str | None) -> AbstractContextManager[None]:
    if endpoint is None:
        return nullcontext()
    try:
        from api.operations.tracing import tracing
    except ImportError as error:
        raise TracingMissing from error
    return tracing(endpoint, version("lintas"))
