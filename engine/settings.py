"""The settings of an installation, read from the environment (`LINTAS_...`) and nowhere else.

docs/settings.md lists them.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 1024 * 1024


def _checkout() -> Path | None:
    """The root of the working copy this runs from; None when installed from a wheel."""
    root = Path(__file__).resolve().parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "alembic.ini").is_file() else None


def resources_root() -> Path:
    """Where processes/, forms/, alembic/ and alembic.ini stand: the working copy, or the data in the wheel."""
    return _checkout() or Path(__file__).resolve().parent.parent / "lintas_data"


def _default_data_dir() -> Path:
    if root := _checkout():
        return root / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lintas"


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _networks(text: str) -> str:
    for part in filter(None, map(str.strip, text.split(","))):
        ip_network(part)
    return text


class Settings(BaseSettings):
    """What an operator can set. Made once when a process starts, then passed on."""

    model_config = SettingsConfigDict(env_prefix="LINTAS_", frozen=True, extra="forbid")

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(default_factory=_default_data_dir)
    """Folder of the embedded database and the history key. Unset: `var` in a working copy, else in the user's home."""

    database_url: str = Field(default_factory=lambda given: f"sqlite:///{given['data_dir'] / 'lintas.db'}")
    """SQLAlchemy URL: `sqlite:///...` or `postgresql+psycopg://...`. Unset: the file lintas.db in `data_dir`."""

    demo: bool = False
    """Demonstration: lists its accounts on the sign-in page. Never for real data."""

    host: str = "127.0.0.1"
    """Address to serve on."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port to serve on; 0 takes a free one."""

    trusted_proxies: str = "127.0.0.1"
    """Addresses, separated by commas, whose X-Forwarded headers are believed."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe level that is logged."""

    metrics_token: SecretStr | None = None
    """Token with which /metrics is read from elsewhere. Unset: it is read on this machine only."""

    tracing_endpoint: str | None = None
    """Address that takes traces by OTLP over HTTP. Unset: none are made. Needs the extra `tracing`."""

    language: Literal["id", "en"] = "id"
    """Language of those who have not chosen one."""

    time_zone: str = "Asia/Jakarta"
    """IANA zone in which times are shown to those whose agency has none."""

    session_hours: int = Field(default=10, ge=1, le=168)
    """Hours until a person must sign in again."""

    cookie_secure: bool = Field(default_factory=lambda given: not given["demo"])
    """Send cookies over HTTPS only. Unset: yes, except in a demonstration."""

    sign_in_attempts: int = Field(default=10, ge=1)
    """Failed sign-ins per account and address within a quarter of an hour, before further ones wait."""

    history_key_file: Path = Field(default_factory=lambda given: given["data_dir"] / "history.key")
    """File with the key of the history chain. Unset: `history.key` in `data_dir`, made at the first start."""

    model_upload_bytes: int = Field(default=5 * MEBIBYTE, ge=1024)
    """Largest BPMN, DMN, form or bundle file that is accepted."""

    request_bytes: int = Field(default=8 * MEBIBYTE, ge=1024)
    """Largest body of any request."""

    web_threads: int = Field(default=8, ge=1, le=64)
    """Threads that run commands and queries for the web."""

    worker: bool = True
    """Run jobs (timers, messages to others, service tasks) inside the server, too. Else only `lintas worker` does."""

    worker_concurrency: int = Field(default=2, ge=1, le=16)
    """Jobs that one process does at the same time."""

    worker_lease_seconds: float = Field(default=10.0, ge=1, le=300)
    """Seconds without a sign of life after which the jobs of a node are given to others. The same on all nodes."""

    worker_poll_seconds: float = Field(default=1.0, gt=0, le=60)
    """Seconds between two looks for work that is due."""

    job_wait_seconds: int = Field(default=60, ge=0, le=600)
    """Seconds that a worker of another system may wait for jobs in one request. Less than what proxies before allow."""

    call_hosts: str = ""
    """Hosts that processes may call, separated by commas: `host`, `*.domain`, `http://host:port`. None if empty."""

    call_networks: Annotated[str, AfterValidator(_networks)] = ""
    """Private networks (10.0.0.0/8) in which those hosts may lie, separated by commas."""

    call_seconds: float = Field(default=20.0, gt=0, le=120)
    """Seconds that a call to another system may take in all."""

    call_bytes: int = Field(default=MEBIBYTE, ge=1024)
    """Largest answer of another system that is taken."""

    secrets_dir: Annotated[Path, AfterValidator(_absolute)] | None = None
    """Folder with a file AGENCY/NAME for each secret that processes refer to. Else the environment holds them."""

    smtp_host: str | None = None
    """Server that takes the mail of processes. Unset: no mail is sent."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to it is encrypted."""

    smtp_ca_file: Path | None = None
    """Certificates of the authority that signed the server's, where the machine does not know it."""

    smtp_username: str | None = None
    """Account at the mail server, if it asks for one."""

    smtp_password: SecretStr | None = None
    """Password of that account."""

    smtp_sender: str = ""
    """Address that mail comes from."""

    turn_elements: int = Field(default=10_000, ge=100)
    """Elements that one command may pass through before an incident stops it."""

    turn_seconds: float = Field(default=5.0, gt=0)
    """Seconds that one command may compute before an incident stops it."""

    turn_tokens: int = Field(default=20_000, ge=100)
    """Tokens that one command may create before an incident stops it."""

    called_processes: int = Field(default=10_000, ge=100)
    """Called processes that a case may have at once, running or waiting to start, before an incident stops it."""
