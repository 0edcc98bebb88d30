"""The pages without a mouse, without movement, without colour, without a script: nothing is out of reach."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.park import PLANTS, USUAL, Park, installed
from tests.journeys.pixels import Colour, seen, strokes

_MOST_TABS = 60


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    park = Park()
    park.says(**USUAL)
    with installed(park, tmp_path_factory.mktemp("keyboard")) as service:
        yield service.url


@pytest.fixture
def wide(page: Page, address: str, trouble: list[str]) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/?lang=fr")
    expect(page.locator('.plant [data-state="live"]')).to_have_count(6, timeout=15_000)
    return page


def focused(page: Page) -> str:
    """What is told of the element that has the focus: its name, else its text."""
    told: str = page.evaluate(
        "() => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"
    )
    return told


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press the key until what has the focus is called so."""
    for _ in range(_MOST_TABS):
        page.keyboard.press(key)
        if name in focused(page):
            return
    raise AssertionError(f"{name} is not reached")


def test_a_plant_is_opened_and_closed_by_the_keyboard_alone(wide: Page) -> None:
    tab_to(wide, "Éoliennes de l’Arrée")
    assert wide.evaluate("document.activeElement.matches('button.marker')")
    wide.keyboard.press("Enter")
    card = wide.locator("[data-card]")
    expect(card).to_be_visible()
    assert focused(wide) == "Éoliennes de l’Arrée"
    tab_to(wide, "Partager")
    wide.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert wide.evaluate("document.activeElement.dataset.marker") == "arree"


def test_a_group_is_opened_and_the_focus_stays_among_its_plants(wide: Page) -> None:
    tab_to(wide, "2 installations")
    wide.keyboard.press("Enter")
    expect(wide.locator('button[data-marker="etang"]')).to_be_visible()
    expect(wide.locator("button.marker:focus")).to_have_count(1)
    assert wide.evaluate("document.activeElement.dataset.marker") in ("etang", "crau")


def test_the_map_moves_and_grows_by_the_keyboard(wide: Page) -> None:
    tab_to(wide, "Carte des installations")
    before = wide.locator('button[data-marker="brenne"]').bounding_box()
    wide.keyboard.press("ArrowRight")
    wide.wait_for_function(
        "x => document.querySelector('[data-marker=brenne]').getBoundingClientRect().x < x - 20",
        arg=before["x"] if before else 0,
    )
    tab_to(wide, "Agrandir")
    apart = """() => document.querySelector('[data-marker=causse]').getBoundingClientRect().y
      - document.querySelector('[data-marker=brenne]').getBoundingClientRect().y"""
    near = wide.evaluate(apart)
    wide.keyboard.press("Enter")
    wide.wait_for_function(f"near => ({apart})() > 1.9 * near", arg=near)


def test_one_gets_past_the_map_in_one_step(wide: Page) -> None:
    tab_to(wide, "Aller à la liste des installations")
    wide.keyboard.press("Enter")
    wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.name") == "q"
    wide.keyboard.type("dombes")
    expect(wide.locator("li.plant:visible")).to_have_count(1)
    tab_to(wide, "Méthaniseur des Dombes")
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile("/centrale/dombes"))
    expect(wide.get_by_role("heading", level=1)).to_have_text("Méthaniseur des Dombes")


def test_what_has_the_focus_is_seen(wide: Page) -> None:
    """Everything that can be reached has an outline, and is not under something else."""
    for _ in range(30):
        wide.keyboard.press("Tab")
        seen = wide.evaluate(
            """() => {
              const active = document.activeElement;
              if (active === document.body) return null;
              const marked = [active, active.closest("label")].filter(Boolean);
              const outlined = marked.some(each => getComputedStyle(each).outlineStyle !== "none");
              const box = active.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return { name: active.outerHTML.slice(0, 90), outlined, covered: !(active.contains(top) || top?.contains(active)) };
            }"""
        )
        if seen is None:
            return
        assert seen["outlined"], seen
        assert not seen["covered"], seen


def test_who_wants_no_movement_sees_none(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce", locale="fr-FR", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/?lang=fr")
    expect(page.locator('.plant [data-state="live"]')).to_have_count(6, timeout=15_000)
    assert page.evaluate("document.getAnimations().length") == 0
    at = "document.querySelector('[data-marker=brenne]').getBoundingClientRect().x"
    before = page.evaluate(at)
    page.get_by_role("button", name="Agrandir").click()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = page.evaluate(at)
    page.evaluate("() => new Promise(done => setTimeout(done, 300))")
    assert before != after == page.evaluate(at)
    context.close()


@pytest.mark.parametrize(("scheme", "ground"), [("light", Colour(255, 255, 255)), ("dark", Colour(0, 0, 0))])
def test_where_the_system_chooses_the_colours_a_hold_is_two_bars_and_then_a_triangle(
    wide: Page, scheme: Literal["light", "dark"], ground: Colour
) -> None:
    wide.emulate_media(forced_colors="active", color_scheme=scheme)
    icon = wide.locator(".hold-icon")
    assert {strokes(row, ground) for row in seen(icon)[2:-2]} == {2}
    wide.locator("[data-action=hold]").click()
    wide.mouse.move(0, 0)
    assert {strokes(row, ground) for row in seen(icon)[2:-2]} == {1}


@pytest.mark.parametrize("path", ["/?lang=fr", "/centrale/arree?lang=fr", "/embed/centrale/arree?lang=fr"])
def test_without_a_script_the_last_values_are_read(browser: Browser, address: str, path: str, wide: Page) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(address + path)
    live = page.locator('[data-live="arree"]').first
    expect(live).to_be_visible()
    expect(live).to_contain_text("12,5\u00a0MW")
    expect(live).to_contain_text("Dernier relevé à")
    context.close()


def test_without_a_script_one_finds_and_filters(browser: Browser, address: str, wide: Page) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/?lang=fr")
    expect(page.locator("[data-summary]")).to_contain_text("32,8\u00a0MW")
    expect(page.locator("li.plant:visible")).to_have_count(len(PLANTS))
    page.get_by_label("Chercher une installation").fill("provence")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("li.plant:visible")).to_have_count(2)
    expect(page.locator("[data-summary]")).to_contain_text("8,0\u00a0MW")
    page.get_by_role("link", name="Serres de la Crau").click()
    expect(page.locator('[data-live="crau"]')).to_contain_text("2\u00a0MW")
    context.close()
