"""What holds for every input, each against a real peer: a new one is a line in `contract.py`."""

import asyncio
import gc
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from aiohttp import encode_basic_auth

from quelia.bridge.inputs import INPUTS
from quelia.bridge.inputs.input import Input
from quelia.bridge.parts import part
from quelia.bridge.sample import Sample
from quelia.domain.errors import SourceError
from tests.bridge.inputs.sites import site
from tests.contracts.inputs.contract import PEERS
from tests.contracts.inputs.peers import SECRET, Peer
from tests.said import said

_ENOUGH_S = 30.0
_NOBODY_THERE = "simulation"  # has no peer


def opened(peer: Peer, folder: Path, timeout_s: float) -> Input:
    table = peer.table | {
        "name": "it",
        "timeout_s": timeout_s,
        "point": [{"plant": "val", "unit": "kW"} | peer.table["point"]],
    }
    module = part("input", str(table["type"]), "type")
    made: Input = module.opened(msgspec.convert(table, module.Settings), site(folder))
    return made


class Pair(NamedTuple):
    peer: Peer
    source: Input

    async def until(self, wanted: float | None) -> Sample:
        """Read until it is that number, or none and no error."""
        async with asyncio.timeout(_ENOUGH_S):
            while True:
                await self.peer.say()
                for sample in await self.samples():
                    if sample.value == wanted and sample.error is None:
                        return sample
                await asyncio.sleep(0.01)

    async def gone(self) -> SourceError:
        """Read until it says so."""
        async with asyncio.timeout(_ENOUGH_S):
            while True:
                try:
                    await self.source.read()
                except SourceError as error:
                    return error
                await asyncio.sleep(0.01)

    async def samples(self) -> Sequence[Sample]:
        try:
            return await self.source.read()
        except SourceError:
            return ()


@asynccontextmanager
async def paired(name: str, folder: Path, timeout_s: float = 2) -> AsyncIterator[Pair]:
    async with PEERS[name](folder) as peer:
        source = opened(peer, folder, timeout_s)
        try:
            yield Pair(peer, source)
        finally:
            await source.close()
            await source.close()


def test_every_input_has_a_peer() -> None:
    assert {name.partition(" ")[0] for name in PEERS} == INPUTS.keys() - {_NOBODY_THERE}


every = pytest.mark.parametrize("name", PEERS)


@every
async def test_what_is_there_is_read_as_it_changes_and_as_it_goes_and_comes(name: str, tmp_path: Path) -> None:
    async with paired(name, tmp_path) as pair:
        await pair.gone()
        await pair.peer.come_back()
        for value in (412.5, 0.0, -7.25):
            await pair.peer.put(value)
            sample = await pair.until(value)
            assert (sample.plant, sample.quantity, sample.unit, sample.simulated) == ("val", "power", "kW", False)
        await pair.peer.put(None)
        await pair.until(None)
        await pair.peer.put(8.5)
        await pair.until(8.5)
        await pair.peer.leave()
        assert (await pair.gone()).fault, "a technician must know what to look at"
        assert await pair.samples() == ()  # nor does the number of before come again
        await pair.peer.come_back()
        await pair.peer.put(9.5)
        await pair.until(9.5)


@pytest.mark.parametrize("name", sorted(PEERS.keys() - {"modbus", "sunspec", "sql", "csv", "json", "influx"}))
async def test_whatever_happens_its_secret_is_told_nowhere(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with said() as ours:
        async with paired(name, tmp_path) as pair:
            told = [repr(await pair.gone())]
            await pair.peer.come_back()
            await pair.peer.put(412.5)
            told.append(repr(await pair.until(412.5)))
            await pair.peer.leave()
            told.append(repr(await pair.gone()))
    secrets = [*_secrets(pair.peer.table)]
    all_told = "\n".join([*told, *(record.getMessage() for record in caplog.records), *map(str, ours)])
    assert [secret for secret in secrets if secret in all_told] == []


def _secrets(table: Mapping[str, Any]) -> Iterator[str]:
    """As it is written, and as it travels."""
    if "password" in table:
        yield table["password"]
    if "auth" in table:
        yield SECRET
        yield encode_basic_auth("roof", SECRET).removeprefix("Basic ")


@every
async def test_a_long_failure_leaves_nothing_open(name: str, tmp_path: Path) -> None:
    def held() -> tuple[int, int, int]:
        gc.collect()
        return len(asyncio.all_tasks()), threading.active_count(), len(os.listdir("/proc/self/fd"))

    async with paired(name, tmp_path) as pair:
        await pair.peer.come_back()
        await pair.peer.put(1.5)
        await pair.until(1.5)
        await pair.peer.leave()
        await pair.gone()
        before = held()
        for _ in range(4):
            with pytest.raises(SourceError):
                await pair.source.read()
        after = held()
    assert all(later <= earlier + 3 for earlier, later in zip(before, after, strict=True)), (before, after)
