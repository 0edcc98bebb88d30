"""E-mails of the office: what they say, and the post that takes them away."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from quelia.admin.browser import browser
from quelia.admin.language import spoken
from quelia.admin.smtp import why
from quelia.alerts.post import MaybeSent, NotSent
from quelia.texts import texts

log = structlog.get_logger()

# nobody waits for it: how long it takes would tell whether an address has an account
_post = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")


def letter(kind: str, email: str, context: Mapping[str, object]) -> EmailMessage:
    """kind: one of `mail` in `texts/*/account.json`. context: allauth's, with a link, or with where a change comes from."""
    words = texts(spoken(), "account")["mail"]
    said = words[kind]["text"].format(link=context.get("password_reset_url", ""))
    paragraphs = [words["hello"], said]
    if isinstance(at := context.get("timestamp"), datetime):
        facts = {
            "at": timezone.localtime(at).strftime("%d/%m/%Y %H:%M"),
            "ip": context["ip"],
            "browser": browser(str(context["user_agent"])),
            "reset": absolute(reverse("account_reset_password")),
        }
        paragraphs.append(words["origin"].format(**facts))
    paragraphs.append(words["sign"].format(url=absolute("/admin/")))
    return EmailMessage(words[kind]["subject"], "\n\n".join(paragraphs) + "\n", to=[email])


def post(message: EmailMessage) -> None:
    """Hand it over: it leaves soon, or the log says that it did not."""
    _post.submit(_send, message)


def absolute(path: str) -> str:
    """Of the public address: never by the Host header of whoever asks."""
    return f"{settings.QUELIA_PUBLIC_URL}{path}"


def signature(lang: str) -> str:
    """Under what is written to owners: as under the letter, with how to reach who runs this installation."""
    name, email, phone = settings.QUELIA_CONTACT
    return "\n".join(filter(None, (name or texts(lang, "letter")["team"], email, phone)))


def hand_over(message: EmailMessage) -> None:
    """Give it to the mail server, and wait. Raises NotSent, or MaybeSent where it may have been taken, with why."""
    try:
        server = get_connection()
        server.open()
    except Exception as error:
        raise NotSent(why(error)) from error
    message.connection = server
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused, ValueError) as error:
        raise NotSent(why(error)) from error  # it said no, or there was nothing that can be said: ValueError
    except OSError as error:  # those of smtplib too
        raise MaybeSent(why(error)) from error
    finally:
        with suppress(OSError):  # it was taken by then, or refused: how the server says good-bye changes nothing
            server.close()


def _send(message: EmailMessage) -> None:
    try:
        hand_over(message)
    except NotSent as error:
        log.error("e-mail not sent", subject=message.subject, cause=str(error))
    except MaybeSent as error:
        log.error("e-mail may not have been sent", subject=message.subject, cause=str(error))
