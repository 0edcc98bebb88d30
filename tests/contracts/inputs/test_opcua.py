"""OPC UA, from a server that asyncua plays: values with their quality and time, logins, certificates, and bad days."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from asyncua import Server, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.permission_rules import User, UserRole
from cryptography.x509.oid import ExtendedKeyUsageOID

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs import opcua
from quelia.bridge.problem import ConfigError
from quelia.bridge.reader import Reader
from quelia.bridge.site import Site
from quelia.domain.errors import BadState, NotANumber, NotConnected, PathMismatch, SourceError, TimedOut
from tests.bridge.inputs.sites import NOW

POINT = {"plant": "val", "unit": "kW", "node": "ns=2;s=power"}
URI = "urn:val:scada"


def opened(port: int, folder: Path, *points: dict[str, Any], **more: Any) -> opcua.OpcUa:
    usual = {"type": "opcua", "name": "scada", "url": f"opc.tcp://127.0.0.1:{port}/scada", "timeout_s": 3}
    table = usual | more | {"point": [POINT | each for each in points or ({},)]}
    site = Site(folder, folder, lambda written: written, lambda: NOW, lambda: 0.0)
    return opcua.opened(msgspec.convert(table, opcua.Settings), site)


@asynccontextmanager
async def listening(port: int, folder: Path, *points: dict[str, Any], **more: Any) -> AsyncIterator[opcua.OpcUa]:
    source = opened(port, folder, *points, **more)
    try:
        yield source
    finally:
        await source.close()
        await source.close()


class People:
    """One user, who has a password."""

    def get_user(
        self, _: Any, username: str | None = None, password: str | None = None, certificate: Any = None
    ) -> Any:
        return User(role=UserRole.User) if (username, password) == ("reader", "marker-4711") else None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


KINDS = {"power": 0.0, "whole": 0, "list": [0.0], "text": "", "flag": False}


class Scada:
    """nodes: one of each kind of value, since a node keeps its kind."""

    def __init__(self, server: Server, nodes: dict[str, Any], port: int) -> None:
        self.server, self.nodes, self.port = server, nodes, port

    async def put(
        self, value: Any, *, node: str = "power", status: int = ua.StatusCodes.Good, at: float | None = NOW
    ) -> None:
        moment = datetime.fromtimestamp(at, UTC) if at is not None else None
        told = ua.DataValue(ua.Variant(value), StatusCode=ua.StatusCode(ua.UInt32(status)), SourceTimestamp=moment)
        await self.nodes[node].write_value(told)


@asynccontextmanager
async def scada(port: int = 0, *, people: Any = None, folder: Path | None = None) -> AsyncIterator[Scada]:
    server = Server(user_manager=people)
    await server.init()
    port = port or free_port()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/scada")
    if folder is not None:
        key, certificate = folder / "server-key.pem", folder / "server.der"
        await setup_self_signed_certificate(
            key, certificate, "urn:freeopcua:python:server", "localhost", [ExtendedKeyUsageOID.SERVER_AUTH], {}
        )
        await server.load_certificate(str(certificate))
        await server.load_private_key(str(key))
        server.set_security_policy([ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt])
    number = await server.register_namespace(URI)
    nodes = {
        name: await server.nodes.objects.add_variable(ua.NodeId(name, number), name, value)
        for name, value in KINDS.items()
    }
    await server.start()
    try:
        yield Scada(server, nodes, port)
    finally:
        await server.stop()


GOOD: list[tuple[str, Any, dict[str, Any], float | None]] = [
    ("power", 412.5, {}, 412.5), ("whole", 412, {}, 412), ("power", 412.5, {"node": f"nsu={URI};s=power"}, 412.5),
    ("list", [1.5, 2.5], {"index": 1}, 2.5), ("power", 412_500.0, {"scale": 0.001}, 412.5),
    ("power", -9999.0, {"nulls": [-9999]}, None),
]  # fmt: skip
BAD: list[tuple[str, Any, int, dict[str, Any], type[SourceError], str]] = [
    ("power", 1.0, ua.StatusCodes.BadSensorFailure, {}, BadState, "opcua_quality"),
    ("power", 1.0, ua.StatusCodes.UncertainLastUsableValue, {}, BadState, "opcua_quality"),
    ("power", 1.0, ua.StatusCodes.Good, {"node": "ns=2;s=elsewhere"}, PathMismatch, "opcua_unknown"),
    ("list", [1.0], ua.StatusCodes.Good, {"index": 3}, PathMismatch, "opcua_index"),
    ("text", "412", ua.StatusCodes.Good, {}, NotANumber, "opcua_kind"),
    ("list", [1.0], ua.StatusCodes.Good, {}, NotANumber, "opcua_kind"),
    ("flag", True, ua.StatusCodes.Good, {}, NotANumber, ""),
]


async def test_a_node_is_read_with_its_time(tmp_path: Path) -> None:
    async with scada() as server:  # one for all: it takes a second or two to wake up
        for node, said, point, value in GOOD:
            await server.put(said, node=node, at=NOW - 10)
            async with listening(server.port, tmp_path, {"node": f"ns=2;s={node}"} | point) as source:
                (sample,) = await source.read()
            assert (sample.value, sample.error, sample.measured_at) == (value, None, NOW - 10), said


async def test_what_is_no_good_number_is_none(tmp_path: Path) -> None:
    async with scada() as server:
        for node, said, status, point, error, fault in BAD:
            await server.put(said, node=node, status=status)
            async with listening(server.port, tmp_path, {"node": f"ns=2;s={node}"} | point) as source:
                (sample,) = await source.read()
            assert sample.value is None, said
            assert isinstance(sample.error, error), (said, sample.error)
            assert sample.error.fault == fault, said


async def test_an_uncertain_value_is_taken_where_that_is_wanted(tmp_path: Path) -> None:
    async with scada() as server, listening(server.port, tmp_path, uncertain=True) as source:
        await server.put(7.0, status=ua.StatusCodes.UncertainLastUsableValue)
        assert (await source.read())[0].value == 7


async def test_a_node_that_nobody_writes_any_more_is_not_a_constant_value(tmp_path: Path) -> None:
    async with scada() as server, listening(server.port, tmp_path, max_age_s=60) as source:
        await server.put(7.0, at=NOW - 60)
        assert (await source.read())[0].value == 7
        await server.put(7.0, at=NOW - 61)
        with pytest.raises(Frozen):
            await source.read()


async def test_a_namespace_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    async with scada() as server, listening(server.port, tmp_path, {"node": "nsu=urn:other;s=power"}) as source:
        with pytest.raises(PathMismatch) as error:
            await source.read()
    assert URI in error.value.facts["known"]


async def test_a_server_that_was_away_is_read_again(tmp_path: Path) -> None:
    port = free_port()
    async with listening(port, tmp_path) as source:
        with pytest.raises(SourceError):
            await source.read()
        for value in (7.0, 8.0):
            async with scada(port) as server:
                await server.put(value)
                assert (await source.read())[0].value == value
            with pytest.raises(SourceError):
                await source.read()


class Silent:
    """A way to a server that can fall silent, and counts the connections that are open."""

    def __init__(self, port: int) -> None:
        self._port, self.silent, self.open = port, False, 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            yield server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            self.open -= 1

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if not self.silent:
                    writer.write(data)
        writer.close()


async def test_a_server_that_fell_silent_keeps_no_connection(tmp_path: Path) -> None:
    async with scada() as server:
        way = Silent(server.port)
        async with way.opened() as port, listening(port, tmp_path, timeout_s=1) as source:
            reader = Reader(source._settings, source)
            await reader.read()
            way.silent = True
            with pytest.raises(TimedOut):
                await reader.read()
            async with asyncio.timeout(10):
                while way.open:
                    await asyncio.sleep(0.01)
            way.silent = False
            assert (await reader.read())[0].value == 0.0


async def test_with_a_certificate_of_ours_and_a_password(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = {"security": "Basic256Sha256", "user": "reader", "password": "marker-4711"}
    async with scada(people=People(), folder=tmp_path) as server:
        await server.put(412.5)
        async with listening(server.port, tmp_path, **login, server_certificate="server.der") as source:
            assert (await source.read())[0].value == 412.5
        async with listening(server.port, tmp_path, **(login | {"password": "marker-wrong"})) as source:
            with pytest.raises(NotConnected) as refused:
                await source.read()
    assert refused.value.fault == "opcua_login"
    assert (tmp_path / "opcua-key.pem").stat().st_mode & 0o077 == 0
    assert "marker" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("quelia"))


@pytest.mark.parametrize("node", ["power", "ns=x;s=power", "nsu=;s=power", "s"])
def test_what_is_no_node_is_refused(tmp_path: Path, node: str) -> None:
    with pytest.raises(ConfigError, match="opcua_node"):
        opened(1, tmp_path, {"node": node})
