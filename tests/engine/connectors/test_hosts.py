"""Which hosts may be called, and at which addresses."""

from ipaddress import ip_address, ip_network

import pytest

from engine.connectors.hosts import HostRefused, Place, is_public, listed, pinned

ALLOWED = ("api.bkn.go.id", "*.kemenkeu.go.id", "http://intranet:8080")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://api.bkn.go.id/pegawai", True),
        ("https://API.BKN.go.id./pegawai", True),
        ("https://api.bkn.go.id:443/", True),
        ("https://api.bkn.go.id:8443/", False),
        ("http://api.bkn.go.id/", False),
        ("https://bkn.go.id/", False),
        ("https://api.bkn.go.id.evil.com/", False),
        ("https://sakti.kemenkeu.go.id/", True),
        ("https://kemenkeu.go.id/", False),
        ("https://evilkemenkeu.go.id/", False),
        ("http://intranet:8080/x", True),
        ("http://intranet/x", False),
    ],
)
def test_only_listed_hosts_are_called_with_their_scheme_and_port(url: str, allowed: bool) -> None:
    assert listed(Place.parse(url), ALLOWED) is allowed


@pytest.mark.parametrize(
    "url",
    ["ftp://api.bkn.go.id", "https://a:b@api.bkn.go.id", "https://", "https://[::1", "https://x:99999", "file:///x"],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(HostRefused):
        Place.parse(url)


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fc00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "::127.0.0.1", "::8.8.8.8", "fec0::1", "64:ff9b:1::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_inside_private_networks_are_not_called(address: str) -> None:
    assert not is_public(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses_are_called(address: str) -> None:
    assert is_public(ip_address(address), ())


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_the_operator_opens_a_private_network(address: str) -> None:
    assert is_public(ip_address(address), (ip_network("10.0.0.0/8"),))
    assert not is_public(ip_address("10.1.2.3"), (ip_network("10.2.0.0/16"),))


def test_one_private_address_among_several_refuses_the_host() -> None:
    with pytest.raises(HostRefused):
        pinned(Place("https", "api.bkn.go.id", 443), (), lambda *_: ["8.8.8.8", "127.0.0.1"])
