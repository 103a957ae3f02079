"""Databases that are filled once in each process of the tests, and copied for each test."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

_filled: dict[tuple[str, str], Any] = {}
"""By name and server: the content of a filled SQLite file, or the name of a filled PostgreSQL database."""


def fill_or_copy(url: str, name: str, fill: Callable[[str], None]) -> None:
    """Put into the fresh migrated database `url` what `fill` puts there.

    The first of each kind of database is filled, later ones are copies of it. `fill` leaves no connection open.
    """
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite":
        _copy_file(url, Path(place.database or ""), name, fill)
    else:
        _copy_on_server(url, str(place.query["host"]), place.database or "", name, fill)


def _copy_file(url: str, file: Path, name: str, fill: Callable[[str], None]) -> None:
    if ("sqlite", name) in _filled:
        file.write_bytes(_filled["sqlite", name])
        return
    fill(url)
    _filled["sqlite", name] = file.read_bytes()


def _copy_on_server(url: str, folder: str, database: str, name: str, fill: Callable[[str], None]) -> None:
    """Copies are taken inside the server; the template is this process's own and goes with the server."""
    template = f"{name}_{os.getpid()}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as server:
        if (folder, name) not in _filled:
            fill(url)
            server.execute(f"CREATE DATABASE {template} TEMPLATE {database} STRATEGY FILE_COPY")  # type: ignore[call-overload]
            _filled[folder, name] = template
            return
        server.execute(f"DROP DATABASE {database}")  # type: ignore[call-overload]
        server.execute(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY FILE_COPY")  # type: ignore[call-overload]
