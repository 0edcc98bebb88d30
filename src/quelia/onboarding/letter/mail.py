"""The letter as an e-mail: text and HTML in one, for any mail program."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna
import msgspec

from quelia.onboarding.letter.blocks import Letter
from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.figures import one_line
from quelia.onboarding.letter.html import as_page
from quelia.onboarding.letter.text import as_text

_ROOM = 60  # of a line, besides the name of its header
_NEXT_LINE = "\n "
_PLAIN = re.compile(r"(?=.{1,40}\Z)[A-Za-z0-9]+(?:[ .-][A-Za-z0-9]+)*", re.ASCII)


class NoAddress(ValueError):
    """There is none, or one to which no mail server would deliver."""


class Mailbox(msgspec.Struct, frozen=True):
    """name: may hold anything; it stays within its header."""

    email: str
    name: str = ""


def as_mail(letter: Letter, *, sender: Mailbox, to: Mailbox | None, at: datetime, message_id: str) -> EmailMessage:
    """to: None for a draft that is not addressed yet. at: when it is written, with its zone. Raises NoAddress."""
    mail = EmailMessage(SMTP)
    mail.set_raw("From", _told("From", address(sender)))
    if to is not None:
        mail.set_raw("To", _told("To", address(to)))
    mail.set_raw("Subject", _encoded("Subject", letter.subject))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail.set_content(as_text(letter), cte="quoted-printable")
    mail.add_alternative(as_page(letter), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.lang  # last: what is said of contents goes with the first of them
    return mail


def as_draft(mail: EmailMessage) -> bytes:
    """A file `.eml` that mail programs which know of drafts open as one."""
    if "X-Unsent" not in mail:
        mail["X-Unsent"] = "1"
    return mail.as_bytes()


def mailbox(to: Addressee) -> Mailbox | None:
    """None where he has no address to which an e-mail can go."""
    box = Mailbox(to.email, to.name or to.owner)
    try:
        address(box)
    except NoAddress:
        return None
    return box


def address(box: Mailbox) -> Address:
    """Raises NoAddress."""
    local, at, domain = box.email.strip().rpartition("@")
    try:
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
        found = Address(one_line(box.name), addr_spec=f"{local}@{host}")
    except Exception as error:
        raise NoAddress(box.email) from error
    if not (at and found.username.isascii() and found.domain == host and host):
        raise NoAddress(box.email)
    return found


def _told(header: str, box: Address) -> str:
    """The name in lines of its own where it is long."""
    if not box.display_name:
        return box.addr_spec
    name = _encoded(header, box.display_name)
    return f"{name}{_NEXT_LINE if len(name) + len(box.addr_spec) > _ROOM else ' '}<{box.addr_spec}>"


def _encoded(header: str, text: str) -> str:
    """Lines that any program reads back as `text`: all of it as encoded words, or none."""
    return text if _PLAIN.fullmatch(text) else Header(text, "utf-8", _ROOM, header).encode()
