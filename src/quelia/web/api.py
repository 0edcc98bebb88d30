"""Public JSON, version 1."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from quelia.domain.plant import Plant
from quelia.domain.reading import Shown
from quelia.texts import texts
from quelia.web.sheet import logo_url
from quelia.web.snapshot import matches
from quelia.web.window import language, window_of

_encode = msgspec.json.Encoder().encode
_DESCRIPTION = (Path(__file__).parent / "openapi.yaml").read_bytes()


async def map_readings(request: Request) -> Response:
    """The readings of a map. The ETag ignores the server's time, so that nothing new costs a 304."""
    snapshot = request.app.state.snapshots.of(request.path_params["map"])
    if snapshot is None:
        return not_found(request)
    if matches(request.headers.get("if-none-match", ""), snapshot.etag):
        return Response(status_code=304, headers=snapshot.headers)
    return Response(snapshot.body, headers=snapshot.headers)


async def map_plants(request: Request) -> Response:
    """The plants of a map as GeoJSON, each with its latest reading."""
    window = window_of(request)
    each = window.map(request.path_params["map"])
    if each is None:
        return not_found(request)
    readings = window.look_at_map(each)
    features = [
        {
            "type": "Feature",
            "id": plant.slug,
            "geometry": {"type": "Point", "coordinates": [plant.longitude, plant.latitude]},
            "properties": _sheet(plant, readings[plant.slug]),
        }
        for plant in window.catalog.on_map(each)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    headers = {"Cache-Control": "public, max-age=1"}
    return Response(_encode(collection), media_type="application/geo+json", headers=headers)


async def plant_sheet(request: Request) -> Response:
    """One plant's public sheet."""
    window = window_of(request)
    plant = window.plant(request.path_params["plant"])
    if plant is None:
        return not_found(request)
    return _json(_sheet(plant, window.look_at_plant(plant)))


async def plant_reading(request: Request) -> Response:
    """The latest reading of a plant."""
    window = window_of(request)
    plant = window.plant(request.path_params["plant"])
    if plant is None:
        return not_found(request)
    return _json(window.look_at_plant(plant))


async def stream_refused(request: Request) -> Response:
    """Why a stream was not opened: those that are never come as far as here, see front.py."""
    channels = request.app.state.crowd.channels(request.query_params)
    if channels is None:
        return error(request, 400, "bad_request")
    if not channels:
        return not_found(request)
    if request.method == "HEAD":
        return Response(media_type="text/event-stream")
    return error(request, 429, "too_many_streams", {"Retry-After": "10"})


async def description(request: Request) -> Response:
    """What there is under /v1/, for programs and those who write them."""
    return Response(_DESCRIPTION, headers={"Cache-Control": "public, max-age=300"}, media_type="application/yaml")


def not_found(request: Request) -> Response:
    return error(request, 404, "not_found")


def error(
    request: Request,
    status: int,
    code: str,
    headers: dict[str, str] | None = None,
    facts: Mapping[str, str | int] = MappingProxyType({}),
) -> Response:
    """`{"error": {"code", "message"}}`, the message in the language asked, filled with `facts`."""
    message = texts(language(request), "api")[code].format_map(facts)
    content = _encode({"error": {"code": code, "message": message}})
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", **(headers or {})}
    return Response(content, status, headers, media_type="application/json")


def _json(content: object, headers: dict[str, str] | None = None) -> Response:
    headers = headers or {"Cache-Control": "public, max-age=1"}
    return Response(_encode(content), headers=headers, media_type="application/json")


def _sheet(plant: Plant, reading: Shown) -> dict[str, object]:
    """What is public of a plant, as it may be told. Nothing of its sources or its owner's contacts belongs here."""
    capacity, logo = plant.capacity, plant.logo
    return {
        "plant": plant.slug,
        "name": plant.name,
        "energy": plant.energy,
        "subtype": plant.subtype,
        "latitude": plant.latitude,
        "longitude": plant.longitude,
        "capacity": {"value": capacity.unit.from_base(capacity.number), "unit": capacity.unit.symbol}
        if capacity
        else None,
        "status": plant.status,
        "commissioned": plant.commissioned,
        "commune": plant.commune,
        "intercommunality": plant.intercommunality,
        "region": plant.region,
        "description": plant.description,
        "owner": plant.owner_name,
        "links": plant.links,
        "contact": plant.contact,
        "logo": {"url": logo_url(logo), "width": logo.width, "height": logo.height} if logo else None,
        "reading": reading,
    }
