"""E-mails of the office, and the links in them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import override_settings

from quelia.admin import mail as post_office
from quelia.admin.settings import values
from quelia.settings import Settings
from tests.admin.clock import Clock
from tests.admin.counter import PASSWORD, Counter

RESET = "/admin/password/reset/"
PUBLIC = "https://carte.example.org"


@pytest.fixture(autouse=True)
def outbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EmailMessage]]:
    """What was sent, at once."""
    monkeypatch.setattr("quelia.admin.accounts.post", post_office._send)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", QUELIA_PUBLIC_URL=PUBLIC):
        mail.outbox = []
        yield mail.outbox


def ask(counter: Counter, email: str = "lea@quelia.example", **how: Any) -> Any:
    return counter.visitor().post(RESET, {"email": email}, **how)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1"])
def test_a_link_leads_to_the_public_address_whatever_host_is_named(
    counter: Counter, outbox: list[EmailMessage], host: str
) -> None:
    ask(counter, HTTP_HOST=host)
    assert outbox[0].to == ["lea@quelia.example"]
    links = re.findall(r"https?://\S+", str(outbox[0].body))
    assert [link for link in links if not link.startswith(f"{PUBLIC}/admin/")] == []
    assert f"{PUBLIC}{RESET}key/" in str(outbox[0].body)


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost.elsewhere.example", "[::2]", "a b"])
@pytest.mark.parametrize("path", [RESET, "/admin/login/", "/admin/"])
def test_the_host_of_others_is_refused(counter: Counter, host: str, path: str) -> None:
    answer = counter.visitor().get(path, HTTP_HOST=host)
    assert (answer.status_code, host.encode() in answer.content) == (400, False)


def test_the_link_is_good_once(counter: Counter, outbox: list[EmailMessage]) -> None:
    ask(counter)
    found = re.search(rf"{PUBLIC}(/\S+/key/\S+)", str(outbox[0].body))
    assert found
    visitor, new = counter.visitor(), "une autre phrase que personne ne devine"
    answer = visitor.get(found[1])
    assert found[1] not in answer["Location"]
    visitor.post(answer["Location"], {"password1": new, "password2": new})
    counter.operator.refresh_from_db()
    assert counter.operator.check_password(new)
    assert "Ce lien ne fonctionne plus" in counter.visitor().get(found[1], follow=True).content.decode()


def test_it_is_not_told_whether_an_address_has_an_account(counter: Counter, outbox: list[EmailMessage]) -> None:
    known, unknown = ask(counter), ask(counter, "nobody@quelia.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in outbox] == [["lea@quelia.example"]]


def test_nobody_waits_for_the_post(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[EmailMessage] = []
    monkeypatch.setattr("quelia.admin.accounts.post", post_office.post)
    monkeypatch.setattr(post_office._post, "submit", lambda _, message: handed.append(message))
    ask(counter)
    assert len(handed) == 1


def test_links_come_once_a_minute(counter: Counter, outbox: list[EmailMessage], clock: Clock) -> None:
    answers = [ask(counter, REMOTE_ADDR=f"198.51.100.{number}").status_code for number in range(3)]
    assert (answers, len(outbox)) == ([302] * 3, 1)
    clock.pass_s(61)
    ask(counter)
    assert len(outbox) == 2


def test_who_asks_for_anothers_links_does_not_keep_him_from_his(counter: Counter) -> None:
    for _ in range(10):
        ask(counter, REMOTE_ADDR="198.51.100.7")
    refused = ask(counter, REMOTE_ADDR="198.51.100.7")
    assert (refused.status_code, "Trop d’essais" in refused.content.decode()) == (429, True)
    assert ask(counter, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_change_is_told_with_where_it_came_from(counter: Counter, outbox: list[EmailMessage]) -> None:
    visitor, new = counter.visitor(counter.operator), "une autre phrase que personne ne devine"
    visitor.post("/admin/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    (message,) = outbox
    body = str(message.body)
    assert message.subject == "Votre mot de passe a changé"
    assert ("127.0.0.1" in body, "Navigateur inconnu" in body, f"{PUBLIC}{RESET}" in body) == (True, True, True)


def test_a_post_that_is_closed_stops_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refused)
    assert ask(counter).status_code == 302


def test_a_user_and_a_password_may_hold_any_sign() -> None:
    made = values(Settings(smtp="smtps://quelia%40mairie.example:p%40ss%2Fw%C3%B4rd@mail.example"), [b"k"])
    told = [made[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")]
    assert told == ["mail.example", 465, "quelia@mairie.example", "p@ss/wôrd", True, False]
