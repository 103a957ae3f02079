"""The site on a runtime. Tests take turns with one app, which works out its routes only once."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.app import create_app
from engine.runtime import Runtime

_idle: dict[str, list[FastAPI]] = {}
"""By the settings they were made with."""


@contextmanager
def a_site(runtime: Runtime) -> Iterator[FastAPI]:
    """The product's app on `runtime`, for tests that do not change it.

    FastAPI takes 0.2 s for the first request of each app, and 0.6 s for its OpenAPI document. All that an app knows
    of its runtime is `app.state.runtime` and the settings it was made with.
    """
    idle = _idle.setdefault(_settings(runtime), [])
    app = idle.pop() if idle else create_app(runtime)
    app.state.runtime = runtime
    try:
        yield app
    finally:
        del app.state.runtime
        idle.append(app)


def _settings(runtime: Runtime) -> str:
    return runtime.settings.model_dump_json(exclude={"data_dir", "database_url", "history_key_file"})
