"""`lintas:webhook`: tells another system that something happened, as a signed CloudEvent (CloudEvents 1.0).

Task headers `url`, `type` and `secret` (`secret:NAME`); input `data`. The signature is that of Standard Webhooks:
HMAC-SHA-256 over `id.timestamp.body` in `webhook-signature`, so that the receiver can refuse forged, changed and old
messages. The id is the same for every attempt.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from engine.connectors.asking import answer_of, refused
from engine.connectors.outgoing import Asked, Outgoing
from engine.connectors.port import Call, CallFailed
from engine.connectors.secrets import REFERENCE, Secrets
from engine.connectors.settings_checks import wrong_hosts
from engine.connectors.written import write_exact
from engine.model.data import ProcessData
from engine.settings import Settings

JOB_TYPE = "lintas:webhook"
MEDIA_TYPE = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class WebhookConnector:
    """Sends events to other systems."""

    job_type: str = JOB_TYPE

    def check_config(self, settings: Settings) -> list[str]:
        """What is wrong with the settings, each in a sentence."""
        return wrong_hosts(settings)

    def perform(self, settings: Settings, call: Call) -> ProcessData:
        """Send once. Raises CallFailed."""
        return self.send(Outgoing.of(settings), Secrets(settings.secrets_dir, call.agency), call)

    def send(self, outgoing: Outgoing, secrets: Secrets, call: Call) -> ProcessData:
        """The same, with what may be called given."""
        asked = event_of(call, secrets)
        answer = answer_of(outgoing, call, asked, secrets)
        if not 200 <= answer.status < 300:
            raise refused(asked, answer, call, secrets)
        return {}


def event_of(call: Call, secrets: Secrets) -> Asked:
    """The signed event. Raises CallFailed where something is missing."""
    reference = REFERENCE.fullmatch(call.headers.get("secret", "").strip())
    if reference is None:
        raise CallFailed("call_incomplete", "Expected the task header secret to be secret:NAME.", final=True)
    body = write_exact(
        {
            "specversion": "1.0",
            "id": call.key,
            "source": f"urn:lintas:process:{call.process_key}",
            "type": call.text("type"),
            "subject": call.case_number,
            "time": call.created_at.isoformat(),
            "datacontenttype": "application/json",
            "data": call.inputs.get("data"),
        }
    )
    sent_at = str(int(call.now.timestamp()))
    headers = {
        "content-type": MEDIA_TYPE,
        "idempotency-key": call.key,
        "webhook-id": call.key,
        "webhook-timestamp": sent_at,
        "webhook-signature": signature(secrets.read(reference[1]), call.key, sent_at, body),
    }
    return Asked(method="POST", url=call.text("url"), headers=headers, content=body)


def signature(secret: str, identity: str, sent_at: str, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC: what a receiver computes and compares."""
    digest = hmac.digest(secret.encode(), f"{identity}.{sent_at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
