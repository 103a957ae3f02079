"""Form files as designers write them: components with defaults, and forms made of them."""

import json
from datetime import UTC, datetime
from typing import Any

from engine.forms import Answer, Form, FormRefused, answer_from_data, answer_from_fields, read_form
from engine.model.data import ProcessData

Source = dict[str, Any]


def form_source(*components: Source, **head: Any) -> Source:
    return {"type": "default", "schemaVersion": 19, "id": "usul", "components": list(components)} | head


def form_bytes(*components: Source, **head: Any) -> bytes:
    return json.dumps(form_source(*components, **head)).encode()


def a_form(*components: Source, **head: Any) -> Form:
    return read_form(form_bytes(*components, **head))


def findings_of(data: bytes) -> dict[str | None, str]:
    """What a refused file is told, by component; empty if it is not refused."""
    try:
        read_form(data)
    except FormRefused as refused:
        return {finding.component_id: str(finding.text) for finding in refused.findings}
    return {}


def component(kind: str, **attributes: Any) -> Source:
    """Any component; its id is made from its key unless it is given."""
    name = attributes.get("key") or attributes.get("path") or kind
    return {"type": kind, "id": f"Field_{name}".replace(".", "_")} | attributes


def text(key: str = "nama", **attributes: Any) -> Source:
    return component("textfield", key=key, **{"label": key.title()} | attributes)


def number(key: str = "jumlah", **attributes: Any) -> Source:
    return component("number", key=key, **{"label": key.title()} | attributes)


def day(key: str = "tmt", **attributes: Any) -> Source:
    return component("datetime", key=key, **{"subtype": "date", "dateLabel": key.upper()} | attributes)


def checkbox(key: str = "setuju", **attributes: Any) -> Source:
    return component("checkbox", key=key, **{"label": key.title()} | attributes)


def radio(key: str = "keputusan", *values: str, **attributes: Any) -> Source:
    return component("radio", key=key, **{"label": key.title()} | _options(values, attributes) | attributes)


def checklist(key: str = "berkas", *values: str, **attributes: Any) -> Source:
    return component("checklist", key=key, **{"label": key.title()} | _options(values, attributes) | attributes)


def computed(key: str, expression: str) -> Source:
    return component("expression", key=key, expression=f"={expression}", computeOn="change")


def group(path: str | None, *components: Source, **attributes: Any) -> Source:
    return component("group", path=path, components=list(components), **{"label": "Kelompok"} | attributes)


def rows(path: str, *components: Source, **attributes: Any) -> Source:
    return component("dynamiclist", path=path, components=list(components), **{"label": path.title()} | attributes)


def required(**rules: Any) -> dict[str, Any]:
    return {"required": True, **rules}


def hidden_if(expression: str) -> dict[str, str]:
    return {"hide": f"={expression}"}


def _options(values: tuple[str, ...], attributes: Source) -> Source:
    if {"values", "valuesKey", "valuesExpression"} & attributes.keys():
        return {}
    return {"values": [{"label": value.title(), "value": value} for value in values or ("ya", "tidak")]}


NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def post(form: Form, fields: dict[str, str | list[str]] | None = None, **options: Any) -> Answer:
    """An HTML post over `values`, in Indonesian unless said otherwise."""
    lists = {name: texts if isinstance(texts, list) else [texts] for name, texts in (fields or {}).items()}
    return answer_from_fields(form, lists, **{"values": {}, "language": "id", "now": NOW} | options)


def send(form: Form, data: ProcessData, values: ProcessData | None = None) -> Answer:
    """A JSON object over `values`."""
    return answer_from_data(form, data, values or {}, now=NOW)


def said(answer: Answer) -> dict[str, str]:
    """Errors as sentences."""
    return {path: str(error) for path, error in answer.errors.items()}
