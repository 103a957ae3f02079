from tests.api.leave import NAMES


def start(visit, username="sri", **fields):
    browser = visit(username)
    form = browser.get("/start/cuti")
    return browser, browser.press(form, "Ajukan", {"nama": "Rahmat", "hari": "3", **fields})


def test_a_case_is_started_claimed_and_completed(visit):
    browser, page = start(visit)

    assert page.status == 200, page.text
    assert "Kasus sudah dimulai" in page.text
    print(page.text)
    task = browser.get(page.link(NAMES["periksa"]))
    print(task.text)
    mine = browser.press(task, "Ambil dan kerjakan")
    print(mine.text)
    done = browser.press(mine, "Selesaikan tugas", {"keputusan": "setuju"})
    print(done.status, done.text)
    assert done.heading == "Tugas selesai"
