"""`lintas:http` against a real server that answers, fails, dawdles and cheats."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.connectors.breaker import FAILURES, REST, Breakers
from engine.connectors.http import HttpConnector
from engine.connectors.outgoing import Outgoing
from engine.connectors.port import Call, CallFailed, ModelledError
from engine.connectors.secrets import Secrets
from tests.engine.connectors.calls import a_call, allowing
from tests.factories.other_systems import (
    OtherSystem,
    answering,
    dripping,
    endless,
    other_system,
    resetting,
    silent,
)
from tests.factories.people import NOW


@pytest.fixture(autouse=True)
def breakers(monkeypatch: pytest.MonkeyPatch) -> Breakers:
    """Nothing is known of any host when a test begins."""
    fresh = Breakers()
    monkeypatch.setattr("engine.connectors.asking.BREAKERS._hosts", fresh._hosts)
    return fresh


def ask(call: Call, outgoing: Outgoing, folder: Path | None = None) -> Any:
    return HttpConnector().ask(outgoing, Secrets(folder, call.agency), call)


def failure(system: OtherSystem, headers: dict[str, str] | None = None, **limits: Any) -> CallFailed:
    with pytest.raises(CallFailed) as failed:
        ask(a_call({"url": f"{system.url}/x", **(headers or {})}), allowing(system.url, **limits))
    return failed.value


def test_what_is_mapped_is_sent_and_the_answer_becomes_a_variable() -> None:
    body = b'{"gaji": 0.1000000000000000055, "nama": "Sri"}'
    with other_system(answering(201, body)) as system:
        inputs = {"url": f"{system.url}/pegawai", "query": {"nip": "19 85"}, "body": {"hari": Decimal("1.50")}}
        call = a_call({"method": "POST"}, inputs)
        answer = ask(call, allowing(system.url))

    (sent,) = system.received
    assert answer == {"response": {"status": 201, "body": {"gaji": Decimal("0.1000000000000000055"), "nama": "Sri"}}}
    assert (sent.method, sent.path, sent.body) == ("POST", "/pegawai?nip=19+85", b'{"hari":1.50}')
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["idempotency-key"] == call.key


def test_a_secret_is_sent_and_told_nowhere(tmp_path: Path) -> None:
    (tmp_path / "bkn").mkdir()
    (tmp_path / "bkn" / "token").write_text("sangat-rahasia\n")
    with other_system(answering(400, b"token sangat-rahasia of 198501012010011001 is wrong")) as system:
        call = a_call({"url": system.url, "header.Authorization": "Bearer secret:token"})
        with pytest.raises(CallFailed) as failed:
            ask(call, allowing(system.url), tmp_path)

    assert system.received[0].headers["authorization"] == "Bearer sangat-rahasia"
    assert "sangat-rahasia" not in repr(failed.value)
    assert "1985" not in failed.value.detail
    assert "[secret] of ##### is wrong" in failed.value.detail


@pytest.mark.parametrize("agency", ["otorita-ikn", "", "../bkn"])
def test_no_process_uses_the_secret_of_another_agency(tmp_path: Path, agency: str) -> None:
    (tmp_path / "bkn").mkdir()
    (tmp_path / "bkn" / "token").write_text("rahasia")
    with other_system() as system:
        call = a_call({"url": system.url, "header.X-Key": "secret:token"}, agency=agency)
        with pytest.raises(CallFailed, match="secret_missing"):
            ask(call, allowing(system.url), tmp_path)

    assert system.received == []


def test_a_secret_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTAS_SECRET_OTORITA_IKN__SIASN_TOKEN", "rahasia")

    assert Secrets(None, "otorita-ikn").fill("Bearer secret:siasn-token") == "Bearer rahasia"


@pytest.mark.parametrize(
    ("agency", "name"), [("otorita", "ikn__token"), ("otorita", "IKN-_token"), ("otorita-ikn-", "token"), ("", "x")]
)
def test_no_name_reaches_the_variable_of_another_agency(
    monkeypatch: pytest.MonkeyPatch, agency: str, name: str
) -> None:
    for variable in ("LINTAS_SECRET_OTORITA_IKN__TOKEN", "LINTAS_SECRET_OTORITA_IKN___TOKEN", "LINTAS_SECRET___X"):
        monkeypatch.setenv(variable, "rahasia")

    with pytest.raises(CallFailed, match="secret_missing"):
        Secrets(None, agency).read(name)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"got": {"authorization": "Bearer sangat-\\u0022rahasia"}}', "application/json"),
        (b'Bearer sangat-"rahasia', "text/plain"),
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_an_answer_that_gives_a_secret_back_becomes_no_variable(
    tmp_path: Path, body: bytes, kind: str, status: int
) -> None:
    (tmp_path / "bkn").mkdir()
    (tmp_path / "bkn" / "token").write_text('sangat-"rahasia')
    with other_system(answering(status, body, content_type=kind)) as system:
        call = a_call({"url": system.url, "header.Authorization": "Bearer secret:token", "errors": "404=TIDAK_ADA"})
        with pytest.raises(CallFailed) as failed:
            ask(call, allowing(system.url), tmp_path)

    assert (failed.value.code, failed.value.final) == ("secret_given_back", True)
    assert "rahasia" not in failed.value.detail


def test_a_value_of_a_case_is_never_taken_for_a_secret(tmp_path: Path) -> None:
    (tmp_path / "bkn").mkdir()
    (tmp_path / "bkn" / "token").write_text("rahasia")
    with other_system() as system:
        inputs = {"url": system.url, "body": "secret:token", "headers": {"X-A": "secret:token"}}
        ask(a_call({"method": "POST"}, inputs), allowing(system.url), tmp_path)

    assert system.received[0].body == b"secret:token"
    assert system.received[0].headers["x-a"] == "secret:token"


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (404, True), (408, False), (429, False), (500, False), (503, False)]
)
def test_failures_are_tried_again_where_that_may_help(status: int, final: bool) -> None:
    with other_system(answering(status, b"rusak")) as system:
        failed = failure(system)

    assert (failed.code, failed.final) == ("call_refused", final)
    assert (
        failed.detail == f"GET {system.url.rpartition(':')[0]}:#####/x answered {status}. Attempts left: 2. Body: rusak"
    )


def test_the_other_system_says_when_to_come_again() -> None:
    with other_system(answering(503, b"", retry_after="120")) as system:
        assert failure(system).pause == timedelta(minutes=2)


def test_a_status_may_be_an_error_of_the_model() -> None:
    with other_system(answering(404, b'{"nip": "1"}')) as system:
        call = a_call({"url": system.url, "errors": "404=TIDAK_ADA, 409=GANDA"})
        with pytest.raises(ModelledError) as thrown:
            ask(call, allowing(system.url))

    assert thrown.value.code == "TIDAK_ADA"
    assert thrown.value.variables["response"] == {"status": 404, "body": {"nip": "1"}}


@pytest.mark.parametrize("behaviour", [silent, dripping])
def test_a_slow_answer_is_given_up(behaviour: Any) -> None:
    with other_system(behaviour) as system:
        failed = failure(system, seconds=0.3, most_bytes=10**9)

    assert (failed.code, failed.final) == ("no_answer", False)
    assert "no whole answer within 0.3 seconds" in failed.detail


def test_a_name_server_that_does_not_answer_is_given_up() -> None:
    over, answered = Event(), Event()

    def look_up(*_: Any) -> list[str]:
        over.wait(5)
        answered.set()
        return ["127.0.0.1"]

    with other_system() as system:
        failed = failure(system, seconds=0.3, resolve=look_up)
        assert not answered.is_set()
        over.set()

    assert (failed.code, failed.final, system.received) == ("no_answer", False, [])
    assert "no whole answer within 0.3 seconds" in failed.detail


def test_a_connection_that_is_broken_off_is_tried_again() -> None:
    with other_system(resetting) as system:
        failed = failure(system)

    assert (failed.code, failed.final) == ("no_answer", False)


def test_a_body_without_an_end_is_cut_off() -> None:
    with other_system(endless) as system:
        failed = failure(system)

    assert (failed.code, failed.final) == ("no_answer", True)
    assert "larger than 10000 bytes" in failed.detail


def test_a_compressed_answer_is_not_unpacked() -> None:
    with other_system(answering(200, b"bom", content_encoding="gzip")) as system:
        assert "compressed" in failure(system).detail

    assert system.received[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "body",
    [b"{nan", b"[" * 60 + b"]" * 60, b"[" * 9000, b'"\\ud800"', b'"\\u0000"', b"1e99999", b'{"a":1,"a":2}', b"\xff"],
)
def test_an_answer_that_could_not_be_kept_is_told(body: bytes) -> None:
    with other_system(answering(200, body)) as system:
        failed = failure(system)

    assert (failed.code, failed.final) == ("answer_unreadable", True)


def test_a_text_that_could_not_be_kept_is_told() -> None:
    with other_system(answering(200, b"a\0b", content_type="text/plain")) as system:
        assert failure(system).code == "answer_unreadable"


@pytest.mark.parametrize("path", ["/\r\nX-Injected: 1", "/a b\x01"])
def test_an_address_with_signs_of_control_is_not_called(path: str) -> None:
    with other_system() as system:
        failed = failure(system, {"url": f"{system.url}{path}"})

    assert (failed.code, failed.final, system.received) == ("host_refused", True, [])


def test_proxies_of_the_environment_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_system() as proxy, other_system() as system:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        ask(a_call({"url": system.url}), allowing(system.url))

    assert (len(system.received), proxy.received) == (1, [])


def test_a_redirect_is_not_followed() -> None:
    with other_system() as inner, other_system(answering(302, b"", location=inner.url)) as system:
        failed = failure(system)

    assert (failed.code, failed.final) == ("call_redirected", True)
    assert inner.received == []


def test_a_host_that_is_not_listed_is_not_called() -> None:
    with other_system() as system, pytest.raises(CallFailed) as failed:
        ask(a_call({"url": system.url}), allowing("https://api.bkn.go.id"))

    assert (failed.value.code, failed.value.final, system.received) == ("host_refused", True, [])


def test_a_listed_host_that_leads_inside_is_not_called() -> None:
    with other_system() as system:
        failed = failure(system, networks=())

    assert (failed.code, system.received) == ("host_refused", [])
    assert "private network" in failed.detail


def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once() -> None:
    """DNS rebinding: the first answer is checked and used, so that a second one could change nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with other_system() as system:
        url = system.url.replace("127.0.0.1", "rebinding.test")
        ask(a_call({"url": url}), allowing(url, resolve=lambda *_: next(answers)))

    assert system.received[0].headers["host"].startswith("rebinding.test:")
    assert next(answers) == ["10.0.0.1"]


def test_a_host_that_does_not_answer_is_left_alone_and_then_tried_once(breakers: Breakers) -> None:
    with other_system(*[answering(500)] * FAILURES, answering(200)) as system:
        for _ in range(FAILURES):
            failure(system)
        resting = failure(system)
        ask(a_call({"url": system.url}, now=NOW + REST), allowing(system.url))
        ask(a_call({"url": system.url}), allowing(system.url))

    assert (resting.code, resting.free, resting.pause) == ("host_rests", True, REST)
    assert len(system.received) == FAILURES + 2


def test_what_one_agency_makes_fail_holds_up_no_other(breakers: Breakers) -> None:
    with other_system(*[answering(500)] * FAILURES, answering(200)) as system:
        for _ in range(FAILURES):
            failure(system)
        ask(a_call({"url": system.url}, agency="otorita-ikn"), allowing(system.url))
        resting = failure(system)

    assert resting.code == "host_rests"


@pytest.mark.parametrize(
    "headers",
    [
        {"method": "TRACE"},
        {"url": " "},
        {"header.Host": "evil.test"},
        {"header.Content-Length": "0"},
        {"header.X": "a\r\nInjected: 1"},
        {"header.X Y": "a"},
    ],
)
def test_what_can_not_be_sent_is_refused_before_anything_is_sent(headers: dict[str, str]) -> None:
    with other_system() as system:
        failed = failure(system, headers)

    assert (failed.code, failed.final, system.received) == ("call_incomplete", True, [])
