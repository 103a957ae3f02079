"""The connectors there are, by job type."""

from collections.abc import Mapping
from typing import Protocol

from engine.connectors.email import EmailConnector
from engine.connectors.http import HttpConnector
from engine.connectors.port import Call
from engine.connectors.webhook import WebhookConnector
from engine.model.data import ProcessData
from engine.settings import Settings


class Connector(Protocol):
    """A kind of calls to other systems. Connectors know one another not, and the catalogue knows them all."""

    @property
    def job_type(self) -> str:
        """The job type of the service tasks that it does."""
        ...

    def check_config(self, settings: Settings) -> list[str]:
        """What is wrong with the settings, each in a sentence; empty if calls can be made."""
        ...

    def perform(self, settings: Settings, call: Call) -> ProcessData:
        """Make the call once and return its result as variables. Raises CallFailed, ModelledError."""
        ...


_ALL: tuple[Connector, ...] = (HttpConnector(), EmailConnector(), WebhookConnector())
CONNECTORS: Mapping[str, Connector] = {each.job_type: each for each in _ALL}
