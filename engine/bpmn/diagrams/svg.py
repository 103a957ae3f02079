"""Writing SVG: tags with escaped attributes and texts, numbers without noise."""

import re
from html import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SPECIAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>\"']")


def tag(name: str, *children: str, text: str = "", **attributes: str | float | None) -> str:
    """An element. `_` in an attribute's name stands for `-`, `class_` for class; None leaves an attribute out."""
    written = "".join(
        f' {_attribute(key)}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    inner = escape_text(text) + "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def escape_text(text: str) -> str:
    """Text for the inside of an element or attribute, without what XML can not hold."""
    return escape(_NOT_XML.sub("", text), quote=True) if _SPECIAL.search(text) else text


def number(value: float) -> str:
    """Two decimals at most."""
    if value == int(value):
        return str(int(value))
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def path(d: str, class_: str | None = None) -> str:
    """A path."""
    return tag("path", d=d, class_=class_)


def _attribute(key: str) -> str:
    return "class" if key == "class_" else key.replace("_", "-")


def _value(value: str | float) -> str:
    return escape_text(value) if isinstance(value, str) else number(value)
