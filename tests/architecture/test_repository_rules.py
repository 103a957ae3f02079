"""Rules of the files that the repository keeps."""

import re

import pytest

from tests.architecture.sources import ROOT, tracked_files

TEXT = (
    ".py", ".md", ".txt", ".toml", ".json", ".js", ".mjs", ".scss", ".ini", ".mako", ".html", ".jinja", ".xml", ".bpmn",
    ".dmn", ".form", ".yaml", ".yml", ".po", ".cfg", ".sh", "Makefile", "run", ".npmrc",
)  # fmt: skip
REGISTRIES = re.compile(
    r"pypi\.(org|python)|pythonhosted|npmjs\.|registry\.[a-z]|deb\.debian|crates\.io|proxy\.golang|repo1?\.maven",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|home/\w+|tmp/\w+)/")
LARGEST_BYTES = 1_000_000


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def text_files() -> list[str]:
    own = "tests/architecture/test_repository_rules.py"
    return [name for name in tracked_files() if name.endswith(TEXT) and name != own]


def test_no_file_names_a_package_registry() -> None:
    assert [name for name in text_files() if REGISTRIES.search(read(name))] == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert [name for name in text_files() if MACHINE_PATHS.search(read(name))] == []


def test_nothing_that_is_built_or_installed_is_kept() -> None:
    built = ("api/static/vendor/", "web/node_modules/", ".venv/", "var/", "build/", "dist/")

    assert [name for name in tracked_files() if name.startswith(built)] == []


def test_no_file_is_too_large_to_review() -> None:
    assert [name for name in tracked_files() if (ROOT / name).stat().st_size > LARGEST_BYTES] == []


def test_the_lock_files_name_no_address_to_download_from() -> None:
    assert '"resolved"' not in read("web/package-lock.json")
    assert not any(
        re.search(r"https?://|--index", read(f"requirements/{name}.txt"))
        for name in ("runtime", "development", "tracing", "build", "uv")
    )


def test_alembic_is_no_package_which_would_hide_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.parametrize("lock", ["runtime", "tracing", "build"])
def test_what_runs_in_production_is_what_was_tested(lock: str) -> None:
    pins = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
    development = dict(pins.findall(read("requirements/development.txt")))

    assert {
        name: version
        for name, version in pins.findall(read(f"requirements/{lock}.txt"))
        if development[name] != version
    } == {}
