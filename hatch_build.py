"""Builds the browser assets into api/static/vendor when their sources have changed.

Runs as hatchling's build hook, and by itself (`python hatch_build.py`) from the Makefile.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
CONFORMANCE = "tests/conformance/lintas-conformance"
"""A command of working copies only: what it runs lies in tests/, which no wheel contains."""
DATA = ("processes", "forms", "alembic", "alembic.ini")


class AssetsMissing(Exception):
    """The assets cannot be built on this machine; the message says what to install."""


class CustomBuildHook(BuildHookInterface):
    """Puts the assets and, into a wheel, the shipped data under lintas_data/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is standard or editable."""
        root = Path(self.root)
        build_assets(root)
        if version == "editable":
            build_data["shared_scripts"][str(root / CONFORMANCE)] = "lintas-conformance"
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(
                {str(root / name): f"lintas_data/{name}" for name in DATA if (root / name).exists()}
            )


def build_assets(root: Path) -> bool:
    """Build what is out of date; False when there was nothing to do."""
    web, vendor = root / "web", root / "api" / "static" / "vendor"
    if not (web / "package-lock.json").exists() or os.environ.get("LINTAS_SKIP_ASSETS") == "1":
        return False
    wanted = _digest(web)
    manifest = vendor / "manifest.json"
    if manifest.exists() and json.loads(manifest.read_text("utf-8")).get("inputs") == wanted:
        return False
    npm = _npm()
    print("lintas: building the browser assets", flush=True)
    _install_packages(web, npm)
    subprocess.run(["node", "build.mjs", str(vendor), wanted], cwd=web, check=True)
    return True


def _digest(web: Path) -> str:
    names = ["package-lock.json", "build.mjs", *sorted(p.relative_to(web).as_posix() for p in web.glob("js/*.js"))]
    names += sorted(p.relative_to(web).as_posix() for p in web.glob("scss/*.scss"))
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (web / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise AssetsMissing(f"Node.js {OLDEST_NODE} or newer with npm is needed once, to build the browser assets.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise AssetsMissing(
            f"Node.js {OLDEST_NODE} or newer is needed to build the browser assets; {version} was found."
        )
    return npm


def _install_packages(web: Path, npm: str) -> None:
    """Run npm ci, unless the installed packages are those of the lock file."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    installed = web / "node_modules" / ".lintas-lock"
    if installed.exists() and installed.read_text("utf-8") == lock:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=web, check=True)
    installed.write_text(lock, "utf-8")


if __name__ == "__main__":
    try:
        build_assets(Path(__file__).resolve().parent)
    except AssetsMissing as problem:
        sys.exit(f"lintas: {problem}")
    except subprocess.CalledProcessError as problem:
        sys.exit(f"lintas: building the browser assets failed at `{' '.join(map(str, problem.cmd[:2]))}` (see above).")
