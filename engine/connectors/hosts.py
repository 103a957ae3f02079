"""Which hosts may be called: those that the operator allows by name, at addresses that are not inside our own network.

A name may lead anywhere: it is looked up once, every address that it has is checked, and the connection goes to one of
those and to nothing else, so that a second answer of the name server changes nothing.
"""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread
from typing import Self
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")
"""The only addresses of IPv6 that are given out to the public (RFC 4291, IANA)."""
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host. Raises OSError."""


class HostRefused(Exception):
    """The host may not be called; the text says why, without secrets."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From an address, or from an entry of the list: `host` means https. Raises HostRefused."""
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            port = parts.port
        except ValueError:
            raise HostRefused("Expected an address such as https://host/path.") from None
        host = (parts.hostname or "").rstrip(".").lower()
        if parts.scheme not in PORTS or not host or parts.username is not None or parts.password is not None:
            raise HostRefused("Expected an address such as https://host/path, without name and password.")
        return cls(parts.scheme, host, port or PORTS[parts.scheme])

    def __str__(self) -> str:
        """As a person reads it."""
        return f"{self.scheme}://{self.host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def entries(text: str) -> tuple[str, ...]:
    """The parts of a comma list."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def listed(place: Place, allowed: Sequence[str]) -> bool:
    """Whether an entry of the list allows the place: `host`, `*.domain`, or `http://host:port` where it is plain."""
    for entry in allowed:
        try:
            known = Place.parse(entry)
        except HostRefused:
            continue
        fits = place.host.endswith(known.host[1:]) if known.host.startswith("*.") else place.host == known.host
        if fits and (place.scheme, place.port) == (known.scheme, known.port):
            return True
    return False


def is_public(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an address may be called: a public one, or one in the networks that the operator opened.

    Addresses that carry another one (IPv4 in IPv6, 6to4, Teredo, NAT64) are judged by that one too.
    """
    inner = carried(address)
    if inner is not None:
        return is_public(inner, networks)
    if any(address in network for network in networks if network.version == address.version):
        return True
    return address.is_global and not address.is_multicast and (address.version == 4 or address in _UNICAST)


def carried(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as this machine knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def in_time(look_up: Resolve, seconds: float) -> Resolve:
    """The same look-up, which raises TimeoutError after so many seconds.

    The system's own can not be stopped: it ends by itself in a thread that nobody waits for.
    """

    def bounded(host: str, port: int) -> Sequence[str]:
        answer: Future[Sequence[str]] = Future()

        def look() -> None:
            try:
                answer.set_result(look_up(host, port))
            except (OSError, ValueError) as error:
                answer.set_exception(error)

        Thread(target=look, name="look-up", daemon=True).start()
        return answer.result(seconds)

    return bounded


def pinned(place: Place, networks: Sequence[Network], look_up: Resolve = resolve) -> tuple[str, ...]:
    """The addresses of the place, all of them allowed. Raises HostRefused, and OSError where there is none."""
    found = look_up(place.host, place.port)
    for each in found:
        if not is_public(ip_address(each.partition("%")[0]), networks):
            raise HostRefused(
                f"{place.host} leads to an address inside a private network. "
                "The operator opens such networks with LINTAS_CALL_NETWORKS."
            )
    return tuple(found)
