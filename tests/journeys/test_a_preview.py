"""Previews in a real browser: what is tried out is seen live, by its operator and its owner, and by nobody else."""

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import DESK, PHONE, faults, seen
from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.drafts import keep_draft
from tests.journeys.office import Office
from tests.journeys.owner import OwnerServer

__all__ = ["seen"]

OPERATOR, SOURCE = "lea@quelia.example", "scada-du-val"
PAGE = f"/admin/centrales/{PLANT}/"


class Tried(Office):
    """An installation with one plant that is read every second; everything it writes is looked through at the end."""

    def declare(self, port: int, *, published: bool) -> None:
        text = declaration(port, 1).replace("published = true", f"published = {str(published).lower()}")
        self.service.load(text, VAL_KEY=KEY)
        self.open()


@pytest.fixture
def office(authority: trustme.CA, tmp_path: Path, owner: OwnerServer) -> Iterator[Tried]:
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    owner.document = answer(15.8)
    office = Tried(tmp_path, ca_file)
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log


@pytest.fixture
def inside(office: Tried, page: Page, trouble: list[str]) -> Page:
    """The operator, once the installation is open."""
    page.set_viewport_size({"width": 1280, "height": 860})
    return page


def live(page: Page, text: str, *, within: str = "body") -> None:
    found = page.locator(f'{within} [data-live="{PLANT}"]').first
    expect(found).to_contain_text(text, timeout=15_000)
    expect(found).to_have_attribute("data-state", "live")


def link_for_the_owner(page: Page, office: Office) -> str:
    page.goto(office.url + PAGE)
    page.get_by_role("button", name="Faire un lien pour l’exploitant").click()
    return page.locator("#link").input_value()


def test_a_draft_is_seen_live_in_its_preview_while_everybody_sees_what_is_accepted(
    office: Tried, inside: Page, owner: OwnerServer, browser: Browser
) -> None:
    office.declare(owner.port, published=True)
    office.enter(inside, OPERATOR, office.create(OPERATOR))
    visitor = browser.new_context(locale="fr-FR").new_page()
    visitor.goto(f"{office.url}/centrale/{PLANT}?lang=fr")
    live(visitor, "15,8")

    keep_draft(office.service, SOURCE, point={"path": "data.production.dailyProduction", "unit": "kW"})
    inside.goto(office.url + PAGE)
    expect(inside.locator("#pending")).to_have_text("Modifications en attente")
    expect(inside.locator(".differences")).to_contain_text("data.production.dailyProduction")
    framed = inside.frame_locator(".frame-plant").locator(f'[data-live="{PLANT}"]')
    expect(framed).to_contain_text("142,5\u00a0kW", timeout=15_000)

    with inside.context.expect_page() as opened:
        inside.get_by_role("link", name="Ouvrir l’aperçu complet").click()
    preview = opened.value
    expect(preview.locator(".preview")).to_contain_text("rien de ceci n’est public")
    live(preview, "142,5")
    owner.document = {"data": {"production": {"currentPower": 16.2, "dailyProduction": 143.5}}}
    live(preview, "143,5")
    live(visitor, "16,2")
    preview.get_by_role("link", name="Carte «\u00a0France\u00a0»").click()
    live(preview, "143,5", within="[data-card]")
    live(preview, "143,5", within="button.marker")
    preview.get_by_role("link", name="Sur un autre site").click()
    expect(preview.frame_locator(".frame-map").locator(f'.plant [data-live="{PLANT}"]')).to_contain_text("143,5")
    preview.close()

    inside.get_by_role("button", name="Publier ces modifications").click()
    expect(inside.get_by_text("Les modifications sont publiées.")).to_be_visible()
    live(visitor, "143,5")
    expect(inside.locator("#pending")).to_have_count(0)


def test_an_owner_sees_the_preview_without_an_account_until_his_link_is_withdrawn(
    office: Tried, inside: Page, owner: OwnerServer, browser: Browser
) -> None:
    office.declare(owner.port, published=False)
    office.enter(inside, OPERATOR, office.create(OPERATOR))
    link = link_for_the_owner(inside, office)

    context = browser.new_context(locale="fr-FR")
    asked: list[tuple[str, str]] = []
    context.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    theirs = context.new_page()
    theirs.goto(f"{link}?lang=fr")
    live(theirs, "15,8\u00a0MW")
    theirs.get_by_role("link", name="Voir sur la carte").click()
    live(theirs, "15,8", within="[data-card]")
    theirs.get_by_role("link", name="Voir la page complète").click()
    live(theirs, "15,8")
    assert context.cookies() == []
    token = link.rpartition("/")[2]
    assert [referrer for _, referrer in asked if token in referrer] == []
    assert [url for url, _ in asked if not url.startswith((office.url, "data:"))] == []
    missing = theirs.request.get(f"{office.url}/centrale/{PLANT}")
    assert missing.status == 404

    inside.goto(office.url + PAGE)
    expect(inside.get_by_text("Un lien d’aperçu est ouvert")).to_be_visible()
    inside.get_by_role("button", name="Retirer les liens d’aperçu").click()
    expect(inside.get_by_text("Les liens d’aperçu sont retirés.")).to_be_visible()
    until = time.monotonic() + 5
    while theirs.request.get(link).status != 404:
        assert time.monotonic() < until
    theirs.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as one who comes back to it
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Cet aperçu n’est plus ouvert")
    expect(theirs.locator(f'[data-live="{PLANT}"]')).to_have_count(0)

    again = link_for_the_owner(inside, office)
    theirs.goto(again)
    live(theirs, "15,8")
    office.service.stop()
    assert [each for each in (token, again.rpartition("/")[2]) if each in office.service.log] == []
    assert "draft=" not in office.service.log


def test_a_preview_has_a_source_asked_at_its_live_pace(office: Tried, inside: Page, owner: OwnerServer) -> None:
    """With its draft beside it, which takes its place: one call an interval, not two."""
    office.declare(owner.port, published=True)
    keep_draft(office.service, SOURCE, interval_s=1.0)
    office.enter(inside, OPERATOR, office.create(OPERATOR))
    inside.goto(f"{office.url}/admin/centrales/{PLANT}/apercu/")
    live(inside, "15,8")
    begun = len(owner.calls)
    inside.wait_for_timeout(6_000)  # as long as one looks at it
    calls = owner.calls[begun:]
    assert 4 <= len(calls) <= 7
    assert [after - before for before, after in pairwise(calls) if after - before < 0.5] == []


def test_a_plant_is_published_from_a_page_that_says_what_becomes_public(
    office: Tried, inside: Page, owner: OwnerServer
) -> None:
    office.declare(owner.port, published=False)
    office.enter(inside, OPERATOR, office.create(OPERATOR))
    inside.goto(office.url + PAGE)
    inside.get_by_role("link", name="Publier…").click()
    expect(inside.get_by_text("La source répond, et la valeur se lit.")).to_be_visible()
    expect(inside.get_by_text("15,8\u00a0MW – Temps réel")).to_be_visible()
    assert inside.request.get(f"{office.url}/centrale/{PLANT}").status == 404
    inside.get_by_role("button", name="Publier", exact=True).click()
    expect(inside.get_by_text("La centrale est publique.")).to_be_visible()
    until = time.monotonic() + 5
    while inside.request.get(f"{office.url}/centrale/{PLANT}").status != 200:
        assert time.monotonic() < until
    expect(inside.get_by_role("button", name="Suspendre")).to_be_visible()
    inside.get_by_role("link", name="Retirer de la carte…").click()
    inside.get_by_role("button", name="Retirer de la carte").click()
    expect(inside.get_by_text("La centrale n’est plus publique.")).to_be_visible()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_axe_finds_nothing_in_a_preview(office: Tried, seen: Page, owner: OwnerServer, lang: str) -> None:
    office.declare(owner.port, published=False)
    keep_draft(office.service, SOURCE, interval_s=2.0)
    office.enter(seen, OPERATOR, office.create(OPERATOR))
    seen.goto(f"{office.url}/admin/centrales/{PLANT}/apercu/")
    base = re.sub(r"\?.*", "", seen.url)
    found = {}
    for path in ("", "/carte/france", "/encarts", "/embed/centrale", "x"):
        seen.goto(f"{base}{path}?lang={lang}")
        found[path] = faults(seen, DESK, PHONE)
    link = link_for_the_owner(seen, office)
    assert link
    found["link"] = faults(seen, DESK, PHONE)
    assert {path: each for path, each in found.items() if each} == {}


def test_without_a_script_a_preview_shows_the_value_of_its_moment(
    office: Tried, inside: Page, owner: OwnerServer, browser: Browser
) -> None:
    office.declare(owner.port, published=False)
    office.enter(inside, OPERATOR, office.create(OPERATOR))
    link = link_for_the_owner(inside, office)
    plain = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    plain.goto(link)
    shown = plain.locator(f'[data-live="{PLANT}"]')
    until = time.monotonic() + 10
    while "15,8" not in (shown.text_content() or ""):
        assert time.monotonic() < until
        plain.get_by_role("link", name="Recharger").click()
    expect(shown).to_contain_text("15,8")
