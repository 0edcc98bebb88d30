"""Identifiers for what is new, made of its name."""

from collections.abc import Container

from django.utils.text import slugify

_LONGEST = 80
# pages of the office that stand where those of a thing with such an identifier would: see urls.py
PAGES = frozenset({"importer", "nouveau", "nouvelle", "systemes"})


def free_slug(name: str, otherwise: str, taken: Container[str] = ()) -> str:
    """Of its name, with a number where another has that, or a page of ours. otherwise: for a name without a letter."""
    stem = slugify(name)[:_LONGEST].strip("-").replace("_", "-") or otherwise
    slug, number = stem, 1
    while slug in taken or slug in PAGES:
        number += 1
        slug = f"{stem[: _LONGEST - 1 - len(str(number))]}-{number}"
    return slug
