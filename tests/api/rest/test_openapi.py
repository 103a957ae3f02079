"""The OpenAPI document says everything, and docs/api.md keeps up with it."""

from typing import Any

import pytest

from engine.settings import resources_root
from tests.api.rest.leave import a_decision_to_take
from tests.api.rest.program import BASE, Program

METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def document(embedded_office: Program) -> dict[str, Any]:
    body: dict[str, Any] = embedded_office.request("GET", f"{BASE}/openapi.json").json()
    return body


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, each) for path, item in document["paths"].items() for method, each in item.items()]


def references(node: Any) -> set[str]:
    match node:
        case {"$ref": str() as target}:
            return {target}
        case dict():
            return set().union(*(references(each) for each in node.values()))
        case list():
            return set().union(*(references(each) for each in node))
        case _:
            return set()


def test_every_operation_has_an_id_a_tag_a_summary_and_asks_for_a_token(document: dict[str, Any]) -> None:
    found = operations(document)

    ids = [each["operationId"] for _, _, each in found]
    assert len(set(ids)) == len(ids) > 30
    known = {tag["name"] for tag in document["tags"]}
    for method, path, each in found:
        assert set(each["tags"]) <= known, path
        assert each["description"], path
        assert [scheme for scheme in each["security"] if len(scheme.get("token", ())) == 1], path
        assert ({"session": []} in each["security"]) == (method == "get"), path


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert references(document) <= known
    assert known <= references(document)


def test_every_refusal_has_an_example_of_its_status(document: dict[str, Any]) -> None:
    for _, path, each in operations(document):
        assert {"401", "403", "404", "409", "422", "500", "503"} <= set(each["responses"]), path
        assert ("400" in each["responses"]) == ("requestBody" in each), path
        for status, answer in each["responses"].items():
            if status >= "400":
                example = answer["content"]["application/problem+json"]["example"]
                assert example["status"] == int(status)
                assert example["type"].endswith(example["code"])


def test_answers_have_exactly_the_documented_names(embedded_office: Program, document: dict[str, Any]) -> None:
    task = a_decision_to_take(embedded_office)
    body = embedded_office.get("bagas", task)

    schemas = document["components"]["schemas"]
    assert set(body) == set(schemas["Task"]["properties"])
    assert set(body["form"]["fields"][0]) == set(schemas["FormField"]["properties"])


def test_the_documentation_names_every_address(document: dict[str, Any]) -> None:
    text = (resources_root() / "docs" / "api.md").read_text("utf-8")

    missing = [
        f"{method.upper()} {path.removeprefix(BASE)}"
        for method, path, _ in operations(document)
        if f"| `{method.upper()} {path.removeprefix(BASE)}` |" not in text
    ]
    assert missing == []
