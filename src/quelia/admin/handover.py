"""Hands one e-mail over while somebody waits for it, and says for sure whether it may be sent once more."""

from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection

from quelia.alerts.post import MaybeSent, NotSent


def hand_over(subject: str, text: str, to: str) -> None:
    """Raises NotSent or MaybeSent."""
    post = get_connection()
    message = EmailMessage(" ".join(subject.split()), text, to=[to], connection=post)
    try:
        post.open()
    except (OSError, SMTPException) as error:
        raise NotSent from error
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        raise NotSent from error  # it said no
    except (OSError, SMTPException) as error:
        raise MaybeSent from error
    finally:
        with suppress(OSError, SMTPException):
            post.close()
