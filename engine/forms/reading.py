"""From the bytes of a `.form` file to a Form, or to findings: never anything else.

Limits guard the reader: 512 KB, 500 components, 10 levels, no key twice in an object, numbers as Decimal.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from engine.feel import Expression
from engine.forms.coercion import entry_from_data
from engine.forms.components import (
    TYPES,
    Calculated,
    Component,
    Container,
    DynamicList,
    Group,
    Input,
    Part,
    RowsFile,
    Selection,
)
from engine.forms.expressions import LOCAL_NAMES, brief
from engine.forms.findings import FormFinding, FormProblem, FormRefused
from engine.forms.form import Form
from engine.forms.shape import fields_of, shape_of
from engine.forms.templates import Template
from engine.model.data import OWN_NAMES
from engine.model.text import N_, Text

MAX_BYTES = 512 * 1024
MAX_COMPONENTS = 500
MAX_DEPTH = 10
SCHEMA_VERSION = 19

_NOT_SHOWN = {
    "filepicker": N_("Fields for files cannot be used yet: attachments come with documents."),
    "documentPreview": N_("Document previews cannot be used yet: attachments come with documents."),
    "iframe": N_("Foreign pages inside a form are not allowed; write a link in a text instead."),
}

KEPT = N_("“%(name)s” belongs to the case: it holds its number, date and agency. Give the field another key.")


def read_form(data: bytes) -> Form:
    """Read and check a form-js file; raises FormRefused with everything that was found."""
    source = _read_json(data)
    findings: list[FormFinding] = []
    _check_head(source, findings)
    reader = _Reader(findings)
    components = reader.read_all(source.get("components"), 1, None)
    shape = shape_of(components, findings)
    findings.extend(_unfit(components, in_changing_list=False))
    produced = frozenset(name for name, place in shape.members.items() if any(map(_writes, fields_of(place))))
    findings.extend(FormFinding(None, Text(KEPT, {"name": brief(name)})) for name in sorted(produced & OWN_NAMES))
    if findings:
        raise FormRefused(findings)
    properties = source.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    form_id = source["id"]
    titles = {name[6:]: str(text) for name, text in properties.items() if name.startswith("title.")}
    every = tuple(_every(components))
    return Form(
        id=form_id,
        title=str(properties.get("title", form_id)),
        titles=titles,
        components=components,
        shape=shape,
        produces=produced,
        reads=frozenset(_reads(every)) | frozenset(shape.members),
        moving=any(isinstance(c, Calculated) or _has_expressions(c) for c in every),
    )


def _read_json(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise _refused(N_("The file is larger than %(limit)d KB."), limit=MAX_BYTES // 1024)
    try:
        source = json.loads(
            data.decode("utf-8"), object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_constant
        )
    except FormProblem as problem:
        raise FormRefused([FormFinding(None, problem.text)]) from problem
    except RecursionError:
        raise _refused(N_("The file is nested too deeply.")) from None
    except (ValueError, ArithmeticError) as error:
        raise _refused(N_("The file is not JSON: %(reason)s"), reason=brief(str(error))) from error
    if not isinstance(source, dict):
        raise _refused(N_("Expected one object, but the file holds something else."))
    return source


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise FormProblem(N_("The name “%(name)s” stands twice in one object."), name=brief(twice))
    return result


def _no_constant(name: str) -> None:
    raise FormProblem(N_("%(name)s is not a JSON number."), name=name)


def _refused(template: str, **parameters: Any) -> FormRefused:
    return FormRefused([FormFinding(None, Text(template, parameters))])


def _check_head(source: dict[str, Any], findings: list[FormFinding]) -> None:
    if source.get("type") != "default":
        findings.append(FormFinding(None, Text(N_("Expected a form-js form with “type”: “default”."))))
    version = source.get("schemaVersion", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= SCHEMA_VERSION:
        text = N_("Expected “schemaVersion” from 1 to %(newest)d, but found %(found)s.")
        findings.append(FormFinding(None, Text(text, {"newest": SCHEMA_VERSION, "found": brief(version)})))
    form_id = source.get("id")
    if not isinstance(form_id, str) or not form_id.strip() or len(form_id) > 200 or not form_id.isprintable():
        findings.append(FormFinding(None, Text(N_("The form has no id. Give it one, so that tasks can name it."))))


class _Reader:
    """Reads components one by one, so that each finding names its component."""

    def __init__(self, findings: list[FormFinding]) -> None:
        self.findings = findings
        self.ids: set[str] = set()
        self.count = 0

    def find(self, component_id: str | None, template: str, **parameters: Any) -> None:
        self.findings.append(FormFinding(component_id, Text(template, parameters)))

    def read_all(self, source: Any, depth: int, parent: str | None) -> tuple[Component, ...]:
        if not isinstance(source, list):
            self.find(parent, N_("Expected a list of components."))
            return ()
        if depth > MAX_DEPTH:
            self.find(parent, N_("Components are nested deeper than %(limit)d levels."), limit=MAX_DEPTH)
            return ()
        read: list[Component] = []
        for item in source:
            self.count += 1
            if self.count > MAX_COMPONENTS:
                break
            component = self.read_one(item, depth, parent)
            if component is not None:
                read.append(component)
        if self.count == MAX_COMPONENTS + 1:
            self.find(parent, N_("The form has more than %(limit)d components."), limit=MAX_COMPONENTS)
            self.count += 1
        return tuple(read)

    def read_one(self, source: Any, depth: int, parent: str | None) -> Component | None:
        if not isinstance(source, dict):
            self.find(parent, N_("Expected a component, but found %(found)s."), found=brief(source))
            return None
        component_id = source["id"] if isinstance(source.get("id"), str) else parent
        kind = source.get("type")
        model = TYPES.get(kind) if isinstance(kind, str) else None
        if model is None:
            self.find(component_id, N_("The component type %(type)s is not known."), type=brief(kind))
            return None
        if kind in _NOT_SHOWN:
            self.find(component_id, _NOT_SHOWN[kind])
            return None
        if model is DynamicList and _comes_as_file(source):
            model = RowsFile
        inner = self.read_all(source.get("components", []), depth + 1, component_id) if _holds(model) else ()
        own = {name: value for name, value in source.items() if name != "components"}
        try:
            component = model.model_validate(own)
        except ValidationError as error:
            self.findings.extend(FormFinding(component_id, _text_of(detail)) for detail in error.errors())
            return None
        if component.id in self.ids:
            self.find(component.id, N_("The id “%(id)s” stands twice in the form."), id=component.id)
        self.ids.add(component.id)
        if isinstance(component, RowsFile):
            self.findings.extend(_unfit_columns(component, inner))
            return component.model_copy(update={"columns": tuple(each for each in inner if isinstance(each, Input))})
        return component.model_copy(update={"components": inner}) if isinstance(component, Container) else component


def _holds(model: type[Component]) -> bool:
    return issubclass(model, Container | RowsFile)


def _comes_as_file(source: dict[str, Any]) -> bool:
    properties = source.get("properties")
    return isinstance(properties, dict) and properties.get("rows") == "file"


def _unfit_columns(table: RowsFile, columns: tuple[Component, ...]) -> Iterator[FormFinding]:
    """Cells are checked by themselves, so nothing in a column may depend on anything else."""
    if not columns:
        yield FormFinding(table.id, Text(N_("A list that comes as a file needs a field for each column.")))
    for column in columns:
        if not isinstance(column, Input) or isinstance(column, RowsFile) or "." in column.key:
            text = N_("A list that comes as a file holds fields with simple keys, and nothing else.")
            yield FormFinding(column.id, Text(text))
        elif _has_expressions(column) or column.disabled is not False or column.readonly is not False:
            text = N_("A column of a file can have no condition, no expression, and cannot be disabled or read-only.")
            yield FormFinding(column.id, Text(text))
    keys = [column.key for column in columns if isinstance(column, Input)]
    if len(set(keys)) != len(keys):
        yield FormFinding(table.id, Text(N_("Two columns of the list have the same key.")))
    if table.unique and table.unique not in keys:
        text = N_("“unique” names “%(key)s”, but the list has no such column.")
        yield FormFinding(table.id, Text(text, {"key": brief(table.unique)}))


def _text_of(detail: Any) -> Text:
    """A finding in our words; pydantic's own are kept as the reason where nothing better is known."""
    problem = (detail.get("ctx") or {}).get("error")
    if isinstance(problem, FormProblem):
        return problem.text
    place = ".".join(str(segment) for segment in detail["loc"])
    if detail["type"] == "missing":
        return Text(N_("“%(place)s” is missing."), {"place": place})
    return Text(N_("“%(place)s” cannot be used: %(reason)s"), {"place": place, "reason": detail["msg"]})


def _unfit(components: tuple[Component, ...], *, in_changing_list: bool) -> Iterator[FormFinding]:
    """What is right by itself but not in its place."""
    for component in components:
        if isinstance(component, Container):
            changing = in_changing_list or (isinstance(component, DynamicList) and component.changeable)
            yield from _unfit(component.components, in_changing_list=changing)
        if not isinstance(component, Input):
            continue
        if in_changing_list and component.readonly is not False:
            text = N_("A read-only field cannot stand in a list whose rows can be added or removed.")
            yield FormFinding(component.id, Text(text))
        if component.default is not None and not isinstance(component, Selection):
            error = entry_from_data(component, component.default, ()).error
            if error is not None:
                yield FormFinding(component.id, Text(N_("The default value does not fit the field.")))


def _every(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        if isinstance(component, Container):
            yield from _every(component.components)


def _writes(field: Input | Calculated) -> bool:
    return isinstance(field, Calculated) or (
        field.disabled is not True and (field.readonly is not True or field.default is not None)
    )


def _has_expressions(component: Component) -> bool:
    """Whether FEEL decides about the component itself; texts do not count, they are filled when shown."""
    return any(isinstance(value, Expression) for value in _values(component)) or (
        isinstance(component, Selection) and component.variable is not None
    )


def _reads(components: tuple[Component, ...]) -> Iterator[str]:
    for component in components:
        if isinstance(component, Selection) and component.variable is not None:
            yield component.variable.split(".")[0]
        for value in (*_values(component), *component._translations.values()):
            if isinstance(value, Template):
                yield from value.names
            elif isinstance(value, Expression):
                yield from value.names - LOCAL_NAMES


def _values(part: Part) -> Iterator[object]:
    """Attribute values of a component and of the parts inside it, its own components left out."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from _values(value)
        elif not (isinstance(part, Group | DynamicList) and name == "components"):
            yield value
