"""Tickets: who holds one sees drafts, for a while, and nobody makes his own."""

import time

import pytest

from quelia.web.ticket import LIFE_S, Tickets

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("plants", [(), ("p1",), ("p1", "p2")])
def test_a_ticket_is_for_its_plants(plants: tuple[str, ...]) -> None:
    tickets = Tickets([KEY])
    assert tickets.plants(tickets.issue(plants)) == plants


@pytest.mark.parametrize("forged", ["", "p1", "a.b.c", "é", "\x00", "WyJwMSJd", "." * 1000])
def test_what_was_not_issued_opens_nothing(forged: str) -> None:
    assert Tickets([KEY]).plants(forged) == ()


def test_a_ticket_that_was_changed_opens_nothing() -> None:
    ticket = Tickets([KEY]).issue(["p1"])
    changed = [f"{ticket[:at]}{'A' if ticket[at] != 'A' else 'B'}{ticket[at + 1 :]}" for at in range(len(ticket) - 1)]
    assert {Tickets([KEY]).plants(each) for each in changed} == {()}


def test_a_ticket_of_another_key_opens_nothing() -> None:
    assert Tickets([KEY]).plants(Tickets([OTHER]).issue(["p1"])) == ()


def test_a_ticket_outlives_a_change_of_keys() -> None:
    assert Tickets([KEY, OTHER]).plants(Tickets([KEY]).issue(["p1"])) == ("p1",)


def test_a_ticket_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = Tickets([KEY])
    ticket, now = tickets.issue(["p1"]), time.time()
    monkeypatch.setattr(time, "time", lambda: now + LIFE_S + 2)
    assert tickets.plants(ticket) == ()


def test_a_ticket_can_stand_in_a_url() -> None:
    ticket = Tickets([KEY]).issue(["p1", "p-2"])
    assert all(char.isalnum() or char in "-_." for char in ticket)
