"""A value within a sentence: whatever its state, the lines around it stay as they are, and nothing of it is torn apart."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.service import Service
from tests.journeys.site import Site
from tests.journeys.states import STATES, EveryState

_WITH_NUMBER = {"live": "12,4\u00a0MW", "stale": "212\u00a0Nm³/h", "own-use": "−0,04\u00a0MW"}
_WITHOUT = {
    "waiting": "Connexion…",
    "no-production": "Pas de production",
    "error": "Erreur de connexion",
    "paused": "Maintenance jusqu’au 30 juin",
}
_SHOWN = (*_WITH_NUMBER, *_WITHOUT)
_SIMULATED = {
    "plant": "live",
    "state": "live",
    "reason": None,
    "values": [{"quantity": "power", "value": 12.4, "unit": "MW"}],
    "measured_at": None,
    "clock": "server",
    "received_at": "2024-01-15T10:30:00Z",
    "at": "2024-01-15T10:30:00Z",
    "interval_s": 5,
    "stale_after_s": 15,
    "simulated": True,
}
# every width of a narrow column; the middles of its parts, as long as they are seen
_TORN = """live => {
  const paragraph = live.closest("p");
  const part = name => live.shadowRoot.querySelector(`[data-part="${name}"]`);
  const torn = [];
  for (let width = 90; width < 420; width += 3) {
    paragraph.style.width = `${width}px`;
    const middles = ["icon", "number", "unit"].map(name => {
      const { top, height } = part(name).getClientRects()[0];
      return top + height / 2;
    });
    if (Math.max(...middles) - Math.min(...middles) > 6) torn.push(width);
  }
  paragraph.style.width = "";
  return torn;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    states, service = EveryState(), Service(tmp_path_factory.mktemp("sentence"), reach="127.0.0.1")
    states.start(service)
    yield service.url
    service.stop()
    states.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


def sentence(inside: str) -> str:
    return f"<p>Le parc donne {inside} en ce moment.</p>"


def put(site: Site, address: str, *plants: str, style: str = "") -> str:
    """A page with one sentence for each, after one that has none."""
    lines = "".join(sentence(f'<quelia-live inline plant="{plant}"></quelia-live>') for plant in plants)
    style = f"body {{ font: 18px/1.5 serif; {style} }} p {{ margin: 0 }}"
    return site.put(
        "/sentence",
        f'<!doctype html><html lang="fr"><head><title>Mairie</title><style>{style}</style></head><body>'
        f'{sentence("rien")}{lines}<script src="{address}/embed/quelia.js"></script></body></html>',
    )


def seen(page: Page, plant: str) -> Locator:
    live = page.locator(f'quelia-live[plant="{plant}"]')
    expect(live).to_have_attribute("data-state", STATES[plant], timeout=15_000)
    return live


def heights(page: Page) -> set[float]:
    found: list[float] = page.locator("p").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    return set(found)


def simulated(page: Page) -> Locator:
    """What comes then is written by this test: nothing that a file declares is made up."""
    data = f"retry: 600000\nevent: reading\ndata: {json.dumps(_SIMULATED)}\n\n"
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}
    page.route("**/v1/stream?*", lambda route: route.fulfill(body=data, headers=headers))
    return page.locator("quelia-live [data-part=mark]")


@pytest.mark.parametrize("line_height", ["normal", "1", "1.2", "1.6", "21px"])
def test_no_line_becomes_higher(site: Site, address: str, page: Page, line_height: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 600})
    page.goto(put(site, address, *_SHOWN, style=f"line-height: {line_height}"))
    for plant in _SHOWN:
        seen(page, plant)
    assert len(heights(page)) == 1


@pytest.mark.parametrize("line_height", ["normal", "1", "21px"])
def test_made_up_values_say_so_within_the_line(site: Site, address: str, page: Page, line_height: str) -> None:
    mark = simulated(page)
    page.goto(put(site, address, "live", style=f"line-height: {line_height}"))
    expect(mark).to_have_text("Données simulées")
    expect(mark).to_be_visible()
    assert mark.evaluate("mark => getComputedStyle(mark).borderStyle") == "dashed"
    assert len(heights(page)) == 1


@pytest.mark.parametrize("plant", _WITH_NUMBER)
def test_beside_a_number_the_shape_says_the_state_and_the_word_is_only_heard(
    site: Site, address: str, page: Page, plant: str
) -> None:
    page.goto(put(site, address, plant))
    live = seen(page, plant)
    expect(live).to_contain_text(_WITH_NUMBER[plant])
    width = "word => word.getBoundingClientRect().width"
    assert live.locator("[data-part=word]").evaluate(width) == 1
    assert live.locator("[data-part=icon]").evaluate(width) > 10
    expect(live.locator("[data-part=age]")).to_be_hidden()
    slant = live.locator("[data-part=value]").evaluate("value => getComputedStyle(value).fontStyle")
    assert slant == ("italic" if plant == "stale" else "normal")


@pytest.mark.parametrize("plant", _WITHOUT)
def test_where_there_is_no_number_the_state_is_said(site: Site, address: str, page: Page, plant: str) -> None:
    page.goto(put(site, address, plant))
    word = seen(page, plant).locator("[data-part=word]")
    expect(word).to_have_text(_WITHOUT[plant])
    assert word.evaluate("word => word.getBoundingClientRect().width") > 50


@pytest.mark.parametrize("plant", _WITH_NUMBER)
def test_shape_number_and_unit_stay_together_in_any_column(site: Site, address: str, page: Page, plant: str) -> None:
    page.goto(put(site, address, plant))
    assert seen(page, plant).evaluate(_TORN) == []


def test_it_is_written_in_the_font_of_the_sentence(site: Site, address: str, page: Page) -> None:
    page.goto(put(site, address, "live", style="font-size: 23px; --quelia-font: 40px fantasy"))
    number = seen(page, "live").locator("[data-part=number]")
    look = number.evaluate("number => [getComputedStyle(number).fontFamily, getComputedStyle(number).fontSize]")
    assert look == ["serif", "23px"]
