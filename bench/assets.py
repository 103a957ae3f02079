"""Bytes that a browser loads once."""

import json
from collections.abc import Iterator

from bench.measuring import ROOT, Row

VENDOR = ROOT / "api" / "static" / "vendor"
EVERY_PAGE = ("app.css", "app.js", "htmx.js")


def rows() -> Iterator[Row]:
    """Compressed sizes, exact."""
    files = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]
    sizes = {name: [(VENDOR / f"{files[name]}.{kind}").stat().st_size for kind in ("br", "gz")] for name in EVERY_PAGE}
    for name, (brotli, gzip) in sizes.items():
        yield Row(f"`{name}`", f"{brotli / 1024:.1f} KB brotli, {gzip / 1024:.1f} KB gzip", "bytes of the built file")
    total = sum(brotli for brotli, _ in sizes.values())
    yield Row("styles and scripts of any page, first visit", f"{total / 1024:.1f} KB brotli", "sum of the three")
