"""How sources and plants do, as the hub knows it while they are read."""

import asyncio
from typing import Any

import pytest

from quelia.domain.catalog import Catalog
from quelia.domain.errors import SourceRefused, TimedOut
from quelia.domain.source import Source
from quelia.domain.standing import Standing
from quelia.live.standings import Standings
from tests.domain.examples import point, source
from tests.live.road import Road, a_catalog, a_plant, a_source


async def refused(asked: Source) -> bytes:
    raise SourceRefused(asked.url, 401)


def of(road: Road, catalog: Catalog) -> Standings:
    standings = Standings(road.hub, road.demand, road.clock)
    standings.use(catalog)
    return standings


async def looked(catalog: Catalog, *, after_s: float = 6.0, watched: str = "", **road_is: Any) -> Standing:
    async with Road(catalog, **road_is) as road:
        if watched:
            road.demand.watch([watched])
        await asyncio.sleep(after_s)
        return (await of(road, catalog).sources())[1]


async def test_a_source_that_is_read_is_live() -> None:
    seen = await looked(a_catalog(a_source(1)))
    assert (seen.state, seen.plant, seen.pace_s) == ("live", "p1", 60.0)
    assert seen.value is not None
    assert seen.value.value == 15.8


async def test_its_pace_is_the_one_in_force() -> None:
    assert (await looked(a_catalog(a_source(1)), watched="plant:p1")).pace_s == 5.0


async def test_one_that_is_refused_is_down() -> None:
    seen = await looked(a_catalog(a_source(1)), answer=refused)
    assert (seen.state, seen.reason, seen.down) == ("error", "auth", True)


@pytest.mark.parametrize("facts", [{"published": False}, {"paused": "Entretien"}])
async def test_nobody_needs_one_whose_plants_are_not_shown(facts: dict[str, Any]) -> None:
    seen = await looked(a_catalog(a_source(1), plants=[a_plant("p1", **facts)]))
    assert (seen.pace_s, seen.asked) == (None, True)


async def unheard(asked: Source) -> bytes:
    raise TimedOut(asked.url)


@pytest.mark.parametrize(("answer", "silent"), [(unheard, True), (None, False)])
async def test_of_one_that_may_sleep_silence_says_nothing(answer: Any, silent: bool) -> None:
    far_west = a_plant("p1", longitude=-149.4)  # where it is night
    road_is = {} if answer is None else {"answer": answer}
    seen = await looked(a_catalog(a_source(1, night="asleep"), plants=[far_west]), **road_is)
    assert (seen.well, seen.silent) == (True, silent)


async def test_by_day_silence_is_a_failure() -> None:
    seen = await looked(a_catalog(a_source(1, night="asleep")), answer=unheard)
    assert (seen.well, seen.silent) == (False, False)


async def test_somebody_does_where_one_of_its_plants_is() -> None:
    plants = [a_plant("p1", published=False), a_plant("p2")]
    assert (await looked(a_catalog(a_source(1, "p1", "p2"), plants=plants))).pace_s == 60.0


async def test_nobody_needs_one_without_history_while_nobody_looks() -> None:
    catalog = a_catalog(a_source(1, history_s=None))
    seen = await looked(catalog)
    assert (seen.pace_s, seen.asked) == (None, False)
    assert (await looked(catalog, watched="plant:p1")).pace_s == 5.0


async def test_a_quota_is_the_pace_where_it_is_slower() -> None:
    assert (await looked(a_catalog(a_source(1, daily_quota=864)))).pace_s == 100.0


async def test_of_drafts_nothing_is_told() -> None:
    draft = source(point(plant="p1"), id=-3, slug="s1", draft=True, draft_of=1)
    catalog = a_catalog(a_source(1), draft)
    async with Road(catalog) as road:
        assert set(await of(road, catalog).sources()) == {1}


async def test_of_a_plant_it_is_told_what_visitors_are() -> None:
    catalog = a_catalog(a_source(1), plants=[a_plant("p1"), a_plant("p2")])
    async with Road(catalog) as road:
        await asyncio.sleep(6)
        standings = of(road, catalog)
        states = {slug: seen.state if (seen := standings.plant(slug)) else None for slug in ("p1", "p2", "p3")}
    assert states == {"p1": "live", "p2": "none", "p3": None}


async def test_of_a_paused_plant_no_value_is_told() -> None:
    catalog = a_catalog(a_source(1), plants=[a_plant("p1", paused="Entretien")])
    async with Road(catalog) as road:
        await asyncio.sleep(6)
        seen = of(road, catalog).plant("p1")
    assert seen is not None
    assert (seen.state, seen.value, seen.source) == ("paused", None, 1)


async def test_before_there_is_a_catalog_nothing_is_known() -> None:
    async with Road(a_catalog()) as road:
        standings = Standings(road.hub, road.demand, road.clock)
        assert (await standings.sources(), standings.plant("p1")) == ({}, None)


FAR_WEST: dict[str, Any] = {"longitude": -149.4}  # where it is night


@pytest.mark.parametrize(
    ("night", "facts", "down"),
    [
        ("as_read", {}, True),
        ("as_read", {"published": False}, False),
        ("as_read", {"paused": "Entretien"}, False),
        ("asleep", FAR_WEST, False),
        ("as_read", FAR_WEST, True),
    ],
)
async def test_one_that_should_send_and_never_did_is_down(night: str, facts: dict[str, Any], down: bool) -> None:
    seen = await looked(a_catalog(a_source(1, pushed=True, url="", night=night), plants=[a_plant("p1", **facts)]))
    assert (seen.state, seen.down) == ("waiting", down)
