import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.live.hosts import AT_ONCE, Lines, host_of


def test_two_call_at_once_and_the_third_stands_in_line() -> None:
    lines = Lines()
    assert [lines.enter("a", number) for number in (1, 2, 3)] == [True, True, False]


def test_another_host_has_a_line_of_its_own() -> None:
    lines = Lines()
    assert all([lines.enter("a", 1), lines.enter("a", 2), lines.enter("b", 3)])


def test_the_line_is_fair() -> None:
    lines = Lines()
    for number in range(1, 6):
        lines.enter("a", number)
    assert [lines.leave("a") for _ in range(5)] == [3, 4, 5, None, None]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=60))
def test_no_host_is_ever_called_by_more_and_nothing_is_kept_of_the_past(steps: list[tuple[str, bool]]) -> None:
    lines, calling = Lines(), {"a": 0, "b": 0}
    for number, (host, enters) in enumerate(steps):
        if enters:
            calling[host] += lines.enter(host, number)
        elif calling[host]:
            calling[host] -= lines.leave(host) is None
        assert all(each <= AT_ONCE for each in calling.values())
    for host in ("a", "b"):
        while calling[host]:
            calling[host] -= lines.leave(host) is None
    assert not lines._calls
    assert not lines._waiting


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x", "a.example:443"),
        ("https://A.example:443/y?z", "a.example:443"),
        ("https://a.example:8443/", "a.example:8443"),
        ("http://a.example/", "a.example:80"),
        ("http://[::1]:8080/", "::1:8080"),
        ("http://[0:0:0:0:0:0:0:1]:8080/", "::1:8080"),
        ("https://a.example./x", "a.example:443"),
        ("https://é.example/", "xn--9ca.example:443"),
        ("https://XN--9CA.example/", "xn--9ca.example:443"),
        ("ftp://a.example/", "ftp://a.example/"),
    ],
)
def test_a_host_is_its_name_and_port(url: str, host: str) -> None:
    assert host_of(url) == host
