"""Whom one may ask and where one may read more, of owners and plants: what is wrong with how it is written."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from quelia.store.declaration import OwnerEntry, PlantEntry, Problem

_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def contact_problems(where: str, entry: OwnerEntry | PlantEntry) -> Iterator[Problem]:
    for key in ("contact_name", "contact_email", "contact_phone", "website"):
        yield from text_problems(f"{where}.{key}", getattr(entry, key))
    if entry.contact_email and not _EMAIL.fullmatch(entry.contact_email):
        yield Problem(f"{where}.contact_email", "email", entry.contact_email)
    if entry.website and not _is_website(entry.website):
        yield Problem(f"{where}.website", "website", entry.website)


def link_problems(where: str, plant: PlantEntry) -> Iterator[Problem]:
    for index, link in enumerate(plant.links):
        yield from text_problems(f"{where}.links[{index}].label", link.label)
        if not _is_website(link.url):
            yield Problem(f"{where}.links[{index}].url", "website", link.url)


def text_problems(where: str, text: str) -> Iterator[Problem]:
    """Of a text of one line."""
    if _CONTROL.search(text):
        yield Problem(where, "characters")


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = not _CONTROL.search(text) and " " not in text and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain
