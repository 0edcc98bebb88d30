"""A source that is accepted, and drafts of it, as the office keeps them."""

import msgspec

from quelia.admin.desk import desk
from quelia.store import models
from quelia.store.declaration import AuthEntry, PointEntry, SourceEntry, read

SLUG, SECRET, OTHER = "scada", "never-to-be-shown-4711", "never-to-be-shown-4712"
_TABLE = {
    "slug": SLUG, "owner": "soleil", "url": "http://127.0.0.1/live",
    "auth": {"type": "header", "name": "X-Key", "secret": SECRET},
    "point": [{"plant": "plant-soleil", "quantity": "power", "path": "power", "unit": "kW"}],
}  # fmt: skip


def accepted(**facts: object) -> SourceEntry:
    """Declare it. Returns its entry, without its secret."""
    file = read({"source": [{**_TABLE, **facts}]})
    desk().declarer.declare(file)
    (entry,) = file.source
    return msgspec.structs.replace(entry, auth=AuthEntry(type="header", name="X-Key"))


def drafted(entry: SourceEntry, **facts: object) -> models.Draft:
    """Keep a draft of it."""
    entry = msgspec.structs.replace(entry, **facts)
    desk().drafts.put(entry)
    return models.Draft.objects.get(slug=entry.slug)


def keyed(secret: str) -> AuthEntry:
    return AuthEntry(type="header", name="X-Key", secret=secret)


def measuring(*plants: str, **facts: object) -> list[PointEntry]:
    """Points for the power of these plants."""
    return [
        msgspec.convert({"plant": plant, "quantity": "power", "path": "power", "unit": "kW", **facts}, PointEntry)
        for plant in plants
    ]
