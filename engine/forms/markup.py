"""Texts of designers as safe HTML: Markdown without HTML in it, HTML without anything active in it."""

import re
from collections.abc import Sequence
from html import escape as escape_html

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_CLASSES = {
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
}
_TAGS = {
    *_CLASSES,
    *("h5", "h6", "thead", "tbody", "tr", "caption", "li", "strong", "em", "b", "i", "s", "u", "br", "code", "pre"),
    *("blockquote", "dl", "dt", "dd", "div", "span", "sub", "sup", "abbr", "small"),
}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def from_markdown(text: str) -> str:
    """HTML of a Markdown text; its headings begin at level 2, because the page has the first."""
    tokens = _MARKDOWN.parse(text)
    _dress(tokens)
    return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}), keep_classes=True)


def from_html(text: str) -> str:
    """The harmless part of an HTML text."""
    return _clean(text, keep_classes=False)


def plain_in_markdown(value: str) -> str:
    """A value that stands in Markdown as the text it is, whatever it holds."""
    return re.sub(r"\s*\n\s*", " ", _PUNCTUATION.sub(r"\\\1", value))


def plain_in_html(value: str) -> str:
    """A value that stands in HTML as the text it is."""
    return escape_html(value)


def _dress(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if re.fullmatch(r"h[1-6]", token.tag):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.nesting >= 0 and token.tag in _CLASSES:
            token.attrSet("class", _CLASSES[token.tag])
        _dress(token.children or ())


def _clean(html: str, *, keep_classes: bool) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={
            "a": {"href"},
            "abbr": {"title"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
        },
        allowed_classes={tag: set(names.split()) for tag, names in _CLASSES.items()} if keep_classes else {},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
