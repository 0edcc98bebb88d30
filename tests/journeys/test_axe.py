"""Nothing that axe-core knows is in the way of anybody: all its rules for WCAG 2.2 AA and good practice, on every page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from quelia.texts import LANGUAGES
from tests.journeys.chromium import STILL
from tests.journeys.service import Service
from tests.journeys.states import STATES, EveryState

_AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
# all that it has, what it only tries out included, but what is stricter than AA, and what it has given up itself
_RUN = """async () => {
  const unwanted = /wcag2aaa|deprecated/;
  const wanted = axe.getRules().filter(({ tags }) => !unwanted.test(tags));
  const rules = Object.fromEntries(wanted.map(({ ruleId }) => [ruleId, { enabled: true }]));
  const { violations, passes } = await axe.run(document, { rules, resultTypes: ["violations"] });
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html.slice(0, 200)}\\n${failureSummary}`));
  return { found, passed: passes.map(({ id }) => id) };
}"""
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_PHONE, _DESK = (390, 844), (1440, 900)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    states, service = EveryState(), Service(tmp_path_factory.mktemp("axe"), reach="127.0.0.1")
    states.start(service)
    yield service.url
    service.stop()
    states.close()


@pytest.fixture(scope="module")
def seen(browser: Browser) -> Iterator[Page]:
    """One page for all: axe is large, and looks at what stands there."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.add_init_script(path=_AXE)
    yield context.new_page()
    context.close()


def faults(page: Page, *sizes: tuple[int, int]) -> list[str]:
    """What axe finds, in the light and in the dark."""
    found: list[str] = []
    for wide, tall in sizes:
        page.set_viewport_size({"width": wide, "height": tall})
        page.evaluate(STILL)  # the map goes on moving for some frames
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            seen: dict[str, Any] = page.evaluate(_RUN)
            assert {"color-contrast", "target-size", "region"} <= set(seen["passed"])
            found += [f"{wide} {scheme}: {each}" for each in seen["found"]]
    return found


def opened(page: Page, url: str) -> None:
    """The map, with each plant in its state."""
    page.goto(url)
    for slug, state in STATES.items():
        expect(page.locator(f'.plant [data-live="{slug}"]')).to_have_attribute("data-state", state, timeout=15_000)


def as_it_opens(page: Page) -> None:
    expect(page.locator("button.marker").first).to_be_visible()


def with_a_card(page: Page) -> None:
    page.locator('li.plant[data-plant="live"]').get_by_role("button").click()
    expect(page.locator("[data-card]")).to_be_visible()


def filtered_to_nothing(page: Page) -> None:
    page.locator("input[name=q]").fill("nowhere")
    expect(page.locator("[data-no-match]")).to_be_visible()


def held(page: Page) -> None:
    page.locator("[data-action=hold]").click()
    expect(page.locator("html[data-held]")).to_be_attached()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", [as_it_opens, with_a_card, filtered_to_nothing, held])
def test_nothing_is_wrong_with_the_map(seen: Page, address: str, lang: str, step: Callable[[Page], None]) -> None:
    opened(seen, f"{address}/?lang={lang}")
    seen.set_viewport_size({"width": 1440, "height": 900})
    step(seen)
    assert faults(seen, _DESK, _PHONE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_wrong_with_a_map_to_frame(seen: Page, address: str, lang: str) -> None:
    opened(seen, f"{address}/embed/carte/france?lang={lang}")
    assert faults(seen, _DESK, _PHONE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/centrale/live", "/embed/centrale/live", "/nowhere"])
def test_nothing_is_wrong_with_a_page(seen: Page, address: str, lang: str, path: str) -> None:
    seen.goto(f"{address}{path}?lang={lang}")
    assert faults(seen, _DESK, _PHONE) == []


@pytest.mark.parametrize("path", ["/centrale", "/embed/centrale"])
@pytest.mark.parametrize("slug", STATES)
def test_nothing_is_wrong_with_the_page_of_a_plant_in_any_state(seen: Page, address: str, path: str, slug: str) -> None:
    seen.goto(f"{address}{path}/{slug}?lang=fr")
    live = seen.locator(f'[data-live="{slug}"]')
    expect(live).to_have_attribute("data-state", STATES[slug])
    assert faults(seen, _PHONE) == []
