"""Previews of plants: pages by a token, which ends in an hour, or in a link for the owner, in two weeks."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.utils import timezone

from quelia.admin.desk import desk
from quelia.admin.differences import Difference, changed, differences, of_draft
from quelia.admin.language import spoken
from quelia.admin.mail import absolute
from quelia.store import models
from quelia.store.entries import drafted
from quelia.texts import LANGUAGES, texts

_HOUR_S = 3600  # a page of the office is asked for anew before long
LINK = timedelta(days=14)  # an owner's technician is there on some days only


class Pending(NamedTuple):
    """A draft that is not accepted yet. stand: which of its revisions this is. others: further plants that it concerns."""

    row: models.Draft
    stand: str
    differences: list[Difference]
    plants: list[models.Plant]


class Letter(NamedTuple):
    """An e-mail for the owner. mailto: opens it in a mail program."""

    lang: str
    link: str
    text: str
    mailto: str


def shown_before(plant: models.Plant) -> dict[str, Any]:
    """What the page of a plant says of its preview and of what waits for it."""
    pending = pending_of(plant)
    said = "unpublished" if not plant.published else "changes" if pending else "same"
    return {
        "preview": address(plant),
        "preview_said": texts(spoken(), "preview")["said"][said],
        "pending": pending,
        "given": models.Preview.objects.filter(plant=plant, until__gt=timezone.now()).first(),
        "drafting": texts(spoken(), "draft"),
        "previewing": texts(spoken(), "preview"),
    }


def address(plant: models.Plant) -> str:
    """Of its preview, for an hour."""
    return f"/apercu/{desk().issue_token(plant.pk, _HOUR_S, None)}"


def give_link(plant: models.Plant) -> str:
    """The address of a preview that needs no account, until two weeks have passed or it is withdrawn."""
    until = timezone.now() + LINK
    with models.atomic():
        row, _ = models.Preview.objects.update_or_create(plant=plant, defaults={"until": until})
    return absolute(f"/apercu/{desk().issue_token(plant.pk, LINK.total_seconds(), row.withdrawn)}")


def share(plant: models.Plant) -> None:
    """Open its preview to whoever follows his answer about it: as long as a link would be good, or until it is withdrawn."""
    models.Preview.objects.update_or_create(plant=plant, defaults={"until": timezone.now() + LINK})


def shared(plant: models.Plant, since: datetime | None) -> str:
    """Its address for him, for an hour. since: when it was opened to him. Empty where that is over, or was withdrawn."""
    now = timezone.now()
    given = models.Preview.objects.filter(plant=plant, until__gt=now).first()
    if given is None or since is None or since + LINK < now:
        return ""
    return f"/apercu/{desk().issue_token(plant.pk, _HOUR_S, given.withdrawn)}"


def withdraw_links(plant: models.Plant) -> None:
    """Whatever was given out for this plant opens nothing any more."""
    with models.atomic():
        row, _ = models.Preview.objects.get_or_create(plant=plant)
        row.withdrawn, row.until = row.withdrawn + 1, None
        row.save()
        models.Revision.note()


def letters(plant: models.Plant, link: str) -> list[Letter]:
    """Ready to be sent with the link in it, in the language of the page first."""
    return [_letter(plant, link, lang) for lang in sorted(LANGUAGES, key=lambda lang: lang != spoken())]


def pending_of(plant: models.Plant) -> list[Pending]:
    """The drafts that change what is shown of a plant."""
    measuring = set(models.Source.objects.filter(points__plant=plant).values_list("slug", flat=True))
    rows = models.Draft.objects.order_by("slug")
    return [pending(row) for row in rows if row.slug in measuring or plant.slug in _drafted_plants(row)]


def pending(row: models.Draft) -> Pending:
    """What a draft changes, and of which plants."""
    told = of_draft(row, secret=desk().drafts.secrets_differ(row))
    slugs = _drafted_plants(row) | set(
        models.Point.objects.filter(source__slug=row.slug).values_list("plant__slug", flat=True)
    )
    plants = models.Plant.objects.filter(slug__in=slugs).order_by("name")
    return Pending(row, f"{row.pk}.{row.revision}", list(differences(changed(*told))), list(plants))


def _drafted_plants(row: models.Draft) -> set[str]:
    return {point.plant for point in drafted(row).point}


def _letter(plant: models.Plant, link: str, lang: str) -> Letter:
    words = texts(lang, "draft")["letter"]
    link = f"{link}?{urlencode({'lang': lang})}"
    hello = words["hello_named"].format(name=plant.owner.contact_name) if plant.owner.contact_name else words["hello"]
    text = words["text_public" if plant.published else "text"].format(
        hello=hello, plant=plant.name, link=link, days=LINK.days
    )
    query = urlencode({"subject": words["subject"].format(plant=plant.name), "body": text}, quote_via=quote)
    return Letter(lang, link, text, f"mailto:{quote(plant.owner.contact_email, safe='@')}?{query}")
