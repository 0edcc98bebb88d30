"""The way to the mail server, with one that is real: what arrives, whom it trusts, and what it says when it fails."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme
from django.core.mail import EmailMessage
from structlog.testing import capture_logs

from quelia.admin import mail as post_office
from quelia.admin.incidents import send
from quelia.admin.mail import hand_over
from quelia.alerts.letter import Letter
from quelia.alerts.post import MaybeSent, NotSent
from tests.admin.counter import Counter
from tests.admin.posted import PASSWORD, USER, posted
from tests.journeys.post import Encryption, MailServer, Mood

Serve = Callable[..., MailServer]
RESET = "/admin/password/reset/"
SHOWN = (PASSWORD, "p%40ss", "4711", USER)


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ours.pem")
    return str(tmp_path / "ours.pem")


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Serve]:
    with ExitStack() as closing:

        def serve(encryption: Encryption = "starttls", **how: object) -> MailServer:
            server = MailServer(authority, encryption, {USER: PASSWORD}, **how)  # type: ignore[arg-type]
            closing.callback(server.close)
            return server

        yield serve


def message(*to: str) -> EmailMessage:
    return EmailMessage("Objet : énergie", "Bonjour,\n.\n\nÀ bientôt\n", to=list(to) or ["jean@soleil.example"])


def refusal() -> tuple[type[Exception], str]:
    """How an e-mail fails, and what is said of it."""
    with pytest.raises((NotSent, MaybeSent)) as caught:
        hand_over(message())
    return caught.type, str(caught.value)


@pytest.mark.parametrize("encryption", ["starttls", "implicit"])
def test_an_email_arrives_encrypted_and_by_whom_the_server_knows(
    serve: Serve, ca_file: str, encryption: Encryption
) -> None:
    server = serve(encryption)
    with posted(server.url(USER), ca_file):
        hand_over(message("jean@soleil.example", "lea@quelia.example"))
    (taken,) = server.taken
    assert (taken.sender, taken.people) == ("contact@quelia.example", ["jean@soleil.example", "lea@quelia.example"])
    body = taken.mail.get_content().replace("\r\n", "\n")
    assert (taken.mail["Subject"], body) == ("Objet : énergie", "Bonjour,\n.\n\nÀ bientôt\n")
    assert server.logins == [(USER, True)]


@pytest.mark.parametrize("encryption", ["starttls", "implicit"])
def test_a_forgotten_password_and_an_incident_arrive(
    counter: Counter, serve: Serve, ca_file: str, encryption: Encryption, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quelia.admin.accounts.post", post_office._send)
    server = serve(encryption)
    with posted(server.url(USER), ca_file):
        counter.visitor().post(RESET, {"email": "lea@quelia.example"})
        send(Letter("panne de Centrale soleil", "Bonjour,\n"))
    assert ["/admin/password/reset/key/" in mail.get_content() for mail in server.mails] == [True, False]
    assert server.people == [["lea@quelia.example"]] * 2


def test_a_server_without_a_password_is_told_none(authority: trustme.CA, ca_file: str) -> None:
    server = MailServer(authority)
    with posted(server.url(), ca_file):
        hand_over(message())
    server.close()
    assert (len(server.mails), server.logins) == (1, [])


@pytest.mark.parametrize("encryption", ["starttls", "implicit"])
def test_a_server_of_an_unknown_authority_is_told_nothing(serve: Serve, encryption: Encryption) -> None:
    server = serve(encryption)
    with posted(server.url(USER)):
        kind, told = refusal()
    assert (kind, "the certificate is signed by an unknown authority" in told) == (NotSent, True)
    assert (server.logins, server.taken) == ([], [])


@pytest.mark.parametrize("encryption", ["starttls", "implicit"])
def test_so_is_one_whose_certificate_is_for_another_name(serve: Serve, ca_file: str, encryption: Encryption) -> None:
    server = serve(encryption, name="elsewhere.example")
    with posted(server.url(USER), ca_file):
        assert refusal() == (NotSent, "the certificate is for another name")
    assert (server.logins, server.taken) == ([], [])


def test_a_server_that_offers_no_encryption_is_told_nothing(serve: Serve, ca_file: str) -> None:
    server = serve("none")
    with posted(server.url(USER), ca_file):
        assert refusal() == (NotSent, "the server offers no STARTTLS")
    assert (server.logins, server.taken) == ([], [])


def test_one_that_has_none_today_is_told_nothing(serve: Serve, ca_file: str) -> None:
    server = serve()
    server.mood = "no tls today"
    with posted(server.url(USER), ca_file):
        assert refusal() == (NotSent, "the server refused (454)")
    assert (server.logins, server.taken) == ([], [])


def test_one_that_has_no_tls_where_it_should_begin_with_it_is_told_nothing(serve: Serve, ca_file: str) -> None:
    server = serve("none")
    with posted(server.url(USER).replace("smtp:", "smtps:"), ca_file):
        assert refusal() == (NotSent, "the server does not speak TLS on this port")
    assert (server.logins, server.taken) == ([], [])


def test_an_authority_that_went_away_since_the_start_lets_nobody_in(serve: Serve, ca_file: str) -> None:
    server = serve()
    Path(ca_file).unlink()
    with posted(server.url(USER), ca_file):
        assert refusal() == (NotSent, "the trusted authorities cannot be read")
    assert server.logins == []


@pytest.mark.parametrize("wrong", ["perdu", "pérdu", "x" * 200])
def test_a_wrong_password_is_told_without_it(serve: Serve, ca_file: str, wrong: str) -> None:
    server = serve()
    with posted(server.url(USER, wrong), ca_file):
        kind, told = refusal()
    assert (kind, told) == (NotSent, "user or password refused (535)")
    assert {known for _, known in server.logins} == {False}


@pytest.mark.parametrize(
    ("mood", "kind", "told"),
    [
        ("later", NotSent, "e-mail refused (451)"),
        ("greets not", NotSent, "the server hung up"),
        ("answers not", NotSent, "no answer in time"),
        ("cuts after data", MaybeSent, "the server hung up"),
    ],
)
def test_a_bad_day_of_the_server_is_told_in_words(
    mail_server: MailServer, mood: Mood, kind: type[Exception], told: str
) -> None:
    mail_server.mood = mood
    assert refusal() == (kind, told)


def test_a_server_that_is_not_there_is_told_in_words(mail_server: MailServer) -> None:
    mail_server.down()
    assert refusal() == (NotSent, "nobody listens at the port")


def test_a_recipient_that_is_refused_is_told_in_words(mail_server: MailServer) -> None:
    mail_server.refused = {"jean@soleil.example"}
    assert refusal() == (NotSent, "no recipient was taken (550)")


def test_where_some_are_refused_the_others_get_it_and_the_log_says_who_does_not(mail_server: MailServer) -> None:
    mail_server.refused = {"jean@soleil.example"}
    with capture_logs() as logs:
        hand_over(message("jean@soleil.example", "lea@quelia.example"))
    assert mail_server.people == [["lea@quelia.example"]]
    told = {"event": "recipient refused", "recipient": "jean@soleil.example", "status": 550, "log_level": "warning"}
    assert logs == [told]


def test_what_cannot_be_said_to_a_server_is_not_sent(mail_server: MailServer) -> None:
    mail = message()
    mail.from_email = "quelia\nBcc: all@quelia.example"
    with pytest.raises(NotSent):
        hand_over(mail)
    assert mail_server.taken == []


@pytest.mark.parametrize("mood", ["later", "greets not", "cuts after data", "no tls today"])
def test_nothing_of_the_password_is_in_a_log(mail_server: MailServer, mood: Mood) -> None:
    mail_server.mood = mood
    with capture_logs() as logs:
        post_office._send(message())
    (line,) = logs
    assert (line["subject"], [shown for shown in SHOWN if shown in repr(line)]) == ("Objet : énergie", [])


def test_nor_is_a_wrong_one(serve: Serve, ca_file: str) -> None:
    server = serve()
    with posted(server.url(USER, "perdu-4711"), ca_file), capture_logs() as logs:
        post_office._send(message())
    assert logs == [
        {
            "event": "e-mail not sent",
            "subject": "Objet : énergie",
            "cause": "user or password refused (535)",
            "log_level": "error",
        }
    ]
