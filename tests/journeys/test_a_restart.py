"""quelia is killed while people watch, and started again: what was known is there at once, and they come back by themselves."""

import json
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service

_INTERVAL_S = 2
_BACK_MS = 20_000  # a browser waits for up to 10 s, as it was told; a loaded machine starts slowly
_PATHS = ("/?lang=fr", f"/centrale/{PLANT}?lang=fr", f"/embed/centrale/{PLANT}?lang=fr")


@pytest.fixture
def pages(owner: OwnerServer, service: Service, context: BrowserContext, trouble: list[str]) -> list[Page]:
    """The map, the plant's page and the embed, each live in a tab of its own."""
    owner.document = answer(15.8)
    service.load(declaration(owner.port, _INTERVAL_S), VAL_KEY=KEY)
    service.start()
    opened = [context.new_page() for _ in _PATHS]
    for page, path in zip(opened, _PATHS, strict=True):
        page.goto(service.url + path)
        _expect(page, "15,8")
        page.evaluate("window.stayed = true")
    return opened


def _expect(page: Page, number: str) -> None:
    value = page.locator(f'[data-live="{PLANT}"]').first
    expect(value).to_contain_text(f"{number}\u00a0MW", timeout=_BACK_MS)
    expect(value).to_have_attribute("data-state", "live", timeout=_BACK_MS)


def test_what_was_known_is_there_before_the_first_poll(pages: list[Page], service: Service, owner: OwnerServer) -> None:
    calls = _killed_and_started(service, owner)
    reading = json.loads(service.get(f"/v1/plants/{PLANT}/reading"))
    assert (reading["state"], reading["values"][0]["value"]) == ("live", 15.8)
    assert all("15,8" in service.get(path) for path in _PATHS)
    assert len(owner.calls) == calls


def test_who_watched_watches_on(pages: list[Page], service: Service, owner: OwnerServer) -> None:
    _killed_and_started(service, owner)
    owner.document = answer(16.4)
    owner.up()
    for page in pages:
        _expect(page, "16,4")
    assert all(page.evaluate("window.stayed") for page in pages)


def _killed_and_started(service: Service, owner: OwnerServer) -> int:
    """Kill and start quelia, its owner being away from then on. Returns how often that one was asked before."""
    _wait_for_a_record(owner)
    service.kill()
    owner.down()
    service.start(service.port)
    return len(owner.calls)


def _wait_for_a_record(owner: OwnerServer) -> None:
    """Two calls later, what the pages show is in the database."""
    enough, until = len(owner.calls) + 2, time.monotonic() + 10
    while len(owner.calls) < enough:
        assert time.monotonic() < until, "the owner is not asked any more"
        time.sleep(0.05)  # looks again; the bound is above
