from collections.abc import Callable
from typing import Any

import pytest

from api.app import create_app
from tests.api.browser import Browser
from tests.factories.people import a_runtime, an_account

Visit = Callable[..., Browser]


def test_a_stranger_signs_in_and_comes_back_to_the_page_that_was_asked_for(visit: Visit):
    browser = visit()

    page = browser.get("/instances?status=active")
    assert page.heading == "Masuk"
    arrived = browser.press(page, "Sri Rahayu")

    assert arrived.path == "/instances?status=active"
    assert arrived.heading == "Kasus"


def test_a_wrong_password_is_told_without_saying_which_of_the_two_is_wrong(visit: Visit):
    browser = visit()

    page = browser.press(browser.get("/sign-in"), "Masuk", {"username": "sri", "password": "rahasia"})

    assert page.status == 403
    assert page.title.startswith("Galat: Masuk")
    assert page.errors == [
        "Nama pengguna atau kata sandi salah. Periksa keduanya; setelah beberapa percobaan Anda harus menunggu."
    ]
    assert page.values("username")[-1] == "sri"
    assert page.values("password") == []


def test_a_password_opens_a_session(visit: Visit, runtime: Any):
    an_account(runtime, "dina", password="kata sandi yang panjang")
    browser = visit()

    page = browser.press(browser.get("/sign-in"), "Masuk", {"username": "dina", "password": "kata sandi yang panjang"})

    assert page.path == "/inbox"


def test_too_many_attempts_are_told_to_wait(app: Any, visit: Visit):
    browser = visit()
    form = browser.get("/sign-in")

    pages = [browser.press(form, "Masuk", {"username": "sri", "password": str(at)}) for at in range(12)]

    assert pages[-1].status == 429
    assert int(pages[-1].response.headers["Retry-After"]) > 0
    assert "Terlalu banyak percobaan masuk" in pages[-1].text


def test_the_demonstration_lists_its_people_by_agency_with_their_status(visit: Visit):
    page = visit().get("/sign-in")

    assert [heading.text for heading in page.all("//h3")] == ["Badan Kepegawaian Negara", "Otorita IKN"]
    acting = page.all('//button[@value="laras"]')[0]
    assert "Plt. kepala" in " ".join(acting.text_content().split())
    assert "Orang-orang ini rekaan" in page.text


def test_without_demonstration_there_is_neither_list_nor_way_in(sqlite_url: str):
    with a_runtime(sqlite_url, worker=False, demo=False, cookie_secure=False) as runtime:
        an_account(runtime, "sri", demonstration=True)
        with Browser(create_app(runtime)) as browser:
            page = browser.get("/sign-in")
            assert page.all('//button[@name="username"]') == []
            sent = {"_csrf": page.values("_csrf")[0], "username": "sri"}
            assert browser.send("POST", "/sign-in/demonstration", data=sent).status == 403


def test_signing_out_ends_the_session(visit: Visit):
    browser = visit("sri")
    page = browser.get("/inbox")

    left = browser.press(page, "Keluar")

    assert left.heading == "Masuk"
    assert browser.get("/inbox").heading == "Masuk"
    assert browser.press(page, "Keluar").status == 401


@pytest.mark.parametrize(
    "address", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)", "/a\nb", "inbox", ""]
)
def test_no_link_leads_away_from_the_site_after_sign_in(visit: Visit, address: str):
    browser = visit()
    page = browser.get("/sign-in")
    sent = {"_csrf": page.values("_csrf")[0], "username": "sri", "next": address}

    assert browser.send("POST", "/sign-in/demonstration", data=sent).path == "/inbox"


def test_cookies_are_kept_from_scripts_and_other_sites(visit: Visit):
    browser = visit()
    page = browser.get("/sign-in")
    sent = {"_csrf": page.values("_csrf")[0], "username": "sri"}

    answer = browser.send("POST", "/sign-in/demonstration", data=sent, follow_redirects=False).response

    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie


def test_over_https_cookies_are_bound_to_the_host(sqlite_url: str):
    with a_runtime(sqlite_url, worker=False, cookie_secure=True) as runtime, Browser(create_app(runtime)) as browser:
        answer = browser.get("/sign-in").response

    assert all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert "max-age" in answer.headers["strict-transport-security"]
