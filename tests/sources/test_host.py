"""The host of a URL: what is a name, what is an address, and what is neither."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import AddressRefused
from quelia.sources.host import is_local, read_host


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("plant.example.com", "plant.example.com"),
        ("PLANT.Example.COM", "plant.example.com"),
        ("plant.example.com.", "plant.example.com"),
        ("my_plant.example.com", "my_plant.example.com"),
        ("énergie.example.fr", "xn--nergie-9ua.example.fr"),
        ("ÉNERGIE.example.fr", "xn--nergie-9ua.example.fr"),
        ("xn--nergie-9ua.example.fr", "xn--nergie-9ua.example.fr"),
        ("straße.example.de", "xn--strae-oqa.example.de"),
        ("ｐｌａｎｔ。example.com", "plant.example.com"),
        ("a--b.example.com", "a--b.example.com"),
        ("127.0.0.1.nip.example.com", "127.0.0.1.nip.example.com"),
        ("4.example.com", "4.example.com"),
    ],
)
def test_a_name_becomes_ascii(text: str, name: str) -> None:
    assert read_host(text) == (name, None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("[2606:4700::1111]", "2606:4700::1111"),
        ("[2606:4700:0:0::11]", "2606:4700::11"),
    ],
)
def test_a_plain_address_is_an_address(text: str, address: str) -> None:
    assert read_host(text) == (address, ip_address(address))


@pytest.mark.parametrize(
    "text",
    [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7F.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "0251.0376.0251.0376",
        "127.0.0.01",
        "127.0.0.1.",
        "127.0.0",
        "1",
        "0",
        "0x",
        "0x0",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.1.1.256",
        "example.0x7f",
        "example.1",
        "127.0.0.0x1",
        "00000127.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.⓪.⓪.⓪",
        "¹27.0.0.1",
        "４.４.４.４",
        "８８.1.1.1",
        "⑧.⑧.⑧.⑧",
        "٤.٤.٤.٤",
    ],
)
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        read_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a..b",
        ".example.com",
        "-a.example.com",
        "a-.example.com",
        "a" * 64 + ".com",
        ".".join(["abc"] * 80),
        "ex ample.com",
        "example.com\n",
        "ex\tample.com",
        "ex%61mple.com",
        "a,b.com",
        "a;b.com",
        "a'b.com",
        'a"b.com',
        "a<b",
        "[::1",
        "::1]",
        "[]",
        "[1.2.3.4]",
        "[::1%25eth0]",
        "[fe80::1%eth0]",
        "[v1.x]",
        "[::1]]",
        "[:::1]",
        "[::ffff:1.2.3]",
        "xn--a.example.com",
        "xn--.example.com",
        "xn--zzzzzzzz99999.example.com",
        "a℀.example.com",
        "a／b.com",
        "a＠b.com",
        "️",
    ],
)
def test_what_is_not_a_host_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        read_host(text)


@given(some.text(max_size=40))
def test_every_text_is_a_host_in_plain_ascii_or_refused(text: str) -> None:
    try:
        name, _ = read_host(text)
    except AddressRefused:
        return
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.:")
    assert read_host(f"[{name}]" if ":" in name else name)[0] == name


@pytest.mark.parametrize("name", ["localhost", "plant", "a.localhost", "inverter.local", "db.internal", "x.home.arpa"])
def test_names_of_private_networks_are_known(name: str) -> None:
    assert is_local(name)


@pytest.mark.parametrize("name", ["example.com", "local.example.com", "internal.fr", "notlocal.fr"])
def test_names_of_the_internet_are_not_local(name: str) -> None:
    assert not is_local(name)
