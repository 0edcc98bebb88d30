"""Pictures with 256 colours, a quarter as large: screens have few, and of those in between nobody misses one."""

import base64
import zlib

from playwright.sync_api import Page

from tests.screens.png import SIGNATURE, chunk, shape

_PALETTE = 3
# Decodes the picture and chooses its colours one after the other: each the one that is missed most, as it is common and
# unlike those that were chosen before.
_FEWER = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts.keys()];
  const often = colours.map((colour) => counts.get(colour));
  const away = new Float64Array(colours.length).fill(Infinity);
  const nearest = new Uint8Array(colours.length);
  const palette = [];
  for (let next = often.indexOf(Math.max(...often)); palette.length < 256 && away[next] > 0; ) {
    const [chosen, place] = [colours[next], palette.length];
    palette.push(chosen);
    let most = -1;
    for (let at = 0; at < colours.length; at++) {
      const colour = colours[at];
      const red = (colour & 255) - (chosen & 255);
      const green = ((colour >> 8) & 255) - ((chosen >> 8) & 255);
      const blue = ((colour >> 16) & 255) - ((chosen >> 16) & 255);
      const distance = red * red + green * green + blue * blue;
      if (distance < away[at]) [away[at], nearest[at]] = [distance, place];
      if (away[at] * often[at] > most) [most, next] = [away[at] * often[at], at];
    }
  }
  const places = new Map(colours.map((colour, at) => [colour, nearest[at]]));
  const text = (all) => {
    let written = "";
    for (let at = 0; at < all.length; at += 32768) written += String.fromCharCode(...all.slice(at, at + 32768));
    return btoa(written);
  };
  const parts = palette.flatMap((colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
  return [text(Uint8Array.from(parts)), text(Uint8Array.from(pixels, (pixel) => places.get(pixel)))];
}"""


def shrunk(picture: bytes, page: Page) -> bytes:
    """page: any page of a browser, which does the counting."""
    palette, indexes = map(base64.b64decode, page.evaluate(_FEWER, base64.b64encode(picture).decode()))
    wide, tall = shape(picture)
    rows = b"".join(b"\0" + indexes[at * wide : (at + 1) * wide] for at in range(tall))
    head = wide.to_bytes(4) + tall.to_bytes(4) + bytes([8, _PALETTE, 0, 0, 0])
    parts = [chunk(b"IHDR", head), chunk(b"PLTE", palette), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return SIGNATURE + b"".join(parts)
