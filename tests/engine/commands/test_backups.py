"""Backups are restored elsewhere, and the case goes on."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.clock import SetClock
from engine.commands.anchor_history import anchor_history
from engine.commands.back_up import BackedUp, NothingToBackUp, back_up
from engine.commands.restore_backup import (
    BackupNewer,
    DatabaseNotEmpty,
    HistoryKeyDiffers,
    SchemaInTheWay,
    restore_backup,
)
from engine.commands.verify_history import verify_history
from engine.runtime import Runtime
from engine.scenarios.player import Player
from engine.scenarios.script import Scenario, read_scenario
from engine.settings import Settings, resources_root
from engine.store import tables
from engine.store.backups import BackupFileExists, BackupUnreadable
from engine.store.groups import intern_groups
from engine.store.table_copies import lines_of, stored_tables
from tests.factories.installation import an_installation
from tests.factories.people import NOW, an_agency, insert

STORY = resources_root() / "processes" / "relocation" / "scenarios" / "01-jalan-utama.yaml"


@contextmanager
def elsewhere(url: str, like: Any) -> Iterator[Any]:
    """Another installation with the history key of the first."""
    runtime = Runtime.open(Settings(**(like.settings.model_dump() | {"database_url": url})), like.clock)
    try:
        yield Runtime(runtime.database, runtime.clock, runtime.settings, runtime.definitions, like.history_key)
    finally:
        runtime.close()


@pytest.fixture
def installation(database_url: str) -> Iterator[Any]:
    runtime = an_installation(database_url, SetClock(NOW))
    yield runtime
    runtime.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with empty tables that is not the one the backup is made of."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


def contents(runtime: Any) -> dict[str, list[Any]]:
    """Every row of every table but sessions, as text that is the same on both kinds of database."""
    with runtime.database.begin() as work:
        return {
            table.name: sorted(
                json.dumps([int(value) if isinstance(value, bool) else value for value in json.loads(line)])
                for line in lines_of(work.connection, table)
            )
            for table in stored_tables(work.connection)
            if table.name != "session"
        }


def halves() -> tuple[Scenario, Scenario]:
    """The story up to its middle, and the rest."""
    story = read_scenario(STORY)
    middle = len(story.steps) // 2
    return (
        story.model_copy(update={"steps": story.steps[:middle]}),
        story.model_copy(update={"steps": story.steps[middle:]}),
    )


def test_a_case_goes_on_where_its_backup_is_restored(installation: Any, empty_url: str, tmp_path: Path) -> None:
    begun, rest = halves()
    player = Player(installation, installation.clock)
    player.play(begun)
    anchor_history(installation)

    back_up(installation, tmp_path / "backup.zip")
    with elsewhere(empty_url, installation) as restored:
        restore_backup(restored, tmp_path / "backup.zip")

        assert contents(restored) == contents(installation)
        assert verify_history(restored).faults == ()
        Player(restored, restored.clock, player.cases).play(rest)
        assert verify_history(restored).faults == ()


def test_the_restored_database_counts_on(installation: Any, empty_url: str, tmp_path: Path) -> None:
    back_up(installation, tmp_path / "backup.zip")
    with elsewhere(empty_url, installation) as restored:
        restore_backup(restored, tmp_path / "backup.zip")
        code = "agensi-baru"
        position = insert_position(restored, an_agency(restored, code))

        with restored.database.begin() as work:
            work.begin_write()
            intern_groups(work.connection)
            work.commit()
            addresses = work.connection.scalars(sa.select(tables.function_group.c.address)).all()

    assert position in {each.partition("@")[0] for each in addresses if each.endswith(f"@{code}")}


def insert_position(runtime: Any, agency_id: Any) -> str:
    with runtime.database.begin() as work:
        unit_id = work.connection.scalar(sa.select(tables.unit.c.id).where(tables.unit.c.agency_id == agency_id))
    place = {"agency_id": agency_id, "unit_id": unit_id, "position_class": "pelaksana"}
    insert(runtime, tables.position, code="pelaksana", name="Pelaksana", name_en="Staff", **place)
    return "pelaksana"


def test_what_others_write_meanwhile_is_not_in_the_backup(installation: Any, empty_url: str, tmp_path: Path) -> None:
    before = contents(installation)
    written = 0

    def write_something(*_: object) -> None:
        nonlocal written
        written += 1
        insert(installation, tables.person, name=f"Pegawai {written}", employment="pns")

    back_up(installation, tmp_path / "backup.zip", write_something)

    with elsewhere(empty_url, installation) as restored:
        restore_backup(restored, tmp_path / "backup.zip")
        assert contents(restored) == before
    assert len(contents(installation)["person"]) == len(before["person"]) + written
    assert written > 1


def test_whoever_was_signed_in_must_sign_in_again(installation: Any, empty_url: str, tmp_path: Path) -> None:
    with installation.database.begin() as work:
        work.begin_write()
        account_id = work.connection.scalar(sa.select(tables.account.c.id).limit(1))
        at = {"created_at": NOW, "expires_at": NOW + timedelta(hours=1)}
        work.connection.execute(tables.session.insert(), {"token_hash": b"1" * 32, "account_id": account_id, **at})
        work.commit()
    back_up(installation, tmp_path / "backup.zip")
    with elsewhere(empty_url, installation) as restored:
        restore_backup(restored, tmp_path / "backup.zip")

        with restored.database.begin() as work:
            assert work.connection.execute(sa.select(tables.session)).all() == []


def test_a_database_with_data_is_left_alone(installation: Any, tmp_path: Path) -> None:
    back_up(installation, tmp_path / "backup.zip")
    before = contents(installation)

    with pytest.raises(DatabaseNotEmpty):
        restore_backup(installation, tmp_path / "backup.zip")

    assert contents(installation) == before


def test_another_history_key_is_refused(installation: Any, empty_url: str, tmp_path: Path) -> None:
    made = back_up(installation, tmp_path / "backup.zip")
    other = Runtime.open(Settings(data_dir=tmp_path / "other", database_url=empty_url), installation.clock)

    with pytest.raises(HistoryKeyDiffers, match=made.history_key):
        restore_backup(other, made.file)
    other.close()


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Any]:
    """A migrated database without anything in it."""
    runtime = Runtime.open(Settings(data_dir=tmp_path / "data", database_url=sqlite_url), SetClock(NOW))
    yield runtime
    runtime.close()


def rewritten(made: BackedUp, **changes: Any) -> Path:
    """The backup with another manifest."""
    file = made.file.with_name("changed.zip")
    with zipfile.ZipFile(made.file) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, json.dumps(json.loads(content) | changes) if name == "manifest.json" else content)
    return file


def test_a_backup_of_a_newer_version_is_refused(small: Any, tmp_path: Path) -> None:
    newer = rewritten(back_up(small, tmp_path / "backup.zip"), revision="9999")

    with pytest.raises(BackupNewer):
        restore_backup(small, newer)


def test_empty_tables_of_another_version_are_refused(small: Any, tmp_path: Path) -> None:
    older = rewritten(back_up(small, tmp_path / "backup.zip"), revision="0001")

    with pytest.raises(SchemaInTheWay):
        restore_backup(small, older)


@pytest.mark.parametrize(
    "change", [{"format": 2}, {"kind": "tables", "tables": {"nothing": {"columns": [], "rows": 0}}}, {"more": 1}]
)
def test_a_manifest_that_is_not_understood_is_refused(small: Any, tmp_path: Path, change: dict[str, Any]) -> None:
    strange = rewritten(back_up(small, tmp_path / "backup.zip"), **change)

    with pytest.raises(BackupUnreadable):
        restore_backup(small, strange)


def test_a_damaged_file_is_refused(small: Any, tmp_path: Path) -> None:
    made = back_up(small, tmp_path / "backup.zip")
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.file.write_bytes(content)

    with pytest.raises(BackupUnreadable):
        restore_backup(small, made.file)


def test_a_backup_replaces_no_file(small: Any, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_text("precious")

    with pytest.raises(BackupFileExists):
        back_up(small, tmp_path / "backup.zip")

    assert (tmp_path / "backup.zip").read_text() == "precious"


def test_a_backup_is_for_its_owner_and_holds_no_key(small: Any, tmp_path: Path) -> None:
    made = back_up(small, tmp_path / "backup.zip")

    assert made.file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(made.file) as archive:
        assert not any(small.history_key.secret in archive.read(name) for name in archive.namelist())


def test_a_failed_backup_leaves_no_file(tmp_path: Path) -> None:
    runtime = Runtime.open(Settings(data_dir=tmp_path / "data"), SetClock(NOW))

    with pytest.raises(NothingToBackUp):
        back_up(runtime, tmp_path / "backups" / "backup.zip")

    assert list((tmp_path / "backups").iterdir()) == []
    runtime.close()
