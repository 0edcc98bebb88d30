"""What e-mails of incidents need to know from the office: whom they go to, and what they are about."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, connection

from quelia.admin.mail import hand_over
from quelia.alerts.letter import Contact, Letter, to_operators
from quelia.alerts.post import NotSent
from quelia.domain.cause import as_pushed
from quelia.domain.incident import Case
from quelia.store import models
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Notice
from quelia.store.people import OPERATOR


def write(notices: Sequence[Notice]) -> Letter | None:
    """One e-mail about all of them; None where the sources are no more. Raises DatabaseUnusable."""
    try:
        told = cases(notices)
    except Error as error:
        raise DatabaseUnusable from error
    finally:
        connection.close()  # the thread that asks does so once in a while
    return to_operators(told, settings.QUELIA_PUBLIC_URL, Contact(*settings.QUELIA_CONTACT)) if told else None


def cases(notices: Sequence[Notice]) -> list[Case]:
    """Of each incident one, however many notices there are of it."""
    rows: Mapping[int, models.Source] = {
        row.pk: row
        for row in models.Source.objects.select_related("owner")
        .prefetch_related("points__plant")
        .filter(pk__in={notice.source for notice in notices})
    }
    incidents = {notice.incident: notice for notice in notices}
    return [_case(rows[notice.source], notice) for notice in incidents.values() if notice.source in rows]


def _case(row: models.Source, notice: Notice) -> Case:
    plants = dict.fromkeys(point.plant.name for point in row.points.all())
    return Case(
        source=row.slug,
        plants=tuple(plants),
        owner=row.owner.name,
        host=host(row.url),
        cause=as_pushed(notice.cause) if row.pushed else notice.cause,
        since=notice.since,
        until=notice.until,
        last_good_at=notice.good_at,
        contact_name=row.owner.contact_name,
        contact_email=row.owner.contact_email,
    )


def host(url: str) -> str:
    """All that is said of an address outside of its form: what follows may hold a key."""
    return urlsplit(url).hostname or ""


def send(letter: Letter) -> None:
    """To all operators, or, while there are none, to who runs this installation. Raises NotSent or MaybeSent."""
    try:
        to = list(models.User.objects.filter(role=OPERATOR, is_active=True).values_list("email", flat=True))
    except Error as error:
        raise NotSent from error
    finally:
        connection.close()
    hand_over(EmailMessage(letter.subject, letter.body, to=to or [settings.DEFAULT_FROM_EMAIL]))
