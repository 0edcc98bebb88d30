"""Before it is published, nothing of a plant is on any public route, whoever is looking at its preview meanwhile."""

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from quelia.web.routes import ROUTES
from tests.domain.examples import plant
from tests.live.road import a_catalog, a_source
from tests.web.door import open_door
from tests.web.street import ASSETS, Street, says
from tests.web.test_preview import MADE

SLUG, NAME, OWNER = "p1", "Toits du Secret", "soleil-secret"
# words that stand nowhere else: its name, place, description, owner, values and the address of its source
MARKS = (
    NAME,
    "secret-commune",
    "secret-region",
    "secret-story",
    OWNER,
    "47.3931",
    "0.6892",
    "13.37",
    "13,37",
    "17.93",
    "17,93",
)
QUERIES = ("", "?lang=en", f"?plant={SLUG}", "?q=Secret", "?region=secret-region", f"?plants={SLUG}", "?energy=solar")


def catalog(*, published: bool, drafted: bool) -> Catalog:
    one = plant(
        slug=SLUG, name=NAME, owner=OWNER, description="secret-story", published=published, commune="secret-commune",
        region="secret-region", latitude=47.3931, longitude=0.6892,
    )  # fmt: skip
    drafts = [a_source(-1, SLUG, draft=True, draft_of=1)] if drafted else []
    return a_catalog(a_source(1), *drafts, a_source(2), plants=[one], maps=[Map("one", "Une", None, (SLUG, "p2"))])


@pytest.fixture(params=[False, True], ids=["accepted", "drafted"])
def street(request: pytest.FixtureRequest) -> Street:
    made = Street(catalog(published=False, drafted=request.param))
    made.window.assets = ASSETS | MADE
    made.hear(says(SLUG, 13.37e6), says("p2", 3e6), *([says(SLUG, 17.93e6, source=-1)] if request.param else ()))
    return made


def paths(slug: str) -> Iterator[str]:
    """Every route that anybody may ask for, of this plant, on each map, with what one may look for."""
    for route in ROUTES:
        if isinstance(route, Route):
            for where in ("france", "one"):
                path = re.sub(r"\{\w+\}", slug, route.path.replace("{map}", where))
                yield from (f"{path}{query.replace(SLUG, slug)}" for query in QUERIES)


async def said(street: Street, slug: str) -> dict[str, tuple[int, str]]:
    """Status and text by path, without what names the plant that was asked for, and without moments."""
    found = {}
    for path in dict.fromkeys(paths(slug)):
        answer = await street.get(path, accept_language="fr")
        text = f"{answer.headers!r} {answer.text}".replace(slug, "…")
        found[path.replace(slug, "…")] = (answer.status, re.sub(r'"at":"[^"]*"|"[0-9a-f]+-\d+"', "", text))
    return found


async def look_at_the_preview(street: Street) -> None:
    token = street.window.tokens.issue(street.window.catalog.ids[SLUG], 3600.0)
    for path in ("", "/carte/france", "/embed/centrale", "/ticket"):
        assert (await street.get(f"/apercu/{token}{path}")).status == 200


def test_every_route_is_asked_for() -> None:
    assert len(set(paths(SLUG))) > 100
    assert not [path for path in paths(SLUG) if "{" in path]


@pytest.mark.parametrize("previewed", [False, True])
async def test_every_route_answers_as_of_a_plant_that_does_not_exist(street: Street, *, previewed: bool) -> None:
    if previewed:
        await look_at_the_preview(street)
    of_it, of_none = await said(street, SLUG), await said(street, "p0")
    assert {path: each for path, each in of_it.items() if each != of_none[path]} == {}


@pytest.mark.parametrize("previewed", [False, True])
async def test_nothing_of_it_stands_anywhere(street: Street, *, previewed: bool) -> None:
    if previewed:
        await look_at_the_preview(street)
    found = await said(street, SLUG)
    assert {path: mark for path, (_, text) in found.items() for mark in MARKS if mark in text} == {}


@pytest.mark.parametrize("query", [f"plants={SLUG}", f"plants={SLUG},p2", "map=france", "map=one"])
async def test_no_stream_tells_of_it(street: Street, query: str) -> None:
    async with open_door(street.app, street.front) as door:
        preview = await door.ask(f"/v1/stream?draft={street.tickets.issue([SLUG])}")
        line = await door.ask(f"/v1/stream?{query}")
        if query == f"plants={SLUG}":
            assert (await line.head()).startswith("HTTP/1.1 404")
            return
        await preview.event()
        assert f'"plant":"{SLUG}"' in await preview.event()
        await line.event()
        street.hear(says(SLUG, 5e6, received_at=street.now + 1), says("p2", 6e6, received_at=street.now + 1))
        heard = [await line.event(), await line.event()]
        assert [each for each in heard if f'"{SLUG}"' in each] == []


@pytest.mark.parametrize("drafted", [False, True])
async def test_once_it_is_published_it_is_there_as_accepted(*, drafted: bool) -> None:
    made = Street(catalog(published=True, drafted=drafted))
    made.hear(says(SLUG, 13.37e6), *([says(SLUG, 17.93e6, source=-1)] if drafted else ()))
    for path in (
        f"/centrale/{SLUG}",
        f"/embed/centrale/{SLUG}",
        f"/v1/plants/{SLUG}",
        "/",
        "/v1/maps/one/plants.geojson",
    ):
        text = (await made.get(path, accept_language="en")).text
        assert (NAME in text, "13.37" in text, "17.93" in text) == (True, True, False), path
