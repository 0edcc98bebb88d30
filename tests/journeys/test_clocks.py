"""Time on the visitor's side: a clock that is wrong, one that is set while he looks, a phone that sleeps and wakes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.park import PLANTS, Park
from tests.journeys.service import Service

_SOON = 10_000
_HOUR_MS = 3_600_000
_STALE_S = 4.0

# the browser's clock is `shift` ms wrong; what only runs, performance.now(), is right
_WRONG_CLOCK = """
(() => {
  const Right = Date;
  window.shift = SHIFT;
  window.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + window.shift); }
    static now() { return Right.now() + window.shift; }
  };
})();
"""

# everything that was ever drawn of the plant as live, with the moment
_DRAWN = """
window.drawn = [];
const note = () => {
  const live = document.querySelector('li [data-live="arree"]');
  if (live?.dataset.state === "live") window.drawn.push(live.dataset.value);
  requestAnimationFrame(note);
};
requestAnimationFrame(note);
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Park, str]]:
    park, service = (
        Park(PLANTS[:2], stale_after_s=_STALE_S),
        Service(tmp_path_factory.mktemp("time"), reach="127.0.0.1"),
    )
    service.load(park.declaration())
    service.start()
    yield park, service.url
    service.stop()
    park.close()


@pytest.fixture
def park(served: tuple[Park, str]) -> Park:
    park, _ = served
    park.is_well()
    park.says(arree=12.5, brenne=4.25)
    return park


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/?lang=fr")
    expect(page.locator('li [data-live="arree"]')).to_have_attribute("data-value", "12.5", timeout=_SOON)
    return page


@pytest.mark.parametrize("hours", [-30 * 24, -1, 3, 400 * 24])
def test_a_wrong_clock_changes_nothing(
    page: Page, park: Park, served: tuple[Park, str], trouble: list[str], hours: int
) -> None:
    page.add_init_script(_WRONG_CLOCK.replace("SHIFT", str(hours * _HOUR_MS)))
    opened(page, served[1])
    live = page.locator('li [data-live="arree"]')
    expect(live).to_have_attribute("data-state", "live")
    expect(live).to_contain_text("Relevé")
    park.says(arree=3.25)
    expect(live).to_contain_text("3,25", timeout=_SOON)
    expect(live).to_have_attribute("data-state", "live")
    expect(page.locator("[data-summary]")).to_contain_text("2 sur 2 transmettent")


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_while_one_looks_is_seen_through(
    page: Page, park: Park, served: tuple[Park, str], trouble: list[str], hours: int
) -> None:
    page.add_init_script(_WRONG_CLOCK.replace("SHIFT", "0"))
    opened(page, served[1])
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if "/v1/stream" in request.url else None)
    with page.expect_request("**/v1/stream*"):
        page.evaluate("shift => { window.shift = shift; }", hours * _HOUR_MS)
    park.says(arree=8.75)
    live = page.locator('li [data-live="arree"]')
    expect(live).to_contain_text("8,75", timeout=_SOON)
    expect(live).to_have_attribute("data-state", "live")
    assert len(streams) == 1


def test_a_phone_that_slept_shows_nothing_old_as_live(
    page: Page, park: Park, served: tuple[Park, str], trouble: list[str]
) -> None:
    page.add_init_script(_DRAWN)
    opened(page, served[1])
    phone = page.context.new_cdp_session(page)
    phone.send("Page.setWebLifecycleState", {"state": "frozen"})
    park.says(arree=3.5)
    other = page.context.new_page()  # it stays awake: by it one sees how long the sleep was
    other.goto(f"{served[1]}/?lang=fr")
    expect(other.locator('li [data-live="arree"]')).to_have_attribute("data-value", "3.5", timeout=_SOON)
    other.evaluate(f"() => new Promise(done => setTimeout(done, {(_STALE_S + 1) * 1000}))")
    other.close()
    phone.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("window.drawn.length = 0")
    expect(page.locator('li [data-live="arree"]')).to_have_attribute("data-value", "3.5", timeout=_SOON)
    assert set(page.evaluate("window.drawn")) <= {"3.5"}
