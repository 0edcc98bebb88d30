"""Writes to a channel of ThingSpeak, from where quelia reads it: `update.json` with a write key and up to eight fields."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from quelia.bridge.outputs.line import Line, Said, checked_file, checked_url
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.outputs.writer import Refused, Writer
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.reading import iso

ASKS = ("key", "field.field")
_FREE_S = 15.0  # what an account without a fee may do


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of the channel, 1 to 8, and the quantity in it."""

    plant: str = ""
    quantity: str = "power"
    field: Annotated[int, Meta(ge=1, le=8)]


class Settings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """key: the write key of the channel, a secret. every_s: 15 for a free account."""

    key: Annotated[str, Meta(min_length=1, max_length=1000)]
    field: Annotated[list[Field], Meta(min_length=1, max_length=8)]
    every_s: Annotated[float, Meta(ge=1, le=3600)] = _FREE_S
    url: Annotated[str, Meta(max_length=2000)] = "https://api.thingspeak.com"
    proxy: Annotated[str, Meta(max_length=1000)] = ""
    ca_file: Annotated[str, Meta(max_length=1000)] = ""
    allow_http: bool = False


def opened(settings: Settings, site: Site) -> Writer:
    """Raises ConfigError, or SecretMissing."""
    url = checked_url(settings.url, "output.url", allow_http=settings.allow_http)
    fields = {(each.plant, each.quantity): each.field for each in settings.field}
    if len({each.field for each in settings.field}) < len(settings.field) or len(fields) < len(settings.field):
        raise ConfigError([Problem("output.field", "output_field_twice")])
    key = site.secret(settings.key)
    proxy = site.secret(settings.proxy) if settings.proxy not in ("", "env") else settings.proxy

    def told(samples: Sequence[Sample]) -> dict[str, str]:
        chosen = [
            (fields[each.plant, each.quantity], each) for each in samples if (each.plant, each.quantity) in fields
        ]
        # a field has no place to say that nobody measured it: such a value is not written
        good = [(number, each) for number, each in chosen if each.value is not None and not each.simulated]
        if not good:
            return {}
        values = {f"field{number}": repr(each.value) for number, each in sorted(good, key=lambda pair: pair[0])}
        return {**values, "created_at": iso(max(each.taken_at for _, each in good))}

    async def write(line: Line, samples: Sequence[Sample]) -> None:
        values = told(samples)
        if values:
            body = urlencode({"api_key": key, **values}).encode()
            _check(await line.send("POST", f"{url}/update.json", body))

    def lines(samples: Sequence[Sample]) -> list[str]:
        values = told(samples)
        return [f"POST {url}/update.json {urlencode(values)}"] if values else []

    line = Line(
        proxy=proxy,
        ca_file=checked_file(settings.ca_file, site, "output.ca_file"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return Writer("thingspeak", site, write, lines, every_s=settings.every_s, line=line)


def _check(said: Said) -> None:
    """It answers 200 and the entry, or 0 where it took nothing: too soon after the one before."""
    if said.status in (401, 403, 404):
        raise Refused("key")
    if said.status == 429:
        raise Refused("too often", said.retry_after_s or _FREE_S)
    if said.status != 200:
        raise Refused(f"http {said.status}", said.retry_after_s or 0.0)
    if said.body.strip() in (b"0", b""):
        raise Refused("too often", _FREE_S)
