"""Nothing that axe-core knows is in the way of anybody: all its rules for WCAG 2.2 AA and good practice, on every page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from quelia.texts import LANGUAGES
from tests.journeys.axe import DESK, PHONE, faults, seen
from tests.journeys.service import Service
from tests.journeys.states import STATES, EveryState

__all__ = ["seen"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    states, service = EveryState(), Service(tmp_path_factory.mktemp("axe"), reach="127.0.0.1")
    states.start(service)
    yield service.url
    service.stop()
    states.close()


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
    assert faults(seen, DESK, PHONE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_wrong_with_a_map_to_frame(seen: Page, address: str, lang: str) -> None:
    opened(seen, f"{address}/embed/carte/france?lang={lang}")
    assert faults(seen, DESK, PHONE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/centrale/live", "/embed/centrale/live", "/nowhere"])
def test_nothing_is_wrong_with_a_page(seen: Page, address: str, lang: str, path: str) -> None:
    seen.goto(f"{address}{path}?lang={lang}")
    assert faults(seen, DESK, PHONE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_wrong_with_the_tester(seen: Page, address: str, lang: str) -> None:
    seen.goto(f"{address}/tester?lang={lang}")
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=path]").fill("a..b")
    seen.locator("main .go").click()
    expect(seen.locator(".error").first).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=path]").fill("")
    seen.locator("[name=url]").fill("https://192.0.2.1/")
    seen.locator("main .go").click()
    expect(seen.locator(".verdict-broken")).to_be_visible(timeout=10_000)
    assert faults(seen, DESK, PHONE) == []
    seen.goto(f"{address}/tester/nobody-made-this?lang={lang}")
    assert faults(seen, DESK, PHONE) == []


@pytest.mark.parametrize("path", ["/centrale", "/embed/centrale"])
@pytest.mark.parametrize("slug", STATES)
def test_nothing_is_wrong_with_the_page_of_a_plant_in_any_state(seen: Page, address: str, path: str, slug: str) -> None:
    seen.goto(f"{address}{path}/{slug}?lang=fr")
    live = seen.locator(f'[data-live="{slug}"]')
    expect(live).to_have_attribute("data-state", STATES[slug])
    assert faults(seen, PHONE) == []
