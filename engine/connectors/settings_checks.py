"""Whether the settings of outgoing calls can be followed."""

from engine.connectors.hosts import HostRefused, Place, entries
from engine.settings import Settings


def wrong_hosts(settings: Settings) -> list[str]:
    """What is wrong with the list of hosts and the folder of secrets, each in a sentence."""
    wrong: list[str] = []
    for entry in entries(settings.call_hosts):
        try:
            Place.parse(entry)
        except HostRefused:
            wrong.append(f"LINTAS_CALL_HOSTS: expected host, *.domain or http://host:port, but found {entry}.")
    if settings.secrets_dir is not None and not settings.secrets_dir.is_dir():
        wrong.append(f"LINTAS_SECRETS_DIR: {settings.secrets_dir} is no folder.")
    return wrong
