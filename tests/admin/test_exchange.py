"""Plants that are taken out as files, and put in by them."""

import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from quelia.admin.exchange.envelope import opened
from quelia.store import models
from tests.admin.counter import Counter

IMPORT, EXPORT = "/admin/centrales/importer/", "/admin/centrales/exporter"
NEW = "nom;exploitant;énergie;latitude;longitude\nToits;Soleil;solaire;47,39;0,69\n"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def looked(visitor: Client, text: str | bytes, **more: str) -> HttpResponse:
    """What the page says to a file that is pasted, or sent where it is bytes."""
    sent = {"file": SimpleUploadedFile("../plants.csv", text)} if isinstance(text, bytes) else {"text": text}
    answer = visitor.post(IMPORT, {**sent, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def words(answer: HttpResponse) -> str:
    """What one reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode().partition("<main")[2])).split())


def faults(answer: HttpResponse) -> list[list[str]]:
    """Line, column and sentence of each."""
    table = answer.content.decode().partition('class="faults"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.S)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


def agreed(visitor: Client, page: HttpResponse) -> HttpResponse:
    """What comes of it when one agrees to what a page proposes."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    answer = visitor.post(IMPORT, {name: fields[name] for name in ("envelope", "seal", "new_owners")})
    assert isinstance(answer, HttpResponse)
    return answer


def stored() -> list[dict[str, Any]]:
    return [dict(each) for each in models.Plant.objects.order_by("slug").values()]


AWKWARD = {
    "name": '=SUM(A1) ; "l\'été", Ω',
    "description": "first\r\nsecond; 'third'",
    "capacity": "18,2 MWc",
    "subtype": "canopy",
    "commissioned": "2019-05",
    "commune": "@home",
    "region": "'=region",
    "latitude": -21.123456789,
    "longitude": 55.5,
    "published": True,
    "paused": "-suspendue-",
    "timezone": "Indian/Reunion",
    "intercommunality": "Grand Val",
    "links": [
        {"label": "=Le projet", "url": "https://projet.example/?a=1,2;3"},
        {"label": "b", "url": "http://b.example"},
    ],
    "contact_phone": "+33 4 00",
    "website": "https://soleil.example",
    "card": ["owner", "history"],
}


@pytest.mark.parametrize("query", [".csv", ".csv?separator=semicolon", ".csv?lang=en", ".geojson"])
def test_what_is_exported_and_imported_again_changes_nothing(counter: Counter, visitor: Client, query: str) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(**AWKWARD)
    models.Owner.objects.create(slug="other", name="Soleil")  # two owners of one name: they are told by their slugs
    page = looked(visitor, visitor.get(EXPORT + query).content)
    assert "rien à changer" in words(page)
    assert page.status_code == 200


def test_an_export_can_be_made_into_other_plants(counter: Counter, visitor: Client) -> None:
    before = stored()
    exported = visitor.get(f"{EXPORT}.geojson").content
    models.Plant.objects.all().delete()
    assert agreed(visitor, looked(visitor, exported)).status_code == 302
    assert [{**each, "id": 0} for each in stored()] == [{**each, "id": 0} for each in before]


def test_what_was_looked_for_is_exported(visitor: Client) -> None:
    features = json.loads(visitor.get(f"{EXPORT}.geojson?q=VENT").content)["features"]
    assert [each["id"] for each in features] == ["plant-vent"]


def test_an_export_is_a_file_of_its_day(visitor: Client) -> None:
    answer = visitor.get(f"{EXPORT}.csv")
    assert re.fullmatch(r'attachment; filename="centrales-\d{4}-\d\d-\d\d.csv"', answer["Content-Disposition"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_nothing_is_changed_before_one_agrees(visitor: Client) -> None:
    before = stored()
    page = looked(visitor, NEW)
    assert "Création" in words(page)
    assert (stored(), models.Change.objects.count()) == (before, 0)


def test_a_plant_is_made_of_a_row_and_is_not_public(visitor: Client) -> None:
    assert agreed(visitor, looked(visitor, NEW)).status_code == 302
    plant = models.Plant.objects.get(slug="toits")
    assert (plant.owner.slug, plant.energy, plant.latitude, plant.published) == ("soleil", "solar", 47.39, False)


def test_a_plant_is_known_by_its_name_and_owner_and_keeps_what_the_file_has_no_column_for(visitor: Client) -> None:
    page = looked(visitor, "nom;exploitant;commune\nCENTRALE SOLEIL;soleil;Tours")
    assert "Commune" in words(page).partition("Modification")[2]
    agreed(visitor, page)
    plant = models.Plant.objects.get(slug="plant-soleil")
    assert (plant.commune, plant.capacity, plant.published, plant.latitude) == ("Tours", "18.2 MW", True, 43.3)


def test_a_name_is_changed_by_the_slug(visitor: Client) -> None:
    agreed(visitor, looked(visitor, "identifiant;nom\nplant-vent;Grand vent"))
    assert models.Plant.objects.get(slug="plant-vent").name == "Grand vent"


def test_an_empty_cell_empties_but_not_what_must_be_there(visitor: Client) -> None:
    agreed(visitor, looked(visitor, "identifiant;capacité;état;publiée;fuseau horaire\nplant-soleil;;;;"))
    plant = models.Plant.objects.get(slug="plant-soleil")
    assert (plant.capacity, plant.status, plant.published, plant.timezone) == ("", "operating", True, "Europe/Paris")


def test_it_is_said_in_as_many_words_what_becomes_public_and_what_no_longer_is(visitor: Client) -> None:
    models.Plant.objects.filter(slug="plant-vent").update(published=False)
    page = words(looked(visitor, "identifiant;publiée\nplant-vent;oui\nplant-soleil;non"))
    assert "Deviendront publiques, visibles par tout le monde\u00a0: Centrale vent".replace("\u00a0", " ") in page
    assert "Ne seront plus publiques : Centrale soleil" in page


def test_every_fault_is_told_by_line_and_column_and_nothing_is_done(visitor: Client) -> None:
    before = stored()
    rows = (
        "Bon;Soleil;solaire;47;0;1 MW;",
        "Nord;Soleil;solaire;nord;0;;",
        "Pomme;Soleil;solaire;47;0;18 pommes;",
        ";Soleil;solaire;47;0;;",
        "Lune;Personne;solaire;47;0;;",
        "Loin;Soleil;solaire;147;0;;",
        "Vieux;Soleil;solaire;47;0;;hier",
        "Bon;soleil;solaire;47;0;;",
        "Pluie;Soleil;pluie;47;0;;",
    )
    page = looked(visitor, "nom;exploitant;énergie;latitude;longitude;capacité;mise en service\n" + "\n".join(rows))
    assert page.status_code == 422
    assert [(line, column) for line, column, _ in faults(page)] == [
        ("3", "Latitude"), ("5", "Nom"), ("6", "Exploitant"), ("7", "Latitude"), ("9", "Nom"), ("10", "Énergie"),
    ]  # fmt: skip
    assert 'name="seal"' not in page.content.decode()
    assert stored() == before
    # what is left is found by the rules of a declaration
    page = looked(
        visitor, "nom;exploitant;énergie;latitude;longitude;capacité;mise en service\n" + "\n".join((rows[2], rows[6]))
    )
    assert [(line, column) for line, column, _ in faults(page)] == [("2", "Capacité"), ("3", "Mise en service")]


def test_owners_that_do_not_exist_are_made_where_one_says_so(visitor: Client) -> None:
    text = NEW.replace("Soleil", "Énergies du Val") + "Ombres;énergies du val;solaire;47;0\n"
    assert [fault[:2] for fault in faults(looked(visitor, text))] == [["2", "Exploitant"], ["3", "Exploitant"]]
    page = looked(visitor, text, new_owners="on")
    assert "Exploitants à créer : Énergies du Val" in words(page)
    agreed(visitor, page)
    owner = models.Owner.objects.get(slug="energies-du-val")
    assert sorted(plant.slug for plant in owner.plants.all()) == ["ombres", "toits"]


def test_a_plant_of_the_same_name_but_of_another_owner_is_another_one(visitor: Client) -> None:
    row = "nom;exploitant;énergie;latitude;longitude\nCentrale soleil;Vent;solaire;47;0"
    agreed(visitor, looked(visitor, row))
    agreed(visitor, looked(visitor, row.replace("47;0", "48;0")))
    assert models.Plant.objects.get(slug="centrale-soleil").latitude == 48


def test_what_changed_meanwhile_is_proposed_anew_instead_of_being_written_over(visitor: Client) -> None:
    page = looked(visitor, "identifiant;commune\nplant-vent;Tours")
    models.Plant.objects.filter(slug="plant-vent").update(commune="Brest")
    answer = agreed(visitor, page)
    assert (answer.status_code, models.Plant.objects.get(slug="plant-vent").commune) == (409, "Brest")
    assert "Brest" in words(answer)
    assert agreed(visitor, answer).status_code == 302
    assert models.Plant.objects.get(slug="plant-vent").commune == "Tours"


@pytest.mark.parametrize("forged", [{"envelope": ""}, {"seal": "0" * 64}, {"new_owners": "0"}])
def test_nothing_else_than_what_was_proposed_is_done(visitor: Client, forged: dict[str, str]) -> None:
    page = looked(visitor, NEW.replace("Soleil", "Lune"), new_owners="on").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert b"Lune" in opened(fields["envelope"])
    visitor.post(IMPORT, {**fields, **forged})
    assert models.Plant.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "Choisissez un fichier"),
        (b"x" * 1_000_001, "dépasse 1 Mo"),
        ("nom;exploitant\n" + "a;b\n" * 5_001, "plus de 5000 lignes"),
        ("ville;couleur\na;b", "au moins : Nom"),
        (b"\x89PNG\r\n", "ne contient aucune centrale"),
        (b'{"type": "FeatureCollection"}', "FeatureCollection"),
    ],
)
def test_what_is_no_file_of_plants_is_said_to_be_none(visitor: Client, sent: str | bytes, said: str) -> None:
    page = looked(visitor, sent)
    assert page.status_code == 422
    assert said in words(page)


def test_what_came_by_a_file_stands_in_the_journal(visitor: Client) -> None:
    agreed(visitor, looked(visitor, NEW + "Centrale soleil;Soleil;solaire;43,3;5,5\n"))
    page = words(visitor.get("/admin/journal/"))  # type: ignore[arg-type]
    assert "a importé des centrales Créées : 1 Modifiées : 1".replace(" ", "") in page.replace(" ", "").replace(
        "après:", ""
    )
    assert "a créé la centrale Toits" in page
    assert "a modifié la centrale Centrale soleil" in page


@pytest.mark.journey
def test_five_thousand_plants_come_in_within_a_minute(visitor: Client) -> None:
    rows = "".join(f"Centrale {number};Soleil;solaire;47;{number % 7}\n" for number in range(5_000))
    page = looked(visitor, NEW.partition("\n")[0] + "\n" + rows)
    assert agreed(visitor, page).status_code == 302
    assert models.Plant.objects.count() == 5_002
