"""Values on the pages of customers: careless, strict, old, hostile, and all of them real."""

import json
from collections.abc import Iterator
from typing import Literal
from urllib.request import urlopen

import pytest
import trustme
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.conftest import KEY
from tests.journeys.owner import OwnerServer
from tests.journeys.pixels import contrast, seen
from tests.journeys.service import Service
from tests.journeys.site import Site

_PLANTS = [f"toit-{number}" for number in range(50)]
_PLANT = _PLANTS[0]
_INTERVAL_S = 2
_SOON_MS = 15_000
_LIVE, _STALE, _WAITING = "Temps réel", "Donnée ancienne", "Connexion…"
_TOML = """
[[owner]]
slug = "commune"
name = "Commune"

[[source]]
slug = "toits"
owner = "commune"
url = "https://localhost:{port}/toits"
auth = {{ type = "header", name = "X-API-Key", secret_env = "VAL_KEY" }}
interval_s = {interval_s}
"""
_TOML_PLANT = """
[[plant]]
slug = "{slug}"
owner = "commune"
name = "École n° {slug}"
energy = "solar"
latitude = 47.39
longitude = 0.69
published = true

[[source.point]]
plant = "{slug}"
quantity = "power"
path = "{slug}"
unit = "MW"
"""
# all that a page can do to an element from outside
_HOSTILE_CSS = """
body * {
  all: unset !important; display: none !important; visibility: hidden !important; opacity: 0 !important;
  font: 0/0 fantasy !important; color: transparent !important; background: red !important; direction: rtl !important;
  transform: scale(3) rotate(9deg) !important; filter: blur(9px) !important; animation: none !important;
  position: fixed !important; inset: -900px !important; width: 0 !important; height: 0 !important;
  overflow: hidden !important; clip-path: inset(50%) !important; pointer-events: none !important;
  letter-spacing: 2em !important; text-transform: uppercase !important; white-space: normal !important;
}
"""
_HIDING = """
let state = "visible";
Object.defineProperty(Document.prototype, "visibilityState", { get: () => state, configurable: true });
window.look = (next) => { state = next; document.dispatchEvent(new Event("visibilitychange")); };
"""
_MEASURES = """live => {
  const box = live.getBoundingClientRect();
  const styles = [live, ...live.shadowRoot.querySelectorAll("[data-part]")].map((part) => {
    const { display, visibility, opacity, fontSize, color, direction, transform, filter, position } = getComputedStyle(part);
    return [part.dataset.part, display, visibility, opacity, fontSize, color, direction, transform, filter, position];
  });
  return { height: box.height, styles };
}"""


def _powers(each: float) -> dict[str, float]:
    return {slug: each + number for number, slug in enumerate(_PLANTS)}


@pytest.fixture(scope="module")
def authority_() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def owner_(authority_: trustme.CA) -> Iterator[OwnerServer]:
    server = OwnerServer(authority_, header="X-API-Key", key=KEY)
    server.up()
    server.document = _powers(15.8)
    yield server
    server.close()


@pytest.fixture(scope="module")
def quelia(authority_: trustme.CA, owner_: OwnerServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests that leave it alone."""
    yield from _running(authority_, owner_, tmp_path_factory)


@pytest.fixture
def narrow(
    authority_: trustme.CA,
    owner_: OwnerServer,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    """One that lets one stream in, and may be killed."""
    monkeypatch.setenv("QUELIA_STREAMS_PER_IP", "1")
    yield from _running(authority_, owner_, tmp_path_factory)


def _running(authority: trustme.CA, owner: OwnerServer, folders: pytest.TempPathFactory) -> Iterator[Service]:
    folder = folders.mktemp("quelia")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    service = Service(folder, folder / "authority.pem")
    plants = "".join(_TOML_PLANT.format(slug=slug) for slug in _PLANTS)
    service.load(_TOML.format(port=owner.port, interval_s=_INTERVAL_S) + plants, VAL_KEY=KEY)
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


@pytest.fixture
def streams(page: Page) -> list[str]:
    """The streams that the page asked for, in order; HEAD asks why there is none."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if _is_stream(request.url, request.method) else None)
    return found


def _is_stream(url: str, method: str) -> bool:
    return "/v1/stream?" in url and method == "GET"


def _script(service: Service) -> str:
    return f'<script src="{service.url}/embed/quelia.js"></script>'


def _element(plant: str = _PLANT, attributes: str = "") -> str:
    return f'<quelia-live plant="{plant}" {attributes}></quelia-live>'


def _strict(service: Service, *more: str) -> str:
    """What a careful webmaster allows: no style, no image, nothing of anybody else."""
    return "; ".join(("default-src 'none'", f"script-src {service.url}", f"connect-src {service.url}", *more))


def _html(body: str, head: str = "", lang: str = ' lang="fr"') -> str:
    return f"<!doctype html><html{lang}><head><title>Mairie</title>{head}</head><body>{body}</body></html>"


def _expect_live(element: Locator, number: str = "15,8", word: str = _LIVE) -> None:
    expect(element).to_have_attribute("data-state", "live", timeout=_SOON_MS)
    expect(element).to_contain_text(f"{number}\u00a0MW")
    expect(element).to_contain_text(word)
    expect(element).to_be_visible()


def _expect_says(element: Locator, state: str, word: str) -> None:
    expect(element).to_have_attribute("data-state", state, timeout=_SOON_MS)
    expect(element).to_contain_text(word)
    expect(element).not_to_contain_text("MW")


# what surrounds it


@pytest.mark.parametrize("attributes", ["", "inline"])
def test_hostile_styles_change_nothing_of_an_element(site: Site, quelia: Service, page: Page, attributes: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # or the bolt would be met at different moments
    measures = []
    for path, css in (("/calm", ""), ("/hostile", _HOSTILE_CSS)):
        body = _script(quelia) + _element(attributes=attributes)
        page.goto(site.put(path, _html(body, f"<style>{css}</style>")))
        _expect_live(page.locator("quelia-live"))
        measures.append(page.locator("quelia-live").evaluate(_MEASURES))
    assert measures[0] == measures[1]


@pytest.mark.parametrize("background", ["#000", "#fff"])
def test_an_element_is_written_in_the_colour_of_the_text_around_it(
    site: Site, quelia: Service, page: Page, background: str
) -> None:
    colour = {"#000": "rgb(250, 250, 250)", "#fff": "rgb(20, 20, 20)"}[background]
    style = f"<style>body {{ background: {background}; color: {colour} }}</style>"
    page.goto(site.put("/coloured", _html(_script(quelia) + _element(), style)))
    _expect_live(page.locator("quelia-live"))
    parts = page.locator("quelia-live [data-part=number], quelia-live [data-part=word]")
    assert parts.evaluate_all("parts => parts.map(part => getComputedStyle(part).color)") == [colour, colour]


@pytest.mark.parametrize(("plant", "state"), [(_PLANT, "live"), ("nobody", "error")])
@pytest.mark.parametrize(
    ("ground", "text"),
    [("#fff", "#111"), ("#f4ecd8", "#333"), ("#000", "#fff"), ("#123", "#eee"), ("#333", "#fff"), ("#1f54b5", "#fff")],
)
def test_the_bolt_and_the_sign_of_an_error_are_seen_on_light_and_dark_pages(
    site: Site, quelia: Service, page: Page, ground: str, text: str, plant: str, state: str
) -> None:
    page.emulate_media(reduced_motion="reduce")  # a bolt at the end of its pulse is paler
    style = f"<style>body {{ background: {ground}; color: {text} }}</style>"
    page.goto(site.put("/seen", _html(_script(quelia) + _element(plant), style)))
    expect(page.locator("quelia-live")).to_have_attribute("data-state", state, timeout=_SOON_MS)
    rows = seen(page.locator("quelia-live [data-part=icon]"))
    behind = rows[0][0]
    # what WCAG 2.2 asks of a shape; the pixels of its edges are paler
    assert max(contrast(each, behind) for row in rows for each in row) >= 3


@pytest.mark.parametrize(
    "more", [(), ("require-trusted-types-for 'script'", "trusted-types 'none'"), ("sandbox allow-scripts",)]
)
def test_a_strict_page_has_its_value_with_its_look(
    site: Site, quelia: Service, page: Page, trouble: list[str], more: tuple[str, ...]
) -> None:
    page.goto(site.put("/strict", _html(_script(quelia) + _element()), content_security_policy=_strict(quelia, *more)))
    live = page.locator("quelia-live")
    _expect_live(live)
    assert live.evaluate("live => getComputedStyle(live).display") == "inline-grid"
    assert live.locator("[data-part=icon]").evaluate("icon => getComputedStyle(icon).clipPath").startswith("polygon")


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-15", "utf-16"])
def test_a_page_in_another_encoding_reads_our_words(site: Site, quelia: Service, page: Page, charset: str) -> None:
    page.goto(
        site.put(
            "/old",
            _html(_script(quelia) + _element() + "<p>Mairie d'à côté"),
            charset=charset,
        )
    )
    live = page.locator("quelia-live")
    _expect_live(live)
    assert "⚡" in live.locator("[data-part=icon]").inner_text()


@pytest.mark.parametrize(
    ("lang", "own", "visitor", "number", "word"),
    [
        (' lang="en"', "", "fr-FR", "15.8", "Live"),
        (' lang="en-GB"', 'lang="fr"', "en-GB", "15,8", _LIVE),
        ("", "", "en-GB", "15.8", "Live"),
        ("", "", "fr-FR", "15,8", _LIVE),
        (' lang="de"', "", "en-GB", "15,8", _LIVE),
    ],
)
def test_an_element_speaks_the_language_of_the_page(
    site: Site, quelia: Service, browser: Browser, lang: str, own: str, visitor: str, number: str, word: str
) -> None:
    page = browser.new_context(locale=visitor).new_page()
    page.goto(site.put("/lang", _html(_script(quelia) + _element(attributes=own), lang=lang)))
    _expect_live(page.locator("quelia-live"), number, word)
    page.context.close()


@pytest.mark.parametrize("query", ["", "?v=2"])
def test_a_module_script_finds_the_server_it_came_from(site: Site, quelia: Service, page: Page, query: str) -> None:
    module = f'<script type="module" src="{quelia.url}/embed/quelia.js{query}"></script>'
    other = f'<script src="{site.put("/other.js", "", kind="text/javascript")}?like=/embed/quelia.js"></script>'
    page.goto(site.put("/module", _html(_element() + other + module)))
    _expect_live(page.locator("quelia-live"))


@pytest.mark.parametrize("slash", ["", "/"])
def test_what_a_module_imports_is_told_its_server(site: Site, quelia: Service, page: Page, slash: str) -> None:
    module = f'<script type="module">import "{quelia.url}/embed/quelia.js"</script>'
    page.goto(site.put("/module", _html(module + _element(attributes=f'server="{quelia.url}{slash}"'))))
    _expect_live(page.locator("quelia-live"))


# one stream


def test_fifty_elements_of_fifty_plants_are_one_stream(
    site: Site, quelia: Service, page: Page, streams: list[str]
) -> None:
    page.goto(site.put("/many", _html(_script(quelia) + "".join(map(_element, _PLANTS)))))
    expect(page.locator('quelia-live[data-state="live"]')).to_have_count(len(_PLANTS), timeout=_SOON_MS)
    assert len(streams) == 1
    _expect_streams(page, quelia, 1)


def test_elements_before_and_after_the_script_and_later_are_one_stream(
    site: Site, quelia: Service, page: Page, streams: list[str]
) -> None:
    page.goto(site.put("/order", _html(_element() + _script(quelia) + _element(_PLANTS[1]))))
    page.evaluate(
        "plant => document.body.append(Object.assign(document.createElement('quelia-live'), { id: plant }))", "late"
    )
    page.locator("#late").evaluate("(live, plant) => live.setAttribute('plant', plant)", _PLANT)
    expect(page.locator('quelia-live[data-state="live"]')).to_have_count(3, timeout=_SOON_MS)
    _expect_streams(page, quelia, 1)


def test_two_copies_of_the_script_and_two_ways_to_write_the_server_are_one_stream(
    site: Site, quelia: Service, page: Page, streams: list[str], trouble: list[str]
) -> None:
    named = _element(attributes=f'server="{quelia.url}/"')
    page.goto(site.put("/twice", _html(_script(quelia) + _element() + _script(quelia) + named)))
    expect(page.locator('quelia-live[data-state="live"]')).to_have_count(2, timeout=_SOON_MS)
    assert len(streams) == 1


def test_the_last_element_that_goes_takes_the_stream_with_it_and_brings_it_back(
    site: Site, quelia: Service, page: Page
) -> None:
    page.goto(site.put("/gone", _html(_script(quelia) + _element())))
    _expect_live(page.locator("quelia-live"))
    page.evaluate("window.gone = document.querySelector('quelia-live'); gone.remove()")
    _expect_streams(page, quelia, 0)
    page.evaluate("document.body.append(gone)")
    _expect_live(page.locator("quelia-live"))
    _expect_streams(page, quelia, 1)


def _expect_streams(page: Page, service: Service, count: int) -> None:
    until = 100
    while service.figures["quelia_streams"] != count:
        until -= 1
        assert until, f"{service.figures['quelia_streams']:g} streams"
        page.wait_for_timeout(50)  # looks again; the bound is above


def test_an_element_that_is_given_another_plant_shows_that_one(site: Site, quelia: Service, page: Page) -> None:
    page.goto(site.put("/other", _html(_script(quelia) + _element())))
    live = page.locator("quelia-live")
    _expect_live(live)
    live.evaluate(f"live => {{ live.setAttribute('plant', '{_PLANTS[7]}'); window.then = live.dataset.state }}")
    assert page.evaluate("window.then") == "waiting"
    _expect_live(live, "22,8")


# what is not there


def test_a_plant_that_nobody_knows_is_said_to_be_none_beside_one_that_lives(
    site: Site, quelia: Service, page: Page
) -> None:
    page.clock.install()
    page.goto(site.put("/typo", _html(_script(quelia) + _element() + _element("toi-0"))))
    known, typo = page.locator("quelia-live").all()
    page.clock.run_for(1000)
    _expect_live(known)
    expect(typo).to_contain_text(_WAITING)
    page.clock.run_for(11_000)
    _expect_says(typo, "error", "Installation introuvable")
    expect(typo).to_have_attribute("data-reason", "unknown")


def test_a_page_of_unknown_plants_only_says_so_at_once_and_asks_rarely(
    site: Site, quelia: Service, page: Page, streams: list[str]
) -> None:
    asked_why: list[int] = []
    page.on("response", lambda answer: asked_why.append(answer.status) if answer.request.method == "HEAD" else None)
    page.clock.install()
    page.goto(site.put("/typos", _html(_script(quelia) + _element("toi-0") + _element("toi-1"))))
    for typo in page.locator("quelia-live").all():
        _expect_says(typo, "error", "Installation introuvable")
    tried = len(streams)
    page.clock.run_for(120_000)
    assert len(streams) == tried
    assert set(asked_why) == {404}


def test_a_server_that_cannot_be_reached_is_said_and_found_again(
    site: Site, quelia: Service, page: Page, streams: list[str]
) -> None:
    page.clock.install()
    page.route("**/v1/stream?*", lambda route: route.abort())
    page.goto(site.put("/lost", _html(_script(quelia) + _element())))
    live = page.locator("quelia-live")
    page.clock.run_for(1000)
    _expect_says(live, "waiting", _WAITING)
    page.clock.run_for(16_000)
    _expect_says(live, "error", "Erreur de connexion")
    expect(live).to_have_attribute("data-reason", "service")
    page.unroute("**/v1/stream?*")
    page.clock.run_for(31_000)
    page.clock.resume()
    _expect_live(live)


def test_a_stream_that_is_refused_for_a_while_is_built_again(
    site: Site, quelia: Service, page: Page, streams: list[str]
) -> None:
    statuses = iter((503, 429, 503))

    def refuse(route: Route) -> None:
        status = next(statuses, None) if route.request.method == "GET" else 200
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, headers={"Access-Control-Allow-Origin": "*", "Retry-After": "10"})

    page.route("**/v1/stream?*", refuse)
    page.goto(site.put("/refused", _html(_script(quelia) + _element())))
    _expect_live(page.locator("quelia-live"))
    assert len(streams) == 4


def test_who_finds_no_room_gets_in_when_somebody_leaves(site: Site, narrow: Service, page: Page) -> None:
    stream = urlopen(f"{narrow.url}/v1/stream?plants={_PLANT}", timeout=10)
    live = page.locator("quelia-live")
    with page.expect_response(lambda answer: answer.status == 429):
        page.goto(site.put("/full", _html(_script(narrow) + _element())))
    expect(live).to_contain_text(_WAITING)
    stream.close()
    _expect_live(live)


# who looks away


def test_a_hidden_page_holds_no_stream_and_shows_nothing_old_as_live(
    site: Site, quelia: Service, page: Page, owner_: OwnerServer
) -> None:
    page.add_init_script(_HIDING)
    page.clock.install()
    page.goto(site.put("/hidden", _html(_script(quelia) + _element())))
    live = page.locator("quelia-live")
    page.clock.run_for(1000)
    _expect_live(live)
    page.evaluate("look('hidden')")
    _expect_streams(page, quelia, 0)
    page.evaluate("""() => {
      const live = document.querySelector("quelia-live");
      window.seen = [];
      const note = () => seen.push([live.dataset.state, live.dataset.value]);
      document.addEventListener("visibilitychange", note);
      new MutationObserver(note).observe(live, { attributes: true });
    }""")
    page.clock.set_system_time(page.evaluate("Date.now() / 1000 + 600"))  # its timers slept
    owner_.document = _powers(16.5)
    try:
        page.evaluate("look('visible')")
        page.clock.resume()
        assert page.evaluate("seen[0]") == ["stale", "15.8"]
        _expect_live(live, "16,5")
    finally:
        owner_.document = _powers(15.8)


def test_a_page_that_the_browser_kept_is_not_live_before_it_is(narrow: Service, page: Page, site: Site) -> None:
    path = f"{narrow.url}/centrale/{_PLANT}?lang=fr"
    page.goto(path)
    _expect_live(page.locator("quelia-live"))
    page.reload()  # now the server writes the value into it; within a second, goto would take the page of before
    assert 'data-state="live"' in narrow.get(f"/centrale/{_PLANT}?lang=fr")
    page.goto(site.put("/away", _html("<p>ailleurs")))
    narrow.kill()
    page.go_back()
    live = page.locator("quelia-live")
    expect(live).to_have_attribute("data-state", "stale")
    expect(live).to_contain_text(_STALE)
    expect(live).not_to_contain_text("⚡")


# maps and badges


def test_a_map_stands_in_a_page_and_its_links_lead_out_of_the_frame(
    site: Site, quelia: Service, page: Page, trouble: list[str]
) -> None:
    body = _script(quelia) + f'<quelia-map map="france" plant="{_PLANT}"></quelia-map>'
    policy = _strict(quelia, f"frame-src {quelia.url}")
    page.goto(site.put("/map", _html(body), content_security_policy=policy))
    frame = page.frame_locator("quelia-map iframe")
    card = frame.locator("[data-card]")
    expect(card).to_contain_text(f"École n° {_PLANT}", timeout=_SOON_MS)
    expect(card.locator(f'[data-live="{_PLANT}"]')).to_have_attribute("data-state", "live", timeout=_SOON_MS)
    box = page.locator("quelia-map iframe").bounding_box()
    assert box is not None
    assert box["height"] == 480
    for link in (card.get_by_role("link").last, page.get_by_role("link", name="Ouvrir la carte")):
        with page.context.expect_page() as opened:
            link.click()
        opened.value.wait_for_load_state()
        assert opened.value.url.startswith(quelia.url)
        assert opened.value.evaluate("window.opener") is None
    assert page.url == f"{site.url}/map"
    assert page.context.cookies() == []


def test_where_frames_are_refused_a_link_to_the_map_stays(site: Site, quelia: Service, page: Page) -> None:
    body = _script(quelia) + '<quelia-map map="france"></quelia-map>'
    page.goto(site.put("/noframe", _html(body), content_security_policy=_strict(quelia)))
    expect(page.get_by_role("link", name="Ouvrir la carte")).to_have_attribute(
        "href", f"{quelia.url}/carte/france?lang=fr"
    )
    expect(page.locator("quelia-map iframe")).to_have_count(0)


def test_hostile_styles_do_not_hide_a_map(site: Site, quelia: Service, page: Page) -> None:
    body = _script(quelia) + '<quelia-map map="france"></quelia-map>'
    page.goto(site.put("/hostile-map", _html(body, f"<style>{_HOSTILE_CSS}</style>")))
    expect(page.locator("quelia-map iframe")).to_be_visible()
    box = page.locator("quelia-map iframe").bounding_box()
    assert box is not None
    assert (box["height"], box["x"]) == (480, 8)


def test_a_badge_is_shown_where_nothing_else_is_let_in(
    site: Site, quelia: Service, page: Page, trouble: list[str]
) -> None:
    picture = f'<img src="{quelia.url}/badge/{_PLANT}.svg" alt="">'
    page.goto(
        site.put(
            "/badge",
            _html(picture),
            content_security_policy=f"default-src 'none'; img-src {quelia.url}",
            cross_origin_embedder_policy="require-corp",
        )
    )
    assert page.locator("img").evaluate("async image => { await image.decode(); return image.naturalWidth }") == 340


@pytest.mark.parametrize(("scheme", "ground"), [("light", (255, 255, 255)), ("dark", (24, 34, 43))])
def test_a_page_that_follows_the_visitor_s_system_has_a_badge_that_does(
    site: Site, quelia: Service, page: Page, scheme: Literal["light", "dark"], ground: tuple[int, int, int]
) -> None:
    badge = f"{quelia.url}/badge/{_PLANT}.svg"
    dark = f'<source media="(prefers-color-scheme: dark)" srcset="{badge}?theme=dark">'
    page.emulate_media(color_scheme=scheme)
    page.goto(site.put("/both", _html(f'<picture>{dark}<img src="{badge}" alt=""></picture>')))
    page.locator("img").evaluate("image => image.decode()")
    assert seen(page.locator("img"))[3][170] == ground


def test_a_badge_on_a_white_page_stays_white_whatever_the_visitor_s_system(
    site: Site, quelia: Service, page: Page
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site.put("/white", _html(f'<img src="{quelia.url}/badge/{_PLANT}.svg" alt="">')))
    page.locator("img").evaluate("image => image.decode()")
    assert seen(page.locator("img"))[3][170] == (255, 255, 255)


def test_the_open_badge_is_the_picture_and_nothing_else(quelia: Service, page: Page) -> None:
    page.goto(f"{quelia.url}/badge/{_PLANT}.svg?lang=fr")
    expect(page.locator("svg").first).to_contain_text(_LIVE)
    reading = json.loads(quelia.get(f"/v1/plants/{_PLANT}/reading"))
    assert page.locator("svg").first.get_attribute("data-value") == str(reading["values"][0]["value"])
