"""A map with more plants than there is room for: what is in sight has a button, and every plant can be reached."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import STILL
from tests.journeys.park import Park, Plant, installed

# From the Atlantic to the Alps, so near to each other that some are in sight from however near.
FIELD = tuple(
    Plant(f"f{at}", f"Champ {at}", "solar", 43.6 + 0.23 * (at % 25), -0.9 + 0.7 * (at // 25), "Ici", "Bretagne", False)
    for at in range(250)
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with installed(Park(FIELD), tmp_path_factory.mktemp("crowded")) as service:
        yield service.url


@pytest.fixture
def wide(page: Page, address: str, trouble: list[str]) -> Page:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/?lang=fr")
    expect(page.locator("button.marker").first).to_be_visible()
    page.evaluate(STILL)
    return page


def nearest(page: Page) -> None:
    """As near as one can come."""
    for _ in range(8):
        page.get_by_role("button", name="Agrandir").click()
    page.evaluate(STILL)


_REACHED = """() => [...document.querySelectorAll("button.marker")]
  .filter(each => each.tabIndex === 0)
  .map(each => each.dataset.marker)"""
# a marker stands above its place, and a part of it is enough
_SEEN = """() => {
  const map = document.querySelector("[data-canvas]").getBoundingClientRect();
  return [...document.querySelectorAll("button.marker")].filter(each => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    return right > map.left && left < map.right && bottom > map.top && top < map.bottom;
  }).map(each => each.dataset.marker);
}"""


def test_only_what_is_in_sight_or_near_has_a_button(wide: Page) -> None:
    nearest(wide)
    assert 3 < wide.locator("button.marker").count() < len(FIELD) / 5
    wide.get_by_role("button", name="Toute la").click()
    wide.evaluate(STILL)
    buttons = wide.locator("button.marker").evaluate_all(
        "all => all.flatMap(b => (b.dataset.cluster ?? '').split(' '))"
    )
    assert sorted(filter(None, buttons)) == sorted(plant.slug for plant in FIELD)


def test_the_map_is_not_left_by_moving_it(wide: Page) -> None:
    nearest(wide)
    before = set(wide.evaluate(_SEEN))
    wide.locator("[data-canvas]").focus()
    for _ in range(8):
        wide.keyboard.press("ArrowUp")
        wide.evaluate(STILL)
    after = set(wide.evaluate(_SEEN))
    assert after
    assert before.isdisjoint(after)


def test_the_keyboard_leads_to_what_is_in_sight_and_nowhere_else(wide: Page) -> None:
    nearest(wide)
    reached = wide.evaluate(_REACHED)
    assert set(wide.evaluate(_SEEN)) <= set(reached)
    assert len(reached) < wide.locator("button.marker").count()
    assert reached == sorted(reached, key=lambda slug: int(slug[1:]))  # the order of the list


def test_a_plant_of_the_list_has_its_marker_however_far_it_is(wide: Page) -> None:
    nearest(wide)
    assert wide.locator('button[data-marker="f249"]').count() == 0
    wide.locator("li.plant", has_text="Champ 249").get_by_role("button").click()
    expect(wide.locator('button[data-marker="f249"][aria-current]')).to_be_in_viewport()
