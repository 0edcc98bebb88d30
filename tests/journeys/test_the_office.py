"""From an empty installation to a plant on the public map, and out again: by keyboard alone, in French."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, Page, expect
from starlette.routing import Route

from quelia.web.routes import ROUTES
from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.keys import Keys
from tests.journeys.office import PASSWORD, Office
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service

OPERATOR, SOMEBODY = "lea@quelia.example", "jean@energies-du-val.example"
NAME, WORDING = "Toits du Val", "Entretien jusqu’à lundi"
NEIGHBOUR = """
[[owner]]
slug = "vents-du-large"
name = "Vents du Large"

[[plant]]
slug = "eoliennes-du-large"
owner = "vents-du-large"
name = "Éoliennes du Large"
energy = "wind"
latitude = 48.4
longitude = -4.5
published = true
"""


@pytest.fixture
def office(authority: trustme.CA, tmp_path: Path, owner: OwnerServer) -> Iterator[Office]:
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    office = Office(tmp_path, ca_file)
    owner.document = answer(15.8)
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log


@pytest.fixture
def keys(page: Page, trouble: list[str]) -> Keys:
    page.set_viewport_size({"width": 1280, "height": 860})
    return Keys(page)


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def choose_password(page: Page, keys: Keys, link: str) -> None:
    """By a one-time link, then sign in is the next step."""
    page.goto(link)
    title(page, "Choisir un mot de passe")
    keys.fill("Nouveau mot de passe", PASSWORD)
    keys.fill("Le même mot de passe, une seconde fois", PASSWORD)
    keys.press("Enregistrer ce mot de passe")
    title(page, "Mot de passe enregistré")
    keys.press("Se connecter")


def sign_in(page: Page, keys: Keys, email: str) -> None:
    title(page, "Connexion")
    keys.fill("Adresse électronique", email)
    keys.fill("Mot de passe", PASSWORD)
    keys.press("Se connecter")
    title(page, "Vue d’ensemble")


def describe(page: Page, keys: Keys) -> None:
    """An owner and its plant, with a capacity that is none at first."""
    keys.press("Exploitants")
    keys.press("Nouvel exploitant")
    keys.fill("Nom de l’exploitant", "Énergies du Val")
    keys.press("Enregistrer")
    expect(page.get_by_text("L’exploitant est créé.")).to_be_visible()
    keys.press("Centrales")
    keys.press("Nouvelle centrale")
    keys.fill("Nom de la centrale", NAME)
    keys.choose("Exploitant", "Énergies du Val")
    keys.choose("Énergie", "Solaire")
    keys.fill("Capacité installée", "18,2 pommes")
    keys.fill("Latitude", "47.39")
    keys.fill("Longitude", "0.69")
    keys.press("Enregistrer")
    expect(page.locator(".field-capacity .error")).to_contain_text("MW")
    expect(page.get_by_label("Capacité installée")).to_have_attribute("aria-invalid", "true")
    keys.fill("Capacité installée", "18,2 MW")
    keys.press("Enregistrer")
    expect(page.get_by_text("La centrale est créée. Elle n’est pas encore publiée.")).to_be_visible()


def connect(page: Page, keys: Keys, port: int) -> None:
    """A source: its number is found by trying, and its unit by what the trial says of it."""
    keys.press("Sources")
    keys.press("Nouvelle source")
    keys.fill("Adresse de l’API", f"https://localhost:{port}/api/projects/{PLANT}/realtime")
    keys.choose("Clé", "Dans un en-tête")
    keys.fill("Nom de l’en-tête ou du paramètre", "X-API-Key")
    keys.fill("Secret", "wrong")
    keys.choose("Centrale", NAME)
    keys.press("Essayer")
    expect(page.locator(".verdict-broken")).to_contain_text("Le serveur répond 401")
    keys.fill("Secret", KEY)
    keys.press("Essayer")
    keys.press("$.data.production.currentPower 15.8 kW ?")
    expect(page.get_by_text("La valeur lue est 15,8 kW.")).to_be_visible()
    expect(page.locator(".verdict-look")).to_contain_text(["mille fois trop petite"])
    keys.fill("Unité", "MW")
    keys.press("Essayer")
    expect(page.get_by_text("La valeur lue est 15,8 MW.")).to_be_visible()
    assert KEY not in page.content()
    keys.press("Enregistrer")
    expect(page.get_by_text("La source est enregistrée, et lue dès maintenant.")).to_be_visible()


def public(base: str, slug: str) -> dict[str, tuple[int, str]]:
    """What every public route says to somebody without an account: status and text, by path."""
    said = {}
    paths = [route.path for route in ROUTES if isinstance(route, Route) and route.path not in ("/metrics", "/readyz")]
    for pattern in (*paths, f"/v1/stream?plants={slug}", "/v1/stream?map=france"):
        path = pattern.replace("{map}", "france").replace("{plant}", slug)
        request = urllib.request.Request(base + path, headers={"Accept-Language": "fr"})
        try:
            with urllib.request.urlopen(request, timeout=10) as found:
                said[path] = (found.status, (found.read1 if "stream" in path else found.read)().decode())
        except urllib.error.HTTPError as error:
            said[path] = (error.code, error.read().decode())
    return said


def nothing_is_public(base: str) -> None:
    """Each route says what it says of a plant that does not exist, and nowhere stands anything of this one."""
    nowhere = "x" * len(PLANT)
    of_it, of_none = public(base, PLANT), public(base, nowhere)
    assert len(of_it) > 15
    for (path, (status, text)), (_, other) in zip(of_it.items(), of_none.items(), strict=True):
        assert (path, status) == (path, other[0])
        words = (NAME, "Énergies du Val", "47.39", *(() if PLANT in path else (PLANT,)))
        assert [word for word in words if word in text] == [], path


def test_a_plant_comes_onto_the_map_is_paused_and_resumed_by_keyboard_alone(
    office: Office, owner: OwnerServer, page: Page, keys: Keys, browser: Browser
) -> None:
    office.service.load(NEIGHBOUR)
    choose_password(page, keys, office.create(OPERATOR))
    sign_in(page, keys, OPERATOR)
    describe(page, keys)
    connect(page, keys, owner.port)
    keys.press("Centrales")

    visitor = browser.new_context(locale="fr-FR").new_page()
    visitor.goto(f"{office.url}/?lang=fr")
    expect(visitor.locator('[data-plant="eoliennes-du-large"]').first).to_be_attached()
    nothing_is_public(office.url)

    keys.press(NAME)
    expect(page.get_by_text("Personne ne voit encore cette centrale.")).to_be_visible()
    preview = page.frame_locator("iframe[src^='/apercu/']").first.locator("[data-live]").first
    expect(preview).to_contain_text("15,8\u00a0MW", timeout=10_000)
    nothing_is_public(office.url)  # also while somebody looks at it
    keys.press("Publier…")
    title(page, f"Publier {NAME}")
    expect(page.get_by_text("La source répond, et la valeur se lit.")).to_be_visible()
    keys.press("Publier")
    published_at = time.monotonic()
    expect(page.get_by_text("La centrale est publique.")).to_be_visible()
    seen = visitor.locator(f'.plant-list [data-plant="{PLANT}"] [data-live]')
    while not seen.count():
        assert time.monotonic() < published_at + 5
        visitor.goto(f"{office.url}/?lang=fr")
    expect(seen).to_contain_text("15,8\u00a0MW", timeout=10_000)

    keys.fill("Ce que les visiteurs lisent", WORDING)
    keys.press("Suspendre")
    expect(page.get_by_text("L’affichage est suspendu.")).to_be_visible()
    expect(seen).to_have_attribute("data-state", "paused", timeout=5_000)
    expect(seen).to_contain_text(WORDING)
    expect(seen).not_to_contain_text("15,8")
    keys.press("Reprendre l’affichage")
    expect(seen).to_have_attribute("data-state", "live", timeout=10_000)

    keys.press("Retirer de la carte…")
    keys.press("Retirer de la carte")
    expect(page.get_by_text("La centrale n’est plus publique.")).to_be_visible()
    until = time.monotonic() + 5
    while public(office.url, PLANT)[f"/v1/plants/{PLANT}"][0] != 404:
        assert time.monotonic() < until
    nothing_is_public(office.url)

    keys.press("Se déconnecter")
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
    page.goto(f"{office.url}/admin/centrales/{PLANT}/")
    title(page, "Connexion")


def test_a_one_time_link_is_good_once(office: Office, page: Page, keys: Keys) -> None:
    link = office.create(OPERATOR)
    choose_password(page, keys, link)
    page.goto(link)
    title(page, "Ce lien ne fonctionne plus")
    expect(page.locator("input[type=password]")).to_have_count(0)


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_comes_by_mail(
    office: Office, page: Page, keys: Keys
) -> None:
    choose_password(page, keys, office.create(OPERATOR))
    letters = office.service.data / "mail"
    # by another name of this machine: the link is that of QUELIA_PUBLIC_URL all the same
    page.goto(f"{office.service.url}/admin/login/")
    keys.press("Mot de passe oublié\u00a0?")
    keys.fill("Adresse électronique", OPERATOR)
    keys.press("Recevoir un lien")
    title(page, "Regardez votre messagerie")
    until = time.monotonic() + 5
    while not (found := re.findall(rb"http://\S+/key/\S+", b"".join(each.read_bytes() for each in letters.glob("*")))):
        assert time.monotonic() < until
        time.sleep(0.05)  # it leaves from a thread; the bound is above
    assert found[0].decode().startswith(f"{office.url}/admin/")
    choose_password(page, keys, found[0].decode())
    sign_in(page, keys, OPERATOR)


def test_somebody_of_an_owner_is_invited_sees_his_plant_only_and_pauses_it(
    office: Office, owner: OwnerServer, page: Page, keys: Keys, browser: Browser
) -> None:
    office.service.load(declaration(owner.port, 2) + NEIGHBOUR, VAL_KEY=KEY)
    office.enter(page, OPERATOR, office.create(OPERATOR))
    keys.press("Comptes")
    keys.press("Inviter quelqu’un")
    keys.fill("Adresse électronique", SOMEBODY)
    keys.choose("Rôle", "Énergies du Val")
    keys.press("Enregistrer")
    link = page.get_by_label("Lien à usage unique").input_value()
    assert link.startswith(f"{office.url}/admin/")

    theirs = browser.new_context(locale="fr-FR").new_page()
    hands = Keys(theirs)
    choose_password(theirs, hands, link)
    sign_in(theirs, hands, SOMEBODY)
    expect(theirs.locator(".rooms a")).to_have_text(["Vue d’ensemble", "Centrales"])
    hands.press(NAME)
    expect(theirs.get_by_role("button", name="Retirer de la carte")).to_have_count(0)
    expect(theirs.get_by_role("link", name="Retirer de la carte…")).to_have_count(0)
    hands.press("Suspendre")
    expect(theirs.get_by_text("L’affichage est suspendu.")).to_be_visible()
    hands.press("Centrales")
    expect(theirs.locator("tbody tr")).to_have_count(1)
    for path in (
        "centrales/eoliennes-du-large/",
        f"centrales/{PLANT}/modifier/",
        "exploitants/",
        "comptes/",
        "journal/",
    ):
        answered = theirs.goto(f"{office.url}/admin/{path}")
        assert (path, answered and answered.status) == (path, 404)

    page.goto(f"{office.url}/admin/journal/")
    expect(page.locator("tbody tr").first).to_contain_text(re.compile(f"{SOMEBODY}.*a suspendu l’affichage de", re.S))


def test_who_comes_first_to_a_demo_makes_its_account(tmp_path: Path, page: Page, keys: Keys) -> None:
    service = Service(tmp_path, reach="127.0.0.1")
    service.start(command="demo")
    url = service.url.replace("127.0.0.1", "localhost")  # as it is printed, and as its links have it
    page.goto(f"{url}/admin/")
    keys.press("Créer le premier compte")
    keys.fill("Adresse électronique", OPERATOR)
    keys.press("Choisir mon mot de passe")
    choose_password(page, keys, page.url)
    sign_in(page, keys, OPERATOR)
    keys.press("Centrales")
    assert page.locator("tbody tr").count() > 15
    second = page.goto(f"{url}/admin/premier/")
    assert second
    assert second.status == 404
    service.stop()
    assert "Traceback" not in service.log
