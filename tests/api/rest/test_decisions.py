"""Decisions as programs see them: what was found in their tables, and what they give for inputs."""

import pytest

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from tests.api.rest.program import Program, assert_problem
from tests.engine.dmn.builders import a_decision, a_file, a_literal, a_table, an_input

GAP = a_file(an_input("x", "number"), a_decision("celah", a_table(["x"], ["y"], [["< 5", "1"]]), inputs=["x"]))
DIVIDING = a_file(an_input("x", "number"), a_decision("bagi", a_literal("1 + 10 / x", "number"), inputs=["x"]))


@pytest.fixture
def designers(embedded_office: Program) -> Program:
    """An office in which two decisions are deployed; sri is a designer."""
    files = [BundleFile("celah.dmn", GAP), BundleFile("bagi.dmn", DIVIDING)]
    deploy_bundle(embedded_office.runtime, DeployBundle(actor=None, files=files))
    return embedded_office


def test_what_was_found_in_the_tables_is_told_with_its_place(designers: Program) -> None:
    decision = designers.get("sri", "/decisions/celah")

    (found,) = decision["findings"]
    assert (found["code"], found["severity"], found["filename"]) == ("table_gap", "warning", "celah.dmn")
    assert found["element_id"] == decision["tables"][0]["table_id"]
    assert "x = 5" in found["text"]
    assert found["line"] > 0
    assert designers.get("sri", "/decisions/bagi")["findings"] == []


def test_a_trial_tells_the_rules_that_decided_and_on_which_inputs(designers: Program) -> None:
    outcome = designers.post("sri", "/decisions/celah/evaluate", {"inputs": {"x": 3}}).json()

    (table,) = outcome["tables"]
    assert outcome["result"] == 1
    assert table["inputs"] == [{"label": "x", "value": 3}]
    assert table["hits"] == table["rules"] == [designers.get("sri", "/decisions/celah")["tables"][0]["rules"][0]["id"]]


def test_a_trial_tells_why_a_value_is_null_and_where_that_is_written(designers: Program) -> None:
    outcome = designers.post("sri", "/decisions/bagi/evaluate", {"inputs": {"x": 0}}).json()

    assert outcome["result"] is None
    assert outcome["failed"] is None
    warnings = [(each["message"], each["element_id"], each["column"]) for each in outcome["warnings"]]
    assert ("division by zero", "bagi", 8) in warnings


def test_who_is_no_designer_reads_the_decision_and_tries_nothing(designers: Program) -> None:
    assert designers.get("ahmad", "/decisions/celah")["name"] == "celah"

    refused = designers.post("ahmad", "/decisions/celah/evaluate", {"inputs": {"x": 3}})

    assert_problem(refused, 403)
