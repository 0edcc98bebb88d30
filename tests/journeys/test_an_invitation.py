"""An owner answers his invitation: on a phone, without an account; with his own server, and with an example alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import DESK, PHONE, faults, seen
from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.letterbox import invite
from tests.journeys.office import Office
from tests.journeys.owner import OwnerServer

__all__ = ["seen"]

OWNER, EMAIL = "energies-du-val", "jean@energies-du-val.example"
LONG = "transition-energetique-et-climat@communaute-de-communes.example"  # as wide as a phone
CONTACT = {"QUELIA_CONTACT_NAME": "Léa", "QUELIA_CONTACT_EMAIL": LONG, "QUELIA_CONTACT_PHONE": "+33 1"}
EXAMPLE = json.dumps(answer(13.25), indent=2)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def office(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Strangers may try out what is on this machine: there an owner's server stands."""
    folder: Path = tmp_path_factory.mktemp("invitation")
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    office = Office(folder, ca_file, open_to_strangers=True, **CONTACT)
    office.service.load(declaration(1, 5), VAL_KEY="k")
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log
    assert "/reponse/W" not in office.service.log


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 390, "height": 844}, has_touch=True
    )
    yield context.new_page()
    context.close()


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'label:has([name="{name}"][value="{value}"])').click()


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_owner_answers_on_his_phone(phone: Page, office: Office, owner: OwnerServer) -> None:
    owner.document = answer(13.25)
    link = invite(office.service, OWNER, PLANT, email=EMAIL)
    phone.goto(link)
    assert is_as_wide_as_the_screen(phone)
    phone.get_by_label("Adresse de l’API").fill(f"https://localhost:{owner.port}/api/live")
    expect(phone.get_by_label("La clé, le jeton ou le mot de passe")).to_be_hidden()
    choose(phone, "scheme", "header")
    phone.get_by_label("Nom de l’en-tête ou du paramètre").fill("X-API-Key")
    phone.get_by_label("La clé, le jeton ou le mot de passe").fill(KEY)
    phone.locator("#value .go").click()
    phone.locator(".tree").get_by_role("button", name="currentPower").click()
    phone.get_by_role("button", name="C’est en MW").click()
    card = phone.locator(".shown")
    expect(card).to_contain_text("Temps réel")
    expect(card.locator("quelia-live")).to_have_attribute("data-value", "13.25")
    expect(card.locator("[data-part=value]")).to_have_text("13,25\u00a0MW")
    expect(card).to_contain_text("Rien n’est publié")
    assert is_as_wide_as_the_screen(phone)
    assert len(owner.calls) == 3  # one a tap
    assert KEY not in phone.content()
    phone.get_by_label("Adresse électronique").fill(EMAIL)
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Où en est votre réponse")
    expect(phone.locator(".way-done h2")).to_contain_text(["Reçue", "Testée"])
    assert is_as_wide_as_the_screen(phone)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ce lien n’est plus valable")
    assert len(owner.calls) == 3


def test_without_a_script_and_a_server_an_example_will_do(browser: Browser, office: Office) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(invite(office.service, OWNER, lang="en"))
    page.get_by_label("Name of the plant").fill("Ferme du Val")
    page.get_by_label("Address of the API").fill("https://10.1.2.3/live")
    choose(page, "scheme", "none")
    page.locator(".example summary").click()
    page.get_by_label("An example of the answer").fill(EXAMPLE)
    page.get_by_role("button", name="Read this example").click()
    page.locator(".tree").get_by_role("button", name="currentPower").click()
    page.get_by_role("button", name="It is in MW").click()
    expect(page.locator(".shown [data-part=value]")).to_have_text("13.25\u00a0MW")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator(".left")).to_contain_text("was not tried yet")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How your answer fares")
    context.close()


def test_a_form_is_sent_once(phone: Page, office: Office) -> None:
    phone.goto(invite(office.service, OWNER, PLANT))
    posts: list[str] = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.get_by_label("Adresse de l’API").fill("https://localhost:1/live")
    choose(phone, "scheme", "none")
    phone.locator("#value .go").dblclick()
    expect(phone.locator("#trial")).to_be_visible(timeout=20_000)
    assert len(posts) == 1


def test_a_phone_that_goes_back_can_send_again(phone: Page, office: Office) -> None:
    phone.goto(invite(office.service, OWNER, PLANT))
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.locator(".error").first).to_be_visible()
    phone.go_back()
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.locator(".error").first).to_be_visible()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_wrong_with_the_pages_of_an_owner(seen: Page, office: Office, lang: str) -> None:
    link = invite(office.service, OWNER, "" if lang == "en" else PLANT, lang=lang)
    seen.goto(link)
    assert faults(seen, DESK, PHONE) == []
    seen.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert faults(seen, DESK, PHONE) == []
    seen.locator("#value .go").click()
    expect(seen.locator(".error").first).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=url]").fill("https://localhost:1/live?apikey=4711&site_token=4712")
    if lang == "en":
        seen.locator("[name=project]").fill("Ferme du Val")
    seen.locator("#value .go").click()
    expect(seen.locator(".verdict-broken")).to_be_visible(timeout=20_000)
    assert faults(seen, DESK, PHONE) == []
    seen.locator(".example summary").click()
    seen.locator("[name=sample]").fill(EXAMPLE)
    seen.locator("[name=read]").click()
    seen.locator(".tree").get_by_role("button", name="currentPower").click()
    expect(seen.locator(".units")).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.locator(".units").get_by_role("button", name="kW").click()
    expect(seen.locator(".shown" if lang == "en" else ".trial .note")).to_be_visible()
    seen.locator("#id_unit_1").check()
    seen.locator("[name=read]").click()
    expect(seen.locator(".shown")).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=contact_phone]").fill("+33 1 23 45 67 89")
    seen.locator("[name=send]").click()
    expect(seen.locator(".left")).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=send_anyway]").click()
    expect(seen.locator(".way")).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.goto(f"{link}?lang={lang}")
    expect(seen.locator(".way, form")).to_have_count(0)
    assert faults(seen, DESK, PHONE) == []
