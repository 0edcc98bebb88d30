"""Guesses: they tell nothing, they become slow, and they lock nobody else out."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.admin.clock import Clock
from tests.admin.counter import PASSWORD, Counter

HERE, THERE = "198.51.100.7", "203.0.113.9"
KNOWN, UNKNOWN = "lea@quelia.example", "nobody@quelia.example"
TOO_MANY = "Trop d’essais"


def guess(visitor: Client, login: str = KNOWN, password: str = "a guess", address: str = HERE) -> Any:
    return visitor.post("/admin/login/", {"login": login, "password": password}, REMOTE_ADDR=address)


def said(answer: Any, login: str = KNOWN) -> tuple[int, str]:
    """All of the answer but what was typed and what is new each time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, page.replace(login, "")


def test_a_guess_is_answered_the_same_whether_there_is_an_account(counter: Counter) -> None:
    answers = [
        [said(guess(counter.visitor(), login, address=address), login) for _ in range(7)]
        for login, address in ((KNOWN, HERE), (UNKNOWN, THERE))
    ]
    assert answers[0] == answers[1]
    assert TOO_MANY in answers[0][-1][1]


def test_a_guess_costs_the_same_whether_there_is_an_account(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = Argon2PasswordHasher.encode

    def counted(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    def verified(self: Argon2PasswordHasher, password: str, _: str) -> bool:
        counted(self, password, self.salt())
        return False

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verified)
    guess(counter.visitor(), KNOWN)
    known = len(hashed)
    guess(counter.visitor(), UNKNOWN)
    assert (known, len(hashed) - known) == (1, 1)


def test_who_guesses_too_often_is_not_heard_even_where_he_is_right(counter: Counter) -> None:
    for _ in range(5):
        guess(counter.visitor())
    assert TOO_MANY in said(guess(counter.visitor(), password=PASSWORD))[1]


@pytest.mark.parametrize("elsewhere", [THERE, "2001:db8:1::7"])
def test_whose_account_it_is_comes_in_from_elsewhere_meanwhile(counter: Counter, elsewhere: str) -> None:
    for _ in range(20):
        guess(counter.visitor())
    assert guess(counter.visitor(), password=PASSWORD, address=elsewhere)["Location"] == "/admin/"


def test_one_network_is_one_guesser(counter: Counter) -> None:
    for number in range(5):
        guess(counter.visitor(), address=f"2001:db8::{number:x}")
    assert TOO_MANY in said(guess(counter.visitor(), address="2001:db8::ffff"))[1]


def test_after_five_minutes_one_may_try_again(counter: Counter, clock: Clock) -> None:
    for _ in range(5):
        guess(counter.visitor())
    clock.pass_s(301)
    assert guess(counter.visitor(), password=PASSWORD)["Location"] == "/admin/"


def test_guesses_at_many_addresses_do_not_push_the_count_out(counter: Counter) -> None:
    for _ in range(5):
        guess(counter.visitor())
    for number in range(1000):
        cache.set(f"of-somebody-else-{number}", [1.0], 300)
    assert TOO_MANY in said(guess(counter.visitor()))[1]


def test_codes_cannot_be_guessed_on_and_on(counter: Counter) -> None:
    TOTP.activate(counter.operator, generate_totp_secret())
    visitor = counter.visitor()
    guess(visitor, password=PASSWORD)
    answers = [visitor.post("/admin/mfa/authenticate/", {"code": f"{number:06}"}) for number in range(7)]
    assert TOO_MANY in answers[-1].content.decode()
