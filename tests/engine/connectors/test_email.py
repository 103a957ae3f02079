"""`lintas:email` against a real SMTP server, with and without encryption."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from engine.connectors.email import EmailConnector
from engine.connectors.port import CallFailed
from engine.settings import Settings
from tests.engine.connectors.calls import a_call
from tests.factories.certificates import a_certificate

MAIL = {"to": "sri@bkn.go.id", "subject": "Usul {nomor}", "text": "Yth. {nama},\nusul {nomor} disetujui. {lain}\n"}
INPUTS = {"nama": "Sri Rahayu", "nomor": "PINDAH-1"}


@dataclass
class Mailbox:
    """What the server took."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(self, _s: Any, _t: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def a_mail_server(mailbox: Mailbox, **more: Any) -> Iterator[Mailbox]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, **more)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def settings(folder: Path, mailbox: Mailbox, **more: Any) -> Settings:
    values = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_security": "none", **more}
    return Settings(data_dir=folder, smtp_sender="lintas@bkn.go.id", **values)


def send(given: Settings, **changes: Any) -> Any:
    return EmailConnector().perform(given, a_call({**MAIL, **changes.pop("headers", {})}, {**INPUTS, **changes}))


def test_a_mail_is_the_text_of_the_model_with_the_inputs_of_the_case(tmp_path: Path) -> None:
    with a_mail_server(Mailbox()) as mailbox:
        answer = send(settings(tmp_path, mailbox), to=["sri@bkn.go.id", "dimas@bkn.go.id"])

    (mail,) = mailbox.taken
    assert answer == {"refused": 0}
    assert mailbox.recipients == ["sri@bkn.go.id", "dimas@bkn.go.id"]
    assert (mail["from"], mail["subject"]) == ("lintas@bkn.go.id", "Usul PINDAH-1")
    assert mail.get_content() == "Yth. Sri Rahayu,\r\nusul PINDAH-1 disetujui. {lain}\r\n"  # type: ignore[attr-defined]
    assert mail["message-id"] == "<0.0.1@bkn.go.id>"


def test_a_value_is_filled_in_once_and_never_becomes_a_header(tmp_path: Path) -> None:
    with a_mail_server(Mailbox()) as mailbox:
        send(settings(tmp_path, mailbox), nama="{nomor}")
        with pytest.raises(CallFailed) as failed:
            send(settings(tmp_path, mailbox), nomor="1\r\nBcc: semua@bkn.go.id")

    assert "Yth. {nomor}" in mailbox.taken[0].get_content()  # type: ignore[attr-defined]
    assert (failed.value.code, len(mailbox.taken)) == ("call_incomplete", 1)


@pytest.mark.parametrize("to", ["", "sri", "a@b\r\nc@d", "a@b.id, c@d.id", [], ["a@b.id"] * 51, {"a": 1}])
def test_wrong_addresses_are_refused_before_anything_is_sent(tmp_path: Path, to: Any) -> None:
    with a_mail_server(Mailbox()) as mailbox, pytest.raises(CallFailed) as failed:
        send(settings(tmp_path, mailbox), to=to)

    assert (failed.value.code, failed.value.final, mailbox.taken) == ("call_incomplete", True, [])


@pytest.mark.parametrize(("answer", "final"), [("550 unknown", True), ("450 later", False)])
def test_a_refused_recipient_is_told_without_the_address(tmp_path: Path, answer: str, final: bool) -> None:
    with a_mail_server(Mailbox(answer=answer)) as mailbox, pytest.raises(CallFailed) as failed:
        send(settings(tmp_path, mailbox))

    assert (failed.value.code, failed.value.final) == ("mail_refused", final)
    assert answer[:3] in failed.value.detail
    assert "sri@" not in failed.value.detail


def test_a_server_that_is_away_is_tried_again(tmp_path: Path) -> None:
    with a_mail_server(Mailbox()) as mailbox:
        given = settings(tmp_path, mailbox)
    with pytest.raises(CallFailed) as failed:
        send(given)

    assert (failed.value.code, failed.value.final) == ("no_answer", False)


def test_a_server_that_drips_is_given_up(tmp_path: Path) -> None:
    over = Event()

    def drip(listening: socket.socket) -> None:
        taken, _ = listening.accept()
        with taken:
            while not over.wait(0.05):
                taken.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        mailbox = Mailbox(port=listening.getsockname()[1])
        server = Thread(target=drip, args=(listening,), daemon=True)
        server.start()
        found: list[CallFailed] = []
        caller = Thread(target=failure_of, args=(settings(tmp_path, mailbox, call_seconds=0.3), found), daemon=True)
        caller.start()
        caller.join(20)
        over.set()

    assert [(each.code, each.final) for each in found] == [("no_answer", False)]


def failure_of(given: Settings, found: list[CallFailed]) -> None:
    with pytest.raises(CallFailed) as failed:
        send(given)
    found.append(failed.value)


def test_without_a_server_in_the_settings_a_supervisor_is_asked(tmp_path: Path) -> None:
    with pytest.raises(CallFailed, match="mail_not_set_up"):
        send(Settings(data_dir=tmp_path))


def only_who_knows(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"lintas", b"rahasia")
    return AuthResult(success=right, handled=False)


@pytest.mark.parametrize("password", ["rahasia", "salah"])
def test_a_server_with_encryption_and_a_password_is_used_with_both(tmp_path: Path, password: str) -> None:
    context, known = a_certificate(tmp_path)
    secure = {"tls_context": context, "require_starttls": True, "authenticator": only_who_knows, "auth_required": True}
    with a_mail_server(Mailbox(), **secure) as mailbox:
        given = settings(
            tmp_path,
            mailbox,
            smtp_security="starttls",
            smtp_ca_file=known,
            smtp_username="lintas",
            smtp_password=password,
        )
        if password == "rahasia":
            send(given)
        else:
            with pytest.raises(CallFailed, match="mail_refused") as failed:
                send(given)
            assert "salah" not in failed.value.detail

    assert mailbox.encrypted == ([True] if password == "rahasia" else [])


def test_a_server_may_be_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    context, known = a_certificate(tmp_path)
    with a_mail_server(Mailbox(), ssl_context=context) as mailbox:
        send(settings(tmp_path, mailbox, smtp_security="tls", smtp_ca_file=known))

    assert len(mailbox.taken) == 1


def test_a_server_whose_certificate_is_not_trusted_gets_no_mail(tmp_path: Path) -> None:
    context, _ = a_certificate(tmp_path)
    with a_mail_server(Mailbox(), tls_context=context) as mailbox, pytest.raises(CallFailed, match="no_answer"):
        send(settings(tmp_path, mailbox, smtp_security="starttls"))

    assert mailbox.taken == []


def test_a_server_without_encryption_gets_no_mail_where_it_is_asked_for(tmp_path: Path) -> None:
    with a_mail_server(Mailbox()) as mailbox, pytest.raises(CallFailed, match="no_answer"):
        send(settings(tmp_path, mailbox, smtp_security="starttls"))

    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, 0),
        ({"smtp_host": "mail"}, 1),
        ({"smtp_host": "mail", "smtp_sender": "a@b.go.id"}, 0),
        ({"smtp_host": "mail", "smtp_sender": "a@b.go.id", "smtp_username": "x", "smtp_security": "none"}, 1),
    ],
)
def test_settings_that_can_not_work_are_told(tmp_path: Path, given: dict[str, Any], wrong: int) -> None:
    assert len(EmailConnector().check_config(Settings(data_dir=tmp_path, **given))) == wrong
