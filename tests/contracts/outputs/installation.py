"""A real quelia with a pushed source, and a bridge's site beside it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from quelia.bridge.parts import part
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from tests.journeys.service import Service
from tests.store.cellar import table

PLANT = "ferme-du-val"
_PLACE = """
[[owner]]
slug = "val"
name = "Énergies du Val"

[[plant]]
slug = "ferme-du-val"
owner = "val"
name = "Ferme du Val"
energy = "solar"
latitude = 44.1
longitude = 0.6
capacity = "900 kW"
published = true
"""


def declared(service: Service, interval_s: float = 5) -> str:
    """Declare the plant, which is expected to send so often. Returns a new push key."""
    source = table("source", {"slug": "val-push", "owner": "val", "push": True, "interval_s": interval_s})
    point = table("source.point", {"plant": PLANT, "quantity": "power", "unit": "kW"})
    service.load("\n".join((_PLACE, source, point)))
    return service.run("push-key", "new", "val-push").split()[0]


def polled(source: dict[str, Any], point: dict[str, Any]) -> str:
    """The same plant for `quelia load`, where it is read each second."""
    usual = {"slug": "val", "owner": "val", "interval_s": 1}
    return "\n".join(
        (_PLACE, table("source", usual | source), table("source.point", {"plant": PLANT, "quantity": "power"} | point))
    )


def site(folder: Path, clock: Callable[[], float] = time.time) -> Site:
    return Site(folder, folder / "keep", lambda written: written, clock, time.monotonic)


def output(table: dict[str, object], at: Site) -> Any:
    """The output of a table as it stands below `[[output]]`."""
    module = part("output", str(table["type"]), "type")
    return module.opened(msgspec.convert(table, module.Settings), at)


def sample(value: float | None, read_at: float, **facts: object) -> Sample:
    usual = {"plant": PLANT, "quantity": "power", "unit": "kW", "value": value, "read_at": read_at}
    return Sample(**(usual | facts))  # type: ignore[arg-type]
