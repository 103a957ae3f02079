"""Rows of repeating groups in HTML posts, and the buttons that add and remove them without JavaScript.

A post carries `_rows.<path>` with the number of rows shown. `_add=<path>` asks for one more row,
`_remove=<path>.<index>` for one less; the page answers such a post by presenting the form again. `_shown` names
the fields that send nothing when nothing is chosen, so that they can be told from fields the page did not show.
"""

import re
from collections.abc import Mapping

from engine.forms.form import Form
from engine.forms.shape import Shape

MAX_ROWS = 100

ADD, REMOVE, COUNT, SHOWN = "_add", "_remove", "_rows.", "_shown"

Fields = Mapping[str, list[str]]


def changes_rows(fields: Fields) -> bool:
    """Whether the post asks for rows rather than to be answered."""
    return ADD in fields or REMOVE in fields


def change_rows(form: Form, fields: Fields) -> dict[str, list[str]]:
    """The same post after the change it asks for, to be presented again; requests for what is not there are ignored."""
    changed = {name: list(texts) for name, texts in fields.items() if name not in (ADD, REMOVE)}
    for path in fields.get(ADD, ()):
        if _changeable(form, path) is not None:
            changed[COUNT + path] = [str(min((rows_sent(changed, path) or 0) + 1, MAX_ROWS))]
    for target in fields.get(REMOVE, ()):
        path, _, index = target.rpartition(".")
        if _changeable(form, path) is not None and re.fullmatch(r"[0-9]{1,4}", index):
            changed = _without_row(changed, path, int(index))
    return changed


def rows_sent(fields: Fields, path: str) -> int | None:
    """How many rows of the list at `path` a post shows, or None if the list was not shown."""
    counted = fields.get(COUNT + path, [""])[:1]
    if counted and re.fullmatch(r"[0-9]{1,4}", counted[0]):
        return min(int(counted[0]), MAX_ROWS)
    found = re.compile(re.escape(path) + r"\.([0-9]{1,4})[.]")
    indices = [int(match[1]) for name in fields if (match := found.match(name))]
    return min(max(indices) + 1, MAX_ROWS) if indices else None


def _changeable(form: Form, path: str) -> Shape | None:
    place = form.shape.find(path)
    return place if place is not None and place.rows is not None and place.rows.changeable else None


def _without_row(fields: Mapping[str, list[str]], path: str, index: int) -> dict[str, list[str]]:
    """Names of later rows move one down, counts of lists inside rows with them."""
    count = rows_sent(fields, path) or 0
    if index >= count:
        return dict(fields)
    inside = re.compile(r"((?:_rows\.)?)" + re.escape(path) + r"\.([0-9]{1,4})(\..+)")

    def moved(name: str) -> str | None:
        match = inside.fullmatch(name)
        at = int(match[2]) if match else -1
        if match is None or at < index:
            return name
        return f"{match[1]}{path}.{at - 1}{match[3]}" if at > index else None

    changed = {new: texts for name, texts in fields.items() if (new := moved(name)) is not None}
    if SHOWN in changed:
        changed[SHOWN] = [new for name in changed[SHOWN] if (new := moved(name)) is not None]
    changed[COUNT + path] = [str(count - 1)]
    return changed
