"""A designer opens a shipped model in bpmn.io's modeler and saves it: it deploys as before and behaves the same."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import CheckedModel, check_model, differences
from engine.bundles.files import BundleFile, FileKind, bundle_keys, read_folder
from engine.clock import SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.scenarios.player import Player
from engine.scenarios.script import read_scenario
from engine.settings import resources_root
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


@pytest.mark.parametrize("name", FROM_START_TO_END)
def test_a_saved_bundle_deploys_and_its_cases_go_the_same_way(
    name: str, saved: Path, sqlite_template: Path, tmp_path: Path
) -> None:
    as_shipped = played(name, sqlite_template, tmp_path / "shipped.db", None)

    assert as_shipped
    assert played(name, sqlite_template, tmp_path / "saved.db", saved) == as_shipped


def played(name: str, template: Path, file: Path, saved: Path | None) -> dict[str, int]:
    """The sequence flows that a scenario takes, with the bundles as shipped or as saved."""
    file.write_bytes(template.read_bytes())
    clock = SetClock(NOW)
    runtime = an_installation(f"sqlite:///{file}", clock)
    try:
        if saved is not None:
            for key in bundle_keys(ROOT):
                deploy_bundle(
                    runtime, DeployBundle(actor=None, files=[as_saved(f, saved) for f in read_folder(ROOT, key)])
                )
        player = Player(runtime, clock)
        player.play(read_scenario(PROCESSES / name))
        return player.flows
    finally:
        runtime.close()


def as_saved(file: BundleFile, saved: Path) -> BundleFile:
    """The file, a model as the modeler saved it."""
    return BundleFile(file.path, (saved / file.name).read_bytes()) if file.kind is FileKind.PROCESS else file
