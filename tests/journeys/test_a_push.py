"""An owner without an API sends his values: a key by command, and the number is on the page."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.journeys.pushing import PLANT, new_key, push, pushed
from tests.journeys.service import Service

_STALE_S = 4


@pytest.fixture
def key(service: Service) -> Iterator[str]:
    service.load(pushed(interval_s=1, stale_after_s=_STALE_S))
    made = new_key(service)
    service.start()
    yield made
    assert made not in service.log


@pytest.fixture
def value(service: Service, key: str, context: BrowserContext, trouble: list[str]) -> Locator:
    """The live value on the plant's page."""
    page = context.new_page()
    page.goto(f"{service.url}/centrale/{PLANT}?lang=fr")
    return page.locator(f'[data-live="{PLANT}"]').first


def ago(seconds: float) -> str:
    return datetime.fromtimestamp(time.time() - seconds, UTC).isoformat()


def test_what_is_pushed_is_seen_ages_and_comes_back(service: Service, key: str, value: Locator) -> None:
    expect(value).to_have_attribute("data-state", "waiting")

    assert push(service, key, {"value": 15.8, "measured_at": ago(0)}) == (202, {"accepted": 1, "repeated": 0})
    expect(value).to_contain_text("15,8\u00a0MW", timeout=3_000)
    expect(value).to_have_attribute("data-state", "live")

    # what was kept while the network was down is history, and disturbs nothing
    backlog = [{"value": 1 + place / 100, "measured_at": ago(3600 + place)} for place in range(50)]
    assert push(service, key, *backlog)[1] == {"accepted": 50, "repeated": 0}
    assert push(service, key, *backlog)[1] == {"accepted": 0, "repeated": 50}
    expect(value).to_contain_text("15,8\u00a0MW")
    past = json.loads(service.get(f"/v1/plants/{PLANT}/history?step=60"))["points"]
    assert any(1 <= point["value"] <= 1.5 for point in past)

    expect(value).to_have_attribute("data-state", "stale", timeout=(_STALE_S + 3) * 1_000)

    for _ in range(2):
        assert push(service, key, {"reason": "connection"})[0] == 202
    expect(value).to_contain_text("Erreur de connexion", timeout=3_000)
    push(service, key, {"value": 3, "measured_at": ago(1800)})
    time.sleep(0.5)  # nothing of it is to be seen
    assert json.loads(service.get(f"/v1/plants/{PLANT}/reading"))["state"] == "error"

    push(service, key, {"value": 7_250, "unit": "kW"})
    expect(value).to_contain_text("7,25\u00a0MW", timeout=3_000)
    expect(value).to_have_attribute("data-state", "live")


def test_a_revoked_key_is_good_no_more(service: Service, key: str) -> None:
    assert push(service, key, {"value": 1})[0] == 202
    service.run("push-key", "revoke", "passerelle", "1")
    until = time.monotonic() + 3
    while push(service, key, {"value": 2})[0] == 202 and time.monotonic() < until:
        time.sleep(0.2)  # the catalog is looked at every second
    status, body = push(service, key, {"value": 3})
    assert (status, body["error"]["code"]) == (401, "key")
    assert json.loads(service.get(f"/v1/plants/{PLANT}/reading"))["values"][0]["value"] in (1, 2)


def test_what_was_acknowledged_is_there_after_kill_nine(service: Service, key: str) -> None:
    push(service, key, {"value": 5, "measured_at": ago(1)})
    push(service, key, {"value": 2, "measured_at": ago(600)})
    service.kill()
    service.start()
    reading = json.loads(service.get(f"/v1/plants/{PLANT}/reading"))
    assert reading["values"] == [{"quantity": "power", "value": 5, "unit": "MW"}]


def test_a_simulated_value_says_so_and_is_no_history(service: Service, key: str) -> None:
    push(service, key, {"value": 5, "simulated": True})
    assert json.loads(service.get(f"/v1/plants/{PLANT}/reading"))["simulated"] is True
    assert json.loads(service.get(f"/v1/plants/{PLANT}/history?step=60"))["points"] == []
    push(service, key, {"value": 6})
    assert "simulated" not in json.loads(service.get(f"/v1/plants/{PLANT}/reading"))


@pytest.fixture
def program(service: Service, key: str) -> Iterator[None]:
    """That of docs/push.md, with a meter that says no number at first."""
    page = (Path(__file__).parents[2] / "docs" / "push.md").read_text("utf-8")
    (text,) = re.findall(r"```python\n(.+?)```", page, re.S)
    for shown, here in (
        ("https://maps.example.org", service.url),
        ("return 15.8", "return values.pop() if len(values) > 1 else values[0]"),
        ("waiting =", 'values = [15.8, float("nan"), 3.0]\nwaiting ='),
        ("time.sleep(5)", "time.sleep(0.2)"),
    ):
        assert shown in text
        text = text.replace(shown, here)
    with subprocess.Popen([sys.executable, "-c", text], env={"PUSH_KEY": key}, stdout=subprocess.DEVNULL) as running:
        yield
        running.kill()


def test_the_program_of_the_page_goes_on_after_a_value_that_is_refused(value: Locator, program: None) -> None:
    expect(value).to_contain_text("15,8\u00a0MW")
