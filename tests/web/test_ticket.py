"""Tickets: who holds one sees drafts, for a while, and nobody makes his own."""

import base64
import time

import pytest

from quelia.web.ticket import LIFE_S, Tickets, TrialLinks
from tests.live.road import a_catalog, a_source

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


def test_a_link_for_a_technician_is_good_for_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    source, links = a_source(1), TrialLinks([KEY])
    token, now = links.issue(source.id, source.slug, source.url), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14 * 86400 - 60)
    assert links.source(token, a_catalog(source)) == source
    monkeypatch.setattr(time, "time", lambda: now + 14 * 86400 + 2)
    assert links.source(token, a_catalog(source)) is None


def test_a_ticket_is_no_link_and_a_link_names_no_server() -> None:
    source, links = a_source(1), TrialLinks([KEY])
    assert links.source(Tickets([KEY]).issue(["p1"]), a_catalog(source)) is None
    payload = links.issue(source.id, source.slug, source.url).partition(".")[0]
    assert b"example" not in base64.urlsafe_b64decode(payload + "==")
