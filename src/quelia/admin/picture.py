"""A picture that somebody sends: looked at with suspicion, and drawn anew, so that nothing of the file is handed on."""

import io
import threading
import zlib
from pathlib import PurePosixPath
from typing import NamedTuple

from PIL import Image, ImageOps

from quelia.admin.uploads import MOST_BYTES

_MOST_PX = 4000  # of a side: 64 MB while it is drawn
_BOX = (320, 200)  # what a page shows, twice as fine
_MARKS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "WEBP": b"RIFF"}
_ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_PNG_END = b"IEND\xaeB`\x82"
_one_at_a_time = threading.Lock()

# its own bound is a warning; ours is asked before anything is unpacked
Image.MAX_IMAGE_PIXELS = None


class PictureRefused(Exception):
    """code: one of `refused` in `texts/*/logo.json`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Picture(NamedTuple):
    """content: WebP. width, height: in px."""

    content: bytes
    width: int
    height: int


def drawn_anew(content: bytes, file_name: str) -> Picture:
    """The first frame of a PNG, JPEG or WebP, no larger than a page needs, without what else stood in the file.

    Takes up to a second, in the thread of whoever asks. Raises PictureRefused.
    """
    kind = _kind(content, file_name)
    with _one_at_a_time:
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                _measured(image.size)
                return _drawn(image)
        except (OSError, ValueError, SyntaxError, EOFError, zlib.error, Image.DecompressionBombError) as error:
            raise PictureRefused("broken") from error


def _kind(content: bytes, file_name: str) -> str:
    """By what stands in it, which its name must not belie. Raises PictureRefused."""
    if len(content) > MOST_BYTES:
        raise PictureRefused("too_large")
    kind = next((kind for kind, mark in _MARKS.items() if content.startswith(mark)), None)
    if kind is None or (kind == "WEBP" and content[8:12] != b"WEBP"):
        vector = b"<svg" in content[:4096].lower()
        raise PictureRefused("vector" if vector else "kind")
    ending = PurePosixPath(file_name.lower()).suffix
    if ending and _ENDINGS.get(ending) != kind:
        raise PictureRefused("name")
    if kind == "WEBP":
        _measured(_webp_size(content))  # it makes room for the whole picture as soon as it is opened
    if not _ends_well(kind, content):
        raise PictureRefused("more")
    return kind


def _measured(size: tuple[int, int]) -> None:
    if max(size) > _MOST_PX:
        raise PictureRefused("too_many_pixels")


def _drawn(image: Image.Image) -> Picture:
    image.draft("RGB", (2 * _BOX[0], 2 * _BOX[1]))  # a JPEG need not be unpacked whole
    drawn = ImageOps.exif_transpose(image).convert("RGBA")
    drawn.thumbnail(_BOX, Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    # onto an empty canvas: what the picture knew of itself does not come along
    canvas = Image.new("RGBA", drawn.size)
    canvas.paste(drawn)
    canvas.save(kept, "WEBP", quality=90, method=4, exact=False)
    return Picture(kept.getvalue(), *canvas.size)


def _ends_well(kind: str, content: bytes) -> bool:
    """Whether the picture is all that the file holds: what comes behind it is somebody's trick, or a broken copy."""
    if kind == "PNG":
        # cut short it is broken, not more than a picture
        return _PNG_END not in content or content.endswith(_PNG_END)
    if kind == "WEBP":
        return len(content) <= int.from_bytes(content[4:8], "little") + 8 + 1
    end = content.rstrip(b"\0")
    return b"\xff\xd9" not in end or end.endswith(b"\xff\xd9")


def _webp_size(content: bytes) -> tuple[int, int]:
    """Of the canvas. Raises PictureRefused."""
    head = content[12:30]
    if len(head) < 18:
        raise PictureRefused("broken")
    if head[:4] == b"VP8X":
        return 1 + int.from_bytes(head[12:15], "little"), 1 + int.from_bytes(head[15:18], "little")
    if head[:4] == b"VP8L":
        bits = int.from_bytes(head[9:13], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[:4] == b"VP8 ":
        return int.from_bytes(head[14:16], "little") & 0x3FFF, int.from_bytes(head[16:18], "little") & 0x3FFF
    raise PictureRefused("broken")
