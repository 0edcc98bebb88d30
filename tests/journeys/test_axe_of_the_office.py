"""Nothing that axe-core knows is in the way of anybody on any page of the office."""

import time
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

import tests.admin.office  # noqa: F401 - Django is set up before its routes are asked for
from quelia.admin.access import ACCESS
from tests.admin.codes import code
from tests.admin.correspondence import letter
from tests.admin.pictures import picture
from tests.journeys.axe import DESK, PHONE, faults, seen
from tests.journeys.declarations import declaration
from tests.journeys.office import PASSWORD, Office
from tests.journeys.park import PLANTS, Park

__all__ = ["seen"]

OPERATOR = "lea@quelia.example"
PAUSED = """
[[plant]]
slug = "ombrieres-du-val"
owner = "energies-du-val"
name = "Ombrières du Val"
energy = "solar"
latitude = 47.4
longitude = 0.7
published = true
paused = "Entretien jusqu’à lundi"

[[plant]]
slug = "moulin-du-val"
owner = "energies-du-val"
name = "Moulin du Val"
energy = "hydro"
latitude = 47.5
longitude = 0.7

[[source]]
slug = "toits-envoyes"
owner = "energies-du-val"
push = true

[[source.point]]
plant = "ombrieres-du-val"
quantity = "temperature"
unit = "°C"

[[map]]
slug = "val"
name = "Carte du Val"
owners = ["energies-du-val"]
"""
# routes by what they are about
ENTRANCE = (
    "account_login", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "account_inactive",
)  # fmt: skip
INSIDE: dict[str, tuple[str, ...]] = {
    "": (
        "account_logout", "account_reauthenticate", "account_change_password", "usersessions_list", "mfa_index",
        "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "office_home", "journal", "owner_list",
        "owner_new", "plant_list", "plant_new", "map_list", "map_new", "people_list", "people_new",
        "source_list", "source_new", "push_new", "source_presets", "plant_import", "answer_list", "answer_read", "invitation_new",
    ),
    "1": ("people_delete",),
    "3": ("mfa_remove_webauthn", "mfa_edit_webauthn"),  # the third, after an application and its recovery codes
    "energies-du-val": (
        "owner_edit", "owner_delete", "owner_logo", "owner_letter", "owner_letter_print", "owner_letter_send",
    ),
    "toits-du-val": ("plant_show", "plant_edit", "plant_delete", "plant_logo", "plant_publish", "plant_embed"),
    "val": ("map_edit", "map_delete", "map_embed"),
    "scada-du-val": (
        "source_show", "source_edit", "source_secret", "source_delete", "source_accept", "source_discard",
    ),
    "toits-envoyes": ("push_keys",),
}  # fmt: skip
# pages in another state
FURTHER = (
    "/admin/centrales/ombrieres-du-val/", "/admin/centrales/moulin-du-val/", "/admin/centrales/moulin-du-val/supprimer/",
    "/admin/centrales/moulin-du-val/integrer/", "/admin/centrales/toits-du-val/integrer/?kind=badge&width=9",
    "/admin/centrales/?q=nowhere", "/admin/nowhere/",
    "/admin/exploitants/energies-du-val/lettre/?language=en&length=short&tester=scada-du-val&plants=toits-du-val",
    "/admin/exploitants/energies-du-val/lettre/?language=xx&length=short",
)  # fmt: skip
# those with steps before them are in the tests below, the others are no pages
APART = {
    "account_reset_password_from_key", "mfa_authenticate", "mfa_activate_totp", "people_link", "office_first",
    "mfa_login_webauthn", "mfa_trust", "mfa_download_recovery_codes", "plant_pause",
    "plant_preview", "plant_preview_link", "plant_preview_withdraw", "plant_export", "plant_export_geojson",
    "source_link", "source_link_withdraw", "owner_letter_file",
    "push_key_new", "push_key_revoke", "push_bridge_file",  # tests/journeys/test_a_push_source.py
    "answer_show", "answer_try", "answer_accept", "answer_decline", "answer_plant", "answer_contact", "answer_reply",
    "invitation_show", "invitation_remind", "invitation_withdraw",
    "invitation", "answer_state",  # tests/journeys/test_an_invitation.py
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("axe"), reach="127.0.0.1")
    office.service.load(
        declaration(1, 5).replace("published = true", 'published = true\ncommune = "Tours"') + PAUSED, VAL_KEY="k"
    )
    office.open()
    yield office
    office.service.stop()


@pytest.fixture(scope="module")
def link(office: Office) -> str:
    return office.create(OPERATOR)


@pytest.fixture(scope="module")
def inside(office: Office, link: str, seen: Page) -> Page:
    """An operator with all that an account may have, who has just confirmed himself."""
    office.enter(seen, OPERATOR, link)
    seen.goto(f"{office.url}/admin/mfa/totp/activate/")
    office.confirm(seen)
    assert faults(seen, DESK, PHONE) == []  # now or never: it is added next
    seed = seen.locator("#seed").input_value()
    seen.locator("[name=code]").fill("000000")
    seen.locator("main .go").click()
    assert faults(seen, DESK, PHONE) == []
    seen.locator("[name=code]").fill(code(seed, time.time()))
    seen.locator("main .go").click()
    session = seen.context.new_cdp_session(seen)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**device, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    seen.goto(f"{office.url}/admin/mfa/webauthn/add/")
    seen.locator("#passkey_add").click()
    expect(seen.locator(".said")).to_be_visible()
    return seen


def paths() -> Iterator[str]:
    for about, names in INSIDE.items():
        yield from (reverse(name, args=[about] if about else []) for name in names)
    yield from FURTHER


def test_no_page_is_left_out() -> None:
    inside = [name for names in INSIDE.values() for name in names]
    assert sorted([*ENTRANCE, *inside, *APART]) == sorted(ACCESS)


@pytest.mark.parametrize("name", ENTRANCE)
def test_nothing_is_wrong_at_the_entrance(seen: Page, office: Office, name: str) -> None:
    seen.goto(office.url + reverse(name))
    assert faults(seen, DESK, PHONE) == []


def test_nothing_is_wrong_where_a_password_is_chosen(seen: Page, office: Office, link: str) -> None:
    seen.goto(link)
    seen.locator("[name=password1]").fill("short")
    seen.locator("[name=password2]").fill("short")
    seen.locator("main .go").click()
    expect(seen.locator(".error")).to_be_visible()
    assert faults(seen, DESK, PHONE) == []
    seen.goto(link.replace("/key/1-", "/key/1-x"))
    expect(seen.get_by_role("heading", level=1)).to_have_text("Ce lien ne fonctionne plus")
    assert faults(seen, DESK, PHONE) == []


@pytest.mark.parametrize("path", [*paths()])
def test_nothing_is_wrong_with_a_page(inside: Page, office: Office, path: str) -> None:
    inside.goto(office.url + path)
    assert inside.url == office.url + path
    assert faults(inside, DESK, PHONE) == []


@pytest.mark.parametrize("name", ["plant_new", "owner_new", "map_new", "people_new", "source_new"])
def test_nothing_is_wrong_with_a_form_that_is_to_be_corrected(inside: Page, office: Office, name: str) -> None:
    inside.goto(office.url + reverse(name))
    inside.locator("main .go").click()
    expect(inside.locator(".error").first).to_be_visible()
    assert faults(inside, DESK, PHONE) == []


@pytest.fixture
def park() -> Iterator[Park]:
    park = Park(PLANTS[:1])
    park.says(arree=12.5)
    yield park
    park.close()


def test_nothing_is_wrong_where_a_source_was_tried(inside: Page, office: Office, park: Park) -> None:
    inside.goto(f"{office.url}{reverse('source_new')}?plant=moulin-du-val")
    inside.locator("[name=url]").fill(f"http://127.0.0.1:{park.port}/arree")
    inside.get_by_role("button", name="Essayer").click()
    expect(inside.locator(".offered")).to_contain_text("12.5")
    assert faults(inside, DESK, PHONE) == []
    inside.locator("[name=point-0-path]").fill("nowhere")
    inside.locator("[name=point-0-unit]").fill("kW")
    inside.get_by_role("button", name="Essayer").click()
    expect(inside.locator(".verdict-broken")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    inside.locator("[name=add_point]").click()
    expect(inside.locator("[name=point-1-path]")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_where_a_file_of_plants_was_looked_at(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("plant_import"))
    for row, where in (("a;b;nord;0;oui", ".faults"), ("a;energies-du-val;47;0;oui", ".proposal")):
        inside.locator("[name=text]").fill(
            f"nom;exploitant;latitude;longitude;publiée;énergie;couleur\n{row};solaire;x"
        )
        inside.get_by_role("button", name="Voir ce qui changerait").click()
        expect(inside.locator(where)).to_be_visible()
        assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_with_an_invitation(inside: Page, office: Office) -> None:
    inside.goto(f"{office.url}{reverse('invitation_new')}?plant=moulin-du-val")
    inside.locator("[name=email]").fill("a@b")
    inside.get_by_role("button", name="Voir le message").click()
    expect(inside.locator(".error")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    inside.locator("[name=email]").fill("")
    inside.locator("[name=length]").select_option("long")
    inside.get_by_role("button", name="Voir le message").click()
    expect(inside.locator(".owner-letter")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    inside.get_by_role("button", name="Faire seulement le lien").click()
    expect(inside.locator("#link")).to_be_visible()
    inside.locator("details > summary").click()
    assert faults(inside, DESK, PHONE) == []
    inside.get_by_role("link", name="Retirer l’invitation").click()
    expect(inside.get_by_role("button", name="Retirer", exact=True)).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    for path in (reverse("answer_list"), reverse("plant_show", args=["moulin-du-val"])):
        inside.goto(office.url + path)
        expect(inside.locator(".asked-invited").first).to_be_visible()
        assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_with_an_answer(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("answer_read"))
    for text, where in (("Bonjour", ".error"), (letter("https://localhost:1/live", "Moulin"), ".offered")):
        inside.locator("[name=text]").fill(text)
        inside.get_by_role("button", name="Lire").click()
        expect(inside.locator(where)).to_be_visible()
        assert faults(inside, DESK, PHONE) == []
    inside.get_by_role("button", name="Moulin du Val").click()
    inside.get_by_role("button", name="Essayer").click()
    expect(inside.locator(".note.wrong, .verdict-broken").first).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    page = inside.url.partition("essayer")[0]
    for path in (reverse("answer_list"), reverse("office_home")):
        inside.goto(office.url + path)
        expect(inside.locator(".tally")).to_be_visible()
        assert faults(inside, DESK, PHONE) == []
    inside.goto(f"{page}ecarter/")
    assert faults(inside, DESK, PHONE) == []
    inside.get_by_role("button", name="Mettre de côté").click()
    inside.goto(page)
    expect(inside.locator(".asked-declined")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_with_a_logo_nor_with_one_that_is_refused(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("owner_logo", args=["energies-du-val"]))
    for content, where in ((b"<svg/>", ".error"), (picture(), "img.logo")):
        inside.set_input_files("[name=file]", {"name": "logo.png", "mimeType": "image/png", "buffer": content})
        inside.locator("main .go").click()
        expect(inside.locator(where)).to_be_visible()
        assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_with_a_link_for_somebody(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("people_list"))
    inside.get_by_role("button", name="Nouveau lien").click()
    expect(inside.locator("#link")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_with_a_link_for_a_technician(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("source_show", args=["scada-du-val"]))
    inside.get_by_role("button", name="Lien pour le technicien").click()
    expect(inside.get_by_role("button", name="Copier le lien")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
    inside.goto(inside.locator("#link").input_value())
    assert faults(inside, DESK, PHONE) == []
    inside.locator("main .go").click()
    expect(inside.locator(".verdict").first).to_be_visible(timeout=30_000)
    assert faults(inside, DESK, PHONE) == []


def test_nothing_is_wrong_where_a_code_is_asked_for(inside: Page, office: Office) -> None:
    inside.goto(office.url + reverse("office_home"))
    inside.locator(".self button").click()
    inside.locator("[name=login]").fill(OPERATOR)
    inside.locator("[name=password]").fill(PASSWORD)
    inside.locator("main .go").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    assert faults(inside, DESK, PHONE) == []
    inside.locator("[name=code]").fill("000000")
    inside.locator("main .go").click()
    expect(inside.locator(".error")).to_be_visible()
    assert faults(inside, DESK, PHONE) == []
