"""What becomes of a picture, and of what only looks like one."""

import io
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.picture import PictureRefused, drawn_anew
from quelia.texts import texts
from tests.admin.pictures import flood, picture, wide_webp

SECRET = b"camera of somebody"


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("JPEG", "JPEG"), ("WEBP", "webp")])
def test_a_picture_becomes_a_webp(kind: str, ending: str) -> None:
    made = drawn_anew(picture(kind), f"logo.{ending}")
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == ("WEBP", (60, 40)) == ("WEBP", (made.width, made.height))


@pytest.mark.parametrize(("size", "becomes"), [((4000, 4000), (200, 200)), ((4000, 40), (320, 3)), ((3, 3), (3, 3))])
def test_a_large_picture_is_made_as_small_as_a_page_needs(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    made = drawn_anew(picture(size=size), "logo.png")
    assert (made.width, made.height) == becomes


def test_what_a_file_tells_besides_the_picture_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    content = picture("JPEG", exif=exif, comment=SECRET)
    assert SECRET in content
    assert SECRET not in drawn_anew(content, "logo.jpg").content


def test_a_picture_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = drawn_anew(picture("JPEG", exif=exif), "logo.jpg")
    assert (made.width, made.height) == (40, 60)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_picture_that_moves_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "blue")]
    kept = io.BytesIO()
    frames[0].save(kept, kind, save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(drawn_anew(kept.getvalue(), "").content)) as image:
        assert getattr(image, "n_frames", 1) == 1
        red, _, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 200 > blue


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOISE = random.Random(1).randbytes(1_000_001)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (SVG, "logo.svg", "vector"),
        (SVG, "logo.png", "vector"),
        (b"", "logo.png", "kind"),
        (b"GIF89a" + bytes(20), "logo.gif", "kind"),
        (b"<html>", "logo.png", "kind"),
        (b"RIFF\x04\0\0\0WAVE", "logo.webp", "kind"),
        (NOISE, "logo.png", "too_large"),
        (picture("JPEG"), "logo.png", "name"),
        (picture("PNG"), "logo.svg", "name"),
        (picture("PNG"), "logo.php", "name"),
        (picture("PNG") + b"<script>alert(1)</script>", "logo.png", "more"),
        (picture("JPEG") + b"PK\x03\x04", "logo.jpg", "more"),
        (picture("WEBP") + b"<script>", "logo.webp", "more"),
        (flood(4001, 1), "logo.png", "too_many_pixels"),
        (flood(60_000, 60_000), "logo.png", "too_many_pixels"),
        (wide_webp(16_383, 16_383), "logo.webp", "too_many_pixels"),
        (flood(3000, 3000), "logo.png", "broken"),
        (wide_webp(30, 30), "logo.webp", "broken"),
        (b"RIFF\x04\0\0\0WEBP", "logo.webp", "broken"),
        (b"\x89PNG\r\n\x1a\n", "logo.png", "broken"),
        (picture("PNG")[:-30], "logo.png", "broken"),
        (picture("JPEG")[:-60], "logo.jpg", "broken"),
        (picture("WEBP")[:-10], "logo.webp", "broken"),
    ],
)
def test_what_is_no_picture_for_us_is_refused_with_a_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        drawn_anew(content, name)
    assert refused.value.code == code
    assert texts("fr", "logo")["refused"][code]


@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 500), st.binary(max_size=6))
def test_a_damaged_picture_is_drawn_or_refused_and_nothing_else(kind: str, at: int, damage: bytes) -> None:
    content = picture(kind)
    content = content[:at] + damage + content[at + len(damage) :]
    with suppress(PictureRefused):
        drawn_anew(content, "")
