"""Conditions on many values at once."""

import sqlalchemy as sa

from engine.ids import new_id
from engine.store.portions import MOST_VALUES, among, portions
from engine.store.tables import variable


def test_every_value_is_in_one_portion_and_none_is_too_long() -> None:
    cut = list(portions(range(2 * MOST_VALUES + 1)))

    assert [len(portion) for portion in cut] == [MOST_VALUES, MOST_VALUES, 1]
    assert [value for portion in cut for value in portion] == list(range(2 * MOST_VALUES + 1))
    assert list(portions([])) == []


def test_rows_of_several_columns_are_found_by_all_of_them(sqlite_url: str) -> None:
    columns, keys = variable.c, [(0, "5"), (0, "6"), (1, "5")]
    here = columns.instance_id == new_id()
    statement = variable.delete().where(here, among((columns.execution, columns.scope), keys))
    engine = sa.create_engine(sqlite_url)
    with engine.connect() as connection:
        text = str(statement.compile(connection, compile_kwargs={"render_postcompile": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("",) * text.count("?")).all()
    engine.dispose()

    assert "instance_id=? AND execution=? AND scope=?" in plan[0][3]
