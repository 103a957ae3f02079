"""Running the web server."""

import uvicorn

from api.app import create_app
from engine.runtime import Runtime


def serve_app(runtime: Runtime) -> None:
    """Serve until interrupted. What was begun is finished first."""
    settings = runtime.settings
    uvicorn.run(
        create_app(runtime),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
