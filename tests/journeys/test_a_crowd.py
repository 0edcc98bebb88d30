"""Sixty viewers for a minute: the owner's server sees one, and nobody sees the key."""

import asyncio
import base64
import json
import time
from itertools import pairwise
from urllib.parse import quote, quote_plus

import aiohttp
import pytest

from tests.journeys.conftest import KEY
from tests.journeys.declarations import PLANT, answer, declaration
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service

_VIEWERS = 60
_MINUTE_S = 60.0
_INTERVAL_S = 5.0
# what two requests sent exactly an interval apart may lose on the way
_ON_THE_WAY_S = 0.25
_PAGES = (
    "/",
    f"/centrale/{PLANT}",
    f"/embed/centrale/{PLANT}",
    f"/v1/plants/{PLANT}",
    "/v1/maps/france/plants.geojson",
)


@pytest.fixture
def served(owner: OwnerServer, service: Service) -> Service:
    owner.document = answer(15.8)
    service.load(declaration(owner.port, _INTERVAL_S), VAL_KEY=KEY)
    service.start()
    return service


async def test_the_owner_sees_one_call_per_interval_and_nobody_sees_the_key(
    served: Service, owner: OwnerServer
) -> None:
    seen = await _watch_for_a_minute(served)
    assert all(states[-1] == "live" for _, states in seen)
    calls = list(owner.calls)
    assert len(calls) <= _MINUTE_S / _INTERVAL_S + 2  # one before anybody came, one as the first came
    assert min(later - sooner for sooner, later in pairwise(calls)) >= _INTERVAL_S - _ON_THE_WAY_S
    assert owner.refused == 0
    served.stop()
    written = "".join(text for text, _ in seen) + served.log
    assert _forms_found(written.encode()) == []
    for file in served.data.rglob("*"):
        assert not file.is_file() or _forms_found(file.read_bytes()) == [], file.name


async def _watch_for_a_minute(served: Service) -> list[tuple[str, list[str]]]:
    """What each viewer received: the text, and the states in it. Some watch the plant, some the map; pages are asked for too."""
    until = time.monotonic() + _MINUTE_S
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        asks = [f"/v1/stream?plants={PLANT}" if number % 2 else "/v1/stream?map=france" for number in range(_VIEWERS)]
        watching = [asyncio.create_task(_watch(session, served.url + ask, until)) for ask in asks]
        pages = []
        while time.monotonic() < until:
            for page in _PAGES:
                async with session.get(served.url + page) as got:
                    pages.append((await got.text(), ["live"]))
            await asyncio.sleep(1)
        return [*await asyncio.gather(*watching), *pages]


async def _watch(session: aiohttp.ClientSession, url: str, until: float) -> tuple[str, list[str]]:
    text, states = "", []
    async with session.get(url) as stream:
        assert stream.status == 200
        while (left := until - time.monotonic()) > 0:
            try:
                line = (await asyncio.wait_for(stream.content.readline(), left)).decode()
            except TimeoutError:
                break
            text += line
            if line.startswith("data: "):
                states.append(json.loads(line.removeprefix("data: "))["state"])
    return text, states


def _forms_found(content: bytes) -> list[str]:
    """How the key stands in `content`: as it is, or as something on the way may write it."""
    forms = {
        "raw": KEY,
        "quoted": quote(KEY, safe=""),
        "quoted with plus": quote_plus(KEY),
        "base64": base64.b64encode(KEY.encode()).decode().rstrip("="),
        "JSON": json.dumps(KEY).strip('"'),
    }
    return [name for name, form in forms.items() if form.encode() in content]
