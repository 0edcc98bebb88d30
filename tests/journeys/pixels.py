"""What is really seen: the colours of a picture, and how far they are apart."""

import base64
from itertools import groupby
from typing import NamedTuple

from playwright.sync_api import Locator

_DECODED = """async (_, picture) => {
  const bytes = Uint8Array.from(atob(picture), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  return [image.width, [...canvas.getImageData(0, 0, image.width, image.height).data]];
}"""
_APART = 3.0  # what WCAG 2.2 asks of a shape


class Colour(NamedTuple):
    """0 to 255 each."""

    red: int
    green: int
    blue: int

    @property
    def luminance(self) -> float:
        """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
        red, green, blue = (_linear(part / 255) for part in self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: Colour, other: Colour) -> float:
    """1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def seen(element: Locator) -> list[list[Colour]]:
    """The rows of what an element, and what is behind it, looks like."""
    picture = base64.b64encode(element.screenshot()).decode()
    width, numbers = element.evaluate(_DECODED, picture)
    colours = [Colour(*numbers[at : at + 3]) for at in range(0, len(numbers), 4)]
    return [colours[at : at + width] for at in range(0, len(colours), width)]


def strokes(row: list[Colour], ground: Colour) -> int:
    """How many times something stands out of the ground along a row."""
    return sum(apart for apart, _ in groupby(contrast(each, ground) >= _APART for each in row))
