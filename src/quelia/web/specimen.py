"""A specimen: what visitors would see of a plant with a value that was just read. Nothing of it is published or kept."""

import time
from typing import NamedTuple

import msgspec

from quelia.domain.plant import Plant
from quelia.domain.reading import Shown, ShownValue, iso
from quelia.texts import texts
from quelia.web.sheet import plant_view
from quelia.web.window import Render


class Specimen(NamedTuple):
    """html: of the card, from the templates of the public pages. said: the value with its unit as they write it."""

    html: str
    said: str


def specimen(
    render: Render, plant: Plant, value: ShownValue | None, lang: str, *, fresh: bool, simulated: bool = False
) -> Specimen:
    """plant: without a slug where we do not know it yet. value: None for what an owner says is no value.

    fresh: whether it was read at this moment. simulated: whether the page says so already.
    """
    now = iso(time.time())
    shown = Shown(
        plant=plant.slug,
        state="live" if value is not None and value.value > 0 else "no_production",
        reason=None,
        values=(value,) if value is not None else (),
        measured_at=None,
        clock="server",
        received_at=now if fresh else None,
        at=now,
        interval_s=None,
        stale_after_s=None,
        main=value.quantity if value is not None else msgspec.UNSET,
    )
    # what would be told of it once it is published; a pause would hide what is to be looked at
    told = msgspec.structs.replace(plant.as_told(), paused=None)
    view = plant_view(told, shown, value.quantity if value is not None else None, lang)
    if not plant.slug:
        view |= {"energy": "", "kind": ""}
    live = view["live"]
    assert isinstance(live, dict)
    context = {"plant": view, "lang": lang, "words": texts(lang, "visitor"), "simulated": simulated}
    html = render("_specimen.html", context)
    return Specimen(html, f"{live['number']}\u00a0{live['unit']}" if live["number"] else str(live["word"]))
