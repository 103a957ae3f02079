"""The inbox, tasks with their forms as data, drafts, taking and giving back."""

from typing import Any

from tests.api.rest.leave import AGREED, DECREE, a_decision_to_take, a_proposal, a_task_to_check, the_task
from tests.api.rest.program import Program, assert_problem


def etag_of(office: Program, path: str, by: str = "sri") -> dict[str, str]:
    return {"If-None-Match": office.send(by, "GET", path).headers["etag"]}


def fields_of(office: Program, task: str, by: str = "sri") -> dict[str, Any]:
    return {field["key"]: field for field in office.get(by, task)["form"]["fields"]}


def test_the_inbox_shows_what_a_task_is_about(office: Program) -> None:
    instance_id = a_proposal(office)

    (task,) = office.get("sri", "/tasks")["tasks"]

    assert task["instance_id"] == instance_id
    assert (task["name"], task["name_en"]) == ("Periksa usul cuti", "Check the leave proposal")
    assert (task["title"], task["number"]) == ("Cuti Rahmat", "CUTI-2026-000001")
    assert task["addressed_to"] == ["biro_sdm@bkn"]
    assert task["created_at"] == "2026-11-24T03:00:00+00:00"


def test_the_boxes_of_the_inbox_tell_mine_from_the_teams(office: Program) -> None:
    mine, _ = a_task_to_check(office), a_task_to_check(office)
    office.post("sri", f"{mine}/claim")

    shown = {box: len(office.get("sri", f"/tasks?box={box}")["tasks"]) for box in ("mine", "team", "all")}

    assert shown == {"mine": 1, "team": 1, "all": 2}
    assert office.get("siti", "/tasks")["counts"] == {"mine": 0, "team": 1}


def test_the_inbox_is_searched_and_filtered(office: Program) -> None:
    a_proposal(office, nama="Rahmat")
    a_proposal(office, nama="100% Putri")

    def titles(query: str) -> list[str]:
        return [task["title"] for task in office.get("sri", f"/tasks?{query}")["tasks"]]

    assert titles("search=putri") == ["Cuti 100% Putri"]
    assert titles("search=0%25") == ["Cuti 100% Putri"]
    assert titles("process=cuti&search=cuti") == ["Cuti Rahmat", "Cuti 100% Putri"]
    assert titles("process=lain") == []
    assert titles("due=overdue") == []


def test_pages_of_the_inbox_follow_each_other_without_gap(office: Program) -> None:
    for _ in range(5):
        a_proposal(office)

    seen, after = [], ""
    while after is not None:
        page = office.get("sri", f"/tasks?limit=2&after={after}")
        seen += [task["number"] for task in page["tasks"]]
        after = page["next"]

    assert seen == [f"CUTI-2026-{number:06}" for number in range(1, 6)]


def test_pages_of_cases_follow_each_other_newest_first(office: Program) -> None:
    for _ in range(3):
        a_proposal(office)

    first = office.get("sri", "/instances?limit=2&status=active&process=cuti")
    second = office.get("sri", f"/instances?limit=2&status=active&process=cuti&after={first['next']}")

    numbers = [case["number"][-1] for case in first["instances"] + second["instances"]]
    assert (numbers, second["next"]) == (["3", "2", "1"], None)
    assert first["instances"][0]["waiting_for"] == [
        {"name": "Periksa usul cuti", "name_en": "Check the leave proposal"}
    ]


def test_an_inbox_that_did_not_change_is_not_sent_again(office: Program) -> None:
    a_proposal(office)
    known = etag_of(office, "/tasks")

    unchanged = office.send("sri", "GET", "/tasks", headers=known)
    a_proposal(office)
    changed = office.send("sri", "GET", "/tasks", headers=known)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["etag"] != known["If-None-Match"]


def test_a_case_that_did_not_change_is_not_sent_again(office: Program) -> None:
    instance_id = a_proposal(office)
    path = f"/instances/{instance_id}"
    known = etag_of(office, path)

    unchanged = office.send("sri", "GET", path, headers={"If-None-Match": f'"other", {known["If-None-Match"]}'})
    office.post("sri", f"{the_task(office, instance_id)}/claim")
    changed = office.send("sri", "GET", path, headers=known)

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert changed.json()["waiting_for"][0]["assignee_name"]


def test_a_form_comes_as_data(office: Program) -> None:
    fields = fields_of(office, a_decision_to_take(office), "bagas")

    assert {key: (each["type"], each["required"], each["value"]) for key, each in fields.items()} == {
        "nomor": ("textfield", True, ""),
        "tanggal": ("datetime", True, None),
        "tempat": ("textfield", True, ""),
        "catatan": ("textarea", False, ""),
    }
    assert fields["nomor"]["label"] == "Nomor keputusan"


def test_choices_come_with_the_values_to_send(office: Program) -> None:
    choice = fields_of(office, a_task_to_check(office))["keputusan"]

    assert choice["options"] == [{"value": "setuju", "label": "Setujui"}, {"value": "tolak", "label": "Tolak"}]


def test_a_draft_is_shown_with_typed_values_to_its_person_only(office: Program) -> None:
    task = a_decision_to_take(office)
    draft = {"nomor": "SK-1", "tanggal-day": "24", "tanggal-month": "11", "tanggal-year": ["2026"]}

    saved = office.send("bagas", "PUT", f"{task}/draft", json={"fields": draft})

    assert saved.json() == {"saved_at": "2026-11-24T03:00:00+00:00"}
    own, others = fields_of(office, task, "bagas"), fields_of(office, task, "laras")
    assert (own["nomor"]["value"], own["tanggal"]["value"]) == ("SK-1", "2026-11-24")
    assert (others["nomor"]["value"], others["tanggal"]["value"]) == ("", None)


def test_a_draft_that_is_too_large_is_refused(office: Program) -> None:
    task = a_task_to_check(office)

    answer = office.send("sri", "PUT", f"{task}/draft", json={"fields": {"alasan": "a" * 600_000}})

    assert_problem(answer, 422, "draft_too_large")


def test_a_task_is_taken_given_back_and_taken_by_a_colleague(office: Program) -> None:
    task = a_task_to_check(office)

    states = []
    for by, deed in (("sri", "claim"), ("sri", "claim"), ("sri", "release"), ("sri", "release"), ("siti", "claim")):
        assert office.post(by, f"{task}/{deed}").status_code == 204
        states.append((office.get("sri", task)["status"], office.get("siti", task)["status"]))

    assert states == [("mine", "taken"), ("mine", "taken"), ("open", "open"), ("open", "open"), ("taken", "mine")]


def test_a_completion_tells_who_is_next(office: Program) -> None:
    instance_id = a_proposal(office)

    progress = office.post("sri", f"{the_task(office, instance_id)}/complete", {"data": AGREED}).json()

    assert progress == {
        "instance_id": instance_id,
        "number": "CUTI-2026-000001",
        "status": "active",
        "next_task": None,
        "waiting_for": [
            {
                "name": "Tetapkan keputusan cuti",
                "name_en": "Decide on the leave",
                "addressed_to": ["ppk@otorita-ikn"],
            }
        ],
    }


def test_an_acting_official_is_refused_with_the_legal_basis(office: Program) -> None:
    task = a_decision_to_take(office)
    before = office.row_counts()

    warned = office.get("laras", task)["capacities"][0]["barred"]
    problem = assert_problem(office.post("laras", f"{task}/complete", {"data": DECREE}), 403, "acting_official_barred")

    assert problem["facts"]["status"] == "plt"
    assert problem["facts"]["decision_class"] == "sk_pemindahan"
    assert any("2/SE/VII/2019" in basis for basis in problem["facts"]["basis"]), problem
    assert warned["basis"] == problem["facts"]["basis"]
    assert office.row_counts() == before
    assert office.post("bagas", f"{task}/complete", {"data": DECREE}).json()["status"] == "completed"


def test_the_history_tells_who_did_what_in_which_position(office: Program) -> None:
    task = a_decision_to_take(office)
    instance_id = office.get("bagas", task)["instance_id"]
    office.post("bagas", f"{task}/complete", {"data": DECREE})

    entries = office.get("sri", f"/instances/{instance_id}/history")["entries"]

    deeds = [each for each in entries if each["person_name"]]
    assert [(each["kind"], each["agency"]["name_en"]) for each in deeds] == [
        ("ProcessStarted", "Civil Service Agency"),
        ("UserTaskCompleted", "Civil Service Agency"),
        ("UserTaskCompleted", "Nusantara Authority"),
    ]
    assert deeds[1]["text"] == "Check the leave proposal: setuju"
    assert office.get("sri", f"/instances/{instance_id}")["status"] == "completed"


def test_a_start_form_comes_as_data_to_those_who_may_start(office: Program) -> None:
    form = office.get("sri", "/process-definitions/cuti/start-form")

    assert [(each["key"], each["type"]) for each in form["form"]["fields"]] == [
        ("nama", "textfield"),
        ("hari", "number"),
    ]
    assert form["capacities"][0]["position_name"]
    assert_problem(office.send("bagas", "GET", "/process-definitions/cuti/start-form"), 403, "may_not_start")


def test_processes_are_listed_with_what_runs(office: Program) -> None:
    a_proposal(office)

    (row,) = office.get("ahmad", "/process-definitions")["process_definitions"]

    assert (row["key"], row["version"], row["running"], row["name_en"]) == ("cuti", 1, 1, "Leave of staff")
