"""Plants as GeoJSON (RFC 7946): points whose properties have the keys of `quelia load`."""

from collections.abc import Iterable, Mapping

import msgspec

from quelia.admin.exchange.columns import COLUMNS, key_of, recognised
from quelia.admin.exchange.sheet import Fault, Row, Sheet, Unreadable, whole
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.store.declaration import Problem

_PLACE = ("longitude", "latitude")


def looks_like(content: bytes) -> bool:
    """Whether a file is meant as JSON."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def write(rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows, by column, with codes and numbers as they are."""
    features = [
        {
            "type": "Feature",
            "id": row["slug"],
            "geometry": {"type": "Point", "coordinates": [row[key] for key in _PLACE]},
            "properties": {key: row[key] for key in COLUMNS if key not in _PLACE},
        }
        for row in rows
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def read(content: bytes) -> Sheet:
    """Raises Unreadable."""
    try:
        document = decode(content)
    except SourceError as error:
        raise whole("not_json") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise whole("not_features")
    if not features:
        raise whole("empty")
    facts = [_facts(number, feature) for number, feature in enumerate(features, 1)]
    names = list(dict.fromkeys(name for each in facts for name in each))
    columns, unknown = recognised(names)
    keys = {names[position]: key for position, key in columns.items()}
    return Sheet(
        list(columns.values()),
        unknown,
        [
            # a property that one feature lacks is not empty for it, as a cell would be: it says nothing
            Row(number, {keys[name]: value for name, value in each.items() if name in keys})
            for number, each in enumerate(facts, 1)
        ],
    )


def _facts(number: int, feature: object) -> dict[str, object]:
    """What a feature says, its place among the rest. Raises Unreadable."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise Unreadable(Fault(number, "", Problem("", "cell.not_a_feature")))
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise Unreadable(Fault(number, "", Problem("", "cell.not_a_feature")))
    place = _place(number, feature.get("geometry"))
    # what stands at its place in a feature counts, not what is said of it again
    said = {name: value for name, value in properties.items() if key_of(name) not in place}
    if isinstance(feature.get("id"), str) and "slug" not in map(key_of, said):
        said["slug"] = feature["id"]
    return {**said, **place}


def _place(number: int, geometry: object) -> dict[str, object]:
    """Of a point; a feature without geometry may have its place among its properties."""
    if geometry is None:
        return {}
    place = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(place, list) or len(place) < len(_PLACE):
        raise Unreadable(Fault(number, "", Problem("", "cell.not_a_point")))
    return dict(zip(_PLACE, place, strict=False))
