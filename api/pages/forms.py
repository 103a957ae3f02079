"""What the pages with a form share."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api.auth.csrf import FIELD
from api.dependencies import IDEMPOTENCY_FIELD, Posted
from engine.authorization.decisions import Barred
from engine.forms import FormView, changes_rows
from engine.forms.row_files import packed
from engine.forms.view import Kind
from engine.model.ids import PositionId
from engine.queries.capacities import CapacityOption

CAPACITY = "_capacity"
VERSION = "_version"
CHECKED = "_checked"
FEW_INPUTS = 3
"""Forms with no more inputs than this are not shown again before they are handed in."""

_OF_THE_PAGE = frozenset({FIELD, IDEMPOTENCY_FIELD, CAPACITY, VERSION, CHECKED})


def form_fields(posted: Posted) -> Mapping[str, list[str]]:
    """What belongs to the form: answers, tables that were uploaded, and the requests for rows."""
    fields = {name: texts for name, texts in posted.fields.items() if name not in _OF_THE_PAGE}
    for file in posted.files:
        if (
            file.content and file.field not in _OF_THE_PAGE
        ):  # after what the page kept of an earlier file: it replaces it
            fields[file.field] = [*fields.get(file.field, ()), packed(file.content)]
    return fields


def kept_fields(posted: Posted) -> list[tuple[str, str]]:
    """The same, one by one, for hidden fields of the page that shows the answers again."""
    return [(name, text) for name, texts in form_fields(posted).items() for text in texts]


def asks_for_rows(posted: Posted) -> bool:
    """Whether a button of a list was pressed, and not one that hands the form in."""
    return changes_rows(form_fields(posted))


def chosen_capacity(posted: Posted) -> PositionId | None:
    """The position in which the person acts; None where nothing was chosen."""
    try:
        return PositionId(UUID(posted.one(CAPACITY)))
    except ValueError:
        return None


def barred_by(options: Sequence[CapacityOption]) -> Barred | None:
    """What stands against every position of the person; None as soon as one may act."""
    bars = [option.barred for option in options]
    return bars[0] if bars and all(bars) else None


def is_long(form: FormView) -> bool:
    """Whether people should see their answers again before they hand them in."""
    inputs = [field for field in form.fields if field.kind is not Kind.READONLY and not field.disabled]
    return len(inputs) > FEW_INPUTS
