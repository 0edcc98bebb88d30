"""What the demo declares, as the rest of the program would hold it, and its owners' answers without a network."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from quelia.domain.document import Document, decode
from quelia.domain.path import Path
from quelia.domain.plant import ENERGIES, Plant
from quelia.domain.source import Auth, Point, Source
from quelia.domain.unit import declared_unit
from quelia.sources.auth import apply, with_query
from quelia.sources.demo.door import Request
from quelia.sources.demo.office import Office, Said
from quelia.sources.demo.outage import Failure
from quelia.sources.demo.owners import OWNERS
from quelia.sources.demo.plant import plant
from quelia.store.declaration import PointEntry, SourceEntry, parse

TEXTS = [owner.declaration(4000 + number) for number, owner in enumerate(OWNERS)]
FILE = parse("\n".join(TEXTS))
PLANTS = {entry["slug"]: plant(entry) for text in TEXTS for entry in tomllib.loads(text)["plant"]}
ENTRIES = {entry.slug: entry for entry in FILE.source}
# those of the owner whose server fails, too: its answers are the same when it does not
OFFICES = {
    entry.slug: Office(replace(owner, outage=None), text, lambda now: now)
    for owner, text in zip(OWNERS, TEXTS, strict=True)
    for entry in parse(text).source
}


def paris(written: str) -> float:
    """`2026-06-21 13:30` in France, in seconds since 1970."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp()


def source(entry: SourceEntry) -> Source:
    return Source(
        id=1,
        slug=entry.slug,
        url=entry.url,
        points=tuple(_point(each) for each in entry.point),
        auth=tuple(Auth(scheme=each.type, name=each.name, user=each.user) for each in entry.auths),
        interval_s=entry.interval_s,
        timestamp_path=_path(entry.timestamp_path),
        timezone=entry.timezone,
        status_path=_path(entry.status_path),
        status_ok=tuple(entry.status_ok),
    )


def secrets(entry: SourceEntry) -> list[str]:
    return [each.secret or "" for each in entry.auths]


def asked(entry: SourceEntry, shown: tuple[Auth, ...], keys: Sequence[str], now: float) -> Said | Failure:
    """What the owner answers at `now` to somebody who shows `keys` in these ways."""
    extra = apply(shown, keys)
    url = urlsplit(with_query(entry.url, extra.query))
    headers = {name.lower(): value for name, value in extra.headers.items()}
    return OFFICES[entry.slug].answer(Request(url.path, dict(parse_qsl(url.query)), headers), now)


def answered(slug: str, now: float) -> Document:
    """The document of a source at `now`."""
    entry = ENTRIES[slug]
    said = asked(entry, source(entry).auth, secrets(entry), now)
    assert isinstance(said, Said)
    assert said.status == 200
    return decode(said.body)


def plants(energies: Iterable[str] = ENERGIES) -> list[Plant]:
    """Those of some energies, or all."""
    wanted = set(energies)
    return [each for each in PLANTS.values() if each.energy in wanted]


def _point(entry: PointEntry) -> Point:
    return Point(
        plant=entry.plant,
        quantity=entry.quantity,
        path=Path(entry.path),
        unit=declared_unit(entry.unit) if entry.unit is not None else None,
        unit_path=_path(entry.unit_path),
        scale=entry.scale,
        pick=entry.pick,
        number=entry.number,
        nulls=tuple(entry.nulls),
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text is not None else None
