"""`lintas:webhook`: an event that its receiver can check with nothing but the secret."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from engine.connectors.port import CallFailed
from engine.connectors.secrets import Secrets
from engine.connectors.webhook import WebhookConnector
from tests.engine.connectors.calls import a_call, allowing
from tests.factories.other_systems import OtherSystem, Received, answering, other_system
from tests.factories.people import NOW


def send(system: OtherSystem, folder: Path, **more: str) -> None:
    (folder / "bkn").mkdir(exist_ok=True)
    (folder / "bkn" / "kunci").write_text("rahasia-bersama")
    headers = {"url": f"{system.url}/masuk", "type": "id.go.bkn.pindah.selesai", "secret": "secret:kunci", **more}
    call = a_call(headers, {"data": {"nomor": "SK-1"}})
    WebhookConnector().send(allowing(system.url), Secrets(folder, "bkn"), call)


def is_genuine(event: Received, secret: bytes) -> bool:
    """What a receiver does (Standard Webhooks)."""
    headers = event.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + event.body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{expected}")


def test_an_event_is_a_signed_cloud_event(tmp_path: Path) -> None:
    with other_system(answering(204, b"")) as system:
        send(system, tmp_path)

    (event,) = system.received
    assert json.loads(event.body) == {
        "specversion": "1.0",
        "id": "0:0:1",
        "source": "urn:lintas:process:uji",
        "type": "id.go.bkn.pindah.selesai",
        "subject": "UJI-1",
        "time": NOW.isoformat(),
        "datacontenttype": "application/json",
        "data": {"nomor": "SK-1"},
    }
    assert event.headers["content-type"] == "application/cloudevents+json"
    assert event.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert is_genuine(event, b"rahasia-bersama")
    assert not is_genuine(event, b"lain")


def test_a_repeated_event_has_the_same_id_and_body(tmp_path: Path) -> None:
    with other_system(answering(500), answering(200)) as system:
        with pytest.raises(CallFailed):
            send(system, tmp_path)
        send(system, tmp_path)

    first, second = system.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert len(system.effects) == 1


@pytest.mark.parametrize("wrong", [{"secret": "rahasia-bersama"}, {"secret": ""}, {"type": " "}])
def test_an_event_without_signature_or_type_is_not_sent(tmp_path: Path, wrong: dict[str, str]) -> None:
    with other_system() as system, pytest.raises(CallFailed) as failed:
        send(system, tmp_path, **wrong)

    assert (failed.value.code, failed.value.final, system.received) == ("call_incomplete", True, [])
