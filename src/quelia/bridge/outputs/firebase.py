"""Writes to a Realtime Database of Firebase, from where quelia reads it: one PATCH with what is newest of each plant."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Meta

from quelia.bridge.outputs.line import Line, Said, checked_file, checked_url
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.outputs.writer import Refused, Writer
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.reading import iso

ASKS = ("url", "key")
_encode = msgspec.json.Encoder().encode


class Settings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """url: of the database, `https://NAME.firebasedatabase.app`. key: a database secret or an ID token.

    path: below which each plant has its place.
    """

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    key: Annotated[str, Meta(max_length=5000)] = ""
    path: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}(/[A-Za-z0-9_-]{1,80}){0,8}$", extra={"form": "path_form"})
    ] = "quelia"
    every_s: Annotated[float, Meta(ge=1, le=3600)] = 5.0
    proxy: Annotated[str, Meta(max_length=1000)] = ""
    ca_file: Annotated[str, Meta(max_length=1000)] = ""
    allow_http: bool = False


def opened(settings: Settings, site: Site) -> Writer:
    """Raises ConfigError, or SecretMissing."""
    place = f"{checked_url(settings.url, 'output.url', allow_http=settings.allow_http)}/{settings.path}.json"
    key = site.secret(settings.key) if settings.key else ""
    proxy = site.secret(settings.proxy) if settings.proxy not in ("", "env") else settings.proxy
    query = urlencode({"print": "silent"} | ({"auth": key} if key else {}))

    async def write(line: Line, samples: Sequence[Sample]) -> None:
        _check(await line.send("PATCH", f"{place}?{query}", _encode(told(samples))))

    def lines(samples: Sequence[Sample]) -> list[str]:
        good = [each for each in samples if each.error is None and each.value is not None]
        return [f"PATCH {place} {_encode(told(good)).decode()}"] if good else []

    line = Line(
        proxy=proxy,
        ca_file=checked_file(settings.ca_file, site, "output.ca_file"),
        headers={"Content-Type": "application/json"},
    )
    return Writer("firebase", site, write, lines, every_s=settings.every_s, line=line)


def told(samples: Sequence[Sample]) -> dict[str, object]:
    """By the path of each value: what is not named stays as it is there."""
    return {
        f"{quote(each.plant or 'plant', '')}/{each.quantity}": {
            "value": each.value,
            "unit": each.unit,
            "timestamp": iso(each.taken_at),
        }
        | ({"simulated": True} if each.simulated else {})
        for each in samples
    }


def _check(said: Said) -> None:
    if said.status in (401, 403):
        raise Refused("key")
    if said.status not in (200, 204):
        raise Refused(f"http {said.status}", said.retry_after_s or 0.0)
