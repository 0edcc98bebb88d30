"""The letter as an e-mail, made and read back by the standard library."""

import string
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.figures import one_line
from quelia.onboarding.letter.html import as_page
from quelia.onboarding.letter.letter import letter
from quelia.onboarding.letter.mail import Mailbox, NoAddress, address, as_draft, as_mail, mailbox
from quelia.onboarding.letter.text import as_text
from quelia.texts import LANGUAGES
from tests.onboarding.letter.written import FACTS, TO, written

NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
NAMES = [
    "Jean Dupré",
    'Jean "JD" Dupré',
    "Dupré, Jean",
    "a@b",
    "<jean>",
    "X\r\nBcc: all@example.org",
    "名前",
    "x" * 300,
    "",
]


def sent(lang: str = "fr", to: Mailbox | None = None, sender: Mailbox | None = None, **kinds: Any) -> EmailMessage:
    """What a mail program reads."""
    made = as_mail(
        written(lang, **kinds),
        sender=sender or Mailbox("lea@example.org", "Léa Martin"),
        to=to,
        at=NOW,
        message_id="<1.2@carte.example.org>",
    )
    raw = made.as_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.defects == []
    return read


def person(mail: EmailMessage, header: str) -> tuple[str, str]:
    """Name and address by RFC 2047; the newer way of the standard library puts spaces between encoded words."""
    ((name, spec),) = getaddresses([message_from_bytes(mail.as_bytes())[header]])
    return str(make_header(decode_header(name))), spec


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_it_holds_the_text_and_the_page(lang: str, short: bool) -> None:
    mail, made = sent(lang, short=short), written(lang, short=short)
    assert mail.get_content_type() == "multipart/alternative"
    parts = {part.get_content_type(): part for part in mail.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts.values()] == [as_text(made), as_page(made)]
    assert {part.get_content_charset() for part in parts.values()} == {"utf-8"}


def test_its_headers_say_who_when_and_what() -> None:
    mail = sent(to=Mailbox("jean@val.example", "Jean Dupré"))
    assert mail["From"] == "Léa Martin <lea@example.org>"
    assert mail["To"] == "Jean Dupré <jean@val.example>"
    assert mail["Subject"] == written("fr").subject
    assert mail["Date"].datetime == NOW
    assert (mail["Message-ID"], mail["Content-Language"]) == ("<1.2@carte.example.org>", "fr")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_within_its_header(name: str) -> None:
    mail = sent(to=Mailbox("jean@val.example", name), sender=Mailbox("lea@example.org", name))
    assert sorted(mail.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"]
    )
    for header, spec in (("To", "jean@val.example"), ("From", "lea@example.org")):
        assert person(mail, header) == (one_line(name), spec)


@given(name=st.text(max_size=200) | st.text(string.printable + "éÉœ’«»", max_size=200))
def test_whatever_somebody_is_called_is_read_back(name: str) -> None:
    mail = sent(to=Mailbox("jean@val.example", name), short=True)
    assert (person(mail, "To"), mail["Bcc"]) == ((one_line(name), "jean@val.example"), None)


@given(name=st.text(max_size=200) | st.text(string.printable + "éÉœ’«»", max_size=200))
def test_whatever_a_plant_is_called_the_subject_is_read_back(name: str) -> None:
    made = letter(FACTS, lang="fr", to=Addressee(owner="Val", plants=(name,)), short=True)
    mail = as_mail(made, sender=Mailbox("lea@example.org"), to=None, at=NOW, message_id="<1@x>")
    assert message_from_bytes(mail.as_bytes(), policy=policy.default)["Subject"] == made.subject


def test_a_draft_without_an_address_is_not_addressed() -> None:
    mail = sent()
    assert "To" not in mail


def test_a_file_says_that_it_was_not_sent_yet() -> None:
    made = as_mail(written("fr"), sender=Mailbox("lea@example.org"), to=None, at=NOW, message_id="<1@x>")
    assert message_from_bytes(as_draft(made), policy=policy.default)["X-Unsent"] == "1"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "x@",
        "@y",
        "a b@c.d",
        "a@b@c.d",
        "<a@b.c>",
        "a@b.c, d@e.f",
        "a@b c",
        "é@x.fr",
        "a@b\r\nBcc: c@d.e",
        "a@\x00",
    ],
)
def test_what_is_no_address_is_none(email: str) -> None:
    with pytest.raises(NoAddress):
        address(Mailbox(email))
    assert mailbox(Addressee(owner="Val", email=email)) is None


def test_a_domain_in_any_script_is_written_as_mail_servers_know_it() -> None:
    assert address(Mailbox("jean@énergie.fr")).addr_spec == "jean@xn--nergie-9ua.fr"


def test_who_has_no_name_is_called_as_his_company() -> None:
    assert mailbox(TO) == Mailbox("jean@val.example", "Jean Dupré")
    assert mailbox(Addressee(owner="Val", email="a@b.example")) == Mailbox("a@b.example", "Val")
