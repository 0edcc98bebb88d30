"""Plants in the office, as somebody with a mouse, a keyboard and a spreadsheet makes them."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.keys import Keys
from tests.journeys.office import Office

OPERATOR = "lea@quelia.example"
OWNER = '[[owner]]\nslug = "energies-du-val"\nname = "Énergies du Val"\n'


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    office.service.load(OWNER)
    office.open()
    yield office
    office.service.stop()
    assert "Traceback" not in office.service.log


@pytest.fixture
def inside(office: Office, page: Page, trouble: list[str]) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    office.enter(page, OPERATOR, office.create(OPERATOR))
    return page


def place(page: Page) -> tuple[float, float]:
    """What stands in the two fields."""
    latitude, longitude = (page.locator(f"[name={name}]").input_value() for name in ("latitude", "longitude"))
    return float(latitude), float(longitude)


def pin(page: Page) -> tuple[float, float]:
    """Where the mark is, in pixels from the upper left of the map."""
    mark, ground = page.locator(".pin").bounding_box(), page.locator(".place-map").bounding_box()
    assert mark
    assert ground
    return mark["x"] + mark["width"] / 2 - ground["x"], mark["y"] + mark["height"] / 2 - ground["y"]


def test_a_plant_is_placed_by_a_click_and_moved_by_the_arrow_keys(office: Office, inside: Page) -> None:
    inside.goto(f"{office.url}/admin/centrales/nouvelle/")
    ground = inside.locator(".place-map")
    expect(ground.locator("canvas").first).to_be_attached()
    ground.click(position={"x": 300, "y": 150})
    assert pin(inside) == pytest.approx((300, 150), abs=2)
    latitude, longitude = place(inside)
    assert (40 < latitude < 52, -6 < longitude < 10) == (True, True)

    ground.press("ArrowRight")
    ground.press("ArrowUp")
    assert pin(inside) == pytest.approx((310, 140), abs=2)
    north, east = place(inside)
    assert (north > latitude, east > longitude) == (True, True)
    ground.press("Shift+ArrowDown")
    assert pin(inside) == pytest.approx((310, 141), abs=2)

    inside.locator("[name=name]").fill("Toits du Val")
    inside.locator("[name=owner]").select_option(label="Énergies du Val")
    inside.locator("[name=energy]").select_option(label="Solaire")
    chosen = place(inside)
    inside.get_by_role("button", name="Enregistrer").click()
    inside.goto(f"{office.url}/admin/centrales/toits-du-val/modifier/")
    assert place(inside) == chosen


def test_what_is_typed_or_pasted_moves_the_mark_and_what_is_odd_is_pointed_out(office: Office, inside: Page) -> None:
    inside.goto(f"{office.url}/admin/centrales/nouvelle/")
    latitude = inside.locator("[name=latitude]")
    latitude.fill("43,2965 5,3698")
    assert place(inside) == (43.2965, 5.3698)
    expect(inside.locator(".pin")).to_be_visible()
    wide = inside.locator(".place-map").bounding_box()
    assert wide
    assert pin(inside) == pytest.approx((wide["width"] / 2, wide["height"] / 2), abs=3)

    latitude.fill("5,3698")
    inside.locator("[name=longitude]").fill("43,2965")
    expect(inside.get_by_text("semblent inversées")).to_be_visible()
    inside.get_by_role("button", name="Les échanger").click()
    assert place(inside) == (43.2965, 5.3698)
    expect(inside.get_by_text("semblent inversées")).to_be_hidden()

    latitude.fill("21°07'S 55°32'E")
    expect(inside.locator("[data-area]")).to_have_value("la-reunion")
    latitude.fill("121")
    expect(inside.get_by_text("Une latitude va de -90 à 90")).to_be_visible()


FILE = """Nom;Exploitant;Énergie;Latitude;Longitude;Capacité;Publiée
Toits du Val;Énergies du Val;Solaire;47,39;0,69;18 pommes;oui
Moulin du Val;Énergies du Val;Hydroélectricité;47,5;0,7;250 kW;non
"""


def test_a_file_with_a_fault_is_mended_looked_at_and_imported_by_keyboard(
    office: Office, inside: Page, tmp_path: Path
) -> None:
    keys = Keys(inside)
    keys.press("Centrales")
    keys.press("Importer des centrales")
    file = tmp_path / "centrales.csv"
    file.write_bytes(FILE.encode("cp1252"))
    inside.set_input_files("[name=file]", file)
    keys.press("Voir ce qui changerait")
    expect(inside.locator(".faults tbody tr")).to_have_count(1)
    expect(inside.locator(".faults tbody tr")).to_contain_text(re.compile("2.*Capacité.*pommes", re.S))
    expect(inside.get_by_role("button", name="Enregistrer ces changements")).to_have_count(0)

    file.write_bytes(FILE.replace("18 pommes", "18,2 MW").encode("cp1252"))
    inside.set_input_files("[name=file]", file)
    keys.press("Voir ce qui changerait")
    expect(inside.get_by_text("Deviendront publiques, visibles par tout le monde")).to_be_visible()
    expect(inside.locator(".publicly li")).to_have_text(["Toits du Val"])
    keys.press("Enregistrer ces changements")
    expect(inside.get_by_text("2 centrales sont enregistrées.")).to_be_visible()

    until = time.monotonic() + 5
    inside.goto(f"{office.url}/?lang=fr")
    while not inside.locator('.plant-list [data-plant="toits-du-val"]').count():
        assert time.monotonic() < until
        inside.goto(f"{office.url}/?lang=fr")
    expect(inside.locator('.plant-list [data-plant="moulin-du-val"]')).to_have_count(0)
