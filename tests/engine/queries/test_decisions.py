"""What is shown of a deployed decision."""

from engine.bpmn import Severity
from engine.queries.decisions import decision_view
from tests.engine.dmn.builders import a_decision, a_file, a_table, an_input
from tests.factories.offices import an_office


def test_a_table_with_a_gap_is_deployed_and_shown_with_the_warning(sqlite_url: str) -> None:
    table = a_table(["x"], ["y"], [["< 5", "1"]])
    with an_office(sqlite_url) as office:
        deployed = office.deploy(a_file(an_input("x"), a_decision("d", table, inputs=["x"])))

        (found,) = decision_view(office.runtime, office.actor("ana"), "d").findings

        assert (found.code, found.severity, found.element_id) == ("table_gap", Severity.WARNING, "table")
        assert deployed.findings == (found,)
