"""The colours of a badge are far enough apart to be read, by day and by night."""

import re
from pathlib import Path

import pytest

from quelia.domain.plant import ENERGIES
from quelia.web.palette import THEMES
from tests.journeys.pixels import Colour, contrast

ROOT = Path(__file__).parents[2]
_TEXT, _SHAPE = 4.5, 3.0  # what WCAG 2.2 AA asks


def colour(written: str) -> Colour:
    digits = written.removeprefix("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    return Colour(*bytes.fromhex(digits))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), [("ink", "paper"), ("muted", "paper"), ("notice_ink", "notice")])
def test_what_is_written_can_be_read(theme: str, ink: str, paper: str) -> None:
    palette = THEMES[theme]
    assert contrast(colour(getattr(palette, ink)), colour(getattr(palette, paper))) >= _TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_are_seen(theme: str) -> None:
    palette = THEMES[theme]
    shapes = [palette.bolt, palette.error, palette.muted, *palette.tones.values()]
    assert min(contrast(colour(shape), colour(palette.paper)) for shape in shapes) >= _SHAPE


@pytest.mark.parametrize("theme", THEMES)
def test_every_energy_has_a_tone(theme: str) -> None:
    assert THEMES[theme].tones.keys() == ENERGIES.keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "name", ["paper", "ink", "muted", "line", "notice", "notice_ink", "notice_line", "bolt", "error", *ENERGIES]
)
def test_a_badge_has_the_colours_of_our_pages(theme: str, name: str) -> None:
    palette = THEMES[theme]
    ours = palette.tones[name] if name in ENERGIES else getattr(palette, name)
    variable = f"--quelia-{name}" if name in ("bolt", "error") else f"--{name.replace('_', '-')}"
    assert colour(_of_pages(theme)[variable]) == colour(ours)


def _of_pages(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", (ROOT / "frontend/src/pages/page.css").read_text("utf-8"), re.S)[:2]
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", {"light": light, "dark": dark}[theme]))
