"""What an uploaded table needs, for a spreadsheet beside it."""

from datetime import datetime

from engine.exports.listing import Listing
from engine.forms import FieldView
from engine.model.text import N_, Text


def corrections(table: FieldView, made_at: datetime) -> Listing:
    """A line for each cell that needs correction, or for what is wrong with the file as a whole."""
    headings = (Text(N_("Row")), Text(N_("Column")), Text(N_("What is wrong")))
    lines = [(each.line, each.column, each.text) for each in table.problems]
    whole = [("", "", table.error)] if table.error and not lines else []
    return Listing(f"corrections-{table.path}", made_at, headings, iter([*lines, *whole]))
