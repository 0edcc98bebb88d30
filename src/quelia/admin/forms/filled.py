"""What the page of a source is filled with: from what stands, or from what was typed so far, with a row more or less."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from django.http import QueryDict

from quelia.sources.preset import Preset
from quelia.store.declaration import AuthEntry, PointEntry, SourceEntry

Row = Mapping[str, Any]


class Filled(NamedTuple):
    """server, keys, points: by the names of the fields of their forms."""

    server: Row = {}
    keys: tuple[Row, ...] = ({},)
    points: tuple[Row, ...] = ({},)


def by_entry(entry: SourceEntry) -> Filled:
    server = msgspec.structs.asdict(entry)
    keys = tuple(_without_secrets(each) for each in entry.auths)
    return Filled(server, keys or ({},), tuple(_point(each) for each in entry.point) or ({},))


def by_preset(preset: Preset, plant: str, timezone: str) -> Filled:
    """plant: the slug of the one that all points are of; timezone: that of the plant."""
    told = preset.keys()
    points = tuple({"plant": plant, **each} for each in told["point"])
    return Filled({"timezone": timezone, **told}, tuple(told["auth"]) or ({},), points)


def by_post(posted: QueryDict) -> Filled:
    return Filled(posted.dict(), _rows(posted, "key"), _rows(posted, "point"))


def with_row(filled: Filled, kind: str) -> Filled:
    """One row more; a point is of the plant of the one before it."""
    if kind == "key":
        return filled._replace(keys=(*filled.keys, {}))
    plant = filled.points[-1].get("plant", "") if filled.points else ""
    return filled._replace(points=(*filled.points, {"plant": plant, "quantity": ""}))


def without_row(filled: Filled, kind: str, index: int) -> Filled:
    rows = filled.keys if kind == "key" else filled.points
    left = tuple(row for at, row in enumerate(rows) if at != index) or ({},)
    return filled._replace(keys=left) if kind == "key" else filled._replace(points=left)


def _without_secrets(auth: AuthEntry) -> Row:
    return {name: value for name, value in msgspec.structs.asdict(auth).items() if not name.startswith("secret")}


def _point(entry: PointEntry) -> Row:
    facts = msgspec.structs.asdict(entry)
    return facts | {"scale": abs(entry.scale), "opposite": entry.scale < 0}


def _rows(posted: QueryDict, prefix: str) -> tuple[Row, ...]:
    rows: dict[int, dict[str, str]] = {}
    for name, value in posted.items():
        if (match := re.fullmatch(rf"{prefix}-([0-9]{{1,3}})-(\w+)", name, re.ASCII)) is not None:
            rows.setdefault(int(match[1]), {})[match[2]] = str(value)
    return tuple(row for _, row in sorted(rows.items())) or ({},)
