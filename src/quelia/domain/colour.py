"""The colour of a map: read strictly, and far enough from every ground it may stand on to be seen."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_LEAST = 3.0  # to one: what WCAG 2.2 asks of shapes
_STEPS = 255


class Colour(NamedTuple):
    """Each part from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def written(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


_BLACK, _WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


def colour(text: str) -> Colour:
    """`#0f5257`, or `#05a` for `#0055aa`. Raises ValueError."""
    if not _HEX.fullmatch(text):
        raise ValueError(text)
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return Colour(*bytes.fromhex(digits))


# paper and ground of our pages, by day and by night: frontend/src/pages/page.css
LIGHT = tuple(map(colour, ("#ffffff", "#f5f7f8")))
DARK = tuple(map(colour, ("#18222b", "#10171d")))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_pale(each: Colour) -> bool:
    """Whether it is hardly seen by day."""
    return any(contrast(each, ground) < _LEAST for ground in LIGHT)


def is_deep(each: Colour) -> bool:
    """Whether it is hardly seen by night."""
    return any(contrast(each, ground) < _LEAST for ground in DARK)


def nearest(each: Colour) -> Colour:
    """The first colour on the way to white or to black that is seen by day and by night: itself, where it is."""
    return next(other for other in _ways(each) if not is_pale(other) and not is_deep(other))


def ink(each: Colour) -> Colour:
    """What is written on it: black or white, at least 4.5 to one from it."""
    return max(_BLACK, _WHITE, key=lambda paper: contrast(paper, each))


def _ways(each: Colour) -> Iterator[Colour]:
    for step in range(_STEPS + 1):
        for end in (_WHITE, _BLACK):
            yield Colour(*(round(part + (aim - part) * step / _STEPS) for part, aim in zip(each, end, strict=True)))


def _luminance(each: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in each)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
