"""Two hundred viewers for a minute: the owner's server sees one, they see what it says, and nobody sees the key."""

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import NamedTuple

import aiohttp
import pytest

from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service
from tests.journeys.traces import traces
from tests.journeys.viewer import Viewer

_VIEWERS = 200  # as many as one address may have
_MINUTE_S = 60.0
_INTERVAL_S = 5.0
_MOST_CALLS = 13
# what two requests sent exactly an interval apart may lose on the way
_ON_THE_WAY_S = 0.25
_STEP_MW = 0.01  # each answer says this much more than the one before: a value tells its own age
# a page, and the stream that it opens
_PAGES = (
    ("/", "/v1/stream?map=france"),
    (f"/centrale/{PLANT}", f"/v1/stream?plants={PLANT}"),
    (f"/embed/centrale/{PLANT}", f"/v1/stream?plants={PLANT}"),
)
_JSON = (
    f"/v1/plants/{PLANT}",
    f"/v1/plants/{PLANT}/reading",
    "/v1/maps/france/plants.geojson",
    "/v1/maps/france/readings",
)


class Minute(NamedTuple):
    """What was seen between two monotonic instants. texts: all that anybody was sent, by where."""

    began: float
    ended: float
    viewers: list[Viewer]
    texts: dict[str, bytes]


@pytest.fixture
def served(owner: OwnerServer, service: Service) -> Service:
    owner.document = lambda calls: answer(calls * _STEP_MW)
    service.load(declaration(owner.port, _INTERVAL_S), VAL_KEY=KEY)
    service.start()
    return service


async def test_the_owner_sees_one_viewer_and_each_of_200_sees_the_newest_value(
    served: Service, owner: OwnerServer
) -> None:
    minute = await _watch_for_a_minute(served)
    calls = list(owner.calls)
    assert sum(minute.began <= call <= minute.ended for call in calls) <= _MOST_CALLS
    assert min(later - sooner for sooner, later in pairwise(calls)) >= _INTERVAL_S - _ON_THE_WAY_S
    assert owner.refused == 0
    assert [viewer.state(PLANT) for viewer in minute.viewers] == ["live"] * _VIEWERS
    oldest_s = max(_oldest_s(viewer, calls, minute.ended) for viewer in minute.viewers)
    assert oldest_s <= 2 * _INTERVAL_S
    served.stop()
    kept = {str(file): file.read_bytes() for file in served.data.rglob("*") if file.is_file()}
    assert traces({"log": served.log.encode(), **minute.texts, **kept}, [KEY]) == []


def _oldest_s(viewer: Viewer, calls: list[float], ended: float) -> float:
    """How old a value was at most while this viewer had it before his eyes."""
    sights = [sight for sight in viewer.seen[PLANT] if sight.power is not None]
    until = [*(sight.at for sight in sights[1:]), ended]
    return max(gone - calls[_call(sight.power)] for sight, gone in zip(sights, until, strict=True))


def _call(power: float | None) -> int:
    assert power is not None
    return round(power / _STEP_MW) - 1


async def _watch_for_a_minute(served: Service) -> Minute:
    texts: dict[str, bytes] = {}
    async with aiohttp.ClientSession() as session, AsyncExitStack() as stack:

        async def see(path: str) -> None:
            async with session.get(served.url + path) as got:
                assert got.status == 200
                texts[path] = str(got.raw_headers).encode() + await got.read()

        began, viewers = time.monotonic(), []
        for number in range(_VIEWERS):
            page, stream = _PAGES[number % len(_PAGES)]
            await see(page)
            viewers.append(await stack.enter_async_context(Viewer(served.url + stream)))
        while time.monotonic() < began + _MINUTE_S:
            for path in _JSON:
                await see(path)
            await asyncio.sleep(1)
        ended = time.monotonic()
    texts |= {f"stream {number}": "".join(viewer.text).encode() for number, viewer in enumerate(viewers)}
    return Minute(began, ended, viewers, texts)
