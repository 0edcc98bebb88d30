"""What was sent: a text, a page or a mail, and what is attached to it."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.answer.text.mail import opened


def mail(text: str = "Bonjour", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Hélène Dupré <h.dupre@x.example>", "RE: API"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def test_a_mail_is_known_by_what_stands_in_it() -> None:
    sent = opened(mail("Unité : MW").as_bytes(), "answer.txt")
    assert (sent.text.strip(), sent.name, sent.address, sent.is_forward) == (
        "Unité : MW",
        "Hélène Dupré",
        "h.dupre@x.example",
        False,
    )


def test_a_forward_says_so() -> None:
    message = mail()
    message.replace_header("Subject", "TR: réponse")
    assert opened(message.as_bytes()).is_forward


def test_json_that_is_attached_is_a_sample_and_a_text_is_read() -> None:
    message = mail()
    message.add_attachment('{"power": 1}', subtype="json", filename="exemple.json")
    message.add_attachment("Chemin JSON : power", filename="modele.txt")
    sent = opened(message.as_bytes())
    assert sent.samples == ('{"power": 1}\n',)
    assert "Chemin JSON : power" in sent.text


def test_what_cannot_be_read_is_told() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="modèle.pdf")
    assert [(remark.code, dict(remark.facts)) for remark in opened(message.as_bytes()).remarks] == [
        ("attachment", {"name": "modèle.pdf"})
    ]


def test_the_page_is_read_where_the_plain_text_only_says_that_there_is_one() -> None:
    message = mail("Ce message est en HTML.")
    message.add_alternative(f"<p>Nom du projet : Parc</p>{'<p>Unité : MW et autres choses</p>' * 5}", subtype="html")
    assert opened(message.as_bytes()).text.startswith("Nom du projet : Parc")


def test_soft_line_breaks_are_taken_back_and_empty_lines_of_the_form_are_not() -> None:
    octets = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; format=flowed; charset=utf-8\r\n\r\n"
        b"URL: \r\nVoici une phrase assez longue pour que le logiciel la coupe ici, \r\npuis continue.\r\n"
    )
    assert opened(octets).text.split("\n")[:2] == [
        "URL: ",
        "Voici une phrase assez longue pour que le logiciel la coupe ici, puis continue.",
    ]


@pytest.mark.parametrize(
    ("content", "kind"), [(b"%PDF-1.4", "PDF"), (b"PK\x03\x04", "Word, Excel"), (b"{\\rtf1", "RTF")]
)
def test_formats_of_programs_are_named(content: bytes, kind: str) -> None:
    assert [dict(remark.facts) for remark in opened(content).remarks] == [{"kind": kind}]


@pytest.mark.parametrize(
    "octets",
    [
        b"Content-Type: multipart/mixed; boundary=b\nFrom: a\n\n" + b"--b\n\n" * 100_000,
        b"From: " + b"a," * 300_000 + b"\nMIME-Version: 1.0\n\nx",
        b"From: a\nContent-Type: text/plain; " + b"a=b;" * 100_000 + b"\n\nx",
        b'From: =?utf-8?b?\xff?=\nContent-Type: text/plain; charset="\n\nx',
    ],
)
def test_no_mail_keeps_the_reader_busy(octets: bytes) -> None:
    opened(octets, "x.eml")  # minutes, if all of it were looked at


@given(
    st.binary(max_size=60),
    st.binary(max_size=60),
    st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit", "?"]),
)
def test_no_header_breaks_the_reader(one: bytes, other: bytes, encoding: str) -> None:
    head = (
        b"From: " + one + b"\nSubject: " + other + b"\nContent-Type: text/plain; charset=" + one + b"; name*=" + other
    )
    opened(head + f"\nContent-Transfer-Encoding: {encoding}\n\n".encode() + one + other, "x.eml")
