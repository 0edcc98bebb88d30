"""The demo over its sockets: asked by the reader that asks real owners."""

from dataclasses import dataclass, replace

import msgspec
import pytest

from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract
from quelia.domain.reading import Reading
from quelia.sources.demo import Demo
from quelia.sources.demo.office import Office
from quelia.sources.demo.outage import Failure, Outage
from quelia.sources.demo.owners import OWNERS
from quelia.sources.demo.server import Listener
from quelia.sources.http import Reader
from quelia.store.declaration import SourceEntry, parse
from tests.sources.demo.declared import paris, secrets, source

NOW = paris("2026-06-21 13:30")


@dataclass(frozen=True)
class Always(Outage):
    """A server that fails whenever it is asked."""

    failure: Failure = "refuses"

    def at(self, now: float) -> Failure | None:
        return self.failure


async def read(reader: Reader, entry: SourceEntry) -> list[Reading]:
    answer = await reader.read(source(entry), secrets(entry))
    return extract(source(entry), decode(answer.body), Tick(received_at=NOW, interval_s=5.0))


async def power_at(reader: Reader, weather: float) -> float | None:
    """Of the Centrale Solaire du Sud, in the weather of another instant."""
    demo = Demo(weather_at=lambda _: weather)
    async with demo.serving():
        entry = next(each for each in parse(demo.declaration()).source if each.slug == "scada-solaire-du-sud")
        (reading,) = await read(reader, entry)
    return reading.values[0].number


async def test_every_source_can_be_asked_again_and_again(reader: Reader) -> None:
    demo = Demo()
    async with demo.serving():
        failing = {entry.slug for owner in OWNERS if owner.outage for entry in parse(owner.declaration(1)).source}
        for entry in 2 * [each for each in parse(demo.declaration()).source if each.slug not in failing]:
            for reading in await read(reader, entry):
                assert [value.reason for value in reading.values if value.reason] == []


async def test_the_weather_can_be_that_of_another_moment(reader: Reader) -> None:
    noon, night = await power_at(reader, NOW), await power_at(reader, paris("2026-06-21 02:00"))
    assert noon is not None
    assert noon > 5e6
    assert night == 0.0


@pytest.mark.parametrize(
    ("failure", "reason"), [("refuses", "http_status"), ("hangs", "timeout"), ("cuts", "connection")]
)
async def test_a_server_that_fails_is_seen_to_fail(reader: Reader, failure: Failure, reason: str) -> None:
    owner = next(each for each in OWNERS if each.outage)
    listener = Listener()
    text = owner.declaration(listener.port)
    (entry,) = parse(text).source
    office = Office(replace(owner, outage=Always(1.0, 1.0, failure)), text, lambda now: now)
    async with listener.serving(office):
        with pytest.raises(SourceError) as refused:
            await reader.read(msgspec.structs.replace(source(entry), timeout_s=0.2), [])
    assert refused.value.code == reason


async def test_it_ends_although_somebody_waits_on_an_open_connection(reader: Reader) -> None:
    demo = Demo()
    async with demo.serving():
        entry = parse(demo.declaration()).source[0]
        await read(reader, entry)
    with pytest.raises(SourceError) as refused:
        await read(reader, entry)
    assert refused.value.code == "connection"
