"""Logos of owners and plants in the office."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quelia.store import models
from quelia.store.load import load_catalog
from quelia.store.logos import Logos
from quelia.texts import texts
from tests.admin.counter import Counter
from tests.admin.pictures import picture

OWNER, PLANT = "/admin/exploitants/soleil/logo/", "/admin/centrales/plant-soleil/logo/"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def send(visitor: Client, path: str, content: bytes = b"", name: str = "logo.png") -> int:
    sent = SimpleUploadedFile(name, content or picture())
    return visitor.post(path, {"file": sent}).status_code


def shown() -> dict[str, str | None]:
    """The logo of each plant by its name, as the public would have it."""
    catalog, _ = load_catalog()
    return {slug: plant.logo.name if plant.logo else None for slug, plant in catalog.plants.items()}


def test_the_logo_of_an_owner_is_that_of_its_plants_but_for_those_with_their_own(visitor: Client) -> None:
    assert send(visitor, OWNER) == 302
    owners = shown()["plant-soleil"]
    assert owners == models.Logo.objects.get().name
    assert send(visitor, PLANT) == 302
    assert shown()["plant-soleil"] not in (None, owners)
    assert shown()["plant-vent"] is None


def test_another_picture_has_another_address_and_the_old_one_is_gone(counter: Counter, visitor: Client) -> None:
    send(visitor, OWNER)
    before = models.Logo.objects.get().name
    send(visitor, OWNER, picture("JPEG"), "logo.jpg")
    after = models.Logo.objects.get()
    assert after.name != before
    logos = Logos(counter.folder / "quelia.sqlite3")
    assert (logos.content(before), logos.content(after.name)) == (None, bytes(after.content))


def test_a_logo_is_taken_away(visitor: Client) -> None:
    send(visitor, OWNER)
    revision = models.Revision.objects.get().number
    assert visitor.post(OWNER, {"remove": "1"}).status_code == 302
    assert not models.Logo.objects.exists()
    assert models.Revision.objects.get().number > revision


def test_a_logo_goes_with_its_plant(visitor: Client) -> None:
    send(visitor, PLANT)
    visitor.post("/admin/centrales/plant-soleil/supprimer/")
    assert not models.Logo.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<svg/>", "a.svg", "vector"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_000), "a.png", "too_large"),
        (b"x", "a.png", "kind"),
    ],
)
def test_what_is_refused_is_said_in_words_and_the_logo_stays(
    visitor: Client, content: bytes, name: str, code: str
) -> None:
    send(visitor, OWNER)
    before = models.Logo.objects.get().name
    answer = visitor.post(OWNER, {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, models.Logo.objects.get().name) == (422, before)
    assert texts("fr", "logo")["refused"][code] in answer.content.decode()


def test_nothing_of_the_name_of_a_file_is_kept(visitor: Client) -> None:
    send(visitor, OWNER, name="../../etc/passwd.png")
    logo = models.Logo.objects.get()
    assert "passwd" not in repr(models.Logo.objects.values().get())
    assert len(logo.name) == 22


def test_who_changed_a_logo_stands_in_the_journal(visitor: Client) -> None:
    send(visitor, OWNER)
    visitor.post(OWNER, {"remove": "1"})
    visitor.post(OWNER, {"remove": "1"})
    assert list(models.Change.objects.values_list("verb", "kind", "slug")) == [
        ("unpictured", "owner", "soleil"), ("pictured", "owner", "soleil"),
    ]  # fmt: skip
    assert "a retiré le logo de l’exploitant" in visitor.get("/admin/journal/").content.decode()
