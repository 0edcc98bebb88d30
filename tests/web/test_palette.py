"""The colours of a badge are far enough apart to be read, by day and by night."""

import pytest

from quelia.domain.plant import ENERGIES
from quelia.web.palette import THEMES
from tests.journeys.pixels import Colour, contrast

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
