"""From rows back to the words of the file: what one would have to write to declare what stands there."""

from typing import Any

import msgspec

from quelia.store import models
from quelia.store.declaration import SourceEntry

_OF_A_SOURCE = (
    "slug", "url", "interval_s", "timeout_s", "daily_quota", "stale_after_s", "null", "night", "timestamp_path", "timezone",
    "status_path", "status_ok", "ca_file", "ca", "pin",
)  # fmt: skip
_OF_A_POINT = (
    "quantity", "path", "unit", "unit_path", "scale", "minimum", "maximum", "pick", "number", "nulls",
)  # fmt: skip


def entry_of(row: models.Source) -> SourceEntry:
    """An accepted source, without its secrets."""
    points = row.points.select_related("plant")
    return msgspec.convert(
        {
            **_named(row, _OF_A_SOURCE),
            "owner": row.owner.slug,
            "push": row.pushed,
            "history_s": row.history_s or 0,  # none: not read while nobody watches
            "auth": [_auth(each) for each in row.auth],
            "point": [{"plant": each.plant.slug, **_named(each, _OF_A_POINT)} for each in points],
        },
        SourceEntry,
    )


def drafted(row: models.Draft) -> SourceEntry:
    """What a draft says, without its secrets."""
    return msgspec.convert(row.content, SourceEntry)


def standing(slug: str) -> SourceEntry | None:
    """What an operator sees when he edits a source: its draft, else what is accepted; None where there is neither."""
    draft = models.Draft.objects.filter(slug=slug).first()
    if draft is not None:
        return drafted(draft)
    accepted = models.Source.objects.filter(slug=slug).select_related("owner").first()
    return entry_of(accepted) if accepted is not None else None


def _auth(shown: dict[str, str]) -> dict[str, str]:
    return {"type" if name == "scheme" else name: value for name, value in shown.items()}


def _named(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
