"""The journal as people read it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from quelia.admin.differences import Difference
from quelia.admin.telling import Line, lines
from quelia.store import models
from tests.admin.counter import Counter

PLANT = "/admin/centrales/plant-soleil/"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def told() -> list[Line]:
    """All that stands in the journal, the newest first, in French."""
    with translation.override("fr"):
        return lines(models.Change.objects.all())


def change(**values: Any) -> Line:
    models.Change.objects.create(
        **({"by": "lea@quelia.example", "verb": "updated", "kind": "plant", "slug": "x"} | values)
    )
    return told()[0]


def test_what_is_published_paused_and_resumed_is_told_in_as_many_words(visitor: Client) -> None:
    visitor.post(f"{PLANT}publier/", {"published": "0"})
    visitor.post(f"{PLANT}publier/", {"published": "1"})
    visitor.post(f"{PLANT}suspendre/", {"paused": "Maintenance"})
    visitor.post(f"{PLANT}suspendre/")
    assert [(line.by, line.what, line.named) for line in told()] == [
        ("lea@quelia.example", f"{verb} la centrale", "Centrale soleil")
        for verb in ("a repris l’affichage de", "a suspendu l’affichage de", "a publié", "a retiré de la carte")
    ]
    assert told()[1].differences == [Difference("Texte affiché", "", "Maintenance")]


def test_what_is_as_it_was_is_not_told(visitor: Client) -> None:
    visitor.post(f"{PLANT}publier/", {"published": "1"})
    visitor.post(f"{PLANT}suspendre/")
    assert told() == []


@pytest.mark.parametrize(
    ("field", "before", "after", "difference"),
    [
        ("published", False, True, ("Publiée", "non", "oui")),
        ("capacity", "18.2 MW", "20 MW", ("Capacité installée", "18.2 MW", "20 MW")),
        ("capacity", "", "20 MW", ("Capacité installée", "", "20 MW")),
        ("latitude", 47.39, -21.1, ("Latitude", "47,39", "-21,1")),
        ("energy", "solar", "biomethane", ("Énergie", "Solaire", "Biométhane")),
        ("subtype", None, "ground", ("Type", "", "au sol")),
        ("status", "operating", "building", ("État", "En service", "En construction")),
        ("owner", "soleil", "vent", ("Exploitant", "Soleil", "Vent")),
        ("owner", "gone", "vent", ("Exploitant", "gone", "Vent")),
        ("energy", "of another version", "solar", ("Énergie", "of another version", "Solaire")),
    ],
)
def test_codes_and_slugs_are_told_as_words(
    counter: Counter, field: str, before: object, after: object, difference: tuple[str, str, str]
) -> None:
    (told,) = change(before_after={field: [before, after]}).differences
    assert tuple(told) == difference


def test_what_a_map_shows_is_told_by_name(counter: Counter) -> None:
    line = change(
        kind="map", slug="map-vent", before_after={"owners": [["vent"], ["soleil", "vent"]], "plants": [None, []]}
    )
    assert line.named == "Carte vent"
    assert line.differences[0] == ("Centrales de ces exploitants", "Vent", "Soleil, Vent")


def test_what_is_gone_has_the_name_it_had(counter: Counter) -> None:
    assert change(verb="deleted", slug="gone", before_after={"name": ["Toits", None]}).named == "Toits"
    assert change(verb="deleted", slug="gone", before_after={}).named == "gone"


def test_every_line_has_words_in_every_language(counter: Counter) -> None:
    for lang in ("fr", "en"):
        with translation.override(lang):
            for kind in ("owner", "plant", "map", "person"):
                for verb in ("created", "updated", "deleted", "linked", "published", "withdrawn", "paused", "resumed"):
                    models.Change.objects.create(by="", verb=verb, kind=kind, slug="x")
            assert all(line.what for line in lines(models.Change.objects.all()))


def test_the_page_shows_what_was_and_what_is(visitor: Client) -> None:
    models.Change.objects.create(
        by="",
        verb="updated",
        kind="plant",
        slug="<b>",
        before_after={"name": ["<i>", "Toits"], "published": [True, False]},
    )
    page = visitor.get("/admin/journal/").content.decode()
    assert "Sur le serveur" in page
    assert ("<i>" in page, "<b>" in page, "True" in page, "None" in page) == (False,) * 4
