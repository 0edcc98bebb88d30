"""Which plant an owner means, by the name that he writes: surely, or one of a few that somebody must choose from."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from quelia.domain.selection import folded

_ALIKE = 0.6  # of 1; `Parc du Val` is 0.78 like `Parc éolien du Val`
_MOST = 5
# what everybody writes before the name, or leaves out
_USUAL = frozenset(
    {
        "centrale", "parc", "installation", "site", "projet", "ferme", "plant", "park", "project", "farm", "de", "du", "des",
        "d", "la", "le", "les", "l", "of", "the",
    }
)  # fmt: skip


class Meant(NamedTuple):
    """sure: the one plant of that very name. likely: those that are called alike, the likeliest first."""

    sure: str = ""
    likely: tuple[str, ...] = ()


def meant(said: str, names: Mapping[str, str]) -> Meant:
    """names: of the plants, by slug. Capitals, accents, hyphens and blanks make no other name; anything else is a doubt."""
    wanted = _plain(said)
    if not wanted:
        return Meant()
    plain = {slug: _plain(name) for slug, name in names.items()}
    same = [slug for slug, name in plain.items() if name == wanted]
    if len(same) == 1:
        return Meant(same[0])
    ranked = sorted(
        ((_likeness(wanted, name), slug) for slug, name in plain.items()), key=lambda each: (-each[0], each[1])
    )
    return Meant("", tuple(slug for likeness, slug in ranked[:_MOST] if likeness >= _ALIKE))


def _plain(name: str) -> str:
    return " ".join(folded(name).replace("'", " ").split())


def _likeness(said: str, name: str) -> float:
    """From 0 to 1: of the names as they are, or of what is left of them without the words that everybody uses."""
    bare = [" ".join(word for word in each.split() if word not in _USUAL) for each in (said, name)]
    if bare[0] and bare[0] == bare[1]:
        return 1.0
    return max(_ratio(said, name), _ratio(*bare) if all(bare) else 0.0)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
