"""Letters of an agency: letterhead, number, date, what the template says, who signs in which capacity."""

from dataclasses import asdict, dataclass
from datetime import date, tzinfo
from typing import Any

import nh3

from engine.documents.errors import LetterFailed
from engine.documents.limits import LetterLimits
from engine.documents.process import ask
from engine.documents.transport import packed
from engine.model.data import ProcessData
from engine.model.text import N_, Text
from engine.model.writing import WIB

_TAGS = {
    *("article", "header", "footer", "section", "div", "p", "span", "br", "hr", "h1", "h2", "h3", "h4"),
    *("strong", "em", "b", "i", "u", "s", "sub", "sup", "small", "blockquote", "ol", "ul", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "time"),
}
_ATTRIBUTES = {
    "*": {"class"},
    "article": {"lang"},
    "time": {"datetime"},
    "ol": {"type", "start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letter it is."""

    agency: str
    unit: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: `capacity` is what law prints before the office (“Plt.”, “Plh.”, “Pj.”, “a.n. …”), else empty."""

    position: str
    name: str
    capacity: str = ""
    nip: str = ""
    place: str = ""


def render_letter(
    template_source: str,
    data: ProcessData,
    *,
    number: str,
    dated: date,
    letterhead: Letterhead,
    signature: Signature | None = None,
    title: str = "",
    draft: bool = True,
    language: str = "id",
    timezone: tzinfo = WIB,
    limits: LetterLimits | None = None,
) -> str:
    """The letter as an HTML fragment, `<article class="sheet">`, without anything active in it.

    The template sees `data` by name, and `letter` with what this function was given. `draft` prints the line that
    says that nobody signed electronically. Raises TemplateRefused or LetterFailed.
    """
    letter: dict[str, Any] = {
        "number": number,
        "date": dated,
        "title": title,
        "draft": draft,
        "language": language,
        **asdict(letterhead),
        "signature": asdict(signature) if signature else None,
    }
    request = {"check": False, "source": template_source, "language": language, "zone": str(timezone)}
    try:
        answer = ask({**request, "data": packed({**data, "letter": letter})}, limits or LetterLimits())
    except RecursionError:
        raise LetterFailed(Text(N_("the data is nested too deeply."))) from None
    html: str = answer["html"].encode("utf-8", "replace").decode("utf-8")
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None).strip()
