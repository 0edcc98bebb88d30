from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from tests.domain.examples import MARSEILLE, plant, point, source

WIND = plant(slug="eole", name="éole", owner="vents", energy="wind")
DRAFT = plant(slug="brouillon", name="Brouillon", owner="vents", published=False)
SUN = plant(owner="soleil")
SOURCES = [
    source(point(), point("t", "°C", quantity="temperature"), point(plant="eole"), id=1),
    source(point("e", "MWh", quantity="energy_today"), id=2),
]
MAPS = [
    Map("vents", "Vents", owners=("vents",)),
    Map("une", "Une", plants=(MARSEILLE,)),
    Map("deux", "Deux", owners=("vents",), plants=(MARSEILLE,)),
]
ALL = Catalog([SUN, WIND, DRAFT], SOURCES, MAPS, {MARSEILLE: 1, "eole": 2})


def test_every_published_plant_is_on_the_default_map() -> None:
    assert {each.slug for each in ALL.on_map(ALL.maps["france"])} == {MARSEILLE, "eole"}


def test_a_map_selects_by_owner_or_by_plant() -> None:
    chosen = {slug: {each.slug for each in ALL.on_map(ALL.maps[slug])} for slug in ("vents", "une", "deux")}
    assert chosen == {"vents": {"eole"}, "une": {MARSEILLE}, "deux": {MARSEILLE, "eole"}}


def test_plants_of_a_map_come_by_name() -> None:
    by_name = Catalog([plant(slug=name, name=name) for name in ("b", "A", "c")], [], [], {})
    assert [each.slug for each in by_name.on_map(by_name.maps["france"])] == ["A", "b", "c"]


def test_a_published_plant_is_seen_on_its_page_and_its_maps() -> None:
    assert set(ALL.channels_for("eole")) == {"plant:eole", "map:vents", "map:deux", "map:france"}


def test_a_plant_that_is_not_published_is_seen_by_its_preview_only() -> None:
    assert (ALL.channels_for("brouillon"), ALL.published("brouillon")) == (("draft:brouillon",), None)


def test_no_public_channel_shows_a_plant_that_is_not_published() -> None:
    public = {channel for slug in (MARSEILLE, "eole") for channel in ALL.channels_for(slug)} | {"plant:brouillon"}
    assert all("brouillon" not in ALL.seen_on(channel) for channel in public)


def test_a_plant_may_have_several_sources() -> None:
    assert (ALL.sources_of(MARSEILLE), ALL.quantities(MARSEILLE)) == ((1, 2), ("power", "temperature", "energy_today"))


def test_a_plant_without_a_source_measures_nothing() -> None:
    assert (ALL.sources_of("brouillon"), ALL.quantities("brouillon")) == ((), ())


def test_a_channel_that_nobody_named_shows_nothing() -> None:
    assert (ALL.seen_on("map:nowhere"), ALL.published("nowhere")) == ([], None)
