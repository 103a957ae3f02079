"""Lists lead to their next page."""

import re
from typing import Any

import pytest

from tests.api.rest.leave import a_proposal
from tests.api.rest.program import BASE, Program
from tests.api.rest.test_supervision import a_stuck_case

LINK = re.compile(r'^<(/[^>]+)>; rel="next"$')


def pages(office: Program, path: str) -> list[Any]:
    """Every page, by the header alone."""
    found = []
    while True:
        answer = office.send("sri", "GET", path)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        link = answer.headers.get("link")
        assert (link is None) == (found[-1]["next"] is None)
        if link is None:
            return found
        target = LINK.match(link)
        assert target is not None, link
        path = target[1].removeprefix(BASE)


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/tasks?limit=2&process=cuti&search=R%20%26%20%C3%A9", "tasks"),
        ("/instances?limit=2&search=R%20%26%20%C3%A9&sort=number&fields=number", "instances"),
        ("/monitor/tasks?limit=2&search=R%20%26%20%C3%A9", "tasks"),
    ],
)
def test_the_next_page_has_the_same_filters(embedded_office: Program, path: str, rows: str) -> None:
    for name in ("R & é", "Budi", "R & é", "R & é", "R & é", "R & é"):
        a_proposal(embedded_office, nama=name)

    found = pages(embedded_office, path)

    assert [len(page[rows]) for page in found] == [2, 2, 1]
    assert len({row["number"] for page in found for row in page[rows]}) == 5
    assert all(len(row) == 1 for page in found for row in page[rows]) == ("fields" in path)


def test_incidents_and_versions_lead_on_too(embedded_office: Program) -> None:
    a_stuck_case(embedded_office)

    assert len(pages(embedded_office, "/incidents?limit=1")) == 1
    assert [len(page["versions"]) for page in pages(embedded_office, "/process-definitions/cuti/versions")] == [1]


def test_a_list_that_did_not_change_still_leads_on(embedded_office: Program) -> None:
    for _ in range(2):
        a_proposal(embedded_office)
    first = embedded_office.send("sri", "GET", "/tasks?limit=1")

    again = embedded_office.send("sri", "GET", "/tasks?limit=1", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.headers["link"] == first.headers["link"]
