"""A form over the variables of a case, made ready for a template."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import groupby

from engine.clock import SystemClock
from engine.forms.components import (
    Button,
    Container,
    DynamicList,
    Group,
    HtmlView,
    Image,
    Input,
    Separator,
    Spacer,
    Table,
    TextView,
)
from engine.forms.expressions import value_of
from engine.forms.field_views import FieldPresenter, id_of
from engine.forms.form import Form
from engine.forms.labels import label_of
from engine.forms.markup import from_html, from_markdown, plain_in_html, plain_in_markdown
from engine.forms.rows import COUNT, MAX_ROWS, change_rows
from engine.forms.settling import Placed, settle
from engine.forms.sources import FromFields, FromValues
from engine.forms.view import (
    ErrorView,
    FormView,
    GroupView,
    ImageView,
    ItemView,
    ListView,
    MarkupView,
    RowView,
    SeparatorView,
    TableView,
)
from engine.model.data import ProcessData
from engine.model.text import Text
from engine.model.writing import WIB, shown

MAX_TABLE_ROWS = 200
MAX_TABLE_COLUMNS = 20


def present(
    form: Form,
    values: ProcessData,
    *,
    language: str,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
    marked: Collection[str] = (),
    note: str | None = None,
    now: datetime | None = None,
    timezone: tzinfo = WIB,
) -> FormView:
    """The form as it looks over `values`, or over what was sent last (`raw`) if that is to be shown again.

    Requests for rows in `raw` are carried out. `marked` names fields by key or path that need correction, `note`
    says why. Never raises.
    """
    fields = None if raw is None else change_rows(form, raw)
    moment = (now or SystemClock().now()).astimezone(timezone)
    source = FromValues() if fields is None else FromFields(form, fields, language, timezone, moment)
    settled = settle(form, values, source, language, moment)
    presenter = _Presenter(language, timezone, errors or {}, frozenset(marked), note or "")
    items = presenter.items(settled.placed)
    view = FormView(form.id, form.title_in(language), items, (), note or "")
    anchors = {field.path: field.id for field in view.fields} | presenter.lists
    reported = {f"{field.path}.{problem.path}" for field in view.fields for problem in field.problems}
    told = {path: text for path, text in (errors or {}).items() if path not in reported}
    summary = tuple(ErrorView(anchors.get(path, ""), text) for path, text in told.items())
    return FormView(view.id, view.title, items, summary, view.note)


class _Presenter:
    """Makes views of placed components, all for one reader."""

    def __init__(
        self, language: str, timezone: tzinfo, errors: Mapping[str, Text], marked: frozenset[str], note: str
    ) -> None:
        self.language = language
        self.timezone = timezone
        self.errors = errors
        self.fields = FieldPresenter(language, timezone, errors, marked, note)
        self.lists: dict[str, str] = {}

    def items(self, placed: list[Placed]) -> tuple[ItemView, ...]:
        views = []
        for row, parts in groupby(placed, key=lambda part: part.component.layout.row or part.component.id):
            beside = [part for part in parts if not isinstance(part.component, Spacer | Button)]
            for part, span in zip(beside, _spans(beside), strict=True):
                view = self.item(part)
                if view is not None:
                    views.append(replace(view, row=row, span=span))
        return tuple(views)

    def item(self, placed: Placed) -> ItemView | None:
        component = placed.component
        block_id = f"c-{component.id}"
        match component:
            case Input():
                return self.fields.view(placed, component)
            case DynamicList():
                return self.repeating(placed, component)
            case Container():
                outlined = isinstance(component, Group) and component.outlined
                return GroupView(block_id, label_of(placed, self.language), self.items(placed.children), outlined)
            case TextView():
                text = component.translated("text", self.language) or component.text
                return MarkupView(block_id, from_markdown(text.fill(placed.context, self.language, plain_in_markdown)))
            case HtmlView():
                text = component.translated("content", self.language) or component.content
                return MarkupView(block_id, from_html(text.fill(placed.context, self.language, plain_in_html)))
            case Table():
                return self.table(placed, component, block_id)
            case Image():
                alt = component.translated("alt", self.language) or component.alt
                return ImageView(block_id, component.source, alt.fill(placed.context, self.language))
            case Separator():
                return SeparatorView(block_id)
        return None

    def repeating(self, placed: Placed, component: DynamicList) -> ListView:
        path, changeable = placed.name, component.changeable
        self.lists[path] = id_of(path)
        rows = tuple(
            RowView(at + 1, f"{path}.{at}" if changeable else "", self.items(row)) for at, row in enumerate(placed.rows)
        )
        return ListView(
            path=path,
            id=id_of(path),
            label=label_of(placed, self.language),
            rows=rows,
            count_name=COUNT + path,
            add=path if changeable and len(rows) < MAX_ROWS else "",
            error=self.errors.get(path),
        )

    def table(self, placed: Placed, component: Table, block_id: str) -> TableView:
        found = value_of(component.source, placed.context)
        items = [item if isinstance(item, dict) else {} for item in found] if isinstance(found, list) else []
        columns = self.columns(placed, component)
        rows = tuple(
            tuple(shown(item.get(key), self.language, self.timezone) for key, _ in columns)
            for item in items[:MAX_TABLE_ROWS]
        )
        headings = tuple(heading for _, heading in columns)
        label = label_of(placed, self.language)
        return TableView(block_id, label, headings, rows, max(len(items) - MAX_TABLE_ROWS, 0))

    def columns(self, placed: Placed, component: Table) -> list[tuple[str, str]]:
        """Member and heading of each column."""
        if component.computed_columns is None:
            translations = component.properties
            return [
                (column.key, translations.get(f"label.{column.key}.{self.language}", column.label or column.key))
                for column in component.columns or ()
            ][:MAX_TABLE_COLUMNS]
        found = value_of(component.computed_columns, placed.context)
        columns = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
        return [(str(item.get("key", "")), str(item.get("label", ""))) for item in columns][:MAX_TABLE_COLUMNS]


def _spans(beside: list[Placed]) -> list[int]:
    """Columns of each; those without a number share what is left. One that stands alone takes the width it says."""
    asked = [part.component.layout.columns for part in beside]
    left, sharing = 16 - sum(columns or 0 for columns in asked), asked.count(None)
    share = max(left // sharing, 1) if sharing else 0
    spans = [share if columns is None else columns for columns in asked]
    return [0 if span == 16 else span for span in spans]
