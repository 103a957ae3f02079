"""Installs locked packages into the environment whose Python runs this, as `pip install` with the same arguments.

uv does it in a tenth of the time. It knows nothing of how pip is configured, so what matters of that is told to it; and
where uv cannot, pip does it. What the last installation did not finish, because somebody ended it, is installed anew.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PREFIX = Path(sys.prefix)
UNFINISHED = PREFIX / "unfinished"
SETTING = re.compile(r"^(?P<place>:env:|[a-z-]+)\.(?P<name>[a-z0-9-]+)=(?P<value>.*)$")
PLACES = ("global", "install", ":env:")
"""Where pip reads settings that hold for `pip install`; the later ones win."""
VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def settings_of_pip(listed: str) -> dict[str, str]:
    """What `pip config list` says, by name."""
    found: dict[str, dict[str, str]] = {place: {} for place in PLACES}
    for line in listed.splitlines():
        setting = SETTING.match(line)
        if setting and setting["place"] in found:
            found[setting["place"]][setting["name"]] = str(ast.literal_eval(setting["value"]))
    return {name: value for place in PLACES for name, value in found[place].items()}


def environment_of_uv(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables that let uv ask the same places in the same way as pip."""
    told = {VARIABLES[name]: " ".join(value.split()) for name, value in settings.items() if name in VARIABLES}
    if "cert" not in settings:
        told["UV_SYSTEM_CERTS"] = "1"
    return {**told, "UV_INDEX_STRATEGY": "unsafe-best-match"}


def options_of_uv(settings: Mapping[str, str]) -> list[str]:
    """The options of uv for what it reads from no variable."""
    links = [f"--find-links={place}" for place in settings.get("find-links", "").split()]
    closed = settings.get("no-index", "").lower() in ("1", "true", "yes", "on")
    return [*links, *(["--no-index"] if closed else [])]


def main(arguments: list[str]) -> int:
    """Install; the code with which the program that did it ended."""
    again = UNFINISHED.exists()
    UNFINISHED.touch()
    code = 0 if _by_uv(arguments, again) else _by_pip(arguments, again)
    if code == 0:
        UNFINISHED.unlink()
    return code


def _by_uv(arguments: list[str], again: bool) -> bool:
    program = PREFIX / "bin" / "uv"
    if not program.exists():
        return False
    settings = settings_of_pip(_pip("config", "list", capture=True).stdout)
    command = [program, "pip", "install", "--quiet", f"--python={sys.executable}", *options_of_uv(settings)]
    done = subprocess.run(
        [*command, *(["--reinstall"] if again else []), *arguments],
        env={**os.environ, **environment_of_uv(settings)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"{done.stderr.rstrip()}\nlintas: uv could not install these packages (see above); pip tries", flush=True)
    return done.returncode == 0


def _by_pip(arguments: list[str], again: bool) -> int:
    return _pip("install", "--quiet", *(["--force-reinstall"] if again else []), *arguments).returncode


def _pip(*arguments: str, capture: bool = False) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    options = ["--progress-bar=off", "--root-user-action=ignore"] if arguments[0] == "install" else []
    return subprocess.run([*command, *options], stdout=subprocess.PIPE if capture else None, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
