"""The camera: opens a page as one visitor, on one screen, and keeps a picture of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, FloatRect, Page

from tests.journeys.chromium import STILL
from tests.screens.shrink import shrunk

Scheme = Literal["light", "dark"]
_CARD = """card => {
  const { x, y, width } = card.getBoundingClientRect();
  return { x, y, width, height: card.querySelector(".card-ways").getBoundingClientRect().bottom + 18 - y };
}"""
SIZES = {390: 844, 1440: 900, 1920: 1080}


class Look(NamedTuple):
    """A screen as wide as that, in the light or in the dark. Its height goes with it."""

    wide: int
    scheme: Scheme

    @property
    def name(self) -> str:
        return f"{self.wide}-{self.scheme}"


class Camera:
    """Keeps its pictures in a folder."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._desk = browser.new_page()

    @contextmanager
    def looking(self, look: Look, *, script: bool = True, tall: int = 0) -> Iterator[Page]:
        """Nothing moves by itself, so that no picture is taken midway."""
        context = self._browser.new_context(
            viewport={"width": look.wide, "height": tall or SIZES[look.wide]},
            color_scheme=look.scheme,
            reduced_motion="reduce",
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=script,
        )
        yield context.new_page()
        context.close()

    def keep(self, name: str, picture: bytes) -> None:
        (self._folder / f"{name}.png").write_bytes(picture)

    def take(self, name: str, page: Page, *, whole: bool = False) -> None:
        """whole: all of the page, however long."""
        self.keep(name, shrunk(page.screenshot(full_page=whole), self._desk))


def card_of(page: Page) -> bytes:
    """The card that is open, without the room below it."""
    around: FloatRect = page.locator("[data-card]").evaluate(_CARD)
    return page.screenshot(clip=around)


def at_rest(page: Page) -> None:
    """Returns once no frame of the page moves any more."""
    for frame in page.frames:
        frame.evaluate(STILL)
