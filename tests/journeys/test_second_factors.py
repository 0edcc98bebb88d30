"""A second factor and a passkey, with a real browser that has a (virtual) authenticator."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.admin.codes import code
from tests.journeys.keys import Keys
from tests.journeys.office import PASSWORD, Office

OPERATOR = "lea@quelia.example"
_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log


@pytest.fixture
def keys(office: Office, page: Page, trouble: list[str]) -> Keys:
    """Signed in, and confirmed once more."""
    office.enter(page, OPERATOR, office.create(OPERATOR))
    page.goto(f"{office.url}/admin/reauthenticate/?next=/admin/mfa/")
    keys = Keys(page)
    keys.fill("Mot de passe", PASSWORD)
    keys.press("Continuer")
    return keys


def with_application(page: Page, keys: Keys) -> str:
    """Returns the seed, as it is typed into an application."""
    keys.press("Ajouter une application")
    seed = page.get_by_label("Ou tapez cette clé dans l’application").input_value()
    keys.fill("Code", code(seed, time.time()))
    keys.press("Activer")
    expect(page.get_by_text("L’application est ajoutée.")).to_be_visible()
    return seed


def with_passkey(page: Page, keys: Keys) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    keys.press("Ajouter une clé d’accès")
    keys.tick("Permettre aussi d’entrer sans mot de passe")
    keys.press("Ajouter")
    expect(page.get_by_text("La clé d’accès est ajoutée.")).to_be_visible()


def leave(page: Page, keys: Keys) -> None:
    keys.press("Se déconnecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


def give_password(keys: Keys) -> None:
    keys.fill("Adresse électronique", OPERATOR)
    keys.fill("Mot de passe", PASSWORD)
    keys.press("Se connecter")


def test_an_application_is_added_and_its_code_is_asked_for(office: Office, page: Page, keys: Keys) -> None:
    seed = with_application(page, keys)
    codes = page.locator(".codes li").all_text_contents()
    leave(page, keys)
    give_password(keys)
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    page.goto(f"{office.url}/admin/centrales/")  # the password alone opens nothing
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    keys.fill("Code", "000000")
    keys.press("Se connecter")
    expect(page.get_by_text("Ce code n’est pas le bon")).to_be_visible()
    keys.fill("Code", code(seed, time.time() + 30))
    keys.press("Se connecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
    leave(page, keys)
    give_password(keys)
    keys.fill("Code", codes[0])
    keys.press("Se connecter")
    page.goto(f"{office.url}/admin/mfa/")
    expect(page.get_by_text("Il vous en reste 9 sur 10.")).to_be_visible()


def test_a_passkey_is_added_and_opens_without_a_password(office: Office, page: Page, keys: Keys) -> None:
    with_passkey(page, keys)
    leave(page, keys)
    keys.press("Se connecter avec une clé d’accès")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
    page.goto(f"{office.url}/admin/mfa/webauthn/")
    expect(page.locator("tbody tr")).to_have_text(re.compile(r"Chrome sur Linux.*Connecte sans mot de passe", re.S))


def test_a_passkey_is_a_second_factor_beside_a_password(office: Office, page: Page, keys: Keys) -> None:
    with_passkey(page, keys)
    leave(page, keys)
    give_password(keys)
    keys.press("Utiliser ma clé d’accès")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")


def test_who_has_no_passkey_is_told(office: Office, page: Page, keys: Keys) -> None:
    leave(page, keys)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    keys.reach("Se connecter avec une clé d’accès")
    page.keyboard.press("Enter")
    expect(page.get_by_text("La clé d’accès n’a pas répondu")).to_be_visible()


def test_no_seed_stands_in_the_data_folder_nor_in_the_log(office: Office, page: Page, keys: Keys) -> None:
    seed = with_application(page, keys)
    codes = page.locator(".codes li").all_text_contents()
    office.service.stop()
    files = [file for file in office.service.data.rglob("*") if file.is_file()]
    assert "quelia.sqlite3" in {file.name for file in files}
    for secret in (seed, *codes):
        assert [file.name for file in files if secret.encode() in file.read_bytes()] == []
        assert secret not in office.service.log
