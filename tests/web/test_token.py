"""Tokens: whoever has one opens the preview of a plant until its time is over, and nobody makes his own."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.web.token import Token, Tokens

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = 1_700_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@given(st.integers(1, 2**62), st.none() | st.integers(0, 2**31), st.floats(1, 1e8))
def test_a_token_says_what_it_was_made_for(plant: int, withdrawn: int | None, life_s: float) -> None:
    tokens = Tokens([KEY], lambda: NOW)
    assert tokens.read(tokens.issue(plant, life_s, withdrawn)) == Token(plant, round(NOW + life_s), withdrawn)


def test_a_token_ends(clock: Clock) -> None:
    tokens = Tokens([KEY], clock)
    token = tokens.issue(7, 60)
    clock.now += 59
    assert tokens.read(token)
    clock.now += 1
    assert tokens.read(token) is None


@pytest.mark.parametrize("forged", ["", "7", "a.b", "é", "\x00", "." * 1000, "W10.", "WzEsMl0"])
def test_what_was_not_issued_opens_nothing(forged: str) -> None:
    assert Tokens([KEY], lambda: NOW).read(forged) is None


def test_a_token_that_was_changed_opens_nothing() -> None:
    token = Tokens([KEY], lambda: NOW).issue(7, 60, 0)
    changed = [f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}" for at in range(len(token) - 1)]
    assert {Tokens([KEY], lambda: NOW).read(each) for each in changed} == {None}


def test_a_token_of_another_key_opens_nothing() -> None:
    assert Tokens([KEY], lambda: NOW).read(Tokens([OTHER], lambda: NOW).issue(7, 60)) is None


def test_a_token_outlives_a_change_of_keys() -> None:
    assert Tokens([KEY, OTHER], lambda: NOW).read(Tokens([KEY], lambda: NOW).issue(7, 60))


def signed(content: str) -> str:
    serializer = Tokens([KEY], lambda: NOW)._serializer
    return (
        serializer.make_signer(serializer.salt).sign(base64.urlsafe_b64encode(content.encode()).rstrip(b"=")).decode()
    )


def test_what_is_signed_by_hand_here_is_what_a_token_is() -> None:
    assert Tokens([KEY], lambda: NOW).read(signed("[7, 1800000000, null]")) == Token(7, 1_800_000_000)


@pytest.mark.parametrize("content", ["{}", "[]", '["7", 1e12, null]', "[7, 1e12, null, 1]", "7", "null"])
def test_what_is_signed_for_something_else_opens_nothing(content: str) -> None:
    assert Tokens([KEY], lambda: NOW).read(signed(content)) is None


def test_a_signature_is_not_to_be_guessed() -> None:
    signature = Tokens([KEY], lambda: NOW).issue(7, 60).rpartition(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "==")) * 8 >= 128


def test_a_token_can_stand_in_a_url() -> None:
    token = Tokens([KEY], lambda: NOW).issue(7, 60, 3)
    assert all(char.isalnum() or char in "-_." for char in token)
