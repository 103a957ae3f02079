"""Grouped bars as SVG: a group for each number of clients, a bar for each engine."""

from collections.abc import Mapping
from html import escape

COLOURS = ("#1d70b8", "#00703c", "#85994b", "#d4351c", "#6f777b")
WIDTH, LEFT, BAR, GAP, HEAD = 720, 90, 18, 22, 44


def bars(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """The picture; values are written at the bars, so that nobody needs to read an axis."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    most = max((value for group in groups.values() for value in group.values()), default=1.0) or 1.0
    parts, y = [_text(10, 24, title, weight="bold")], HEAD
    for label, group in groups.items():
        plural = "client" if label == "1" else "clients"
        parts.append(_text(10, y + BAR - 4, f"{label} {plural}"))
        for name, value in group.items():
            length = value / most * (WIDTH - LEFT - 80)
            colour = COLOURS[names.index(name) % len(COLOURS)]
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 3}" fill="{colour}"/>')
            parts.append(_text(LEFT + length + 6, y + BAR - 6, f"{value:.4g}"))
            y += BAR
        y += GAP
    for number, name in enumerate(names):
        parts.append(f'<rect x="{LEFT}" y="{y}" width="12" height="12" fill="{COLOURS[number % len(COLOURS)]}"/>')
        parts.append(_text(LEFT + 18, y + 11, name))
        y += BAR
    inside = "\n".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img">'
    name = f"<title>{escape(title)}</title>"
    return f'{head}\n{name}\n<rect width="100%" height="100%" fill="#ffffff"/>\n{inside}\n</svg>\n'


def _text(x: float, y: float, text: str, weight: str = "normal") -> str:
    style = f'font-family="sans-serif" font-size="13" font-weight="{weight}" fill="#0b0c0c"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
