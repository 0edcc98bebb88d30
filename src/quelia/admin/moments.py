"""A moment as one says it: `lundi 7 décembre à 14:05`."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from quelia.admin.language import spoken
from quelia.texts import texts


def moment(at: datetime) -> str:
    """In the language of the request, at French time."""
    here = timezone.localtime(at)
    day = date_format(here, "l j F")
    day = day.replace(" 1 ", f" {texts(spoken(), 'language')['first_of_month']} ")
    said: str = texts(spoken(), "invitation")["moment"].format(day=day, time=f"{here:%H:%M}")
    return said
