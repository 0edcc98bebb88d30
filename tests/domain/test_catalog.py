from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from quelia.domain.source import Source
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


def test_one_more_stands_on_the_maps_that_select_it_and_in_its_own_place() -> None:
    found = {slug: [each.slug for each in ALL.on_map(ALL.maps[slug], also=DRAFT)] for slug in ("vents", "une")}
    assert found == {"vents": ["brouillon", "eole"], "une": [MARSEILLE]}


def test_one_more_stands_on_a_map_instead_of_itself() -> None:
    tried = plant(slug="eole", name="Essai", owner="vents")
    assert ALL.on_map(ALL.maps["vents"], also=tried) == [tried]


def test_the_maps_of_a_plant_begin_with_the_default_one() -> None:
    assert [[each.slug for each in ALL.maps_of(one)] for one in (DRAFT, SUN)] == [
        ["france", "deux", "vents"],
        ["france", "deux", "une"],
    ]


def test_a_plant_is_found_by_its_number() -> None:
    assert [ALL.numbered(number) for number in (2, 3)] == [WIND, None]


def test_the_preview_of_a_plant_is_its_draft_where_there_is_one() -> None:
    drafted = Catalog([SUN, WIND], [*SOURCES, source(point(), id=-1, draft=True, draft_of=1)], MAPS, {})
    assert [drafted.preview_of(slug).draft for slug in (MARSEILLE, "eole")] == [True, True]
    assert ALL.preview_of(MARSEILLE) == ALL.views(MARSEILLE)[0]


def test_plants_of_a_map_come_by_name() -> None:
    by_name = Catalog([plant(slug=name, name=name) for name in ("b", "A", "c")], [], [], {})
    assert [each.slug for each in by_name.on_map(by_name.maps["france"])] == ["A", "b", "c"]


def test_names_are_sorted_as_people_sort_them() -> None:
    names = ["Toiture 2", "Toiture 10", "Zénith", "Éole", "éolienne", "Toiture 1"]
    by_name = Catalog([plant(slug=f"p{at}", name=name) for at, name in enumerate(names)], [], [], {})
    sorted_names = [each.name for each in by_name.on_map(by_name.maps["france"])]
    assert sorted_names == ["Éole", "éolienne", "Toiture 1", "Toiture 2", "Toiture 10", "Zénith"]


def test_a_published_plant_is_seen_on_its_page_and_its_maps() -> None:
    assert set(ALL.channels_of("eole", 1)) == {"plant:eole", "map:vents", "map:deux", "map:france", "draft:eole"}


def test_a_plant_that_is_not_published_is_seen_by_its_preview_only() -> None:
    (view,) = ALL.views("brouillon")
    assert (view.channels, ALL.published("brouillon")) == (("draft:brouillon",), None)


def test_no_public_channel_shows_a_plant_that_is_not_published() -> None:
    fog = source(point(plant="brouillon"), id=3)
    catalog = Catalog([SUN, WIND, DRAFT], [*SOURCES, fog], MAPS, {})
    public = {channel for slug in (MARSEILLE, "eole") for channel in catalog.channels_of(slug, 1)} | {"plant:brouillon"}
    assert all(3 not in catalog.sources_on(channel) for channel in public)


def test_a_plant_may_have_several_sources() -> None:
    (view,) = ALL.views(MARSEILLE)
    assert view.measured_by == {"power": 1, "temperature": 1, "energy_today": 2}


def test_a_plant_without_a_source_measures_nothing() -> None:
    (view,) = ALL.views("brouillon")
    assert view.quantities == ()


def test_a_channel_that_nobody_named_shows_nothing() -> None:
    assert (ALL.sources_on("map:nowhere"), ALL.views("nowhere"), ALL.published("nowhere")) == ((), (), None)


# drafts of sources


def drafted(*drafts: Source) -> Catalog:
    return Catalog([SUN, WIND, DRAFT], [*SOURCES, *drafts], MAPS, {})


def test_a_draft_is_seen_in_the_preview_only() -> None:
    catalog = drafted(source(point(), id=9, draft=True, draft_of=1))
    assert catalog.channels_of(MARSEILLE, 9) == (f"draft:{MARSEILLE}",)
    assert not [channel for channel in ("map:france", f"plant:{MARSEILLE}") if 9 in catalog.sources_on(channel)]


def test_what_is_accepted_stays_as_it_is_beside_a_draft() -> None:
    with_draft, without = (each.views(MARSEILLE)[0] for each in (drafted(source(point(), id=9, draft=True)), ALL))
    assert with_draft.measured_by == without.measured_by
    assert with_draft.meant_for == without.meant_for


def test_the_preview_shows_the_draft_in_the_place_of_what_it_would_replace() -> None:
    draft = source(point(quantity="gas_flow", unit="Nm³/h"), id=9, draft=True, draft_of=1)
    assert drafted(draft).views(MARSEILLE)[1].measured_by == {"energy_today": 2, "gas_flow": 9}


def test_a_draft_that_drops_a_plant_shows_it_without_in_the_preview() -> None:
    catalog = drafted(source(point(), id=9, draft=True, draft_of=1))
    assert catalog.views("eole")[1].measured_by == {}


def test_a_draft_of_a_new_source_is_shown_beside_what_there_is() -> None:
    draft = source(point("h", "%", quantity="humidity"), id=9, draft=True)
    assert drafted(draft).views(MARSEILLE)[1].measured_by == {
        "power": 1,
        "temperature": 1,
        "energy_today": 2,
        "humidity": 9,
    }


def test_an_unpublished_plant_with_a_draft_is_seen_in_one_way_only() -> None:
    catalog = drafted(source(point(plant="brouillon"), id=9, draft=True))
    assert [view.channels for view in catalog.views("brouillon")] == [(), ("draft:brouillon",)]


def test_only_public_channels_make_a_reading_public() -> None:
    (published,), (hidden,) = ALL.views("eole"), ALL.views("brouillon")
    assert "draft:eole" not in published.meant_for
    assert hidden.meant_for == ("draft:brouillon",)
