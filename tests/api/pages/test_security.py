from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.browser import Browser

Visit = Callable[..., Browser]
OPEN = {"/sign-in", "/sign-in/demonstration", "/settings/language"}
HOSTILE = ["\0", "%00", "' or 1=1 --", "../../etc/passwd", "<script>", "typename", "🙂" * 50, "9" * 400, "\ud800"]


def routes(app: FastAPI, method: str) -> Iterator[str]:
    for route in app.routes:
        if (
            isinstance(route, APIRoute)
            and method in route.methods
            and route.endpoint.__module__.startswith("api.pages")
        ):
            yield route.path


def filled_in(path: str) -> str:
    for name in ("task_id", "instance_id", "document_id"):
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path.replace("{process_key}", "cuti").replace("{key}", "cuti")


def test_no_form_is_taken_without_a_token_of_ours(app: FastAPI, visit: Visit):
    browser = visit("sri")
    taken = []
    for path in routes(app, "POST"):
        for token in ("", "AAAA", browser.get("/inbox").values("_csrf")[0][:-4] + "AAAA"):
            page = browser.send(
                "POST", filled_in(path), data={"_csrf": token, "username": "bagas", "alasan": "penting"}
            )
            if page.status != 403:
                taken.append((path, page.status))

    assert taken == []


def test_the_token_of_another_session_is_refused(visit: Visit):
    siti, sri = visit("siti"), visit("sri")
    stolen = siti.get("/inbox").values("_csrf")[0]

    assert sri.send("POST", "/start/cuti", data={"_csrf": stolen, "nama": "Rahmat"}).status == 403


def test_a_refused_form_shows_what_was_typed_but_no_password(visit: Visit):
    page = visit("sri").send("POST", "/start/cuti", data={"nama": "Rahmat <b>", "password": "rahasia", "_x": "y"})

    assert page.status == 403
    assert "Rahmat <b>" in page.text
    assert "rahasia" not in page.text


def test_pages_of_people_are_closed_to_strangers(app: FastAPI, visit: Visit):
    browser = visit()
    seen = []
    for path in routes(app, "GET"):
        page = browser.get(filled_in(path), follow_redirects=False)
        if path not in (*OPEN, "/") and (page.status, page.response.headers["location"][:8]) != (303, "/sign-in"):
            seen.append(path)

    assert seen == []


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(visit: Visit):
    browser = visit("sri")
    form = browser.get("/start/cuti")
    browser.press(form, "Keluar")

    page = browser.press(form, "Ajukan", {"nama": "Rahmat Hidayat", "hari": "3"})

    assert page.status == 401
    assert "Rahmat Hidayat" in page.text
    assert page.link("Masuk").startswith("/sign-in")


@pytest.mark.parametrize("path", ["/sign-in", "/inbox", "/nothing", "/static/icon.svg", "/tasks/x", "/api/v1/nothing"])
def test_every_answer_carries_the_security_headers(visit: Visit, path: str):
    headers = visit("sri").get(path).response.headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/sign-in", "/inbox", "/start/cuti", "/processes/cuti", "/deployments/new"])
def test_no_page_has_inline_script_or_style(visit: Visit, path: str):
    page = visit("sri").get(path)

    assert page.all("//script[not(@src)] | //style | //*[@style] | //*[@*[starts-with(name(), 'on')]]") == []


def test_a_body_that_is_too_large_is_refused_with_a_page(visit: Visit):
    page = visit("sri").send("POST", "/deployments", files={"files": ("big.zip", b"0" * 20_000_000)})

    assert page.status == 413
    assert "Terlalu besar" in page.text


def test_a_body_that_lies_about_its_size_is_refused_too(visit: Visit):
    async def chunks() -> Any:
        for _ in range(20):
            yield b"a" * 900_000 + b"=&"

    page = visit("sri").send(
        "POST", "/start/cuti", content=chunks(), headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert page.status == 413


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_and_no_filter_brings_a_page_down(app: FastAPI, visit: Visit, text: str):
    browser = visit("sri")
    broken = []
    for path in routes(app, "GET"):
        for name in ("task_id", "instance_id", "document_id", "process_key", "key"):
            path = path.replace(f"{{{name}}}", "{text}")
        query = dict.fromkeys(
            ("after", "search", "process", "due", "box", "status", "version", "next", "said", "instance"), text
        )
        try:
            page = browser.get(path.replace("{text}", text.replace("/", "-")), params=query)
        except UnicodeEncodeError:
            continue
        if page.status >= 500:
            broken.append((path, page.status))

    assert broken == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=40), max_size=3), max_size=6))
def test_nothing_that_is_posted_to_a_form_brings_it_down(visit: Visit, fields: dict[str, list[str]]):
    browser = visit("sri")
    token = browser.get("/inbox").values("_csrf")[0]

    page = browser.send("POST", "/start/cuti", data={**fields, "_csrf": token})

    assert page.status < 500


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"%ff%fe=%00&&&==", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"\xff\xfe", "text/plain; charset=nonsense"),
    ],
)
def test_a_body_that_is_no_form_is_refused(visit: Visit, body: bytes, kind: str):
    page = visit("sri").send("POST", "/start/cuti", content=body, headers={"content-type": kind})

    assert page.status in (400, 403)
