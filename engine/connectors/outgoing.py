"""One HTTP request to an allowed host: at a pinned address, within a time and a size, following nothing."""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_network
from typing import Any

import httpcore
import httpx

from engine.clock import stopwatch
from engine.connectors.hosts import (
    PORTS,
    HostRefused,
    Network,
    Place,
    Resolve,
    entries,
    in_time,
    listed,
    pinned,
    resolve,
)
from engine.model.data import Value
from engine.model.json_reading import check_kept, read_json
from engine.settings import Settings

USER_AGENT = "Lintas"
PIECE = 16_384
"""Bytes that are sent at a time, so that who takes them slowly is noticed."""


class Unanswered(Exception):
    """There is no whole answer. `silent`: the host may be down; else it answered with what is not taken."""

    def __init__(self, reason: str, *, silent: bool) -> None:
        self.silent = silent
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What may be called, and how long and how large an answer may be."""

    hosts: tuple[str, ...]
    networks: tuple[Network, ...]
    seconds: float
    most_bytes: int
    resolve: Resolve = resolve

    @classmethod
    def of(cls, settings: Settings) -> "Outgoing":
        """As the operator set it."""
        return cls(
            hosts=entries(settings.call_hosts),
            networks=tuple(ip_network(each) for each in entries(settings.call_networks)),
            seconds=settings.call_seconds,
            most_bytes=settings.call_bytes,
        )

    def place(self, url: str) -> Place:
        """Where the address leads. Raises HostRefused unless it is on the list."""
        found = Place.parse(url)
        if not listed(found, self.hosts):
            raise HostRefused(f"{found} is not among the hosts that may be called (LINTAS_CALL_HOSTS).")
        return found


def may_call(settings: Settings, url: str) -> bool:
    """Whether the settings allow calls to the host of an address."""
    try:
        Outgoing.of(settings).place(url)
    except HostRefused:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as a text; what is no UTF-8 is replaced."""
        return self.content.decode("utf-8", "replace")

    @property
    def body(self) -> Value:
        """The body as process data: JSON with exact numbers, else text; null if empty. Raises NotKept."""
        if not self.content:
            return None
        if "json" not in self.headers.get("content-type", ""):
            check_kept(self.text)
            return self.text
        return read_json(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. `query` is added to the address."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


def ask(outgoing: Outgoing, asked: Asked) -> Answered:
    """Send a request once. Raises HostRefused and Unanswered; redirects are answers like any other."""
    place = outgoing.place(asked.url)
    left = _countdown(outgoing.seconds)
    try:
        addresses = pinned(place, outgoing.networks, in_time(outgoing.resolve, left()))
        transport = _Pinned(addresses, left)
        with httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=outgoing.seconds
        ) as client:
            headers = {"accept-encoding": "identity", "user-agent": USER_AGENT, **asked.headers}
            with client.stream(asked.method, _address(asked, place), headers=headers, content=asked.content) as answer:
                content = _read(answer, outgoing.most_bytes, left)
                return Answered(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, content)
    except (httpcore.TimeoutException, TimeoutError):
        raise Unanswered(f"no whole answer within {outgoing.seconds:g} seconds", silent=True) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise Unanswered(f"the connection failed ({type(error).__name__})", silent=True) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError, ValueError):
        raise HostRefused("The address or a header can not be sent as it is.") from None


def _address(asked: Asked, place: Place) -> httpx.URL:
    """The whole address. Raises HostRefused where the client would read another place in it than was checked."""
    url = httpx.URL(asked.url)
    named = {url.host.rstrip(".").lower(), url.raw_host.decode().rstrip(".").lower()}
    if (
        url.userinfo
        or place.host not in named
        or (url.scheme, url.port or PORTS[place.scheme]) != (place.scheme, place.port)
    ):
        raise HostRefused("The address can be read in several ways.")
    return url.copy_merge_params(dict(asked.query)) if asked.query else url


def _read(answer: httpx.Response, most: int, left: Callable[[], float]) -> bytes:
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise Unanswered("the answer is compressed, which was not asked for", silent=False)
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        left()
        if len(content) > most:
            raise Unanswered(f"the answer is larger than {most} bytes", silent=False)
    return bytes(content)


def _countdown(seconds: float) -> Callable[[], float]:
    """The seconds that are left. Raises TimeoutError where none is."""
    elapsed = stopwatch()

    def left() -> float:
        rest = seconds - elapsed()
        if rest <= 0:
            raise TimeoutError
        return rest

    return left


@cache
def _trusted() -> ssl.SSLContext:
    """What this machine trusts, read once: reading it takes longer than all else of a call."""
    return ssl.create_default_context()


class _Pinned(httpx.BaseTransport):
    """Sends to the given addresses whatever the host of the request is; TLS still asks for that host's certificate."""

    def __init__(self, addresses: Sequence[str], left: Callable[[], float]) -> None:
        backend = _Backend(addresses, left)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(), network_backend=backend, max_keepalive_connections=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        raw = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(
            method=request.method,
            url=raw,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(sent)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body as it comes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Any:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Backend(httpcore.NetworkBackend):
    """Connects to the first of the addresses that answers."""

    def __init__(self, addresses: Sequence[str], left: Callable[[], float]) -> None:
        self._addresses, self._left = addresses, left
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        failed: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
                return _Stream(self._inner.connect_tcp(address, port, self._left(), None, options), self._left)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failed = error
        raise failed


class _Stream(httpcore.NetworkStream):
    """Every wait is part of the one time that the whole call has, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._inner, self._left = inner, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), PIECE):
            self._inner.write(buffer[begin : begin + PIECE], self._left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
