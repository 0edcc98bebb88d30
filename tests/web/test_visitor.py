"""Whose address counts, whatever stands in a header."""

import pytest

from quelia.web.visitor import Proxies, household


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "visitor"),
    [
        ((), "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (("127.0.0.1",), "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (("127.0.0.1",), "127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (("127.0.0.1",), "127.0.0.1", [], "127.0.0.1"),
        (("127.0.0.1",), "127.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        (("127.0.0.1",), "127.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        (("127.0.0.1", "10.0.0.0/8"), "127.0.0.1", ["1.1.1.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        (("127.0.0.1",), "127.0.0.1", ["198.51.100.1, unknown"], "127.0.0.1"),
        (("127.0.0.1",), "127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        (("127.0.0.1",), "127.0.0.1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        (("127.0.0.1",), "127.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        (("127.0.0.1",), "::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (("10.0.0.0/8",), "10.0.0.1", ["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        (("127.0.0.1",), "", ["198.51.100.1"], ""),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    trusted: tuple[str, ...], peer: str, forwarded: list[str], visitor: str
) -> None:
    assert Proxies(trusted).visitor(peer, forwarded) == visitor


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Proxies(("nonsense",))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.1", "198.51.100.2", False),
        ("2001:db8:0:1::7", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::7", "2001:db8:0:2::7", False),
        ("::ffff:198.51.100.1", "198.51.100.1", True),
        ("a unix socket", "a unix socket", True),
    ],
)
def test_limits_count_by_household(one: str, other: str, same: bool) -> None:
    assert (household(one) == household(other)) is same
