"""The demonstration as people find it: government, authority table, relocations and onboarding, in one database."""

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.authorization.scopes import Scope, Scopes
from engine.bundles.files import read_folder
from engine.clock import Clock, SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.seed_demo import seed_demo
from engine.runtime import Runtime
from engine.settings import Settings, resources_root
from tests.factories.copies import fill_or_copy
from tests.factories.people import NOW

BUNDLES = ("authority", "relocation", "onboarding", "institutional-relocation")


def an_installation(url: str, clock: Clock | None = None, **settings: Any) -> Runtime:
    """A runtime on the fresh migrated database `url`, which is filled; its clock stands at NOW. The caller closes it.

    The first of each kind of database is filled by the product's commands, later ones are copies of it.
    """
    fill_or_copy(url, "installation", _fill)
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
