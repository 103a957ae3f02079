"""What the catalogues of other engines' extensions say is what happens."""

import pytest

from engine.bpmn import Severity, check_model
from engine.bpmn.vendors.camunda7_catalogue import CAMUNDA_7
from engine.bpmn.vendors.catalogue import Extension, Fate
from engine.bpmn.vendors.spiffarena_catalogue import SPIFFARENA
from tests.factories.bpmn_xml import around, element, user_task

CATALOGUES = [("camunda", each) for each in CAMUNDA_7.values()] + [
    ("spiffworkflow", each) for each in SPIFFARENA.values()
]
TOLD = [(engine, each) for engine, each in CATALOGUES if each.fate is not Fate.READ]
SEVERITIES = {Fate.IGNORED: Severity.WARNING, Fate.REFUSED: Severity.ERROR}


def name_of(value: object) -> str:
    return value.name if isinstance(value, Extension) else str(value)


@pytest.mark.parametrize("engine, extension", TOLD, ids=name_of)
@pytest.mark.parametrize("is_attribute", [True, False], ids=["attribute", "element"])
def test_what_is_not_read_is_named_with_what_to_do(engine: str, extension: Extension, is_attribute: bool) -> None:
    what = f"{engine}:{extension.name}"
    task = user_task(**{what.replace(":", "__"): "1"}) if is_attribute else user_task(extra=element(what, text="true"))

    told = [f for f in check_model(around(task)).findings if what in str(f.text)]

    assert [(found.severity, found.element_id) for found in told] == [(SEVERITIES[extension.fate], "task")]
    assert extension.text in str(told[0].text)


@pytest.mark.parametrize("engine, extension", CATALOGUES, ids=name_of)
def test_nothing_is_dropped_in_silence_where_it_does_not_belong(engine: str, extension: Extension) -> None:
    gateway = element("exclusiveGateway", id="task", name="Lanjut?", **{f"{engine}__{extension.name}": "1"})

    assert any(f"{engine}:{extension.name}" in str(found.text) for found in check_model(around(gateway)).findings)
