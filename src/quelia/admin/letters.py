"""Letters to owners, as the office knows them: whom they are for, and how they leave."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.utils import timezone

from quelia.admin.desk import desk
from quelia.admin.mail import hand_over
from quelia.admin.smtp import Unencrypted
from quelia.alerts.post import MaybeSent, NotSent
from quelia.domain.errors import TlsRefused
from quelia.onboarding.letter.blocks import Letter
from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.letter import letter
from quelia.onboarding.letter.mail import Mailbox, NoAddress, as_mail, mailbox
from quelia.store import models

# from the special to the general; the codes are those of `not_sent` in texts/*/letters.json
_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (Unencrypted, "unencrypted"),
    (smtplib.SMTPAuthenticationError, "login"),
    (smtplib.SMTPRecipientsRefused, "recipient"),
    (smtplib.SMTPSenderRefused, "sender"),
    (smtplib.SMTPResponseException, "refused"),
    (TlsRefused, "tls"),
    (ssl.SSLError, "tls"),
    (ValueError, "refused"),
)


def letter_for(
    owner: models.Owner,
    lang: str,
    short: bool,
    invitation: str = "",
    *,
    plants: tuple[str, ...] | None = None,
    tester: str = "",
) -> Letter:
    """What `owner` is written. invitation, tester: links, or empty. plants: names; those without a source where it is None."""
    to = addressee(owner, plants)
    return letter(desk().facts, lang=lang, to=to, short=short, invitation=invitation, tester=tester)


def addressee(owner: models.Owner, plants: tuple[str, ...] | None = None) -> Addressee:
    """plants: as above."""
    asked = tuple(plant.name for plant in unread(owner)) if plants is None else plants
    return Addressee(owner=owner.name, name=owner.contact_name, email=owner.contact_email, plants=asked)


def unread(owner: models.Owner) -> list[models.Plant]:
    """Plants of which nothing is read yet: those that one asks about."""
    return list(owner.plants.filter(points=None).order_by("name"))


def owner_called(name: str) -> models.Owner | None:
    """By slug, else by name."""
    found = models.Owner.objects.filter(slug=name).first()
    return found or models.Owner.objects.filter(name__iexact=name).order_by("pk").first()


def sender() -> Mailbox:
    return Mailbox(settings.DEFAULT_FROM_EMAIL, settings.QUELIA_CONTACT[0])


def mail_of(written: Letter, to: Addressee) -> EmailMessage:
    """To be kept as a file; not addressed where there is no address."""
    return as_mail(written, sender=sender(), to=mailbox(to), at=timezone.now(), message_id=_new_id())


def send(written: Letter, to: Addressee) -> None:
    """Hand it over to the mail server, and wait. Raises NoAddress, NotSent, or MaybeSent where it may have been taken."""
    if mailbox(to) is None:
        raise NoAddress(to.email)
    hand_over(_Ready(mail_of(written, to)))


def code_of(error: NotSent | MaybeSent) -> str:
    """Of the sentence that says why it did not leave."""
    if isinstance(error, MaybeSent):
        return "maybe"
    return next((code for kind, code in _CODES if isinstance(error.__cause__, kind)), "connection")


def goes_nowhere() -> bool:
    """Whether no mail server is set: e-mails are files then."""
    return bool(getattr(settings, "EMAIL_FILE_PATH", None))


def _new_id() -> str:
    return make_msgid(domain=urlsplit(settings.QUELIA_PUBLIC_URL).hostname)


class _Ready(DjangoMessage):
    """Django's, since it knows the way to the mail server; what goes there is what a file would hold."""

    def __init__(self, mail: EmailMessage) -> None:
        people = [str(mail[header]) for header in ("From", "To")]
        super().__init__(str(mail["Subject"]), "", people[0], people[1:])
        self._mail = mail

    def message(self, *, policy: Any = None) -> Any:  # noqa: ARG002 - it has its own
        return _Written(self._mail)


class _Written:
    """As Django asks an e-mail for its bytes. The line ends of ours are those of mail servers already."""

    def __init__(self, mail: EmailMessage) -> None:
        self._mail = mail

    def as_bytes(self, **_: str) -> bytes:
        return self._mail.as_bytes()

    def get_charset(self) -> None:
        return None
