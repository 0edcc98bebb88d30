"""What there is a picture of: where it is seen, on which screens, and what a visitor has done before."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.screens.camera import SIZES, Look, Scheme

_LONG_MS = 20_000
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
EVERYWHERE = tuple(Look(wide, scheme) for wide in SIZES for scheme in _SCHEMES)
PHONE_LIGHT, PHONE_DARK, DESK_LIGHT, DESK_DARK = EVERYWHERE[:4]
CHOSEN = "parc-eolien-du-vermandois"


class Scene(NamedTuple):
    """path: `{site}` and `{quelia}` stand for addresses. pose: brings the page to where the picture is taken."""

    subject: str
    path: str
    looks: Sequence[Look]
    pose: Callable[[Page], None]
    script: bool = True

    @property
    def names(self) -> list[str]:
        return [self.name(look) for look in self.looks]

    def name(self, look: Look) -> str:
        return f"{self.subject}-{look.name}"


def the_map(page: Page) -> None:
    """With a value, or why there is none, for every plant."""
    expect(page.locator("button.marker").first).to_be_visible(timeout=_LONG_MS)
    expect(page.locator('.plant [data-state="live"] [data-part="age"]').first).to_have_text(
        re.compile("^(Relevé|Mesuré|Received|Measured) "), timeout=_LONG_MS
    )
    expect(page.locator('.plant [data-state="waiting"]')).to_have_count(0, timeout=_LONG_MS)
    expect(page.locator('[data-tally="waiting"]')).to_be_hidden()
    expect(page.locator('button.marker quelia-tally[data-state="waiting"]')).to_have_count(0)


def a_card(page: Page) -> None:
    the_map(page)
    expect(page.locator("[data-card]")).to_be_visible()


def the_list(page: Page) -> None:
    the_map(page)
    page.locator("li.plant").nth(6).evaluate("each => each.scrollIntoView({ block: 'center' })")


def a_plant(page: Page) -> None:
    expect(page.locator('[data-state="live"] [data-part="age"]').first).to_have_text(re.compile("^(Relevé|Mesuré) "))


def a_site(page: Page) -> None:
    for frame in page.frames[1:]:
        expect(frame.locator('[data-state="live"]').first).to_be_attached(timeout=_LONG_MS)
    expect(page.locator('quelia-live[data-state="live"]')).to_have_count(2, timeout=_LONG_MS)


def zoomed_in(page: Page) -> None:
    a_card(page)
    for _ in range(4):
        page.locator("[data-action=zoom-in]").click()
    _fetched(page, "basemap_detail")


def overseas(page: Page) -> None:
    the_map(page)
    page.locator("[data-area]").select_option("la-reunion")
    _fetched(page, "basemap_overseas")


def filtered(page: Page) -> None:
    the_map(page)
    page.locator('input[name=energy][value="wind"]').check(force=True)
    expect(page.locator("li.plant:visible [data-energy=solar]")).to_have_count(0)


def filtered_to_nothing(page: Page) -> None:
    the_map(page)
    page.locator("input[name=q]").fill("Atlantide")
    expect(page.locator("[data-no-match]")).to_be_visible()
    page.locator("[data-no-match]").scroll_into_view_if_needed()


def held(page: Page) -> None:
    the_map(page)
    page.locator("[data-action=hold]").click()
    expect(page.locator("html[data-held]")).to_be_attached()


def as_it_comes(page: Page) -> None:
    expect(page.locator("body")).to_be_visible()


def badges(page: Page) -> None:
    page.wait_for_function("[...document.images].every(each => each.complete && each.naturalWidth > 0)")


def _fetched(page: Page, part: str) -> None:
    page.wait_for_function(
        "part => performance.getEntriesByType('resource').some(each => each.name.includes(part) && each.responseEnd)",
        arg=part,
    )


# of the demo, at noon
BY_DAY = (
    Scene("map", "{quelia}/?lang=fr", EVERYWHERE, the_map),
    Scene("card", f"{{quelia}}/?lang=fr&plant={CHOSEN}", EVERYWHERE, a_card),
    Scene("list", "{quelia}/?lang=fr", EVERYWHERE, the_list),
    Scene("plant", f"{{quelia}}/centrale/{CHOSEN}?lang=fr", EVERYWHERE, a_plant),
    Scene("embed", "{site}/mairie", EVERYWHERE, a_site),
    Scene("english", "{quelia}/?lang=en", (DESK_LIGHT, PHONE_LIGHT), the_map),
    Scene("zoomed", f"{{quelia}}/?lang=fr&plant={CHOSEN}", (DESK_LIGHT, DESK_DARK), zoomed_in),
    Scene("overseas", "{quelia}/?lang=fr", (DESK_LIGHT, PHONE_DARK), overseas),
    Scene("region", "{quelia}/carte/bretagne?lang=fr", (DESK_LIGHT,), the_map),
    Scene("filtered", "{quelia}/?lang=fr", (DESK_LIGHT, PHONE_DARK), filtered),
    Scene("nothing", "{quelia}/?lang=fr", (DESK_LIGHT, PHONE_LIGHT), filtered_to_nothing),
    Scene("held", "{quelia}/?lang=fr", (DESK_LIGHT, PHONE_DARK), held),
    Scene("framed-map", "{quelia}/embed/carte/france?lang=fr", (DESK_LIGHT, PHONE_DARK), the_map),
    Scene("not-found", "{quelia}/nowhere?lang=fr", (DESK_DARK, PHONE_LIGHT), as_it_comes),
    Scene("no-script", "{quelia}/?lang=fr", (DESK_LIGHT, PHONE_LIGHT), as_it_comes, script=False),
    Scene("no-script-plant", f"{{quelia}}/centrale/{CHOSEN}?lang=fr", (PHONE_LIGHT,), as_it_comes, script=False),
)
# of the demo, an hour before midnight
BY_NIGHT = (Scene("night", "{quelia}/?lang=fr", (DESK_DARK, PHONE_DARK), the_map),)
# with a plant in each state
IN_STATES = (
    Scene("states-map", "{quelia}/?lang=fr", (DESK_LIGHT, DESK_DARK, PHONE_LIGHT), as_it_comes),
    Scene("badges", "{site}/badges", (DESK_LIGHT,), badges),
)
SHEETS = ("states-light", "states-dark")
MOVING = "live"
NAMES = [name for scene in (*BY_DAY, *BY_NIGHT, *IN_STATES) for name in scene.names] + [*SHEETS, MOVING]
