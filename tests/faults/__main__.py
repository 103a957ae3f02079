"""`make faults`: every fault of this room on both databases, counted; the counts go to build/faults.json."""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import PostgresqlServer, migrate, open_postgresql, stop_postgresql
from tests.faults.deeds import DEEDS
from tests.faults.drills import drilled
from tests.faults.striking import Struck, a_stage, killed_at, struck_at_each, undisturbed

RESULT = Path(__file__).resolve().parents[2] / "build" / "faults.json"
DRAWS = 50
Counts = dict[str, int]


def main() -> None:
    """Run everything; ends with a traceback where anything was lost, doubled or half done."""
    options = argparse.ArgumentParser(prog="make faults", description=__doc__)
    options.add_argument("--draws", type=int, default=DRAWS, help="kills of each command on each database")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("deeds", nargs="*", help=f"of {', '.join(DEEDS)}; all where none is named")
    given = options.parse_args()
    counts: dict[str, Counts] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _server(Path(folder)) as server:
        for name in given.deeds or DEEDS:
            for kind in ("sqlite", "postgresql"):
                with _url(kind, Path(folder), server) as url:
                    counts[f"{name}, {kind}"] = _deed(name, url, given.draws, random.Random(f"{given.seed} {name}"))
                _print(f"{name}, {kind}", counts[f"{name}, {kind}"])
    total = {key: sum(each[key] for each in counts.values()) for key in next(iter(counts.values()))}
    _print("all", total)
    with tempfile.TemporaryDirectory() as folder:
        drill = drilled(Path(folder))
    _print("servers on PostgreSQL", drill)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"seed": given.seed, "counts": counts, "all": total, "servers": drill}, indent=2) + "\n"
    )


def _deed(name: str, url: str, draws: int, draw: random.Random) -> Counts:
    deed = DEEDS[name]
    with a_stage(url) as stage:
        struck: Struck = struck_at_each(deed, stage)
        expected, passed = undisturbed(deed, stage)
        for _ in range(draws):
            killed_at(deed, stage, draw.randrange(passed), expected)
    return {"broken off before the commit": struck.before, "broken off after a commit": struck.after, "killed": draws}


def _print(name: str, counts: Counts) -> None:
    print(f"| {name} | {' | '.join(map(str, counts.values()))} |", flush=True)


@contextmanager
def _server(folder: Path) -> Iterator[PostgresqlServer]:
    try:
        yield open_postgresql(folder)
    finally:
        stop_postgresql(folder)


@contextmanager
def _url(kind: str, folder: Path, server: PostgresqlServer) -> Iterator[str]:
    if kind == "postgresql":
        name = server.create_database()
        yield server.url(name)
        server.drop_database(name)
        return
    file = folder / "lintas.db"
    for part in folder.glob("lintas.db*"):
        part.unlink()
    migrate(f"sqlite:///{file}")
    yield f"sqlite:///{file}"


if __name__ == "__main__":
    main()
