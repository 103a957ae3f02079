"""Carrying a case through the pages, as people do: sign in, take a task, fill it in, hand it in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

Answers = Mapping[str, str | bool]
"""By the key of the field. Dates as day month year; True ticks a box."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the buttons say."""

    sign_out: str
    claim: str
    check: str
    complete: str
    done: str
    start: str
    started: str
    release: str
    deploy: str
    case: str


INDONESIAN = Words(
    sign_out="Keluar",
    claim="Ambil dan kerjakan",
    check="Periksa jawaban",
    complete="Selesaikan tugas",
    done="Tugas selesai",
    start="Ajukan",
    started="Kasus sudah dimulai",
    release="Lepas tugas",
    deploy="Periksa dan terapkan",
    case="Lihat seluruh kasus",
)
ENGLISH = Words(
    sign_out="Sign out",
    claim="Claim and work on it",
    check="Check the answers",
    complete="Complete the task",
    done="Task completed",
    start="Start the case",
    started="The case has been started",
    release="Release the task",
    deploy="Check and deploy",
    case="See the whole case",
)


def sign_in(page: Page, username: str, words: Words = INDONESIAN, language: str = "id") -> None:
    """Leave as whoever is signed in, and come back as another person who reads that language."""
    if (leave := page.get_by_role("button", name=words.sign_out)).count():
        leave.click()
    page.goto("/sign-in")
    page.locator(f'button.account-card[value="{username}"]').click()
    expect(page).not_to_have_url(re.compile("/sign-in"))
    switch = page.locator(f'button[name="language"][value="{language}"]')
    if switch.count():
        switch.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def fill(page: Page, answers: Answers) -> None:
    """Answer field by field; what appears because of an answer is waited for."""
    for name, answer in answers.items():
        if isinstance(answer, bool):
            page.locator(f'input[name="{name}"]').set_checked(answer)
            continue
        control = page.locator(
            f'[name="{name}"]:not([type="hidden"]):not([type="radio"]), [name="{name}-day"], '
            f'input[type="radio"][name="{name}"][value="{answer}"]'
        ).first
        control.wait_for()
        _answer(page, control, name, answer)


def _answer(page: Page, control: Locator, name: str, answer: str) -> None:
    if control.get_attribute("name") == f"{name}-day":
        for part, text in zip(("day", "month", "year"), answer.split(), strict=True):
            page.locator(f'[name="{name}-{part}"]').fill(text)
    elif control.get_attribute("type") == "radio":
        control.check()
    elif control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(answer)
    else:
        control.fill(answer)


def open_case(page: Page, number: str) -> None:
    """The page of the case with that number."""
    page.goto(f"/instances?search={number}")
    page.locator(".task-row__name").first.click()
    expect(page.locator(".page-head")).to_contain_text(number)


def open_task(page: Page, number: str, element_name: str) -> None:
    """From the case's page to the task that bears that name."""
    open_case(page, number)
    page.locator(".box--next").get_by_role("link", name=element_name).first.click()


def claim_task(page: Page, words: Words = INDONESIAN) -> None:
    """Take the task that is shown."""
    page.get_by_role("button", name=words.claim).click()
    expect(page.get_by_role("button", name=words.release)).to_be_visible()


def release_task(page: Page, words: Words = INDONESIAN) -> None:
    """Give the task back and wait for the inbox: closing a page that is on its way to another hangs the browser."""
    page.get_by_role("button", name=words.release).click()
    expect(page).to_have_url(re.compile("/inbox"))


def hand_in(page: Page, words: Words = INDONESIAN) -> None:
    """From the filled form over the page that shows the answers again, if there is one, to the page that says done."""
    check = page.get_by_role("button", name=words.check)
    if check.count():
        check.click()
    page.get_by_role("button", name=words.complete).click()
    expect(page.locator("h1")).to_have_text(words.done)


def do_task(
    page: Page,
    username: str,
    number: str,
    element_name: str,
    answers: Answers,
    words: Words = INDONESIAN,
    language: str = "id",
) -> None:
    """Everything that one person does for one task."""
    sign_in(page, username, words, language)
    open_task(page, number, element_name)
    claim_task(page, words)
    fill(page, answers)
    hand_in(page, words)
