"""What uv is told of how pip is configured, so that both ask the same places."""

import importlib.util
from typing import Any

from tests.architecture.sources import ROOT


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


install = _load()


def test_what_is_set_nearer_to_the_command_wins() -> None:
    listed = """
:env:.index-url='https://of.the.environment/'
global.index-url='https://of.all.commands/'
install.index-url='https://of.install/'
global.cert='all.pem'
install.cert='install.pem'
download.proxy='http://of.another.command/'
"""

    assert install.settings_of_pip(listed) == {"index-url": "https://of.the.environment/", "cert": "install.pem"}


def test_uv_asks_the_same_indexes() -> None:
    settings = {"index-url": "https://mirror.example/", "extra-index-url": "\nhttps://a.example/\nhttps://b.example/"}

    told = install.environment_of_uv(settings)

    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/"
    assert told["UV_INDEX"] == "https://a.example/ https://b.example/"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_uv_trusts_whom_pip_trusts() -> None:
    assert install.environment_of_uv({"cert": "ours.pem"})["SSL_CERT_FILE"] == "ours.pem"
    assert install.environment_of_uv({})["UV_SYSTEM_CERTS"] == "1"


def test_uv_looks_into_the_same_folders_and_no_index_where_pip_may_ask_none() -> None:
    options = install.options_of_uv({"find-links": "wheels more/wheels", "no-index": "true"})

    assert options == ["--find-links=wheels", "--find-links=more/wheels", "--no-index"]
