"""What the tests of presets share: one filled in as an operator would, as the source that `quelia load` makes of it."""

from collections.abc import Mapping
from pathlib import Path as File
from typing import Any

import msgspec

from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract, failed
from quelia.domain.judge import judge
from quelia.domain.path import Path
from quelia.domain.plant import Plant
from quelia.domain.reading import Reading
from quelia.domain.source import Point, Source
from quelia.domain.unit import declared_unit
from quelia.sources.preset import PRESETS, Preset
from quelia.store.declaration import SourceEntry

SAMPLES = File(__file__).parents[1] / "samples" / "presets"
NOON = 1_782_042_400.0  # 2026-06-21 13:46:40 in Paris, a little after the samples
READABLE = {slug: preset for slug, preset in PRESETS.items() if preset.url is not None}
PLANT = Plant(slug="p", owner="o", name="P", energy="solar", latitude=47.0, longitude=1.0)


def examples(preset: Preset) -> dict[str, str]:
    return {name: each.example for name, each in preset.placeholder.items()}


def entry(preset: Preset, values: Mapping[str, str] | None = None, **more: Any) -> SourceEntry:
    """A source of one plant; its secrets are given."""
    keys = preset.filled(values if values is not None else examples(preset)).keys()
    auth = [{**each, "secret": "s3cret"} for each in keys["auth"]]
    points = [{**each, "plant": "p"} for each in keys["point"]]
    return msgspec.convert({**keys, "slug": "s", "owner": "o", "auth": auth, "point": points, **more}, SourceEntry)


def source(each: SourceEntry) -> Source:
    def path(text: str | None) -> Path | None:
        return Path(text) if text is not None else None

    points = [
        Point(
            plant="p",
            quantity=point.quantity,
            path=Path(point.path),
            unit=declared_unit(point.unit) if point.unit is not None else None,
            unit_path=path(point.unit_path),
            scale=point.scale,
            pick=point.pick,
            number=point.number,
            nulls=tuple(point.nulls),
        )
        for point in each.point
    ]
    return Source(
        id=1,
        slug="s",
        url=each.url,
        points=tuple(points),
        null=each.null,
        timestamp_path=path(each.timestamp_path),
        timezone=each.timezone,
        status_path=path(each.status_path),
        status_ok=tuple(each.status_ok),
    )


def reading(preset: Preset, body: bytes, values: Mapping[str, str] | None = None, *, now: float = NOON) -> Reading:
    """What quelia makes of an answer by this preset."""
    made, tick = source(entry(preset, values)), Tick(received_at=now, interval_s=5.0)
    try:
        (found,) = extract(made, decode(body), tick)
    except SourceError as error:
        (found,) = failed(made, error, tick)
    return judge(found, PLANT)
