"""Very many timers that wait."""

import sqlalchemy as sa

from engine.runtime import Runtime

INSERT = """
with recursive counted(n) as (select 1 union all select n + 1 from counted where n < :count)
insert into timer (instance_id, execution, token, part, element_id, due_at)
select (select id from instance limit 1), 1, 1000000 + n, 0, 'kelak', :due_at from counted
"""


def many_timers(runtime: Runtime, count: int, due_at: int) -> None:
    """Timers of some case, due at that time in microseconds since 1970."""
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(sa.text(INSERT), {"count": count, "due_at": due_at})
        work.commit()
