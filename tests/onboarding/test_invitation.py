import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.invitation import Links, Named, new_nonce

KEYS = [b"an older key", b"the key in use"]


@given(st.integers(1, 2**53), st.text("abcXYZ-_019", min_size=1, max_size=22))
def test_a_link_names_its_row(number: int, nonce: str) -> None:
    links = Links(KEYS)
    assert links.read("invitation", links.issue("invitation", number, nonce)) == Named(number, nonce)


def test_a_link_is_for_one_purpose() -> None:
    links = Links(KEYS)
    assert links.read("state", links.issue("invitation", 1, new_nonce())) is None


def test_a_link_outlives_the_next_key() -> None:
    token = Links(KEYS[:1]).issue("invitation", 1, "n")
    assert Links(KEYS).read("invitation", token) == Named(1, "n")


@pytest.mark.parametrize("token", ["", "x", "1.2", "é", "WzEsIm4iXQ.", "WzEsIm4iXQ.AAAA", "." * 5000])
def test_what_was_never_signed_opens_nothing(token: str) -> None:
    assert Links(KEYS).read("invitation", token) is None


def test_what_was_signed_with_a_key_of_others_opens_nothing() -> None:
    assert Links(KEYS).read("invitation", Links([b"theirs"]).issue("invitation", 1, "n")) is None


def test_nonces_hold_128_bits_each() -> None:
    assert len({new_nonce() for _ in range(1000)}) == 1000
    assert {len(new_nonce()) for _ in range(100)} == {22}
