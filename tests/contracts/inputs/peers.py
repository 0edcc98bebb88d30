"""Real systems with one number in each, which can go away and come back: what the inputs are tried against."""

import json
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Protocol

import aiomqtt
from aiohttp import encode_basic_auth, web

from quelia.bridge.registers.kind import encode
from tests.contracts.inputs.broker import Broker
from tests.contracts.inputs.database import Postgres
from tests.contracts.inputs.device import Device, over_tcp
from tests.contracts.inputs.test_opcua import People, free_port, scada

SECRET = "marker-4711"  # the secret of each peer that has one


class Peer(Protocol):
    """table: the `[[input]]` that reads it, `point` its one point."""

    table: dict[str, Any]

    async def put(self, value: float | None) -> None:
        """From now on it says this; None: that there is no number."""

    async def say(self) -> None:
        """Say it again, where it speaks without being asked."""

    async def leave(self) -> None: ...

    async def come_back(self) -> None: ...


class Away:
    """A server that is there between `come_back` and `leave`."""

    def __init__(self, serve: Callable[[], AbstractAsyncContextManager[object]]) -> None:
        self._serve, self._open = serve, AsyncExitStack()

    async def say(self) -> None:
        return

    async def come_back(self) -> None:
        await self._open.enter_async_context(self._serve())

    async def leave(self) -> None:
        await self._open.aclose()


class Registers(Away):
    """start: the register in which the number stands, as a float."""

    def __init__(self, table: dict[str, Any], blocks: Mapping[int, list[int]], start: int) -> None:
        self._device, self._start, port = Device(blocks), start, free_port()
        self.table = {"host": "127.0.0.1", "port": port, **table}
        super().__init__(lambda: over_tcp(self._device, port=port))

    async def put(self, value: float | None) -> None:
        self._device.put(self._start, [0x7FC0, 0] if value is None else encode(value, "float32"))


class Scada(Away):
    def __init__(self, folder: Path) -> None:
        port = free_port()
        login = {"security": "Basic256Sha256", "user": "reader", "password": SECRET}
        url = f"opc.tcp://127.0.0.1:{port}/scada"
        self.table = {"type": "opcua", "url": url, **login, "point": {"node": "ns=2;s=power", "nulls": [-9999]}}
        super().__init__(lambda: self._served(port, folder))
        self._said: float | None = 0.0

    @asynccontextmanager
    async def _served(self, port: int, folder: Path) -> AsyncIterator[None]:
        async with scada(port, people=People(), folder=folder) as self._server:
            await self.put(self._said)
            yield

    async def put(self, value: float | None) -> None:
        self._said = value
        await self._server.put(-9999.0 if value is None else float(value))


class Topic:
    """A broker with a password, and somebody who says there what is put."""

    def __init__(self, folder: Path) -> None:
        add = ["mosquitto_passwd", "-b", "-c", str(folder / "people"), "roof", SECRET]
        subprocess.run(add, check=True, capture_output=True)
        self._broker = Broker(folder, "allow_anonymous false", f"password_file {folder / 'people'}")
        login = {"host": "localhost", "port": self._broker.port, "user": "roof", "password": SECRET}
        point = {"topic": "val/power", "payload": "json", "path": "p"}
        self.table = {"type": "mqtt", **login, "interval_s": 1, "point": point}
        self._said: float | None = None

    async def put(self, value: float | None) -> None:
        self._said = value
        await self.say()

    async def say(self) -> None:
        async with aiomqtt.Client("localhost", self._broker.port, username="roof", password=SECRET) as line:
            await line.publish("val/power", json.dumps({"p": self._said}), qos=1)

    async def leave(self) -> None:
        self._broker.kill()

    async def come_back(self) -> None:
        self._broker.start()


class Page(Away):
    """written: how the page says a number, or that there is none."""

    def __init__(self, table: dict[str, Any], written: Callable[[float | None], str]) -> None:
        port = free_port()
        auth = {"type": "basic", "user": "roof", "secret": SECRET}
        self.table = {"url": f"http://127.0.0.1:{port}/power", "auth": auth, **table}
        self._said, self._written = 0.0, written
        super().__init__(lambda: self._served(port))

    @asynccontextmanager
    async def _served(self, port: int) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/power", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != encode_basic_auth("roof", SECRET):
            return web.Response(status=401)
        return web.Response(text=self._written(self._said))

    async def put(self, value: float | None) -> None:
        self._said = value  # type: ignore[assignment]


class File:
    """written: what stands in the file."""

    def __init__(self, path: Path, table: dict[str, Any], written: Callable[[float | None], str]) -> None:
        self._path, self._written, self._said = path, written, ""
        self.table = {"file": str(path), "max_age_s": 3e7, **table}

    async def put(self, value: float | None) -> None:
        self._said = self._written(value)
        await self.come_back()

    async def say(self) -> None:
        return

    async def leave(self) -> None:
        self._path.unlink()

    async def come_back(self) -> None:
        self._path.write_text(self._said)


class Table:
    """A file of SQLite."""

    def __init__(self, folder: Path) -> None:
        self._path, self._away = folder / "scada.db", folder / "away.db"
        self.table = {
            "type": "sql",
            "url": f"sqlite:///{self._path}",
            "query": "SELECT p FROM live",
            "point": {"column": "p"},
        }
        self._do("CREATE TABLE live (p REAL)", "INSERT INTO live VALUES (0)")
        self._path.rename(self._away)

    def _do(self, *statements: str) -> None:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    async def put(self, value: float | None) -> None:
        self._do(f"UPDATE live SET p = {'NULL' if value is None else value}")

    async def say(self) -> None:
        return

    async def leave(self) -> None:
        self._path.rename(self._away)

    async def come_back(self) -> None:
        self._away.rename(self._path)


class Server:
    """PostgreSQL, with a password."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        server.do("INSERT INTO live (p_kw) VALUES (0)")
        login = {"url": server.url, "password": server.password}
        self.table = {"type": "sql", **login, "query": "SELECT p_kw FROM live", "point": {"column": "p_kw"}}
        server.stop()

    async def put(self, value: float | None) -> None:
        self._server.do(f"UPDATE live SET p_kw = {'NULL' if value is None else value}")

    async def say(self) -> None:
        return

    async def leave(self) -> None:
        self._server.stop()

    async def come_back(self) -> None:
        self._server.start()
