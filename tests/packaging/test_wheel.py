"""What is installed from the wheel, away from the working copy, runs and serves."""

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Served, environment, serve

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a release would be."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def lintas(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `lintas` of another environment, which has the wheel, and the libraries of this one without its lintas."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    install = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps", "--no-index")
    _run(sys.executable, *install, "--root-user-action=ignore", f"--target={site}", str(wheel), cwd=home)
    _borrow_libraries(site)
    return _script(home)


def _borrow_libraries(site: Path) -> None:
    """Link every installed package but lintas itself, whose .pth would lead back to the working copy."""
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(("lintas", "_lintas", "__pycache__")) and not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)


def _script(home: Path) -> Path:
    """The console script as pip writes it, started by the other environment's Python."""
    script = home / "bin" / "lintas"
    script.write_text(f"#!{home}/bin/python\nimport sys\nfrom api.cli.main import app\nsys.exit(app())\n")
    script.chmod(0o755)
    return script


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(cwd, code=None),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def served(lintas: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, served from the wheel."""
    with serve(tmp_path_factory.mktemp("served"), lintas, code=None) as running:
        yield running


def test_the_wheel_holds_code_data_and_assets_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"engine", "api", "lintas_data"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"api/static/vendor/app\.[0-9a-f]+\.css$",
        r"api/static/vendor/app\.[0-9a-f]+\.css\.br$",
        r"api/static/vendor/htmx\.[0-9a-f]+\.js$",
        r"api/static/vendor/bpmn-viewer\.[0-9a-f]+\.js$",
        r"api/static/vendor/THIRD_PARTY_NOTICES\.md$",
        r"api/locales/id/LC_MESSAGES/messages\.po$",
        r"api/templates/.*\.html",
        r"lintas_data/alembic\.ini$",
        r"lintas_data/alembic/versions/.*\.py$",
        r"lintas_data/processes/relocation/process\.bpmn$",
        r"lintas_data/forms/relocation/.*\.form$",
        r"lintas-.*\.dist-info/licenses/LICENSE$",
    ],
)
def test_the_wheel_holds(wheel: Path, pattern: str) -> None:
    assert any(re.match(pattern, name) for name in zipfile.ZipFile(wheel).namelist())


def test_the_command_says_its_version(lintas: Path, tmp_path: Path) -> None:
    assert "0.1.0" in _run(str(lintas), "--version", cwd=tmp_path)


def test_what_runs_is_the_wheel_and_not_the_working_copy(lintas: Path, tmp_path: Path) -> None:
    ask = "import engine.settings; print(engine.settings.__file__, engine.settings.resources_root())"

    answer = _run(str(lintas.parent / "python"), "-c", ask, cwd=tmp_path)

    assert str(ROOT) not in answer
    assert answer.strip().endswith("lintas_data")


def test_the_demonstration_is_served_with_its_style(served: Served) -> None:
    status, page, _ = served.get("/")
    style = re.search(rb'href="(/static/vendor/app\.[0-9a-f]+\.css)"', page)
    assert status == 200
    assert style is not None

    status, sheet, headers = served.get(style[1].decode())

    assert status == 200
    assert b"govuk-button" in sheet
    assert "immutable" in headers["Cache-Control"]
