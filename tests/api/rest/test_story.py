"""The transfer, told over the API."""

import pytest

from tests.api.rest.program import Program
from tests.api.rest.story import Story, scenario


@pytest.mark.parametrize("name", ["01", "02"])
def test_a_transfer_goes_through_four_agencies_over_the_api(program: Program, name: str) -> None:
    story = Story(program)

    story.play(scenario(name))

    case = program.get("dimas", f"/instances/{story.instance_id}")
    assert case["status"] == "completed"
    assert case["waiting_for"] == []
    assert case["documents"]
    letter = program.get("dimas", f"/documents/{case['documents'][0]['id']}")
    assert letter["number"] == case["documents"][0]["number"]
    assert "<script" not in letter["html"]
    entries = program.get("dimas", f"/instances/{story.instance_id}/history")["entries"]
    assert [entry["sequence"] for entry in entries] == sorted(entry["sequence"] for entry in entries)
    assert entries[0]["kind"] == "ProcessStarted"
    deciding = {entry["agency"]["name"] for entry in entries if entry["agency"]}
    assert len(deciding) >= 4, deciding
