"""An owner who has no API: an operator makes a source and a key, a line of `curl` sends a value, and visitors see it."""

import json
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import DESK, PHONE, faults, seen
from tests.journeys.office import Office

__all__ = ["seen"]

OPERATOR = "lea@quelia.example"
PLANT = """
[[owner]]
slug = "energies-du-lac"
name = "Énergies du Lac"

[[plant]]
slug = "toits-du-lac"
owner = "energies-du-lac"
name = "Toits du Lac"
energy = "solar"
latitude = 45.9
longitude = 6.1
capacity = "40 kW"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("push"))
    office.service.load(PLANT)
    office.open()
    yield office
    office.service.stop()


@pytest.fixture(scope="module")
def inside(office: Office, seen: Page) -> Page:
    office.enter(seen, OPERATOR, office.create(OPERATOR))
    return seen


def tell(office: Office, key: str, **report: object) -> int:
    """As a bridge does, once a minute."""
    body = json.dumps({"bridge": "Local technique", "version": "0.0.1", "sent_at": time.time(), **report}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    known_by = time.monotonic() + 5  # the running catalog follows a moment after the key was made
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{office.url}/v1/bridge", body, headers)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            if refused.code != 401 or time.monotonic() > known_by:
                raise
            time.sleep(0.3)  # who asks too often with a key that is not known has to wait for longer


def test_from_nothing_to_a_value_on_the_page(office: Office, inside: Page, tmp_path: Path) -> None:
    page = inside
    page.goto(f"{office.url}/admin/sources/nouvelle/?plant=toits-du-lac")
    page.get_by_role("link", name="Il nous envoie les valeurs").click()
    assert faults(page, DESK, PHONE) == []
    page.locator("[name=interval_s]").fill("10")
    page.locator("[name=point-0-unit]").fill("kW")
    page.locator("main .go").click()
    expect(page.locator(".said")).to_contain_text("Créez maintenant une clé")
    expect(page.get_by_role("button", name="Lien pour le technicien")).to_have_count(0)
    page.locator("#key-name").fill("Automate du toit")
    page.get_by_role("button", name="Créer une clé d’envoi").click()
    assert faults(page, DESK, PHONE) == []
    key, line = page.locator("#key").input_value(), page.locator("#curl").inner_text()
    with page.expect_download() as file:
        page.get_by_role("button", name="Télécharger bridge.toml").click()
    assert key in Path(file.value.path()).read_text("utf-8")

    page.get_by_role("link", name="C’est noté").click()
    assert key not in page.content()
    sent = subprocess.run([*shlex.split(line), "-s", "-w", "%{http_code}"], capture_output=True, text=True, check=True)
    assert sent.stdout.endswith("202"), sent.stdout

    page.goto(f"{office.url}/admin/centrales/toits-du-lac/")
    page.goto(str(page.locator("[href*='/apercu/'], iframe").first.evaluate("each => each.href || each.src")))
    live = page.locator("quelia-live[data-live=toits-du-lac]").first
    expect(live).to_have_attribute("data-value", "20")
    expect(live.locator("[data-part=mark]")).to_have_text("Données simulées")

    page.goto(f"{office.url}/admin/centrales/toits-du-lac/publier/")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".said")).to_be_visible()
    public_by = time.monotonic() + 5
    while (answer := page.goto(f"{office.url}/centrale/toits-du-lac")) is None or answer.status == 404:
        assert time.monotonic() < public_by
    expect(live.locator("[data-part=mark]")).to_have_text("Données simulées")
    real = line.replace(', "simulated": true', "").replace('"value": 20', '"value": 31.5')
    subprocess.run([*shlex.split(real), "-s", "-f"], check=True, capture_output=True)
    expect(live).to_have_attribute("data-value", "31.5")  # while one looks
    expect(live.locator("[data-part=mark]")).to_have_text("")


def test_how_a_bridge_does_is_told_to_those_who_look_after_it(office: Office, inside: Page) -> None:
    page = inside
    page.goto(f"{office.url}/admin/sources/toits-du-lac/")
    page.get_by_role("button", name="Créer une clé d’envoi").click()
    key = page.locator("#key").input_value()
    failing = {"name": "<b>onduleur</b>", "type": "modbus", "state": "failing", "code": "timeout", "fault": ""}
    assert tell(office, key, sent_at=time.time() - 400, queue=12, oldest_at=time.time() - 1000, inputs=[failing]) == 202
    page.goto(f"{office.url}/admin/sources/toits-du-lac/")
    told = page.locator("[data-bridge='Local technique']")
    expect(told).to_contain_text("Son horloge retarde de 6")
    expect(told).to_contain_text("12 valeurs")
    expect(told.locator("th", has_text="<b>onduleur</b>")).to_be_visible()
    expect(told).to_contain_text("En échec")
    assert faults(page, DESK, PHONE) == []
    page.goto(f"{office.url}/admin/sources/")
    expect(page.locator("#source-toits-du-lac")).to_contain_text("1 sur 1 en échec")
    assert faults(page, DESK, PHONE) == []


def test_a_key_is_revoked_by_a_question_and_then_refused(office: Office, inside: Page) -> None:
    page = inside
    page.goto(f"{office.url}/admin/sources/toits-du-lac/")
    page.locator("#key-name").fill("Prestataire")
    page.get_by_role("button", name="Créer une clé d’envoi").click()
    line = page.locator("#curl").inner_text()
    page.get_by_role("link", name="C’est noté").click()
    page.get_by_role("link", name="Révoquer – Prestataire").click()
    assert faults(page, DESK, PHONE) == []
    page.get_by_role("button", name="Révoquer").click()
    expect(page.locator(".said")).to_contain_text("révoquée")
    sent = [*shlex.split(line), "-s", "-o", "/dev/null", "-w", "%{http_code}"]
    refused_by = time.monotonic() + 5
    while (code := subprocess.run(sent, capture_output=True, text=True, check=True).stdout) != "401":
        assert time.monotonic() < refused_by, code
