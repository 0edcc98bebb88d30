"""The letter of an owner, ready to be sent."""

from typing import NamedTuple

from django.core.mail import EmailMessage

from quelia.admin.mail import hand_over
from quelia.store import models


class Letter(NamedTuple):
    subject: str
    text: str


def letter_for(owner: models.Owner, lang: str, short: bool, invitation: str = "") -> Letter:  # noqa: ARG001
    return Letter("Quelia", f"{owner.name}\n\n{invitation}\n")


def send(letter: Letter, to: str) -> None:
    """Raises NotSent or MaybeSent."""
    hand_over(EmailMessage(letter.subject, letter.text, to=[to]))
