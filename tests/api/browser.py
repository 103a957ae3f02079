"""A browser without JavaScript: follows redirects, keeps cookies, fills in the forms it was shown."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx
from fastapi import FastAPI
from lxml import html

HOST = "http://site.test"
Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it arrived."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.url.raw_path.decode()

    @property
    def tree(self) -> Any:
        return html.fromstring(self.response.text)

    @property
    def title(self) -> str:
        return str(self.tree.findtext(".//title"))

    @property
    def heading(self) -> str:
        return self.tree.find(".//h1").text_content().strip()

    @property
    def text(self) -> str:
        """What a person reads in the main part."""
        return " ".join(self.tree.find(".//main").text_content().split())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [" ".join(line.text_content().split()) for line in self.tree.cssselect(".govuk-error-summary li")]

    def all(self, path: str) -> list[Any]:
        return list(self.tree.xpath(path))

    def values(self, name: str) -> list[str]:
        """What the controls of that name hold."""
        return [value for form in self.tree.forms for field, value in sent_by(form) if field == name]

    def link(self, text: str) -> str:
        """Where the first link with that text leads."""
        found = [
            link.get("href") for link in self.tree.findall(".//a") if text in " ".join(link.text_content().split())
        ]
        assert found, f"no link {text!r} on {self.path}: {self.text}"
        return str(found[0])

    def buttons(self) -> list[str]:
        return [" ".join(button.text_content().split()) for button in self.tree.findall(".//main//button")]


def sent_by(form: Any) -> list[tuple[str, str]]:
    """What a form sends as it stands. A line break at the beginning of a text area is not part of its text."""
    areas = {area.get("name") for area in form.findall(".//textarea")}
    return [(name, value.removeprefix("\n") if name in areas else value) for name, value in form.form_values()]


class Browser:
    """One person at one machine."""

    def __init__(self, app: FastAPI, *, language: str = "id-ID") -> None:
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=HOST,
            headers={"Accept-Language": language},
            follow_redirects=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def send(self, method: str, path: str, **options: Any) -> Shown:
        """Any request."""
        return Shown(self._runner.run(self._client.request(method, path, **options)))

    def get(self, path: str, **options: Any) -> Shown:
        """Open a page."""
        return self.send("GET", path, **options)

    def press(self, page: Shown, button: str, fields: Fields | None = None, *, files: Any = None) -> Shown:
        """Fill in the form that has `button` on it, keep what it holds otherwise, and send it."""
        action, sent = self.filled(page, button, fields)
        return self.send("POST", action, data=sent, files=files)

    def filled(self, page: Shown, button: str, fields: Fields | None = None) -> tuple[str, dict[str, Any]]:
        """Where the form goes and what it sends when `button` is pressed."""
        pressed = next(
            (each for each in page.tree.findall(".//button") if button in " ".join(each.text_content().split())), None
        )
        assert pressed is not None, f"no button {button!r} on {page.path}: {page.buttons()}"
        form = next(pressed.iterancestors("form"))
        sent: dict[str, Any] = {}
        for name, value in sent_by(form):
            sent.setdefault(name, []).append(value)
        if pressed.get("name"):
            sent[pressed.get("name")] = [pressed.get("value", "")]
        for name, value in (fields or {}).items():
            sent[name] = [value] if isinstance(value, str) else list(value)
        return pressed.get("formaction") or form.get("action"), sent

    def sign_in(self, username: str) -> Shown:
        """Choose a demonstration account."""
        page = self.get("/sign-in")
        sent = {name: page.values(name)[0] for name in ("_csrf", "_idem")}
        return self.send("POST", "/sign-in/demonstration", data={**sent, "username": username})
