"""`quelia demo` as somebody sees it who has just typed `make run`."""

import re
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from quelia.sources.demo.owners import OWNERS

_PLANTS = sum(len(tomllib.loads(owner.declaration(0))["plant"]) for owner in OWNERS)
# what these show does not depend on the hour; all others are live or, at night or without a wind, not
_BUILDING, _PAUSED, _FAILING = "centrale-de-la-hardt", "parc-eolien-du-cezallier", "microcentrale-de-l-ubaye"
_TOWN_HALL = """<!doctype html>
<html lang="fr"><head><title>Mairie</title><link rel="stylesheet" href="/site.css"></head>
<body><script src="{demo}/embed/quelia.js"></script>
<quelia-live plant="methaniseur-de-la-vesle"></quelia-live></body></html>"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, as it prints it."""
    program = str(Path(sys.executable).with_name("quelia"))
    log = tmp_path_factory.mktemp("demo") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([program, "demo", "--port", "0", "--lang", "fr"], stdout=out, stderr=out)
    until = time.monotonic() + 30
    while "http://localhost:" not in log.read_text():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)  # looks again; the bound is above
    yield next(word for word in log.read_text().split() if word.startswith("http://localhost:"))
    process.terminate()
    process.wait(12)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def hosts(context: BrowserContext) -> set[str]:
    """The hosts that the pages speak to."""
    found: set[str] = set()
    context.on("request", lambda request: found.add(request.url.split("/")[2].split(":")[0]))
    return found


@pytest.fixture
def town_hall(demo: str) -> Iterator[str]:
    """The address of a page of another site, strict about what runs in it and careless about its styles."""
    files = {
        "/": ("text/html", _TOWN_HALL.format(demo=demo)),
        "/site.css": (
            "text/css",
            "* { color: red !important; display: inline !important; animation: none !important }",
        ),
    }

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = files.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            allowed = f"default-src 'none'; style-src 'self'; script-src {demo}; connect-src {demo}"
            self.send_header("Content-Security-Policy", allowed)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def entry(page: Page, slug: str) -> Locator:
    """A plant in the list beside the map."""
    return page.locator(f'.plant-list [data-plant="{slug}"]')


def test_the_map_shows_every_plant_with_its_state(demo: str, page: Page, hosts: set[str], trouble: list[str]) -> None:
    page.goto(f"{demo}/?lang=fr")
    expect(page.locator(".plant-list [data-plant]")).to_have_count(_PLANTS)
    expect(page.get_by_text("Données simulées").first).to_be_visible()
    for slug, states in ((_BUILDING, "none"), (_PAUSED, "paused"), (_FAILING, "live|error")):
        live = entry(page, slug).locator("[data-live]")
        expect(live).to_have_attribute("data-state", re.compile(f"^({states})$"), timeout=15_000)
    apart = "".join(f':not([data-plant="{slug}"])' for slug in (_BUILDING, _PAUSED, _FAILING))
    well = page.locator(f".plant-list [data-plant]{apart} :is([data-state=live], [data-state=no_production])")
    expect(well).to_have_count(_PLANTS - 3, timeout=15_000)
    assert hosts == {"localhost"}
    assert page.context.cookies() == []


def test_a_map_of_a_region_shows_its_plants(demo: str, page: Page) -> None:
    page.goto(f"{demo}/carte/bretagne?lang=fr")
    expect(page.get_by_text("Énergies de Bretagne").first).to_be_visible()
    expect(entry(page, "methaniseur-du-leon")).to_contain_text("Temps réel", timeout=15_000)
    expect(entry(page, "methaniseur-de-la-vesle")).to_have_count(0)


def test_a_plant_opens_from_the_map(demo: str, page: Page, trouble: list[str]) -> None:
    page.goto(f"{demo}/?lang=fr")
    entry(page, "cogeneration-du-haut-jura").locator("[data-action=locate]").click()
    card = page.locator("[data-card]")
    expect(card).to_contain_text("Cogénération du Haut-Jura")
    expect(card).to_contain_text("Temps réel", timeout=15_000)
    card.get_by_role("link").click()
    expect(page).to_have_url(f"{demo}/centrale/cogeneration-du-haut-jura?lang=fr")
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live", timeout=15_000)
    expect(page.locator('[data-live] [data-quantity="temperature"]')).to_contain_text("°C")


def test_what_the_server_wrote_stays_while_the_page_comes_alive(demo: str, page: Page) -> None:
    texts: list[str] = []
    page.expose_function("noted", lambda text: texts.append(text))  # noqa: PLW0108 - a built-in is not taken
    page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
            const live = document.querySelector("[data-live]");
            const note = () => noted(live.textContent.trim());
            note();
            new MutationObserver(note).observe(live, { subtree: true, childList: true, characterData: true });
        });"""
    )
    page.goto(f"{demo}/centrale/methaniseur-de-la-vesle?lang=fr")
    expect(page.locator("[data-part=age]")).to_contain_text("Relevé", timeout=15_000)
    assert texts
    assert all(texts)


def test_an_element_lives_on_a_page_of_another_origin(town_hall: str, page: Page, trouble: list[str]) -> None:
    page.goto(town_hall)
    live = page.locator("quelia-live")
    expect(live).to_have_attribute("data-state", "live", timeout=15_000)
    expect(live).to_be_visible()
    expect(live).to_contain_text("Nm³/h")
    expect(live).to_contain_text("Données simulées")


@pytest.mark.parametrize("path", ["/", "/centrale/parc-eolien-du-levezou", "/embed/centrale/parc-eolien-du-levezou"])
def test_a_page_is_whole_without_javascript(demo: str, browser: Browser, path: str) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(demo + path)
    expect(page.locator('[data-live="parc-eolien-du-levezou"]')).to_contain_text("MW")
    expect(page.get_by_text("Données simulées").first).to_be_visible()
    context.close()


def test_the_keyboard_leads_through_the_map_and_out_of_it(demo: str, page: Page, trouble: list[str]) -> None:
    """Plants overseas among them: to go there and back would begin the way anew, for ever."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{demo}/?lang=fr")
    expect(page.locator("button.marker").first).to_be_visible(timeout=15_000)
    page.locator("[data-canvas]").focus()
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.querySelector('.unseen')?.textContent.trim() ?? ''"))
        if reached[-1] == "Agrandir":
            break
    assert reached[-1] == "Agrandir", reached
    assert len(set(reached)) == len(reached)
    assert not any("Pierrefonds" in name for name in reached)
