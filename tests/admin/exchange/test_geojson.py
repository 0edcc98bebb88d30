import json
from typing import Any

import pytest

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.exchange.columns import COLUMNS
from quelia.admin.exchange.geojson import looks_like, read, write
from quelia.admin.exchange.sheet import Unreadable

POINT = {"type": "Point", "coordinates": [5.4, 43.3]}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(geometry: object = POINT, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {}, **more}


def test_what_was_written_is_read_as_it_was() -> None:
    plant: dict[str, object] = dict.fromkeys(COLUMNS, "é=") | {
        "latitude": -21.1,
        "longitude": 55.5,
        "published": True,
        "paused": None,
    }
    (row,) = read(write([plant])).rows
    assert row.cells == plant


def test_a_place_is_taken_from_the_point_first_longitude_then_latitude() -> None:
    (row,) = read(collection(feature(properties={"lat": 0, "nom": "a"}))).rows
    assert row.cells == {"name": "a", "longitude": 5.4, "latitude": 43.3}


def test_a_feature_is_known_by_its_id_where_no_property_says_better() -> None:
    sheet = read(collection(feature(id="a"), feature(id="b", properties={"slug": "c"}), feature(id=7)))
    assert [row.cells.get("slug") for row in sheet.rows] == ["a", "c", None]


def test_a_property_that_a_feature_lacks_says_nothing_of_it() -> None:
    first, second = read(collection(feature(properties={"commune": "Tours"}), feature())).rows
    assert ("commune" in first.cells, "commune" in second.cells) == (True, False)


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"{", 0, "not_json"),
        (b'{"a": NaN}', 0, "not_json"),
        (b"[" * 100_000, 0, "not_json"),
        (b"[]", 0, "not_features"),
        (collection(), 0, "empty"),
        (collection(feature(), 7), 2, "not_a_feature"),
        (collection(feature(properties=[1])), 1, "not_a_feature"),
        (collection(feature({"type": "Polygon", "coordinates": []})), 1, "not_a_point"),
        (collection(feature({"type": "Point", "coordinates": [5.4]})), 1, "not_a_point"),
        (collection(feature("here")), 1, "not_a_point"),
    ],
)
def test_what_is_no_collection_of_points_is_refused_with_its_place(content: bytes, line: int, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert [(fault.line, fault.problem.code) for fault in refused.value.faults] == [(line, f"cell.{code}")]


@pytest.mark.parametrize(
    ("content", "json"), [(b'\xef\xbb\xbf {"a":1}', True), (b"[", True), (b"nom;a", False), (b"", False)]
)
def test_json_is_told_from_tables(content: bytes, json: bool) -> None:
    assert looks_like(content) is json
