"""What may be wrong with the look of a map, and with the sites that may frame it."""

from collections.abc import Iterator

from quelia.domain.colour import colour, is_deep, is_pale, nearest
from quelia.domain.framing import SiteError, site
from quelia.store.declaration import MapEntry, Problem


def problems(where: str, each: MapEntry) -> Iterator[Problem]:
    """All that must be corrected. Where another colour would do, it is named."""
    if each.accent:
        yield from _accent(f"{where}.accent", each.accent)
    for text in each.sites:
        try:
            site(text)
        except SiteError as error:
            yield Problem(f"{where}.sites", error.code, error.fact)


def _accent(where: str, text: str) -> Iterator[Problem]:
    try:
        accent = colour(text)
    except ValueError:
        yield Problem(where, "accent", text)
        return
    if is_pale(accent):
        yield Problem(where, "accent_pale", nearest(accent).written)
    elif is_deep(accent):
        yield Problem(where, "accent_deep", nearest(accent).written)
