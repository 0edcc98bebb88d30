"""Which addresses are public. The tables of the module are checked against facts, not against themselves."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.sources.address import embedded, fault, network, sort

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1
198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 233.252.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
::ffff:0:8.8.8.8 64:ff9b::127.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::10.0.0.1 64:ff9b:1:ffff::1 100::1 100:0:0:1::1 2001::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1 2001:20::1 2001:30::1 2001:db8::1
2002:7f00:1::1 2002:808:808::1 2002:a9fe:a9fe:: 2620:4f:8000::1 3ffe::1 3fff::1 3fff:fff::1 4000::1 5f00::1 8000::1
fc00::1 fd00::1 fd12:3456:789a::1 fe00::1 fe80::1 febf::1 fec0::1 feff::1 ff00::1 ff02::1 ff0e::1
2a01:e34::5efe:127.0.0.1 2a01:e34::200:5efe:10.0.0.1
169.254.169.254 169.254.170.2 169.254.170.23 169.254.169.253 100.100.100.200 192.0.0.192 168.63.129.16
fd00:ec2::254 fd20:ce::254 fe80::a9fe:a9fe
"""
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.1 192.0.3.1 192.88.98.1 192.167.255.255 192.169.0.0
198.17.255.255 198.20.0.0 198.51.99.1 203.0.112.1 223.255.255.255
2001:200::1 2001:4860:4860::8888 2001:db7::1 2003::1 2400:cb00::1 2606:4700::1111 2a01:e34::1 2c0f:fb50::1
"""


@pytest.mark.parametrize("text", REFUSED.split())
def test_what_is_not_public_is_refused(text: str) -> None:
    assert fault(ip_address(text)) is not None


@pytest.mark.parametrize("text", PUBLIC.split())
def test_what_is_public_passes(text: str) -> None:
    assert fault(ip_address(text)) is None


@given(some.ip_addresses(v=4))
def test_no_private_address_passes_whatever_the_version_of_python_says(address: IPv4Address) -> None:
    odd = address.is_private or address.is_multicast or address.is_reserved or address.is_loopback
    if odd and address not in ip_network("192.0.0.0/24"):
        assert fault(address) is not None


@given(some.ip_addresses(v=6))
def test_ipv6_passes_only_where_it_is_given_out(address: IPv6Address) -> None:
    if address not in ip_network("2000::/3"):
        assert fault(address) is not None


@given(some.ip_addresses(v=4))
def test_an_ipv4_address_hides_in_no_ipv6_address(inner: IPv4Address) -> None:
    number = int(inner)
    carriers = {
        IPv6Address(0xFFFF << 32 | number): "IPv4-mapped",
        IPv6Address(0xFFFF << 48 | number): "IPv4-translated",
        IPv6Address(0x64FF9B << 96 | number): "NAT64",
        IPv6Address(0x2002 << 112 | number << 80 | 1): "6to4",
        IPv6Address(0x2001 << 112 | number ^ 0xFFFFFFFF): "Teredo",
        IPv6Address(0x2A010E34 << 96 | 0x5EFE << 32 | number): "ISATAP",
    }
    for carrier, kind in carriers.items():
        assert embedded(carrier) == (kind, inner)
        assert fault(carrier) is not None


@pytest.mark.parametrize("text", ["10.0.0.0/8", "10.1.2.3", "::1", "fd00::/8"])
def test_networks_and_addresses_are_networks(text: str) -> None:
    assert network(text) == ip_network(text)


def test_a_name_is_no_network() -> None:
    assert network("plant.example.com") is None


def test_a_network_with_bits_after_its_mask_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="host bits"):
        network("10.1.2.3/8")


@pytest.mark.parametrize(
    ("text", "amounts_to"),
    [
        *((text, "loopback") for text in ("127.0.0.1", "::1")),
        *((text, "private") for text in ("10.0.0.1", "100.64.0.1", "169.254.0.1", "192.168.0.1", "fd00::1", "fec0::1")),
        *((text, "embedded") for text in ("::ffff:10.0.0.1", "64:ff9b::8.8.8.8", "2002:808:808::1", "::2")),
        *((text, "reserved") for text in ("0.0.0.0", "::", "203.0.113.1", "224.0.0.1", "2001:db8::1", "ff02::1")),
    ],
)
def test_an_address_is_of_a_sort_that_says_what_to_change(text: str, amounts_to: str) -> None:
    address = ip_address(text)
    assert sort(address, fault(address) or "") == amounts_to
