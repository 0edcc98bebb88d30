"""The board in a real browser, and the e-mails of a real service: one when a source is down, one when it is back."""

import email
import time
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import Office
from tests.journeys.park import PLANTS, USUAL, Park

OPERATOR = "lea@quelia.example"
KEY = "sk-board-marker-4711"
AFTER_S = 3.0


@pytest.fixture
def park() -> Iterator[Park]:
    park = Park(PLANTS[:3], stale_after_s=20)
    park.says(**USUAL)
    yield park
    park.close()


@pytest.fixture
def office(tmp_path: Path, park: Park) -> Iterator[Office]:
    contact = "contact@quelia.example"
    office = Office(tmp_path, reach="127.0.0.1", QUELIA_ALERT_AFTER_S=str(AFTER_S), QUELIA_CONTACT_EMAIL=contact)
    owner = 'name = "Les Parcs"\ncontact_name = "Jean"\ncontact_email = "jean@parcs.example"'
    secret = f'auth = {{ type = "header", name = "X-Key", secret = "{KEY}" }}\ninterval_s'
    office.service.load(park.declaration().replace('name = "Les Parcs"', owner).replace("interval_s", secret))
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log


def told(office: Office) -> list[tuple[str, str]]:
    """Subject and text of each e-mail about sources, the oldest first."""
    mails = []
    for file in sorted((office.service.data / "mail").glob("*")):
        written = file.read_bytes()
        if not written.endswith(b"-" * 79 + b"\n"):
            continue  # it is just being written
        mail = email.message_from_bytes(written.partition(b"\n-----")[0], policy=policy.default)
        mails.append((str(mail["Subject"]).strip(), mail.get_content()))
    return [mail for mail in mails if mail[0].startswith("Quelia")]


def until_told(office: Office, count: int, within_s: float) -> list[tuple[str, str]]:
    end = time.monotonic() + within_s
    while len(told(office)) < count:
        assert time.monotonic() < end, office.service.log
        time.sleep(0.2)  # looks again; the bound is above
    return told(office)


def test_the_board_renews_itself_and_its_people_are_told_once(
    office: Office, park: Park, page: Page, trouble: list[str]
) -> None:
    office.enter(page, OPERATOR, office.create(OPERATOR))
    page.goto(f"{office.url}/admin/sources/")
    rows = page.locator("#board tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator("#source-source-causse")).to_contain_text("Temps réel", timeout=30_000)
    expect(page.locator("#source-source-causse")).to_contain_text("8 MW")

    page.locator("#show-source-arree").focus()
    park.fails("causse")
    expect(rows.first).to_have_id("source-source-causse", timeout=45_000)
    expect(rows.first).to_contain_text("Le serveur répond 503")
    expect(page.locator("#show-source-arree")).to_be_focused()

    ((subject, body),) = until_told(office, 1, 30)
    assert "panne de Crêtes du Causse (Les Parcs)" in subject
    assert f"{office.url}/admin/sources/source-causse/" in body
    assert "contact@quelia.example" in body

    page.goto(f"{office.url}/admin/sources/source-causse/")
    leads_to = page.get_by_role("link", name="Ouvrir dans ma messagerie").first.get_attribute("href") or ""
    assert leads_to.startswith("mailto:jean@parcs.example?")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier").first.click()
    expect(page.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    assert "Crêtes du Causse" in page.evaluate("navigator.clipboard.readText()")

    office.service.stop()
    office.open()
    park.recovers("causse")
    _, (back, _) = until_told(office, 2, 120)
    assert "Crêtes du Causse (Les Parcs) de nouveau en service" in back
    assert KEY not in office.service.log + "".join(map(str, told(office)))


def test_without_a_script_it_is_reloaded_by_a_link(office: Office, page: Page) -> None:
    office.enter(page, OPERATOR, office.create(OPERATOR))
    plain = page.context.browser
    assert plain is not None
    still = plain.new_context(
        locale="fr-FR", java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    still.goto(f"{office.url}/admin/sources/?q=parcs")
    still.get_by_role("link", name="Actualiser").click()
    assert still.url == f"{office.url}/admin/sources/?q=parcs"
    expect(still.locator("#board tbody tr")).to_have_count(3)
