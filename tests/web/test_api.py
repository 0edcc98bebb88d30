"""Public JSON: the shapes that programs rely on, and what never stands in them."""

from pathlib import Path
from typing import Any

import pytest

from quelia.app import following
from quelia.domain.plant import CARD, Amount, Contact, Link, Map
from quelia.domain.reading import Value
from quelia.domain.unit import UNITS
from quelia.texts import texts
from tests.domain.examples import MARSEILLE, NOW, plant, point, reading, source
from tests.live.road import a_catalog, a_plant, a_source
from tests.store.cellar import Load, declared, table
from tests.web.door import open_door
from tests.web.street import Street, ask, says

READINGS = "/v1/maps/france/readings"
GEOJSON = "/v1/maps/france/plants.geojson"
SHEET = "/v1/plants/p1"
READING = "/v1/plants/p1/reading"
EVERYTHING = (READINGS, GEOJSON, SHEET, READING)

# the example of the public contract, word for word
PROMISED = (
    '{"plant":"centrale-marseille","state":"live","reason":null,'
    '"values":[{"quantity":"power","value":15.8,"unit":"MW"}],'
    '"measured_at":"2024-01-15T10:30:00Z","clock":"plant","received_at":"2024-01-15T10:30:01.220Z",'
    '"at":"2024-01-15T10:30:01.224Z","interval_s":5,"stale_after_s":15}'
)


@pytest.fixture
def street() -> Street:
    """Plants p1 and p2, p3 that is not published, and a map of p2 alone."""
    draft = plant(slug="p3", name="Brouillon", published=False)
    return Street(
        a_catalog(a_source(1), a_source(2), a_source(3), plants=[draft], maps=[Map("one", "One", None, ("p2",))])
    )


def marseille() -> Street:
    """The plant of the contract, at the moment of its example."""
    made = Street(a_catalog(source(), plants=[plant(commune="Marseille", region="Sud", subtype="ground")]))
    made.now = NOW + 1.224
    made.hear(reading(measured_at=NOW, received_at=NOW + 1.22))
    return made


# shapes


async def test_a_reading_is_what_was_promised() -> None:
    assert (await marseille().get(f"/v1/plants/{MARSEILLE}/reading")).text == PROMISED


async def test_the_readings_of_a_map_are_a_list_with_the_time_of_the_server() -> None:
    answer = (await marseille().get(READINGS)).json
    assert list(answer) == ["readings", "at"]


async def test_the_readings_of_a_map_are_those_of_its_plants() -> None:
    made = marseille()
    alone = (await made.get(f"/v1/plants/{MARSEILLE}/reading")).json
    assert (await made.get(READINGS)).json["readings"] == [alone]


async def test_the_sheet_of_a_plant_says_what_is_public_of_it() -> None:
    sheet = (await marseille().get(f"/v1/plants/{MARSEILLE}")).json
    assert sheet.pop("reading")["state"] == "live"
    assert sheet == {
        "plant": MARSEILLE,
        "name": "Centrale de Marseille",
        "energy": "solar",
        "subtype": "ground",
        "latitude": 43.2965,
        "longitude": 5.3698,
        "capacity": {"value": 18.2, "unit": "MW"},
        "status": "operating",
        "commissioned": None,
        "commune": "Marseille",
        "region": "Sud",
        "description": "",
        "intercommunality": "",
        "owner": "",
        "links": [],
        "contact": None,
        "logo": None,
    }


FULL: dict[str, Any] = {
    "capacity": Amount(18.2e6, UNITS["MW"]),
    "commissioned": "2019-05",
    "commune": "Tours",
    "intercommunality": "Grand Val",
    "description": "Sur les toits.",
    "owner_name": "Soleil",
    "links": (Link("Le projet", "https://projet.example/"),),
    "contact": Contact("Léa", "lea@soleil.example"),
}
SAID: dict[str, Any] = {
    "capacity": {"value": 18.2, "unit": "MW"},
    "commissioned": "2019-05",
    "commune": "Tours",
    "intercommunality": "Grand Val",
    "description": "Sur les toits.",
    "owner": "Soleil",
    "links": [{"label": "Le projet", "url": "https://projet.example/"}],
    "contact": {"name": "Léa", "email": "lea@soleil.example", "phone": "", "website": ""},
}
UNSAID: dict[str, Any] = dict.fromkeys(SAID, "") | {
    "capacity": None,
    "commissioned": None,
    "contact": None,
    "links": [],
}


@pytest.mark.parametrize("fact", CARD)
async def test_a_fact_is_told_where_the_card_names_it_and_nowhere_else(fact: str) -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", **FULL, card=(fact,), region="Sud")]))
    told = {name for name in SAID if name == fact or (name, fact) == ("intercommunality", "commune")}
    sheet = (await made.get("/v1/plants/p1")).json
    assert {name: sheet[name] for name in SAID} == {name: SAID[name] if name in told else UNSAID[name] for name in SAID}
    (feature,) = (await made.get("/v1/maps/france/plants.geojson")).json["features"]
    assert {**feature["properties"], "reading": 0} == {**sheet, "reading": 0}
    pages = "".join([(await made.get(path)).text for path in ("/", "/centrale/p1", "/embed/centrale/p1")])
    words = {
        "capacity": "18,2", "commissioned": "mai 2019", "commune": "Tours", "intercommunality": "Grand Val",
        "description": "Sur les toits.", "owner": "Soleil", "links": "https://projet.example/",
        "contact": "lea@soleil.example",
    }  # fmt: skip
    assert {name for name, word in words.items() if word in pages} == told


async def test_a_plant_of_unknown_capacity_has_none() -> None:
    made = Street(a_catalog(plants=[a_plant("p1", capacity=None)]))
    assert (await made.get(SHEET)).json["capacity"] is None


async def test_a_capacity_is_given_as_it_was_declared() -> None:
    made = Street(a_catalog(plants=[a_plant("p1", capacity=Amount(4.8e6, UNITS["kW"]))]))
    assert (await made.get(SHEET)).json["capacity"] == {"value": 4800, "unit": "kW"}


async def test_the_plants_of_a_map_are_geojson() -> None:
    made = marseille()
    sheet = (await made.get(f"/v1/plants/{MARSEILLE}")).json
    point_on_earth = {"type": "Point", "coordinates": [5.3698, 43.2965]}
    assert (await made.get(GEOJSON)).json == {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": MARSEILLE, "geometry": point_on_earth, "properties": sheet}],
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (READINGS, "application/json"),
        (GEOJSON, "application/geo+json"),
        (SHEET, "application/json"),
        (READING, "application/json"),
    ],
)
async def test_json_says_that_it_is_json(street: Street, path: str, kind: str) -> None:
    assert (await street.get(path)).headers["content-type"] == kind


@pytest.mark.parametrize("path", EVERYTHING)
async def test_json_is_kept_for_a_second(street: Street, path: str) -> None:
    assert (await street.get(path)).headers["cache-control"] == "public, max-age=1"


async def test_a_map_without_plants_is_empty_and_no_error() -> None:
    made = Street(a_catalog())
    assert [(await made.get(path)).json.popitem() for path in (GEOJSON,)] == [("features", [])]
    assert (await made.get(READINGS)).json["readings"] == []


@pytest.mark.parametrize(
    ("facts", "state", "values"),
    [
        ({}, "live", [{"quantity": "power", "value": 15.8, "unit": "MW"}]),
        ({"received_at": NOW - 60}, "stale", [{"quantity": "power", "value": 15.8, "unit": "MW"}]),
        ({"number": 0.0}, "no_production", [{"quantity": "power", "value": 0, "unit": "MW"}]),
        ({"number": -2e5}, "no_production", [{"quantity": "power", "value": -0.2, "unit": "MW"}]),
        ({"number": None}, "no_production", []),
        ({"number": None, "reason": "timeout"}, "error", []),
    ],
)
async def test_a_value_is_given_only_where_it_means_something(
    street: Street, facts: dict[str, Any], state: str, values: list[object]
) -> None:
    street.hear(says(**facts))
    told = (await street.get(READING)).json
    assert (told["state"], told["values"]) == (state, values)


@pytest.mark.parametrize(
    ("facts", "state"), [({}, "waiting"), ({"paused": "Travaux"}, "paused")], ids=["waiting", "paused"]
)
async def test_a_plant_without_a_value_has_a_state(facts: dict[str, Any], state: str) -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", **facts)]))
    told = (await made.get(READING)).json
    assert (told["state"], told["values"], told["reason"]) == (state, [], None)


async def test_a_plant_without_a_source_says_nothing_at_all() -> None:
    made = Street(a_catalog(plants=[a_plant("p1")]))
    told = (await made.get(READING)).json
    assert told == dict.fromkeys(("reason", "measured_at", "received_at", "interval_s", "stale_after_s")) | {
        "plant": "p1",
        "state": "none",
        "values": [],
        "clock": "server",
        "at": "2024-01-15T10:30:00Z",
    }


async def test_the_reason_of_an_error_is_public(street: Street) -> None:
    street.hear(says(number=None, reason="auth"))
    assert (await street.get(READING)).json["reason"] == "auth"


@pytest.mark.parametrize(("simulated", "said"), [(True, {"simulated": True}), (False, {})])
async def test_a_simulated_plant_says_so_and_the_others_say_nothing(simulated: bool, said: dict[str, bool]) -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", simulated=simulated)]))
    told = (await made.get(READING)).json
    assert {key: value for key, value in told.items() if key == "simulated"} == said


async def test_a_second_quantity_says_what_is_its_own() -> None:
    both = source(point(plant="p1"), point("warmth", "°C", plant="p1", quantity="temperature"), id=1, slug="s1")
    made = Street(a_catalog(both))
    made.hear(says(values=(Value("temperature", "°C", 21.5),), received_at=NOW - 60), says())
    assert (await made.get(READING)).json["values"][1] == {
        "quantity": "temperature",
        "value": 21.5,
        "unit": "°C",
        "state": "stale",
    }


# the tag of a version


async def tag(street: Street, path: str = READINGS) -> str:
    return (await street.get(path)).headers["etag"]


async def test_the_time_of_the_server_is_no_news(street: Street) -> None:
    before = await tag(street)
    street.now += 3600
    assert await tag(street) == before


async def test_what_was_seen_is_not_sent_again(street: Street) -> None:
    again = await street.get(READINGS, if_none_match=await tag(street))
    assert (again.status, again.body) == (304, b"")


async def test_a_cache_that_changes_the_tag_to_a_weak_one_is_understood(street: Street) -> None:
    assert (await street.get(READINGS, if_none_match=f'"other", W/{await tag(street)}')).status == 304


@pytest.mark.parametrize("seen", ["", '"', '""', '"other"', "W/", "0"])
async def test_what_was_not_seen_is_sent(street: Street, seen: str) -> None:
    assert (await street.get(READINGS, if_none_match=seen)).status == 200


async def test_not_modified_bears_the_same_tag(street: Street) -> None:
    seen = await tag(street)
    assert await tag_of_304(street, seen) == seen


async def tag_of_304(street: Street, seen: str) -> str:
    return (await street.get(READINGS, if_none_match=seen)).headers["etag"]


async def test_a_new_reading_is_news(street: Street) -> None:
    before = await tag(street)
    street.hear(says())
    assert await tag(street) != before


async def test_a_value_that_becomes_old_is_news(street: Street) -> None:
    street.hear(says())
    before = await tag(street)
    street.now += 16
    assert await tag(street) != before


async def test_a_plant_that_leaves_the_map_is_news(street: Street) -> None:
    before = await tag(street)
    street.use(a_catalog(a_source(1)))
    assert await tag(street) != before


async def test_news_of_another_map_is_none(street: Street) -> None:
    before = await tag(street, "/v1/maps/one/readings")
    street.hear(says("p1"))
    assert await tag(street, "/v1/maps/one/readings") == before


# what never stands in public


MARK = "marked-4711"
MARKED_OWNER = {
    "contact_name": f"A. {MARK}",
    "contact_email": f"{MARK}@example.org",
    "contact_phone": f"04 91 {MARK}",
    "website": f"https://{MARK}.example.org",
}
MARKED_SOURCE = {
    "slug": MARK,
    "url": f"https://{MARK}.example.org/{MARK}?site={MARK}",
    "auth": {"type": "header", "name": f"X-{MARK}", "secret": f"secret-{MARK}"},
    "timestamp_path": f"{MARK}.at",
    "status_path": f"{MARK}.status",
    "status_ok": [MARK],
}
MARKED_POINT = {"path": f"{MARK}.power", "nulls": [MARK]}
DRAFT = {"slug": f"{MARK}-draft", "owner": "soleil", "name": MARK, "energy": "solar", "latitude": 1, "longitude": 1}
PUBLIC = (
    "/",
    "/?lang=en",
    "/carte/france",
    "/centrale/marseille",
    "/embed/centrale/marseille",
    READINGS,
    GEOJSON,
    "/v1/plants/marseille",
    "/v1/plants/marseille/reading",
    "/v1/stream?map=france",
    "/v1/stream?plants=marseille",
    "/v1/stream",
    "/v1/plants/nowhere",
    "/centrale/nowhere",
    "/healthz",
    "/readyz",
)


@pytest.fixture
def marked(load: Load, folder: Path) -> Street:
    """An installation whose sources, contacts and draft bear the mark wherever they have a text."""
    more = table("plant", DRAFT) + table("source", {**MARKED_SOURCE, "slug": f"{MARK}-2", "owner": "soleil"})
    more += table("source.point", {"plant": DRAFT["slug"], "quantity": "power", "path": MARK, "unit": "MW"})
    assert load(declared(owner=MARKED_OWNER, source=MARKED_SOURCE, point=MARKED_POINT, more=more)).err == ""
    _, catalog, _ = following._load(folder / "quelia.sqlite3")
    return Street(catalog)


@pytest.mark.parametrize("reason", [None, "auth", "path", "address"])
async def test_nothing_of_a_source_an_owner_or_a_draft_is_public(marked: Street, reason: str | None) -> None:
    number = 15.8e6 if reason is None else None
    marked.hear(*(says(slug, number, reason) for slug in marked.window.catalog.plants))
    assert [path for path in PUBLIC if MARK in (await seen(marked, path)).lower()] == []


async def seen(street: Street, path: str) -> str:
    """All that a visitor is sent; of a stream, what there is at once."""
    if not path.startswith("/v1/stream?"):
        answer = await street.get(path)
        return f"{answer.text}{answer.headers!r}"
    async with open_door(street.app, street.front) as door:
        line = await door.ask(path)
        return await line.head() + await line.event() + await line.event()


@pytest.mark.parametrize("path", ["", "/reading"])
async def test_a_plant_that_is_not_published_is_as_one_that_does_not_exist(street: Street, path: str) -> None:
    draft = await street.get(f"/v1/plants/p3{path}")
    assert draft == await street.get(f"/v1/plants/nowhere{path}")


@pytest.mark.parametrize("path", [READINGS, GEOJSON])
async def test_a_plant_that_is_not_published_is_on_no_map(street: Street, path: str) -> None:
    street.hear(says("p3"))
    answer = await street.get(path)
    assert "p3" not in answer.text
    assert "Brouillon" not in answer.text


# errors


@pytest.mark.parametrize(
    "path",
    [
        "/v1/plants/nowhere",
        "/v1/plants/nowhere/reading",
        "/v1/maps/nowhere/readings",
        "/v1/maps/nowhere/plants.geojson",
        "/v1/",
        "/v1/nothing",
        "/v1/plants/",
        "/v1/plants/p1/",
        "/v1/plants/p1/readings",
        "/v1/plants/%00",
        "/v1/plants/..%2f..%2fetc%2fpasswd",
        "/v1/plants/" + "a" * 5000,
    ],
)
async def test_what_does_not_exist_is_404_in_json(street: Street, path: str) -> None:
    answer = await street.get(path)
    words = texts("fr", "api")["not_found"]
    assert (answer.status, answer.json) == (404, {"error": {"code": "not_found", "message": words}})


@pytest.mark.parametrize("path", [*EVERYTHING, "/v1/stream?map=france"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_public_json_can_only_be_read(street: Street, path: str, method: str) -> None:
    answer = await ask(street.app, path, method=method)
    assert (answer.status, answer.json["error"]["code"]) == (405, "method")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("path", "accepted", "lang"),
    [
        ("/v1/nothing", "", "fr"),
        ("/v1/nothing", "en-GB,en;q=0.9", "en"),
        ("/v1/nothing", "de", "fr"),
        ("/v1/nothing?lang=en", "fr", "en"),
        ("/v1/nothing?lang=fr", "en", "fr"),
        ("/v1/nothing?lang=de", "en", "en"),
    ],
)
async def test_an_error_is_said_in_the_language_asked(street: Street, path: str, accepted: str, lang: str) -> None:
    answer = await street.get(path, accept_language=accepted)
    assert answer.json["error"]["message"] == texts(lang, "api")["not_found"]


async def test_a_cache_keeps_no_error(street: Street) -> None:
    headers = (await street.get("/v1/nothing")).headers
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "Accept-Language")


@pytest.mark.parametrize("path", EVERYTHING)
async def test_who_asks_for_the_headers_gets_those_of_the_answer(street: Street, path: str) -> None:
    head, whole = await ask(street.app, path, method="HEAD"), await street.get(path)
    assert (head.status, head.headers) == (whole.status, whole.headers)


# what is asked for is watched


@pytest.mark.parametrize(
    ("path", "channel"),
    [(READINGS, "map:france"), (GEOJSON, "map:france"), (SHEET, "plant:p1"), (READING, "plant:p1")],
)
async def test_what_is_asked_for_is_watched_for_a_while(street: Street, path: str, channel: str) -> None:
    await street.get(path)
    assert street.demand.watched([channel])


async def test_what_cannot_be_seen_cannot_be_watched(street: Street) -> None:
    for path in ("/v1/plants/p3", "/v1/plants/nowhere", "/v1/maps/nowhere/readings", "/v1/stream?plants=p3"):
        await street.get(path)
    assert street.demand._asked == {}
