"""The main job: an owner's number on a page, its changes, its loss and its return."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service

_INTERVAL_S = 2


@pytest.fixture
def values(owner: OwnerServer, service: Service, context: BrowserContext, trouble: list[str]) -> list[Locator]:
    """The plant's live value on the map, on its page and in the embed, each open in a tab of its own."""
    owner.document = answer(15.8)
    service.load(declaration(owner.port, _INTERVAL_S), VAL_KEY=KEY)
    service.start()
    pages = ["/?lang=fr", f"/centrale/{PLANT}?lang=fr", f"/embed/centrale/{PLANT}?lang=fr"]
    return [_open(context, service.url + page) for page in pages]


def _open(context: BrowserContext, url: str) -> Locator:
    page: Page = context.new_page()
    page.goto(url)
    return page.locator(f'[data-live="{PLANT}"]').first


def _within(seconds: float, check: Callable[[Locator, float], None], values: list[Locator]) -> None:
    """The check holds on every page within `seconds` from now, not `seconds` each."""
    until = time.monotonic() + seconds
    for value in values:
        check(value, max(1.0, (until - time.monotonic()) * 1000))


def _shows(number: str) -> Callable[[Locator, float], None]:
    def check(value: Locator, timeout: float) -> None:
        expect(value).to_contain_text(f"{number}\u00a0MW", timeout=timeout)
        expect(value).to_have_attribute("data-state", "live", timeout=timeout)

    return check


def _fails(value: Locator, timeout: float) -> None:
    expect(value).to_contain_text("Erreur de connexion", timeout=timeout)
    expect(value).not_to_contain_text("MW", timeout=timeout)
    assert value.get_attribute("data-state") == "error"
    assert value.get_attribute("data-value") is None


def test_a_value_is_shown_followed_lost_and_found_again(values: list[Locator], owner: OwnerServer) -> None:
    _within(10, _shows("15,8"), values)
    assert {value.get_attribute("data-value") for value in values} == {"15.8"}
    assert all("⚡" in value.inner_text() for value in values)

    owner.document = answer(7.25)
    _within(_INTERVAL_S + 1, _shows("7,25"), values)

    owner.down()
    _within(3 * _INTERVAL_S, _fails, values)
    assert not any("⚡" in value.inner_text() for value in values)

    owner.document = answer(16.0)
    owner.up()
    _within(_INTERVAL_S + 1, _shows("16,00"), values)


def test_the_bolt_moves_only_while_the_value_is_live(values: list[Locator], owner: OwnerServer) -> None:
    moving = "element => element.getAnimations({ subtree: true }).length > 0"
    _within(10, _shows("15,8"), values)
    assert all(value.evaluate(moving) for value in values)
    owner.down()
    _within(3 * _INTERVAL_S, _fails, values)
    assert not any(value.evaluate(moving) for value in values)


def test_the_last_value_is_there_before_any_script(values: list[Locator], service: Service) -> None:
    _within(10, _shows("15,8"), values)
    page = service.get(f"/centrale/{PLANT}?lang=fr")
    assert "15,8" in page
    assert "Temps réel" in page
