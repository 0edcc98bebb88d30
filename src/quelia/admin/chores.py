"""What the office does by itself: it reminds owners once, and forgets what nobody finished."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone

from quelia.admin.inviting import due, mark_reminded, reminder_of, unmark
from quelia.admin.journal import note
from quelia.admin.mail import hand_over
from quelia.admin.requests import subject
from quelia.alerts.post import MaybeSent, NotSent
from quelia.store import models
from quelia.store.errors import DatabaseUnusable

log = structlog.get_logger()

KEPT = timedelta(days=30)  # what an owner began, after the end of his invitation


def do_chores(now: datetime | None = None) -> bool:
    """All that is due. Returns whether all was done: else it is worth trying again later. Raises DatabaseUnusable."""
    now = now or timezone.now()
    try:
        forget(now)
        return all(remind(row, now) for row in due(now))  # where one cannot be sent, the others cannot either
    except Error as error:
        raise DatabaseUnusable from error
    finally:
        connection.close()  # the thread that asks does so once in a while


def remind(row: models.Invitation, now: datetime) -> bool:
    """Marked first: who is ended in between has lost an e-mail, and sends none twice. False where none could be sent."""
    if not mark_reminded(row, now):
        return True  # somebody else does it
    try:
        hand_over(reminder_of(row))
    except NotSent as error:
        log.warning("reminder not sent", invitation=row.pk, cause=str(error))
        if isinstance(error.__cause__, SMTPRecipientsRefused):
            return True  # there is nobody, and there will be nobody: the others wait for theirs
        unmark(row, now)
        return False
    except MaybeSent as error:
        log.warning("reminder may not have been sent", invitation=row.pk, cause=str(error))
    note("", "reminded", *subject(row))
    return True


def forget(now: datetime) -> int:
    """Answers that were begun and never sent off, with their secrets. Returns how many."""
    since = now - KEPT
    over = Q(invitation__ended_at__lte=since) | Q(invitation__until__lte=since)
    count, _ = models.Answer.objects.filter(over, received_at=None).delete()
    return count
