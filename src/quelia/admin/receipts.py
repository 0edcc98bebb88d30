"""What is written once an answer was sent: to its owner that it arrived, to operators that it waits for them.

Neither says what was answered: e-mails are read by others, and kept for years.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from quelia.admin.answers import Content
from quelia.admin.desk import desk
from quelia.admin.invitations import state_link_of
from quelia.admin.mail import absolute, signature
from quelia.onboarding.letter.figures import setup
from quelia.store import models
from quelia.store.people import OPERATOR
from quelia.texts import DEFAULT, texts


def receipts(row: models.Answer, content: Content) -> list[EmailMessage]:
    """All of them; nothing to an owner who left no address."""
    return [*(_receipt(row, each) for each in addresses(row, content)), _notice(row, content, _operators())]


def addresses(row: models.Answer, content: Content) -> list[str]:
    """Where its owner reads what becomes of it: where he was invited, and where he wants to be asked."""
    invited = row.invitation.email if row.invitation is not None else ""
    return [*dict.fromkeys(filter(None, (invited, content.answer.value("contact_email"))))]


def _receipt(row: models.Answer, email: str) -> EmailMessage:
    words = texts(row.lang, "invitation")["mail"]
    # never how he calls it himself: whoever has the link could have us write that to anybody
    plant = row.plant.name if row.plant is not None else words["your_plant"]
    link = f"{state_link_of(row)}?lang={row.lang}"
    with translation.override(row.lang):
        body = words["body"].format(plant=plant, link=link, setup=setup(desk().facts, row.lang))
        return _message(words["subject"].format(plant=plant), body, [email], row.lang)


def _notice(row: models.Answer, content: Content, to: list[str]) -> EmailMessage:
    words = texts(DEFAULT, "invitation")["mail"]
    facts = {
        "owner": row.owner.name if row.owner is not None else "",
        "plant": row.plant.name if row.plant is not None else words["unknown_plant"],
        "link": absolute(reverse("answer_show", args=[row.pk])),
    }
    text = words["notice_call" if content.without_api else "notice"]
    return _message(words["notice_subject"].format(**facts), text.format(**facts), to, DEFAULT)


def _operators() -> list[str]:
    """All operators, or, while there are none, who runs this installation."""
    found = models.User.objects.filter(role=OPERATOR, is_active=True).values_list("email", flat=True)
    return list(found) or [settings.DEFAULT_FROM_EMAIL]


def _message(subject: str, body: str, to: Iterable[str], lang: str) -> EmailMessage:
    return EmailMessage(" ".join(subject.split()), f"{body}\n\n{signature(lang)}\n", to=list(to))
