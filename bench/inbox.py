"""An inbox over two million open tasks on both databases: what a page with its counts and a search cost the database.

Twenty thousand functions, of which the busiest twelve have one in sixteen of all tasks; three tasks in ten are taken,
one in six has no due time, one in five is addressed to two functions. Filling takes minutes.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.completion import actor_of, installation
from bench.measuring import Row
from engine.model.actor import Actor
from engine.queries.inbox import InboxFilter, inbox
from engine.runtime import Runtime
from engine.store.tables import agency, instance, process_definition, task_candidate, user_task
from engine.store.tables.types import NEVER, microseconds
from tests.databases import open_postgresql, stop_postgresql

TASKS = 2_000_000
INSTANCES = 200_000
FUNCTIONS = 20_000
ROUNDS = 200
DAY = 86_400_000_000
"""In microseconds."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a database says what the filling needs: an id, a row for each number, a number from 0 to 1, a remainder."""

    identity: str
    series: str
    chance: str

    def id_of(self, number: str) -> str:
        """The id that stands for a whole number."""
        return self.identity.format(number)

    def numbers(self, last: int) -> str:
        """A table `s (n)` of the whole numbers from 1 to `last`."""
        return self.series.format(last)


WORDS = {
    "sqlite": Words(
        "cast(printf('%016d', {}) as blob)",
        "(with recursive r(n) as (select 1 union all select n + 1 from r where n < {}) select n from r) s",
        "(abs(random() % 1000000) / 1000000.0)",
    ),
    "postgresql": Words(
        "cast(lpad(to_hex({}), 32, '0') as uuid)", "(select n from generate_series(1, {}) g (n)) s", "random()"
    ),
}


def rows() -> Iterator[Row]:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", f"sqlite:///{Path(folder) / 'lintas.db'}", Path(folder))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        stack.callback(stop_postgresql, place)
        server = open_postgresql(place)
        stack.callback(server.leave)
        yield from _on("PostgreSQL", server.url(server.create_database()), place)


def _on(name: str, url: str, folder: Path) -> Iterator[Row]:
    with installation(folder, url) as (runtime, token):
        official = actor_of(runtime, token)
        fill(runtime, official)
        for what, groups, wanted in (
            ("page and counts, 12 functions", 12, InboxFilter()),
            ("page and counts, the 12 busiest functions", -12, InboxFilter()),
            ("page and counts, 100 functions", 100, InboxFilter()),
            ("search for a word of every seventh task, 12 functions", 12, InboxFilter(search="mutasi 3")),
            ("search for a word that no task has, 12 functions", 12, InboxFilter(search="tidak ada")),
        ):
            yield _measured(runtime, official, f"inbox over {TASKS:,} open tasks, {what}, {name}", groups, wanted)
        after = InboxFilter(after=inbox(runtime, holding(official, range(1, 13))).next)
        yield _measured(runtime, official, f"inbox over {TASKS:,} open tasks, the page after, {name}", -12, after)


def holding(official: Actor, functions: Any) -> Actor:
    """The official with these functions, by number."""
    held = replace(official.capacities[0], functions=frozenset(f"f{number}" for number in functions))
    return replace(official, capacities=(held,))


def _measured(runtime: Runtime, official: Actor, what: str, groups: int, wanted: InboxFilter) -> Row:
    """Time in the database; `groups` below zero are the busiest ones, else drawn anew in each round."""
    draw = random.Random(7)
    times = []
    for _ in range(ROUNDS):
        numbers = range(1, 1 - groups) if groups < 0 else draw.sample(range(1, FUNCTIONS + 1), groups)
        times.append(database_milliseconds(runtime, holding(official, numbers), wanted))
    times.sort()
    late = times[int(len(times) * 0.95)]
    how = f"processor time of the database, median of {ROUNDS}, `python -m bench inbox`"
    return Row(what, f"{statistics.median(times):.1f} ms, p95 {late:.1f} ms", how)


def database_milliseconds(runtime: Runtime, actor: Actor, wanted: InboxFilter) -> float:
    """Processor time that the statements of one look into the inbox cost the database, results fetched."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")) and "function_group" not in statement:
            sent.append((statement, parameters))

    engine = runtime.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    inbox(runtime, actor, wanted)
    sa.event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        spent = clock_of(connection)
        cursor = connection.connection.cursor()
        before = spent()
        for statement, parameters in sent:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        elapsed = spent() - before
        connection.rollback()
    return elapsed / 1e6


def clock_of(connection: sa.Connection) -> Callable[[], int]:
    """Processor time in nanoseconds of what answers the connection: this thread, or a process beside it on Linux."""
    if connection.dialect.name == "sqlite":
        return time.thread_time_ns
    spent = Path(f"/proc/{connection.scalar(sa.select(sa.func.pg_backend_pid()))}/schedstat")
    return lambda: int(spent.read_text().split()[0])


def fill(runtime: Runtime, official: Actor) -> None:
    """Put the tasks in with a few statements; indexes are made afterwards."""
    engine = runtime.database.engine
    words = WORDS[engine.dialect.name]
    indexes = [index for table in (task_candidate, user_task) for index in table.indexes]
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("PRAGMA cache_size=-500000")
            connection.exec_driver_sql("BEGIN")
        for index in indexes:
            index.drop(connection)
        given = {
            "definition": connection.scalar(sa.select(process_definition.c.id).limit(1)),
            "agency": connection.scalar(sa.select(agency.c.id).limit(1)),
            "me": official.person_id,
            "now": microseconds(runtime.clock.now()),
        }
        types = [sa.bindparam(name, type_=instance.c.id.type) for name in ("definition", "agency", "me")]
        for statement in statements(words):
            text = sa.text(statement)
            used = [each for each in types if f":{each.key}" in statement]
            connection.execute(text.bindparams(*used), {k: v for k, v in given.items() if f":{k}" in statement})
        for index in indexes:
            index.create(connection)
        connection.exec_driver_sql("ANALYZE")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def statements(words: Words) -> Iterator[str]:
    """Functions, cases, tasks, and to whom the tasks are addressed."""
    code = "(select code from agency where id = :agency)"
    skewed = " * ".join([words.chance] * 4)
    yield f"insert into person (id, name, employment) select {words.id_of('n')}, 'Dewi', 'pns' from {words.numbers(1)}"
    yield f"""insert into function_group (id, address, agency_id)
        select 1000 + n, 'f' || n || '@' || {code}, :agency from {words.numbers(FUNCTIONS)}"""
    yield f"""insert into instance (id, number, title, process_key, definition_id, status, started_at, agency_id, pins)
        select {words.id_of("n")}, 'KASUS-' || n, 'Usul', 'putaran', :definition, 'active', :now, :agency, '{{}}'
        from {words.numbers(INSTANCES)}"""
    yield f"""insert into user_task (id, instance_id, execution, token, element_id, name, name_en, process_key,
            definition_id, instance_number, title, addressed_to, assignee, due, created_at, decision_class)
        select {words.id_of(f"{INSTANCES} + n")}, {words.id_of(f"1 + n % {INSTANCES}")}, 0, n, 'periksa', 'Periksa', '',
            'putaran', :definition, 'KASUS-' || (1 + n % {INSTANCES}), 'Usul mutasi ' || (n % 7), 'f1',
            case when n % 50000 = 1 then :me when n % 10 < 3 then {words.id_of("1")} end,
            case when n % 6 = 0 then {NEVER} else :now + cast({60 * DAY} * {words.chance} as bigint) - {30 * DAY} end,
            :now, 'rutin' from {words.numbers(TASKS)}"""
    for share in (1, 5):
        yield f"""insert into task_candidate (task_id, group_id, agency_id, due, rank, unassigned)
            select id, 1001 + cast({FUNCTIONS - 1} * {skewed} as integer), :agency, due, -50,
                case when assignee is null then 1 else 0 end
            from user_task where token % {share} = 0 on conflict do nothing"""
