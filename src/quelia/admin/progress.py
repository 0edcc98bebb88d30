"""How an answer fares, as its owner is told: received, tested, previewed, live. Never what he answered."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from quelia.admin.answers import content_of
from quelia.admin.desk import desk
from quelia.admin.previews import shared
from quelia.domain.standing import Standing
from quelia.store import models

Name = Literal["received", "tested", "previewed", "live"]


class Step(NamedTuple):
    """at: when, as far as that is known. coming: why it is not done yet, a code of `state.coming`. link: where it is seen."""

    name: Name
    done: bool
    at: datetime | None = None
    coming: str = ""
    link: str = ""


def steps(row: models.Answer) -> list[Step]:
    """row: of an answer that was sent."""
    accepted = row.verdict == "accepted"
    plant = row.plant if accepted else None
    # of a plant that is public already it waits as a draft: what visitors see is still what was there before
    waits = accepted and models.Draft.objects.filter(slug=row.source).exists()
    asked = plant is not None and not waits
    seen = desk().health.plants([plant.slug]).get(plant.slug) if plant is not None and asked else None
    live = plant is not None and plant.published and seen is not None and seen.well
    return [
        Step("received", done=True, at=row.received_at),
        _tested(row, seen),
        Step(
            "previewed",
            done=plant is not None,
            at=row.ended_at,
            coming="previewed",
            link=shared(plant, row.ended_at) if plant is not None else "",
        ),
        Step(
            "live",
            done=live,
            at=_instant(seen.taken_at) if live and seen is not None else None,
            coming="changes" if waits else "silent" if plant is not None and plant.published else "live",
            link=f"/centrale/{plant.slug}" if plant is not None and plant.published else "",
        ),
    ]


def _tested(row: models.Answer, seen: Standing | None) -> Step:
    """By us once there is a value, before that by the owner himself."""
    if seen is not None and seen.value is not None:
        return Step("tested", done=True, at=_instant(seen.taken_at))
    tried = content_of(row).tried
    done = tried is not None and tried.usable
    return Step("tested", done=done, at=_instant(tried.at) if tried is not None and done else None, coming="tested")


def _instant(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
