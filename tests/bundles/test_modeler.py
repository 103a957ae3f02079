"""A designer opens a shipped model in bpmn.io's modeler and saves it: it deploys as before and behaves the same."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from engine.bpmn import CheckedModel, check_model, differences
from engine.bundles.files import BundleFile, FileKind, bundle_keys, read_folder
from engine.clock import SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.runtime import Runtime
from engine.scenarios.player import Player
from engine.scenarios.script import read_scenario
from engine.settings import Settings, resources_root
from tests.factories.installation import an_installation
from tests.factories.people import NOW

ROOT = resources_root()
PROCESSES = ROOT / "processes"
MODELS = sorted(PROCESSES.glob("*/*.bpmn"))
MODELER = Path(__file__).with_name("save_as_modeler.mjs")
FROM_START_TO_END = (
    "relocation/scenarios/01-jalan-utama.yaml",
    "relocation/scenarios/16-gelombang-ditutup.yaml",
    "relocation/scenarios/20-penempatan-jalan-utama.yaml",
    "relocation/scenarios/30-penugasan-jalan-utama.yaml",
    "onboarding/scenarios/04-tidak-melapor.yaml",
    "institutional-relocation/scenarios/05-gelombang-ditutup.yaml",
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the saved models, each under its name."""
    node = shutil.which("node")
    assert node, "Install Node.js; building the browser assets needs it as well."
    folder = tmp_path_factory.mktemp("saved")
    command = [node, MODELER, ROOT / "web", folder, *MODELS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {path.name: [] for path in MODELS}
    return folder


@cache
def checked(path: Path) -> CheckedModel:
    return check_model(path.read_bytes())


def as_judged(path: Path) -> Any:
    """What the check says of a model. Lines may move."""
    model = checked(path)
    findings = [(each.code, each.severity, each.element_id, str(each.text)) for each in model.findings]
    return model.ok, findings, model.processes, model.messages


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_check_finds_the_same_in_a_saved_model(path: Path, saved: Path) -> None:
    assert as_judged(saved / path.name) == as_judged(path)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_saving_changes_no_element(path: Path, saved: Path) -> None:
    assert not differences(path.read_bytes(), (saved / path.name).read_bytes())


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_what_is_executed_of_a_saved_model_is_the_same(path: Path, saved: Path) -> None:
    before, after = checked(path), checked(saved / path.name)

    assert before.normalised is not None
    assert after.normalised == before.normalised


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A database with the bundles as shipped."""
    file = tmp_path_factory.mktemp("shipped") / "bundles.db"
    file.write_bytes(sqlite_template.read_bytes())
    an_installation(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="module")
def redeployed(shipped: Path, saved: Path) -> Path:
    """The same database after the saved models were deployed on top."""
    file = shipped.with_name("redeployed.db")
    file.write_bytes(shipped.read_bytes())
    with a_player(file) as player:
        for key in bundle_keys(ROOT):
            files = [as_saved(each, saved) for each in read_folder(ROOT, key)]
            deploy_bundle(player.runtime, DeployBundle(actor=None, files=files))
    return file


@pytest.mark.parametrize("name", FROM_START_TO_END)
def test_cases_of_saved_models_go_the_same_way(name: str, shipped: Path, redeployed: Path, tmp_path: Path) -> None:
    as_shipped = flows(name, shipped, tmp_path / "shipped.db")

    assert as_shipped
    assert flows(name, redeployed, tmp_path / "redeployed.db") == as_shipped


def flows(name: str, database: Path, copy: Path) -> dict[str, int]:
    """The sequence flows that a scenario takes."""
    shutil.copy(database, copy)
    with a_player(copy) as player:
        player.play(read_scenario(PROCESSES / name))
        return player.flows


@contextmanager
def a_player(file: Path) -> Iterator[Player]:
    clock = SetClock(NOW)
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=f"sqlite:///{file}", demo=True, worker=False)
        runtime = Runtime.open(settings, clock)
    try:
        yield Player(runtime, clock)
    finally:
        runtime.close()


def as_saved(file: BundleFile, saved: Path) -> BundleFile:
    """The file, a model as the modeler saved it."""
    return BundleFile(file.path, (saved / file.name).read_bytes()) if file.kind is FileKind.PROCESS else file
