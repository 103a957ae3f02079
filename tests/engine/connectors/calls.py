"""Calls for the tests of connectors."""

from ipaddress import ip_network
from typing import Any

from engine.connectors.outgoing import Outgoing
from engine.connectors.port import Call
from tests.factories.people import NOW

THIS_MACHINE = (ip_network("127.0.0.0/8"),)


def a_call(headers: dict[str, str] | None = None, inputs: dict[str, Any] | None = None, **more: Any) -> Call:
    """A call of bkn with these task headers and inputs."""
    values: dict[str, Any] = {
        "key": "0:0:1",
        "agency": "bkn",
        "case_number": "UJI-1",
        "process_key": "uji",
        "element_id": "layanan",
        "retries": 3,
        "created_at": NOW,
        "now": NOW,
    }
    return Call(headers=headers or {}, inputs=inputs or {}, **(values | more))


def allowing(url: str, seconds: float = 5, most_bytes: int = 10_000, **more: Any) -> Outgoing:
    """Calls to one server on this machine."""
    given = {"networks": THIS_MACHINE, **more}
    return Outgoing(hosts=(url,), seconds=seconds, most_bytes=most_bytes, **given)
