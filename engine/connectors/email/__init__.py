"""`lintas:email`: a text by electronic mail, over the SMTP server of the installation.

Inputs, or task headers of the same name: `to` (an address or a list), `subject`, `text`. `text` and `subject` may hold
`{name}` for inputs, so that the wording stands in the model and is deployed with it. SMTP knows no repetition: a
message may come twice, then with the same Message-ID, by which mail programs show it once.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from threading import Timer
from typing import Any

from engine.connectors.port import Call, CallFailed
from engine.model.data import ProcessData, Value
from engine.settings import Settings

JOB_TYPE = "lintas:email"
MOST_RECIPIENTS = 50
LONGEST_TEXT = 100_000
ANSWERS = range(200, 600)
"""Codes that a mail server may answer with (RFC 5321 §4.2)."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_PLACE = re.compile(r"\{([^\W\d]\w*)\}")


@dataclass(frozen=True, slots=True)
class EmailConnector:
    """Sends mail."""

    job_type: str = JOB_TYPE

    def check_config(self, settings: Settings) -> list[str]:
        """What is wrong with the settings, each in a sentence. Without a server no mail is sent, which is not wrong."""
        if settings.smtp_host is None:
            return []
        wrong = []
        if not _ADDRESS.fullmatch(settings.smtp_sender):
            wrong.append("LINTAS_SMTP_SENDER: expected the address that mail comes from.")
        if settings.smtp_username and settings.smtp_security == "none":
            wrong.append("LINTAS_SMTP_SECURITY: a password is sent over starttls or tls only.")
        return wrong

    def perform(self, settings: Settings, call: Call) -> ProcessData:
        """Send once. Raises CallFailed."""
        if settings.smtp_host is None or self.check_config(settings):
            raise CallFailed(
                "mail_not_set_up", "Expected LINTAS_SMTP_HOST and LINTAS_SMTP_SENDER to be set.", final=True
            )
        message = message_of(call, settings.smtp_sender)
        try:
            with connection(settings) as server:
                refused = server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            detail = f"No recipient was accepted. {codes(error.recipients)}"
            raise CallFailed("mail_refused", detail, final=all_for_good(error.recipients)) from None
        except smtplib.SMTPResponseException as error:
            if error.smtp_code not in ANSWERS:
                raise CallFailed("no_answer", "The mail server did not answer as one.") from None
            detail = f"The mail server answered {error.smtp_code}."
            raise CallFailed("mail_refused", detail, final=500 <= error.smtp_code < 600) from None
        except (smtplib.SMTPException, ssl.SSLError, OSError) as error:
            raise CallFailed("no_answer", f"The mail server could not be used ({type(error).__name__}).") from None
        return {"refused": len(refused)}


class _Timed(smtplib.SMTP):
    """`timeout` is for the whole conversation: the library counts it anew with every byte, and a server may drip."""

    def __init__(self, host: str, port: int, *, timeout: float, **more: Any) -> None:
        self._watch = Timer(timeout, self._break_off)
        self._watch.daemon = True
        self._watch.start()
        try:
            super().__init__(host, port, timeout=timeout, **more)
        except BaseException:
            self._watch.cancel()
            raise

    def close(self) -> None:
        self._watch.cancel()
        super().close()

    def _break_off(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _SecureTimed(_Timed, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


def connection(settings: Settings) -> smtplib.SMTP:
    """A connection that is encrypted and signed in as the settings say. Raises what smtplib raises, and OSError."""
    host, port, seconds = settings.smtp_host or "", settings.smtp_port, settings.call_seconds
    trusted = ssl.create_default_context(cafile=None if settings.smtp_ca_file is None else str(settings.smtp_ca_file))
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = _SecureTimed(host, port, timeout=seconds, context=trusted)
    else:
        server = _Timed(host, port, timeout=seconds)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=trusted)
        if settings.smtp_username and settings.smtp_password:
            server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def message_of(call: Call, sender: str) -> EmailMessage:
    """The mail. Raises CallFailed where an address, the subject or the text can not be sent."""
    message = EmailMessage(policy=SMTP)
    subject = filled(call.text("subject"), call)
    if not subject.isprintable() or len(subject) > 200:
        raise CallFailed("call_incomplete", "Expected a subject of at most 200 characters in one line.", final=True)
    message["From"], message["To"], message["Subject"] = sender, ", ".join(recipients(call.value("to"))), subject
    message["Date"] = call.created_at
    message["Message-ID"] = f"<{call.key.replace(':', '.')}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    text = filled(call.text("text"), call)
    if len(text) > LONGEST_TEXT:
        raise CallFailed("call_incomplete", f"Expected a text of at most {LONGEST_TEXT} characters.", final=True)
    message.set_content(text)
    return message


def recipients(value: Value) -> list[str]:
    """The addresses. Raises CallFailed for none, too many, or what is no address."""
    found = [str(each).strip() for each in (value if isinstance(value, list) else [value or ""])]
    if not 0 < len(found) <= MOST_RECIPIENTS or not all(_ADDRESS.fullmatch(each) for each in found):
        raise CallFailed("call_incomplete", f"Expected 1 to {MOST_RECIPIENTS} mail addresses as to.", final=True)
    return found


def filled(text: str, call: Call) -> str:
    """The text with its places `{name}` filled by inputs, once; what is not among them stays."""
    return _PLACE.sub(lambda place: str(call.inputs[place[1]]) if place[1] in call.inputs else place[0], text)


def codes(answers: dict[str, tuple[int, bytes]]) -> str:
    """What the server answered, without the addresses."""
    return "Answers: " + ", ".join(sorted({str(code) for code, _ in answers.values()})) + "."


def all_for_good(answers: dict[str, tuple[int, bytes]]) -> bool:
    """Whether no answer is one that may change (4yz, RFC 5321 §4.2.1)."""
    return all(code >= 500 for code, _ in answers.values())
