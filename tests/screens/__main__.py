"""`make screens`: the pictures of docs/screens/, each of a page that a real quelia serves to a real browser.

It is a journey that keeps pictures instead of judging, so it takes the service, the owners and the browser that journeys take.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.chromium import launch_arguments
from tests.journeys.service import Service
from tests.journeys.site import Site
from tests.journeys.states import STATES, EveryState
from tests.screens.camera import SIZES, Camera, at_rest, card_of
from tests.screens.moving import animated
from tests.screens.scenes import BY_DAY, BY_NIGHT, CHOSEN, DESK_LIGHT, IN_STATES, MOVING, Scene, the_map
from tests.screens.sheet import states_sheet
from tests.screens.site import town_hall, wall_of_badges

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
# A day with sun and wind. For two minutes from then on no simulated server fails: sources/demo/outage.py.
_NOON = "2026-06-21T13:06:50+02:00"
_NIGHT = "2026-06-21T23:06:50+02:00"
_FRAMES, _EACH_MS = 8, 900


def by_day(camera: Camera) -> None:
    """Each size has a demo of its own, so that all of them see the same minutes."""
    for wide in SIZES:
        with _demo(_NOON) as quelia, _site() as site:
            site.put("/mairie", town_hall(quelia, CHOSEN))
            _take(camera, BY_DAY, quelia, site.url, wide)


def by_night(camera: Camera) -> None:
    with _demo(_NIGHT) as quelia:
        for wide in SIZES:
            _take(camera, BY_NIGHT, quelia, "", wide)


def in_states(camera: Camera) -> None:
    states = EveryState()
    with TemporaryDirectory() as folder, _site() as site:
        service = Service(Path(folder), reach="127.0.0.1", ahead_s=_ahead(_NOON))
        try:
            states.start(service)
            site.put("/badges", wall_of_badges(service.url, STATES))
            states_sheet(camera, service.url, "light")
            states_sheet(camera, service.url, "dark")
            for wide in SIZES:
                _take(camera, IN_STATES, service.url, site.url, wide)
        finally:
            service.stop()
            states.close()


def moving(camera: Camera) -> None:
    """A card, once after each change of its value."""
    with _demo(_NOON) as quelia, camera.looking(DESK_LIGHT) as page:
        page.goto(f"{quelia}/?lang=fr&plant={CHOSEN}")
        the_map(page)
        at_rest(page)
        camera.keep(MOVING, animated([_next(page) for _ in range(_FRAMES)], _EACH_MS))
        said(MOVING)


PARTS: dict[str, Callable[[Camera], None]] = {
    "day": by_day,
    "night": by_night,
    "states": in_states,
    "moving": moving,
}


def main() -> int:
    parser = argparse.ArgumentParser("make screens", description="takes the pictures of docs/screens/")
    parser.add_argument("only", nargs="*", metavar="PART", help=f"take these parts only: {', '.join(PARTS)}")
    parsed = parser.parse_args()
    unknown = [name for name in parsed.only if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    begun_at = time.monotonic()
    with sync_playwright() as playwright, playwright.chromium.launch(**launch_arguments()) as browser:
        for name in parsed.only or PARTS:
            PARTS[name](Camera(browser, FOLDER))
    size = sum(each.stat().st_size for each in FOLDER.glob("*.png"))
    said(f"{FOLDER.name}/ has {size / 1e6:.1f} MB; {time.monotonic() - begun_at:.0f} s.")
    return 0


def _take(camera: Camera, scenes: Sequence[Scene], quelia: str, site: str, wide: int) -> None:
    for scene in scenes:
        for look in (each for each in scene.looks if each.wide == wide):
            with camera.looking(look, script=scene.script) as page:
                page.goto(scene.path.format(quelia=quelia, site=site))
                scene.pose(page)
                if scene.script:  # without one nothing moves
                    at_rest(page)
                camera.take(scene.name(look), page)
            said(scene.name(look))


def _next(page: Page) -> bytes:
    """The card after the next change of the chosen plant's value."""
    live = page.locator(f'[data-card] [data-live="{CHOSEN}"]')
    before = live.get_attribute("data-value") or ""
    expect(live).not_to_have_attribute("data-value", before, timeout=30_000)
    return card_of(page)


@contextmanager
def _demo(instant: str) -> Iterator[str]:
    """The address of a demo for which it is that instant now."""
    with TemporaryDirectory() as folder:
        service = Service(Path(folder), ahead_s=_ahead(instant))
        try:
            service.start(command="demo")
            yield service.url
        finally:
            service.stop()


@contextmanager
def _site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def _ahead(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp() - time.time()


def said(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
