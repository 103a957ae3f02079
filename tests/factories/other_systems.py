"""Other systems on this machine: a real HTTP server that does what a test asks of it, and keeps what it was sent."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class OtherSystem:
    """What it received, and `effects`: requests by idempotency key, each counted once."""

    url: str
    received: list[Received] = field(default_factory=list)
    effects: dict[str, int] = field(default_factory=dict)
    given_up: Event = field(default_factory=Event)


Behaviour = Callable[[Any, OtherSystem], None]
"""Answers a request (a BaseHTTPRequestHandler)."""


def answering(status: int = 200, body: bytes = b"{}", **headers: str) -> Behaviour:
    """Answer so; names of headers with _ for -."""

    def answer(request: Any, _: OtherSystem) -> None:
        request.send_response(status)
        for name, value in {"content_type": "application/json", "content_length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def silent(_: Any, system: OtherSystem) -> None:
    """Never answer."""
    system.given_up.wait(60)


def dripping(request: Any, system: OtherSystem) -> None:
    """Answer a byte at a time, for ever."""
    request.send_response(200)
    request.end_headers()
    while not system.given_up.wait(0.05):
        request.wfile.write(b" ")


def endless(request: Any, _: OtherSystem) -> None:
    """A body without an end."""
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"x" * 65536)


def resetting(request: Any, _: OtherSystem) -> None:
    """Break the connection off."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


@contextmanager
def other_system(*behaviours: Behaviour) -> Iterator[OtherSystem]:
    """Serve; each request meets the next behaviour, the last one for good."""
    left = list(behaviours or (answering(),))

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.received.append(Received(self.command, self.path, headers, body))
            key = headers.get("idempotency-key", "")
            system.effects[key] = system.effects.get(key, 0) or 1
            behaviour = left.pop(0) if len(left) > 1 else left[0]
            try:
                behaviour(self, system)
            except OSError:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815 - the names of the standard library

        def log_message(self, *_: Any) -> None:
            """Tests print nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A connection that was broken off on purpose is no error."""

    with Server(("127.0.0.1", 0), Handler) as server:
        system = OtherSystem(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield system
        finally:
            system.given_up.set()
            server.shutdown()
            thread.join()
