"""From declarations to the frozen catalog: what was declared is what is loaded."""

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quelia.domain.catalog import Catalog
from quelia.domain.path import Path as PathInAnswer
from quelia.domain.plant import ENERGIES, STATUSES, Amount, Contact, Link, Map, Plant
from quelia.domain.source import Auth, Point, Source
from quelia.domain.unit import UNITS, Unit, declared_unit
from quelia.store.checks import capacity
from quelia.store.declaration import AuthEntry, File, MapEntry, OwnerEntry, PlantEntry, PointEntry, SourceEntry
from quelia.store.errors import DatabaseUnusable
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault, secrets_of
from tests.store.cellar import POINT, SECRET, Load, declared, parsed, table

LoadCatalog = Callable[[], tuple[Catalog, dict[int, bytes | None]]]


@pytest.fixture
def load_catalog(folder: Path) -> LoadCatalog:
    from quelia.store.load import load_catalog as function  # noqa: PLC0415 - it needs Django, which `folder` set up

    return function


@pytest.fixture
def declare(folder: Path) -> Callable[..., None]:
    """Takes a declaration over, its secrets as they stand in it."""
    from quelia.store.declare import Declarer  # noqa: PLC0415 - it needs Django, which `folder` set up

    vault = Vault(KeyRing.open(folder))

    def run(file: File, *, simulated: bool = False) -> None:
        declarer = Declarer(vault, str, lambda auth: auth.secret, folder=folder, simulated=simulated)
        declarer.declare(file)

    return run


def timeless(source: Source) -> Source:
    """The source without the times since when its points are read as they are."""
    points = tuple(msgspec.structs.replace(point, since=0.0) for point in source.points)
    return msgspec.structs.replace(source, points=points)


# --- one of each


def test_nothing_declared_is_an_empty_catalog(load_catalog: LoadCatalog) -> None:
    catalog, sealed = load_catalog()
    assert (catalog.plants, catalog.sources, sealed) == ({}, {}, {})


def test_what_needs_not_be_declared_is_as_the_domain_has_it(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared(plant={"published": None}, source={"auth": None}))
    catalog, _ = load_catalog()
    (number,) = catalog.sources
    assert catalog.plants == {
        "marseille": Plant(
            slug="marseille",
            owner="soleil",
            name="Marseille",
            energy="solar",
            latitude=43.3,
            longitude=5.4,
            owner_name="Soleil",
            published=False,
        )
    }
    assert timeless(catalog.sources[number]) == Source(
        id=number,
        slug="scada",
        url="https://scada.example.org/live",
        points=(Point(plant="marseille", quantity="power", path=PathInAnswer("power"), unit=UNITS["MW"]),),
        revision=1,
    )


def test_a_plant_is_loaded_with_all_that_was_declared(load: Load, load_catalog: LoadCatalog) -> None:
    load(
        declared(
            plant={
                "subtype": "ground",
                "capacity": "18,2 MW",
                "status": "building",
                "commissioned": "2021-06",
                "commune": "Marseille",
                "region": "Provence-Alpes-Côte d’Azur",
                "description": "Au sud.\nEn deux lignes.",
                "timezone": "Indian/Reunion",
                "paused": "Maintenance",
                "intercommunality": "Métropole",
                "links": [{"label": "Le projet", "url": "https://projet.example/"}],
                "contact_name": "Léa",
                "contact_email": "lea@soleil.example",
                "contact_phone": "+33 4 00",
                "website": "https://soleil.example",
                "card": ["contact", "history"],
            }
        )
    )
    assert load_catalog()[0].plants["marseille"] == Plant(
        slug="marseille",
        owner="soleil",
        name="Marseille",
        energy="solar",
        subtype="ground",
        latitude=43.3,
        longitude=5.4,
        capacity=Amount(18.2e6, UNITS["MW"]),
        published=True,
        status="building",
        commissioned="2021-06",
        commune="Marseille",
        region="Provence-Alpes-Côte d’Azur",
        description="Au sud.\nEn deux lignes.",
        timezone="Indian/Reunion",
        paused="Maintenance",
        owner_name="Soleil",
        intercommunality="Métropole",
        links=(Link("Le projet", "https://projet.example/"),),
        contact=Contact("Léa", "lea@soleil.example", "+33 4 00", "https://soleil.example"),
        card=("contact", "history"),
    )


def test_a_source_is_loaded_with_all_that_was_declared(load: Load, load_catalog: LoadCatalog) -> None:
    load(
        declared(
            source={
                "interval_s": 10,
                "timeout_s": 5,
                "history_s": 0,
                "daily_quota": 300,
                "stale_after_s": 60,
                "null": "error",
                "timestamp_path": "at",
                "timezone": "UTC",
                "status_path": "/status",
                "status_ok": ["ok", 1, True, 0.5],
                "pin": ":".join(["AB"] * 32),
            },
            point={
                "unit": None,
                "unit_path": "unit",
                "scale": -0.001,
                "minimum": -5,
                "maximum": 20,
                "pick": "last",
                "number": "leading",
                "nulls": [-9999, "-"],
            },
        )
    )
    ((number, source),) = load_catalog()[0].sources.items()
    point = Point(
        plant="marseille",
        quantity="power",
        path=PathInAnswer("power"),
        unit_path=PathInAnswer("unit"),
        scale=-0.001,
        minimum=-5.0,
        maximum=20.0,
        pick="last",
        number="leading",
        nulls=(-9999.0, "-"),
    )
    assert repr(timeless(source)) == repr(  # 1 == True in Python, but not in a status
        Source(
            id=number,
            slug="scada",
            url="https://scada.example.org/live",
            points=(point,),
            auth=(Auth(scheme="header", name="X-API-Key"),),
            interval_s=10.0,
            timeout_s=5.0,
            history_s=None,
            daily_quota=300,
            stale_after_s=60.0,
            null="error",
            timestamp_path=PathInAnswer("at"),
            timezone="UTC",
            status_path=PathInAnswer("/status"),
            status_ok=("ok", 1, True, 0.5),
            pin=":".join(["AB"] * 32),
            revision=1,
        )
    )


def test_a_unit_of_ones_own_has_no_factor(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared(point={"unit": "Bft"}))
    ((_, source),) = load_catalog()[0].sources.items()
    assert source.points[0].unit == Unit("Bft", "Bft", None)


def test_points_come_in_the_order_of_the_file(load: Load, load_catalog: LoadCatalog) -> None:
    power, heat = table("source.point", POINT), table("source.point", POINT, {"quantity": "temperature", "unit": "°C"})
    load(declared(more=heat))
    load(declared(point={"quantity": "temperature", "unit": "°C"}, more=power))
    assert load_catalog()[0].views("marseille")[0].quantities == ("temperature", "power")


def test_plants_of_the_demo_are_simulated(declare: Callable[..., None], load_catalog: LoadCatalog) -> None:
    declare(parsed(source={"auth": None}), simulated=True)
    assert load_catalog()[0].plants["marseille"].simulated


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ({}, Map("sud", "Sud")),
        ({"owners": ["soleil"], "plants": []}, Map("sud", "Sud", ("soleil",), ())),
        ({"plants": ["marseille"]}, Map("sud", "Sud", None, ("marseille",))),
    ],
)
def test_a_map_is_loaded_with_its_selection(
    load: Load, load_catalog: LoadCatalog, selection: Mapping[str, object], chosen: Map
) -> None:
    load(declared(more=table("map", {"slug": "sud", "name": "Sud"}, selection)))
    assert load_catalog()[0].maps["sud"] == chosen


def test_the_default_map_may_be_declared_too(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared(more=table("map", {"slug": "france", "name": "Nos centrales"})))
    assert load_catalog()[0].maps == {"france": Map("france", "Nos centrales")}


def test_more_plants_are_loaded_than_a_condition_of_the_database_may_name(load_catalog: LoadCatalog) -> None:
    from quelia.store import models  # noqa: PLC0415 - it needs Django, which `load_catalog` set up

    owner = models.Owner.objects.create(slug="soleil", name="Soleil")
    facts: dict[str, Any] = {"owner": owner, "name": "P", "energy": "solar", "latitude": 43.3, "longitude": 5.4}
    plants = models.Plant.objects.bulk_create(models.Plant(slug=f"p{number}", **facts) for number in range(1100))
    sources = models.Source.objects.bulk_create(
        models.Source(slug=plant.slug, owner=owner, url="https://scada.example.org/live") for plant in plants
    )
    models.Point.objects.bulk_create(
        models.Point(source=source, plant=plant, quantity="power", path="power", unit="MW")
        for source, plant in zip(sources, plants, strict=True)
    )
    catalog, _ = load_catalog()
    assert [source.plants for source in catalog.sources.values()] == [(plant.slug,) for plant in plants]


# --- secrets


def test_what_is_sealed_opens_in_the_place_of_its_source(load: Load, load_catalog: LoadCatalog, folder: Path) -> None:
    load(declared())
    ((number, sealed),) = load_catalog()[1].items()
    assert Vault(KeyRing.open(folder)).unseal(sealed, secrets_of(number)) == [SECRET]


def test_a_source_without_a_secret_has_nothing_sealed(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared(source={"auth": None}))
    assert list(load_catalog()[1].values()) == [None]


def test_the_catalog_holds_no_secret(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared())
    assert SECRET not in repr(list(load_catalog()[0].sources.values()))


# --- over time


def test_the_numbers_of_plants_and_sources_stay(load: Load, load_catalog: LoadCatalog) -> None:
    load(declared())
    before, _ = load_catalog()
    load(declared(owner={"name": "Lune"}, plant={"name": "Sud"}, source={"interval_s": 10}, point={"unit": "kW"}))
    after, _ = load_catalog()
    assert (before.ids, list(before.sources)) == (after.ids, list(after.sources))


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        ({"source": {"url": "https://other.example.org/live"}}, True),
        ({"source": {"null": "error"}}, True),
        ({"source": {"timestamp_path": "at"}}, True),
        ({"point": {"path": "other"}}, True),
        ({"point": {"unit": "kW"}}, True),
        ({"point": {"scale": 2}}, True),
        ({"source": {"interval_s": 60}}, False),
        ({"source": {"timeout_s": 9}}, False),
        ({"plant": {"name": "Toulon"}}, False),
        ({}, False),
    ],
    ids=str,
)
def test_what_changes_the_meaning_of_a_number_is_remembered(
    load: Load, load_catalog: LoadCatalog, change: dict[str, Any], anew: bool
) -> None:
    load(declared())
    (before,) = load_catalog()[0].sources.values()
    load(declared(**change))
    (after,) = load_catalog()[0].sources.values()
    assert 0 < before.points[0].since <= time.time()
    assert (after.points[0].since > before.points[0].since) is anew


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")  # Django drops a connection that it cannot use
def test_a_database_that_cannot_be_read_says_so(load_catalog: LoadCatalog, folder: Path) -> None:
    connection.close()
    (folder / "quelia.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseUnusable):
        load_catalog()
    gc.collect()  # here, and not in a test that knows nothing of it


# --- any declaration

OWNERS, PLANTS, SOURCES = ("soleil", "vent"), ("p1", "p2"), ("s1", "s2")
UNITS_OF = {
    "power": ["W", "kw", "MW", "Bft"],
    "temperature": ["°C", "C"],
    "gas_flow": ["Nm3/h", "m³/h"],
    "wind_speed": ["m/s", "km/h"],
}
MEASURED = [(plant, quantity) for plant in PLANTS for quantity in UNITS_OF]

lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=30)
numbers = st.floats(-1e15, 1e15)
zones = st.sampled_from(["Europe/Paris", "UTC", "Indian/Reunion"])
paths = st.sampled_from(["", "$", "power", " a.0.b", "/a/b/0", "$.a[?@.b > 1].c", '["key with.dots"]', "a[-1]"])
texts = st.text(st.characters(codec="utf-8"), max_size=8)


def some(*entries: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(entries)


@st.composite
def owners(draw: st.DrawFn, slug: str) -> OwnerEntry:
    return OwnerEntry(
        slug=slug,
        name=draw(lines.filter(bool)),
        contact_name=draw(lines),
        contact_email=draw(some("", "a.martin@example.org")),
        contact_phone=draw(lines),
        website=draw(some("", "https://example.org/")),
    )


@st.composite
def plants(draw: st.DrawFn, slug: str) -> PlantEntry:
    energy = draw(st.sampled_from(list(ENERGIES)))
    return PlantEntry(
        slug=slug,
        owner=draw(st.sampled_from(OWNERS)),
        name=draw(lines.filter(bool)),
        energy=energy,
        latitude=draw(st.floats(-90, 90)),
        longitude=draw(st.floats(-180, 180)),
        subtype=draw(some(None, *ENERGIES[energy])),
        capacity=draw(some("", "18.2 MW", "250,5 kw", "500 Nm3/h")),
        published=draw(st.booleans()),
        status=draw(st.sampled_from(STATUSES)),
        commissioned=draw(some("", "2021", "2021-06-30")),
        commune=draw(lines),
        region=draw(lines),
        description=draw(lines),
        timezone=draw(zones),
        paused=draw(st.none() | lines),
    )


@st.composite
def points(draw: st.DrawFn, plant: str, quantity: str) -> PointEntry:
    return PointEntry(
        plant=plant,
        quantity=quantity,
        path=draw(paths),
        unit=draw(st.sampled_from(UNITS_OF[quantity])),
        unit_path=draw(st.none() | paths),
        scale=draw(st.floats(0.001, 1e6)),
        minimum=draw(st.none() | st.floats(-1e15, -1)),
        maximum=draw(st.none() | st.floats(1, 1e15)),
        pick=draw(some("only", "first", "last", "sum")),
        number=draw(some("json", "dot", "comma", "leading")),
        nulls=draw(st.lists(numbers | texts, max_size=3)),
    )


@st.composite
def sources(draw: st.DrawFn, slug: str, measured: list[tuple[str, str]]) -> SourceEntry:
    status_ok = draw(st.lists(texts | st.integers(-(10**15), 10**15) | numbers | st.booleans(), max_size=3))
    return SourceEntry(
        slug=slug,
        owner=draw(st.sampled_from(OWNERS)),
        url=draw(some("https://scada.example.org/live", "https://scada.example.org/v2?a=1")),
        point=[draw(points(*each)) for each in measured],
        auth=draw(some([], AuthEntry(type="none"), AuthEntry(type="basic", user="é", secret=SECRET))),
        interval_s=draw(st.floats(1, 3600)),
        timeout_s=draw(st.floats(1, 10)),
        history_s=draw(some(0.0, 60.0, 0.5)),
        daily_quota=draw(some(None, 1, 1_000_000)),
        stale_after_s=draw(st.none() | st.floats(3600, 1e7)),
        null=draw(some("no_production", "error")),
        timestamp_path=draw(st.none() | paths),
        timezone=draw(zones),
        status_path=draw(paths) if status_ok else None,
        status_ok=status_ok,
        pin=draw(some(None, "ab" * 32)),
    )


@st.composite
def files(draw: st.DrawFn) -> File:
    """Two owners, two plants, and two sources that share out what is measured."""
    measured = draw(st.lists(st.sampled_from(MEASURED), min_size=2, max_size=5, unique=True))
    cut = draw(st.integers(1, len(measured) - 1))
    chosen = st.none() | st.lists(st.sampled_from(PLANTS), unique=True)
    return File(
        owner=[draw(owners(slug)) for slug in OWNERS],
        plant=[draw(plants(slug)) for slug in PLANTS],
        source=[
            draw(sources(slug, part)) for slug, part in zip(SOURCES, (measured[:cut], measured[cut:]), strict=True)
        ],
        map=[
            MapEntry(
                slug="carte", name=draw(lines.filter(bool)), owners=draw(some(None, ["vent"])), plants=draw(chosen)
            )
        ],
    )


def plant_of(entry: PlantEntry, owners: list[OwnerEntry]) -> Plant:
    declared_as = msgspec.structs.asdict(entry)
    contact = Contact(*(declared_as.pop(key) for key in ("contact_name", "contact_email", "contact_phone", "website")))
    kept = {
        "capacity": capacity(entry.capacity),
        "commissioned": entry.commissioned or None,
        "paused": entry.paused if (entry.paused or "").strip() else None,
        "links": tuple(Link(each.label, each.url) for each in entry.links),
        "contact": contact if contact != Contact() else None,
        "card": tuple(entry.card),
        "owner_name": next(owner.name for owner in owners if owner.slug == entry.owner),
    }
    return Plant(**declared_as | kept)


def point_of(entry: PointEntry) -> Point:
    return Point(
        **{
            **msgspec.structs.asdict(entry),
            "path": PathInAnswer(entry.path),
            "unit": declared_unit(entry.unit or ""),
            "unit_path": path_of(entry.unit_path),
            "nulls": tuple(entry.nulls),
        }
    )


def source_of(entry: SourceEntry, loaded: Source) -> Source:
    """What `entry` declares; the number and the revision are those that the database gave."""
    values = msgspec.structs.asdict(entry)
    del values["owner"], values["point"]
    return Source(
        **{
            **values,
            "id": loaded.id,
            "revision": loaded.revision,
            "points": tuple(map(point_of, entry.point)),
            "auth": tuple(Auth(scheme=each.type, name=each.name, user=each.user) for each in entry.auths),
            "history_s": entry.history_s or None,
            "timestamp_path": path_of(entry.timestamp_path),
            "status_path": path_of(entry.status_path),
            "status_ok": tuple(entry.status_ok),
        }
    )


def path_of(text: str | None) -> PathInAnswer | None:
    return PathInAnswer(text) if text is not None else None


def map_of(entry: MapEntry) -> Map:
    owners, plants = (tuple(each) if each is not None else None for each in (entry.owners, entry.plants))
    return Map(entry.slug, entry.name, owners, plants, entry.accent, entry.background, tuple(entry.sites))


@given(file=files())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_was_declared_before_what_is_declared_is_loaded(
    declare: Callable[..., None], load_catalog: LoadCatalog, file: File
) -> None:
    # each example changes what the one before it left in the same database
    declare(file)
    catalog, _ = load_catalog()
    loaded = {source.slug: timeless(source) for source in catalog.sources.values()}
    assert catalog.plants == {entry.slug: plant_of(entry, file.owner) for entry in file.plant}
    assert repr(loaded) == repr({entry.slug: source_of(entry, loaded[entry.slug]) for entry in file.source})
    assert catalog.maps == {"france": Map("france", "France"), "carte": map_of(file.map[0])}
