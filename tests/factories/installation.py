"""The demonstration as people find it: government, authority table, relocations and onboarding, in one database."""

import os
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import sqlalchemy as sa

from engine.authorization.scopes import Scope, Scopes
from engine.bundles.files import read_folder
from engine.clock import Clock, SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.seed_demo import seed_demo
from engine.runtime import Runtime
from engine.settings import Settings, resources_root
from tests.factories.people import NOW

BUNDLES = ("authority", "relocation", "onboarding", "institutional-relocation")

_filled: dict[str, Any] = {}
"""By server: the content of a filled SQLite file, or the name of a filled PostgreSQL database."""


def an_installation(url: str, clock: Clock | None = None, **settings: Any) -> Runtime:
    """A runtime on the fresh migrated database `url`, which is filled; its clock stands at NOW. The caller closes it.

    The first of each kind of database is filled by the product's commands, later ones are copies of it.
    """
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite":
        _fill_file(url, Path(place.database or ""))
    else:
        _fill_on_server(url, place.query["host"], place.database or "")  # type: ignore[arg-type]
    return _opened(url, clock or SetClock(NOW), **settings)


def a_token(
    runtime: Runtime, username: str, scopes: Scopes = frozenset(Scope), job_types: Collection[str] = ("*",)
) -> str:
    """An API token that acts as the account; for everything unless `scopes` says less."""
    types = job_types if Scope.JOBS in scopes else ()
    command = IssueToken(username=username, name="tests", days=30, scopes=scopes, job_types=types)
    return issue_token(runtime, command).token


def _opened(url: str, clock: Clock, **settings: Any) -> Runtime:
    """A runtime with a history key that is thrown away; a slow machine stops no command, only steps and tokens do."""
    with TemporaryDirectory() as folder:
        data_dir = Path(folder)
        values = {"data_dir": data_dir, "database_url": url, "demo": True, "worker": False, "turn_seconds": 300}
        return Runtime.open(Settings(**{**values, **settings}), clock)


def _fill(url: str) -> None:
    runtime = _opened(url, SetClock(NOW))
    try:
        government = resources_root() / "processes" / "demo" / "government.toml"
        seed_demo(runtime, government, progress=lambda *_: None)
        for key in BUNDLES:
            deploy_bundle(runtime, DeployBundle(actor=None, files=read_folder(resources_root(), key)))
    finally:
        runtime.close()


def _fill_file(url: str, file: Path) -> None:
    if "sqlite" in _filled:
        file.write_bytes(_filled["sqlite"])
        return
    _fill(url)
    _filled["sqlite"] = file.read_bytes()


def _fill_on_server(url: str, folder: str, name: str) -> None:
    """Copies are taken inside the server; the template is this process's own and goes with the server."""
    template = f"installation_{os.getpid()}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as server:
        if folder not in _filled:
            _fill(url)
            server.execute(f"CREATE DATABASE {template} TEMPLATE {name} STRATEGY FILE_COPY")  # type: ignore[call-overload]
            _filled[folder] = template
            return
        server.execute(f"DROP DATABASE {name}")  # type: ignore[call-overload]
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # type: ignore[call-overload]
