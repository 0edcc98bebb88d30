"""An owner is invited, answers on his phone or by mail, and is on the map: in minutes, with his key seen by nobody."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, Page, expect

from tests.journeys.loop import ADDRESS, CASES, OPERATOR, Case, Finger, mouse, thumb
from tests.journeys.office import Office
from tests.journeys.owner import OwnerServer
from tests.journeys.post import MailServer

_LONGEST_S = 120.0  # of the whole loop: what is awaited is the machine, since nobody has to think
_USER, _PASSWORD = "quelia@carte.example", "mot de passe du courrier"
_PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=CASES, ids=lambda case: case.slug)
def case(request: pytest.FixtureRequest) -> Case:
    assert isinstance(request.param, Case)
    return request.param


@pytest.fixture
def api(authority: trustme.CA, case: Case) -> Iterator[OwnerServer]:
    server = OwnerServer(authority, header=case.header, key=case.shown)
    server.up()
    server.document = case.document
    yield server
    server.close()


@pytest.fixture
def post(authority: trustme.CA) -> Iterator[MailServer]:
    server = MailServer(authority, accounts={_USER: _PASSWORD})
    yield server
    server.close()


@pytest.fixture
def office(authority: trustme.CA, tmp_path: Path, case: Case, post: MailServer, api: OwnerServer) -> Iterator[Office]:
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    office = Office(tmp_path, ca_file, QUELIA_SMTP=post.url(_USER), QUELIA_CONTACT_EMAIL=_USER)
    office.service.load(case.declaration())
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log
    assert case.key not in office.service.log


@pytest.fixture
def operator(page: Page, office: Office, trouble: list[str]) -> Page:
    page.set_viewport_size({"width": 1280, "height": 860})
    office.enter(page, OPERATOR, office.create(OPERATOR))
    return page


def arrived(post: MailServer, address: str) -> str:
    """The link of the mail that came to `address`."""
    until = time.monotonic() + 10
    while not (mails := [taken.mail for taken in post.taken if address in taken.people]):
        assert time.monotonic() < until
        time.sleep(0.05)  # it is handed over by another process; the bound is above
    part = mails[0].get_body(("plain",))
    assert part is not None
    found = re.search(r"https?://\S+/reponse/[^\s>)]+", part.get_content())
    assert found is not None
    return found[0]


def answer(page: Page, case: Case, url: str) -> Finger:
    """What an owner does on his phone, with what stands in the annex of the letter."""
    finger = thumb(page)
    page.get_by_label("Adresse de l’API").fill(url)
    finger.on(page.locator(f"[name=scheme][value={case.scheme}]"))
    if case.scheme == "header":
        page.locator("[name=name]").fill(case.header)
    page.locator("[name=secret]").fill(case.key)
    finger.on(page.locator("details.example > summary"))
    page.locator("[name=sample]").fill(case.sample())
    finger.press("Lire cet exemple")
    finger.on(page.locator(".tree-take").filter(has_text=case.number).first)
    expect(page.locator("[name=path]")).not_to_have_value("")  # the page has come that was asked for by the tap
    assert case.key not in page.content()
    finger.on(page.locator(f"[name=unit][value={case.unit}]"))
    page.locator("[name=contact_email]").fill(ADDRESS)
    finger.press("Envoyer ma réponse")
    finger.press("Envoyer quand même")  # his server was not tried: it is none of the Internet
    return finger


def publish(page: Page, finger: Finger, case: Case) -> None:
    """From the review to the map."""
    finger.press("Accepter")
    preview = page.frame_locator("iframe[src^='/apercu/']").first.locator("[data-live]").first
    expect(preview).to_contain_text(case.said, timeout=15_000)
    finger.press("Publier…", "link")
    finger.press("Publier")
    expect(page.get_by_text("La centrale est publique.")).to_be_visible()


def told(how: str, took_s: float, *fingers: Finger) -> None:
    """For who reads the run with `-s`."""
    clicks = " + ".join(str(each.pressed) for each in fingers)
    sys.stdout.write(f"\n{how}: {took_s:.1f} s, {clicks} clicks\n")


def seen_on_the_map(browser: Browser, office: Office, case: Case) -> None:
    visitor = browser.new_context(locale="fr-FR").new_page()
    value = visitor.locator(f'.plant-list [data-plant="{case.slug}"] [data-live]')
    until = time.monotonic() + 10
    while not value.count():
        assert time.monotonic() < until
        visitor.goto(f"{office.url}/?lang=fr")
    expect(value).to_contain_text(case.said, timeout=15_000)
    expect(value).to_have_attribute("data-state", "live")


def test_an_invited_owner_answers_on_his_phone_and_is_on_the_map(
    office: Office, post: MailServer, api: OwnerServer, operator: Page, browser: Browser, case: Case
) -> None:
    began_at, finger = time.monotonic(), mouse(operator)
    operator.goto(f"{office.url}/admin/centrales/{case.slug}/")
    finger.press("Inviter l’exploitant", "link")
    expect(operator.locator("[name=email]")).to_have_value(ADDRESS)
    finger.press("Envoyer l’invitation")
    expect(operator.get_by_text(f"L’invitation est partie à {ADDRESS}.")).to_be_visible()

    link = arrived(post, ADDRESS)
    assert link.startswith(f"{office.url}/reponse/")
    owner = browser.new_context(locale="fr-FR", viewport=_PHONE, has_touch=True, is_mobile=True).new_page()  # type: ignore[arg-type]
    owner.goto(link)
    theirs = answer(owner, case, f"https://localhost:{api.port}{case.api}")
    expect(owner.get_by_role("heading", level=1)).to_have_text("Où en est votre réponse")
    assert (api.calls, case.key in owner.content()) == ([], False)
    owner.goto(link)
    expect(owner.get_by_role("heading", level=1)).to_have_text("Ce lien n’est plus valable")

    operator.goto(f"{office.url}/admin/")
    expect(operator.locator(".rooms .tally")).to_contain_text("1")
    finger.press("Voir les réponses", "link")
    finger.on(operator.get_by_role("link", name=re.compile("^Relire")))
    finger.press("Essayer")
    expect(operator.get_by_text(f"La valeur lue est {case.said}.")).to_be_visible()
    assert (len(api.calls), case.key in operator.content()) == (1, False)  # one for the trial, and none before
    assert office.service.figures["quelia_sources"] == 0  # so that nothing is asked regularly
    publish(operator, finger, case)
    seen_on_the_map(browser, office, case)
    took_s = time.monotonic() - began_at
    told("by the form", took_s, finger, theirs)
    assert took_s < _LONGEST_S


def test_an_answer_that_came_by_mail_is_pasted_and_is_on_the_map(
    office: Office, api: OwnerServer, operator: Page, browser: Browser, case: Case
) -> None:
    began_at, finger = time.monotonic(), mouse(operator)
    finger.on(operator.locator(".rooms a[href='/admin/reponses/']"))
    finger.press("Lire une réponse reçue", "link")
    operator.get_by_label("Texte de la réponse").fill(case.letter(f"https://localhost:{api.port}{case.api}"))
    finger.press("Lire")
    expect(operator.get_by_role("heading", level=1)).to_have_text(f"Réponse\u00a0: {case.name}")
    assert (api.calls, case.key in operator.content()) == ([], False)
    finger.press("Essayer")
    expect(operator.get_by_text(f"La valeur lue est {case.said}.")).to_be_visible()
    assert (len(api.calls), case.key in operator.content()) == (1, False)
    assert office.service.figures["quelia_sources"] == 0
    publish(operator, finger, case)
    seen_on_the_map(browser, office, case)
    took_s = time.monotonic() - began_at
    told("by mail", took_s, finger)
    assert took_s < _LONGEST_S
