"""Which plants of a map somebody asked for."""

import unicodedata
from collections.abc import Iterable

import msgspec

_ALIKE = str.maketrans({"’": "'", "œ": "oe", "æ": "ae", "-": " "})


class Selection(msgspec.Struct, frozen=True):
    """words: all of them must stand somewhere in what is said of the plant. Whatever is empty asks for nothing."""

    words: str = ""
    energies: tuple[str, ...] = ()
    region: str = ""

    def takes(self, energy: str, region: str, said: Iterable[str]) -> bool:
        """said: the texts about a plant that a visitor reads."""
        if self.energies and energy not in self.energies:
            return False
        if self.region and folded(self.region) != folded(region):
            return False
        text = folded(" ".join(said))
        return all(word in text for word in folded(self.words).split())


def folded(text: str) -> str:
    """`text` as one types it who looks for it: no accents, no capitals, plain apostrophes, spaces for hyphens."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(_ALIKE))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
