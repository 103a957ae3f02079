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


def test_a_proposal_is_withdrawn_by_a_message(embedded_program: Program) -> None:
    story = Story(embedded_program)

    story.play(scenario("12"))

    case = embedded_program.get("dimas", f"/instances/{story.instance_id}")
    assert case["status"] == "completed"
    assert case["waiting_for"] == []


def test_a_proposal_comes_back_with_the_fields_to_correct(embedded_program: Program) -> None:
    story = Story(embedded_program)
    story.play(scenario("06"), until="perbaiki_usul_ppk_penerima")

    task = embedded_program.get("dimas", f"/tasks/{story.task('perbaiki_usul_ppk_penerima', 'dimas')}")

    marked = [field["key"] for field in task["form"]["fields"] if field["marked"]]
    assert marked == ["nomor_surat_usul"]
    assert task["form"]["note"] == "Nomor surat usul tidak sesuai dengan berkas yang diterima."


def test_a_rejected_proposal_ends_with_the_reason(embedded_program: Program) -> None:
    story = Story(embedded_program)

    story.play(scenario("07"))

    case = embedded_program.get("dimas", f"/instances/{story.instance_id}")
    entries = embedded_program.get("dimas", f"/instances/{story.instance_id}/history")["entries"]
    assert case["status"] == "completed"
    assert any(entry["reason"] for entry in entries)
