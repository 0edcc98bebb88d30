"""Time on the visitor's side: a clock that is wrong, one that is set while he looks, a phone that sleeps and wakes."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.park import PLANTS, Park, installed

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

# what is drawn of a plant as live, with the ms since the page woke: a page that sleeps draws nothing for a long time
_DRAWN = """
window.drawn = [];
window.woke = null;
let last = performance.now();
const note = now => {
  if (now - last > 1500) window.woke = now;
  last = now;
  const live = document.querySelector('li [data-live="arree"]');
  if (live?.dataset.state === "live" && window.woke !== null) window.drawn.push([now - window.woke, live.dataset.value]);
  requestAnimationFrame(note);
};
requestAnimationFrame(note);
"""
_A_TICK_MS = 1200  # a second, and a busy machine


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Park, str]]:
    park = Park(PLANTS[:2], stale_after_s=_STALE_S)
    with installed(park, tmp_path_factory.mktemp("time")) as service:
        yield park, service.url


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
    with asleep(page):
        park.says(arree=3.5)
        time.sleep(_STALE_S + 2)  # the sleep itself
    live = page.locator('li [data-live="arree"]')
    expect(live).to_have_attribute("data-value", "3.5", timeout=_SOON)
    expect(live).to_have_attribute("data-state", "live")
    assert page.evaluate("window.woke !== null")
    assert [each for each in page.evaluate("window.drawn") if each[1] == "12.5" and each[0] > _A_TICK_MS] == []


@contextmanager
def asleep(page: Page) -> Iterator[None]:
    """The processes that draw the browser's pages are stopped, as all are when a phone sleeps."""
    assert page.context.browser is not None
    told = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    pids = [process["id"] for process in told["processInfo"] if process["type"] == "renderer"]
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
