"""A code of the office, pasted into the page of another site whose policy allows what the office says it must."""

import html
import re
import time
from collections.abc import Iterator

import pytest
import trustme
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.keys import Keys
from tests.journeys.office import Office
from tests.journeys.owner import OwnerServer
from tests.journeys.site import Site

OPERATOR = "lea@quelia.example"
OF_PLANT, OF_MAP = f"/admin/centrales/{PLANT}/integrer/", "/admin/cartes/france/integrer/"
_SOON_MS = 15_000


@pytest.fixture(scope="module")
def authority_() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def office(authority_: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("codes")
    authority_.cert_pem.write_to_path(str(folder / "authority.pem"))
    server = OwnerServer(authority_, header="X-API-Key", key=KEY)
    server.up()
    server.document = answer(15.8)
    office = Office(folder, folder / "authority.pem")
    office.service.load(declaration(server.port, 2), VAL_KEY=KEY)
    office.open()
    yield office
    office.service.stop()
    server.close()


@pytest.fixture(scope="module")
def inside(office: Office, browser: Browser) -> Iterator[Page]:
    """The office, entered once."""
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    office.enter(page, OPERATOR, office.create(OPERATOR))
    yield page
    context.close()


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


def pasted(inside: Page, office: Office, site: Site, path: str) -> str:
    """The address of a strict page with the first code of an office page in it."""
    inside.goto(office.url + path)
    code, policy = inside.locator("textarea").first.input_value(), inside.locator("dd code").inner_text()
    assert office.url in code
    page = f"<!doctype html><html lang=fr><title>Mairie</title><body>{code}</body></html>"
    return site.put("/mairie", page, content_security_policy=f"default-src 'none'; {policy}")


def expect_live(element: Locator) -> None:
    expect(element).to_have_attribute("data-state", "live", timeout=_SOON_MS)
    expect(element).to_contain_text("15,8\u00a0MW")
    expect(element).to_be_visible()


def having(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part))


def framed(page: Page | FrameLocator) -> FrameLocator:
    return page.frame_locator("iframe")


@pytest.mark.parametrize("query", ["", "?language=fr&theme=dark&width=300", "?fit=content&width=240"])
def test_a_frame_of_a_plant_is_live_on_a_strict_page(
    inside: Page, office: Office, site: Site, page: Page, trouble: list[str], query: str
) -> None:
    page.goto(pasted(inside, office, site, OF_PLANT + query))
    expect_live(framed(page).locator("[data-live]"))


@pytest.mark.parametrize("query", ["?kind=element", "?kind=element&inline=on&language=fr"])
def test_an_element_is_live_on_a_strict_page(
    inside: Page, office: Office, site: Site, page: Page, trouble: list[str], query: str
) -> None:
    page.goto(pasted(inside, office, site, OF_PLANT + query))
    expect_live(page.locator("quelia-live"))


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_badge_is_seen_on_a_strict_page(
    inside: Page, office: Office, site: Site, page: Page, trouble: list[str], theme: str
) -> None:
    page.goto(pasted(inside, office, site, f"{OF_PLANT}?kind=badge&theme={theme}"))
    assert page.get_by_role("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 340


@pytest.mark.parametrize("query", ["", f"?plant={PLANT}&energy=solar", f"?kind=element&plant={PLANT}&theme=dark"])
def test_a_map_is_live_on_a_strict_page(
    inside: Page, office: Office, site: Site, page: Page, trouble: list[str], query: str
) -> None:
    page.goto(pasted(inside, office, site, OF_MAP + query))
    expect(framed(page).locator(f'[data-live="{PLANT}"][data-state="live"]').first).to_be_attached(timeout=_SOON_MS)
    expect(framed(page).locator("[data-summary]")).to_contain_text("15,8\u00a0MW")


def test_what_oembed_gives_for_a_page_is_live_on_a_strict_page(
    office: Office, site: Site, page: Page, trouble: list[str]
) -> None:
    head = page.request.get(f"{office.url}/centrale/{PLANT}?lang=fr").text().partition("</head>")[0]
    (address,) = re.findall(r'type="application/json\+oembed" href="([^"]*)"', head)
    told = page.request.get(html.unescape(address)).json()
    policy = f"default-src 'none'; frame-src {office.url}"
    page.goto(
        site.put("/mairie", f"<!doctype html><title>Mairie</title>{told['html']}", content_security_policy=policy)
    )
    expect_live(framed(page).locator("[data-live]"))
    (picture,) = re.findall(r'property="og:image" content="([^"]*)"', head)
    answer = page.request.get(picture)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_of_a_frame_is_that_of_the_code_whatever_the_visitor_s_system(
    inside: Page, office: Office, site: Site, page: Page, theme: str
) -> None:
    grounds = {}
    address = pasted(inside, office, site, f"{OF_PLANT}?theme={theme}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        grounds[scheme] = framed(page).locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert set(grounds.values()) == {{"light": "rgb(255, 255, 255)", "dark": "rgb(24, 34, 43)"}[theme]}


def test_a_frame_becomes_as_high_as_what_it_shows_and_follows_it(
    inside: Page, office: Office, site: Site, page: Page
) -> None:
    page.goto(pasted(inside, office, site, f"{OF_PLANT}?fit=content&height=900"))
    expect_live(framed(page).locator("[data-live]"))
    frame, shown = page.locator("iframe"), framed(page).locator("main")

    def fits() -> bool:
        within: int = shown.evaluate("main => Math.ceil(main.getBoundingClientRect().height)")
        return within == height()

    def height() -> int:
        pixels: int = frame.evaluate("frame => frame.clientHeight")
        return pixels

    page.wait_for_function("document.querySelector('iframe').height < 300")
    assert fits()
    before = height()
    frame.evaluate("frame => frame.width = 110")
    page.wait_for_function("before => document.querySelector('iframe').height > before", arg=before)
    assert fits()


def test_a_frame_that_was_led_elsewhere_has_no_say_in_its_height(
    inside: Page, office: Office, site: Site, page: Page
) -> None:
    script = "parent.postMessage({ type: 'quelia-height', height: 1500 }, '*'); parent.postMessage('done', '*')"
    elsewhere = site.put("/evil", f"<script>{script}</script>")
    page.add_init_script("addEventListener('message', ({ data }) => { if (data === 'done') window.done = true })")
    inside.goto(f"{office.url}{OF_PLANT}?fit=content")
    page.goto(site.put("/mairie", inside.locator("textarea").first.input_value()))
    expect_live(framed(page).locator("[data-live]"))
    page.locator("iframe").evaluate(f"frame => frame.contentWindow.location = '{elsewhere}'")
    page.wait_for_function("window.done")
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") < 400


def test_only_the_sites_that_a_map_names_frame_it(
    inside: Page, office: Office, site: Site, page: Page, browser: Browser
) -> None:
    other = Site()
    named = f'[[map]]\nslug = "val"\nname = "Le Val"\nowners = ["energies-du-val"]\nsites = ["{site.url}/"]\n'
    office.service.load(named + 'accent = "#2f7f86"\nbackground = "dark"\n')
    until = time.monotonic() + 5
    while page.request.get(f"{office.url}/carte/val").status != 200:  # a running service takes a second to see it
        assert time.monotonic() < until
    inside.goto(f"{office.url}/admin/cartes/val/integrer/")
    expect(inside.get_by_text("Cette carte ne s’affiche que sur")).to_contain_text(site.url)
    expect(inside.frame_locator(".preview").frame_locator("iframe").locator("[data-summary]")).to_be_visible()
    code = inside.locator("textarea").input_value()
    for server, seen in ((site, True), (other, False)):
        page.goto(server.put("/mairie", code))
        expect(framed(page).locator("[data-summary]")).to_have_count(1 if seen else 0)
    page.goto(site.url + "/mairie")
    style = "document => getComputedStyle(document).getPropertyValue('--brand').trim()"
    assert framed(page).locator("html").evaluate(style) == "#2f7f86"
    other.close()


def test_a_code_follows_what_is_chosen_and_is_copied_by_keyboard_alone(inside: Page, office: Office) -> None:
    hands, code = Keys(inside), inside.locator("textarea").first
    inside.goto(office.url + OF_PLANT)
    expect_live(inside.frame_locator(".preview").frame_locator("iframe").locator("[data-live]"))
    hands.choose("Couleurs", "Sombres")
    expect(code).to_have_value(having("theme=dark"))
    hands.choose("Langue", "English")
    expect(code).to_have_value(having("lang=en&amp;theme=dark"))
    expect(inside.frame_locator(".preview").frame_locator("iframe").locator("html")).to_have_attribute("lang", "en")
    hands.reach("Copier")
    inside.keyboard.press("Enter")
    expect(inside.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    assert inside.evaluate("navigator.clipboard.readText()") == code.input_value()
    inside.reload()
    expect(code).to_have_value(having("lang=en&amp;theme=dark"))


def test_what_the_chosen_kind_hides_is_in_nobody_s_way(inside: Page, office: Office) -> None:
    code = inside.locator("textarea").first
    inside.goto(office.url + OF_PLANT)
    inside.get_by_label("Largeur").fill("9")
    expect(inside.locator("[data-said]")).not_to_be_empty()
    expect(code).to_have_value(having('width="340"'))
    inside.get_by_label("Élément, avec un script").check()
    expect(code).to_have_value(having("<quelia-live"))


def test_without_a_script_a_button_rewrites_the_code(office: Office, inside: Page, browser: Browser) -> None:
    state = inside.context.storage_state()
    context = browser.new_context(locale="fr-FR", storage_state=state, java_script_enabled=False)
    page = context.new_page()
    page.goto(office.url + OF_PLANT)
    page.get_by_label("Élément, avec un script").check()
    page.get_by_role("button", name="Mettre le code à jour").click()
    expect(page.locator("textarea")).to_have_value(having("<quelia-live"))
    expect(page.get_by_role("button", name="Copier")).to_have_count(0)
    context.close()
