"""`/suivi/{token}`: how an answer fares. It shows neither fields nor keys, and takes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quelia.admin.answers import content_of
from quelia.admin.desk import desk
from quelia.admin.invitations import followed, state_link_of
from quelia.admin.language import spoken
from quelia.admin.moments import moment
from quelia.admin.progress import steps
from quelia.admin.receipts import addresses
from quelia.admin.views.guests import page, speaking, turned_away
from quelia.onboarding.letter.figures import setup
from quelia.store import models
from quelia.texts import texts


@require_safe
def answer_state(request: HttpRequest, token: str) -> HttpResponse:
    row = followed(token)
    if row is None:
        return turned_away(request)
    with speaking(request, row.lang):
        words = texts(spoken(), "invitation")["state"]
        done = 0
        told = []
        for step in steps(row):
            done += step.done
            told_of = words["said"] if step.link or step.name != "previewed" else {}  # what is not there is not shown
            told.append(
                {
                    "word": words["step"][step.name],
                    "mark": "done" if step.done else "next",
                    "said": told_of.get(step.name, "") if step.done else _coming(words, step.coming),
                    "at": moment(step.at) if step.at is not None and step.done else "",
                    "link": step.link,
                    "link_word": words["preview" if step.name == "previewed" else "public"],
                }
            )
        now = next((each for each in told if each["mark"] == "next"), None)
        if now is not None:
            now["mark"] = "now"
        context: dict[str, object] = {
            "state": words,
            "about": words["about"].format(plant=_name(row)),
            "steps": told,
            "link": f"{state_link_of(row)}?lang={spoken()}",
            "accepted": row.verdict == "accepted",
            "declined": row.verdict == "declined",
            "begins": row.ended_at is None,
            "mailed": bool(addresses(row, content_of(row))),
            "without_api": content_of(row).without_api,
        }
        return page(request, "owner/state.html", context)


def _coming(words: Any, code: str) -> str:
    sentence: str = words["coming"].get(code, "")
    return sentence.format(setup=setup(desk().facts, spoken()))


def _name(row: models.Answer) -> str:
    if row.plant is not None:
        return row.plant.name
    said: str = texts(spoken(), "invitation")["mail"]["your_plant"]
    return said
