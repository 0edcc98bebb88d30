"""What every template of the office has at hand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quelia.admin.access import ACCESS, role_of
from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.requests import waiting
from quelia.store import models
from quelia.texts import languages, texts

_ROOMS = ("office_home", "plant_list", "owner_list", "answer_list", "source_list", "map_list", "people_list", "journal")
_ROOM_OF = {"invitation": "answer", "push": "source"}  # they are in one room


def office(request: HttpRequest) -> dict[str, Any]:
    """rooms: the sections that this account may enter, with their names; room: the one we are in.

    waiting: how many answers wait for an operator. ask: what a page of one's own account says, by its route.
    """
    lang, role = spoken(), role_of(request)
    words = texts(lang, "office")
    route = request.resolver_match.url_name if request.resolver_match else ""
    kind = _ROOM_OF.get(kind := (route or "").partition("_")[0], kind)
    return {
        "lang": lang,
        "languages": languages(),
        "words": words,
        "visitor": texts(lang, "visitor"),
        "tree_words": texts(lang, "tester")["tree"],
        "account": (account := texts(lang, "account")),
        "ask": account["page"].get(route, {}),
        "assets": desk().assets,
        "rooms": [(room, words["room"][room]) for room in _ROOMS if role in ACCESS[room]],
        "room": next((room for room in _ROOMS if room.partition("_")[0] == kind), ""),
        "waiting": waiting() if role == "operator" else 0,
        "first_visit": settings.QUELIA_FIRST_VISIT and not models.User.objects.exists(),
    }
