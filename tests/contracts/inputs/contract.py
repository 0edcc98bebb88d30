"""The table of peers: a new input is one line here, and `test_every_input.py` asks of it what it asks of all."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

from tests.contracts.inputs.database import postgres
from tests.contracts.inputs.peers import File, Page, Peer, Registers, Scada, Server, Table, Topic

Opens = Callable[[Path], AbstractAsyncContextManager[Peer]]


def _plain(made: Callable[[Path], Peer]) -> Opens:
    @asynccontextmanager
    async def opens(folder: Path) -> AsyncIterator[Peer]:
        peer = made(folder)
        try:
            yield peer
        finally:
            with suppress(FileNotFoundError):
                await peer.leave()

    return opens


@asynccontextmanager
async def _postgres(folder: Path) -> AsyncIterator[Peer]:
    with postgres(folder) as server:
        yield Server(server)


def _model(value: list[int]) -> list[int]:
    """A SunSpec device with one inverter that says its numbers as floats."""
    return [0x5375, 0x6E53, 113, 60, *[0] * 20, *value, *[0x7FC0, 0] * 19, 0xFFFF, 0]


PEERS: dict[str, Opens] = {
    "modbus": _plain(lambda _: Registers(
        {"type": "modbus", "point": {"register": 83, "table": "holding", "kind": "float32"}}, {83: [0, 0]}, 83)),
    "sunspec": _plain(lambda _: Registers(
        {"type": "sunspec", "point": {"model": 113, "point": "W"}}, {40_000: _model([0, 0])}, 40_024)),
    "opcua": _plain(Scada),
    "mqtt": _plain(Topic),
    "sql": _plain(Table),
    "sql of a server": _postgres,
    "csv": _plain(lambda folder: File(
        folder / "log.csv", {"type": "csv", "delimiter": ";", "point": {"column": "p"}},
        lambda value: f"t;p\n1;{'' if value is None else value}\n")),
    "json": _plain(lambda folder: File(
        folder / "now.json", {"type": "json", "point": {"path": "p"}}, lambda value: json.dumps({"p": value}))),
    "http": _plain(lambda _: Page(
        {"type": "http", "point": {"path": "p"}}, lambda value: json.dumps({"p": value}))),
    "prometheus": _plain(lambda _: Page(
        {"type": "prometheus", "point": {"metric": "power", "nulls": [-9999]}},
        lambda value: f"power {-9999 if value is None else value}\n")),
    "influx": _plain(lambda folder: File(
        folder / "lines", {"type": "influx", "point": {"measurement": "site", "field": "p", "nulls": [-9999]}},
        lambda value: f"site p={-9999 if value is None else value}\n")),
    "influx of a page": _plain(lambda _: Page(
        {"type": "influx", "point": {"measurement": "site", "field": "p", "nulls": [-9999]}},
        lambda value: f"site p={-9999 if value is None else value}\n")),
}  # fmt: skip
