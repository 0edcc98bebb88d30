"""A map with more plants than there is room for: what is in sight has a button, and every plant can be reached."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.chromium import STILL
from tests.journeys.park import Park, Plant, installed

# From the Atlantic to the Alps, so near to each other that some are in sight from however near.
FIELD = tuple(
    Plant(f"f{at}", f"Champ {at}", "solar", 43.6 + 0.23 * (at % 25), -0.9 + 0.7 * (at // 25), "Ici", "Bretagne", False)
    for at in range(250)
)


def _at_one_place(slug: str, name: str, count: int, latitude: float) -> tuple[Plant, ...]:
    return tuple(
        Plant(f"{slug}{at}", f"{name} {at}", "solar", latitude, 8.2, "Ici", "Grand Est", sourced=False)
        for at in range(1, count + 1)
    )


TOWER, HALL = _at_one_place("t", "Tour", 4, 48.1), _at_one_place("h", "Halle", 30, 48.9)
EVERYTHING = FIELD + TOWER + HALL


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with installed(Park(EVERYTHING), tmp_path_factory.mktemp("crowded")) as service:
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
  }).map(each => each.dataset.marker ?? each.dataset.cluster);
}"""


def test_only_what_is_in_sight_or_near_has_a_button(wide: Page) -> None:
    nearest(wide)
    assert 3 < wide.locator("button.marker").count() < len(FIELD) / 5
    wide.get_by_role("button", name="Toute la").click()
    wide.evaluate(STILL)
    buttons = wide.locator("button.marker").evaluate_all(
        "all => all.flatMap(b => (b.dataset.cluster ?? '').split(' '))"
    )
    assert sorted(filter(None, buttons)) == sorted(plant.slug for plant in EVERYTHING)


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


def test_a_window_that_grows_narrow_has_the_groups_of_a_narrow_one(wide: Page) -> None:
    nearer = wide.get_by_role("button", name="Agrandir")
    nearer.click()  # so that it is not the whole, which is shown again in any window
    wide.evaluate(STILL)

    def groups(width: int) -> list[str]:
        wide.set_viewport_size({"width": width, "height": 900})
        wide.evaluate(STILL)
        shown: list[str] = wide.locator("button.marker").evaluate_all(
            "all => all.map(b => b.dataset.cluster ?? b.dataset.marker)"
        )
        return shown

    broad, narrow = groups(640), groups(560)
    assert len(broad) < len(narrow)  # a marker is less wide there
    assert groups(640) == broad


@pytest.mark.parametrize("moved", [False, True])
def test_a_phone_that_is_turned_shows_the_whole_unless_the_map_was_moved(wide: Page, moved: bool) -> None:
    if moved:
        wide.get_by_role("button", name="Agrandir").click()
        wide.evaluate(STILL)
    wide.set_viewport_size({"width": 390, "height": 844})
    wide.evaluate(STILL)
    assert (len(set(wide.evaluate(_SEEN))) == wide.locator("button.marker").count()) is not moved


def test_few_plants_at_one_place_stand_one_above_the_other(page: Page, address: str, trouble: list[str]) -> None:
    page.goto(f"{address}/?lang=fr&q=tour")
    expect(page.locator("button.marker:not(.cluster)")).to_have_count(len(TOWER))
    page.evaluate(STILL)
    tops = [box["y"] for box in map(Locator.bounding_box, page.locator("button.marker").all()) if box]
    assert tops == sorted(set(tops), reverse=True)


_HIT = """y => {
  const { left, width } = document.querySelector("button.marker").getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, y)?.closest("button")?.dataset.marker;
}"""


def test_a_finger_finds_the_plants_of_a_tower(page: Page, address: str, trouble: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?lang=fr&q=tour")
    expect(page.locator("button.marker:not(.cluster)")).to_have_count(len(TOWER))
    page.evaluate(STILL)
    boxes = [box for box in map(Locator.bounding_box, page.locator("button.marker").all()) if box]
    assert min(box["height"] for box in boxes) >= 24
    hit = [page.evaluate(_HIT, box["y"] + beside) for box in boxes for beside in (-5, 12, box["height"] + 5)]
    assert hit == [plant.slug for plant in TOWER for _ in range(3)]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_many_plants_at_one_place_are_a_group_that_opens_as_a_list(
    page: Page, address: str, trouble: list[str], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/?lang=fr&q=halle")
    group = page.get_by_role("button", name="30 installations")
    gathering = page.get_by_role("dialog", name="30 installations au même endroit")
    group.click()
    expect(gathering.get_by_role("listitem")).to_have_count(len(HALL))
    row = gathering.get_by_role("button", name="Halle 30")
    row.scroll_into_view_if_needed()
    expect(row).to_be_in_viewport(ratio=0.95)
    row.click()
    expect(gathering).to_be_hidden()
    expect(page.locator("[data-card]")).to_contain_text("Halle 30")
    chosen = page.locator('button[data-marker="h30"][aria-current]')
    expect(chosen).to_be_in_viewport()
    page.evaluate(STILL)
    above, others = chosen.bounding_box(), page.get_by_role("button", name="29 installations").bounding_box()
    assert above
    assert others
    assert above["y"] + above["height"] <= others["y"]  # it hides none of them


def test_the_keyboard_goes_into_the_list_of_a_place_and_back(wide: Page, address: str) -> None:
    wide.goto(f"{address}/?lang=fr&q=halle")
    group = wide.get_by_role("button", name="30 installations")
    group.focus()
    wide.keyboard.press("Enter")
    gathering = wide.get_by_role("dialog")
    expect(gathering).to_be_visible()
    wide.keyboard.press("Escape")
    expect(gathering).to_be_hidden()
    expect(group).to_be_focused()
    wide.keyboard.press("Enter")
    wide.keyboard.press("Tab")
    expect(gathering.get_by_role("button", name="Halle 1", exact=True)).to_be_focused()
    wide.keyboard.press("Enter")
    expect(wide.locator("[data-card]")).to_be_visible()
    wide.keyboard.press("Escape")
    expect(group).to_be_focused()  # Halle 1 is in it again
