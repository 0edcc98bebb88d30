"""All ways in which a device on the local network may want its secret shown, and certificates that nobody else vouches for."""

import hashlib
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import trustme
from aiohttp import encode_basic_auth

from quelia.bridge.inputs import http
from quelia.bridge.secret import Secrets
from quelia.bridge.site import Site
from quelia.domain.errors import SourceRefused, TlsRefused
from quelia.sources.redact import Redactor
from tests.bridge.inputs.sites import NOW
from tests.said import said
from tests.sources.auth.server import Reply, Request, Server
from tests.sources.auth.test_digest import PASSWORD, USER, Door
from tests.sources.auth.test_oauth2 import Issuer
from tests.sources.certificates import server_tls

SECRET = "marker-4711/&é"


class Way(NamedTuple):
    """auth: as it stands in bridge.toml. opens: what the device makes of a question."""

    auth: dict[str, str]
    opens: Callable[[Request], Reply]
    secret: str = SECRET


def shown(found: Callable[[Request], bool]) -> Callable[[Request], Reply]:
    return lambda request: Reply() if found(request) else Reply(401, "")


def _token(issuer: Issuer, request: Request) -> Reply:
    if request.method != "POST":
        return issuer.plant(request)
    told = parse_qs(request.body)
    return issuer.token(request) if told.get("client_secret") == [SECRET] else Reply(401, '{"error": "invalid_client"}')


def _oauth() -> Callable[[Request], Reply]:
    issuer = Issuer()
    return lambda request: _token(issuer, request)


HEADER = "marker-4711/&"  # headers are ASCII
WAYS = {
    "header": Way({"type": "header", "name": "X-Key"}, shown(lambda asked: asked.headers.get("x-key") == HEADER), HEADER),
    "bearer": Way({"type": "bearer"}, shown(lambda asked: asked.headers.get("authorization") == f"Bearer {HEADER}"), HEADER),
    "basic": Way({"type": "basic", "user": "roof"},
                 shown(lambda asked: asked.headers.get("authorization") == encode_basic_auth("roof", SECRET))),
    "query": Way({"type": "query", "name": "key"},
                 shown(lambda asked: parse_qs(urlsplit(asked.target).query).get("key") == [SECRET])),
    "digest": Way({"type": "digest", "user": USER}, Door(), PASSWORD),
    "oauth2": Way({"type": "oauth2", "user": "us", "token_url": "{origin}/token", "place": "body"}, _oauth()),
}  # fmt: skip


@asynccontextmanager
async def reading(
    folder: Path, origin: str, secret: str, redactor: Redactor, **more: Any
) -> AsyncIterator[http.Device]:
    (folder / "key").write_text(secret)
    (folder / "key").chmod(0o600)
    point = [{"plant": "val", "unit": "kW", "path": "[0]"}]
    table = {"type": "http", "name": "device", "url": f"{origin}/power", "point": point, **more}
    site = Site(folder, folder, Secrets(folder, redactor), lambda: NOW, lambda: 0.0)
    device = http.opened(msgspec.convert(table, http.Settings), site)
    try:
        yield device
    finally:
        await device.close()


@pytest.mark.parametrize("name", WAYS)
async def test_a_secret_is_shown_as_the_device_wants_it(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    way, redactor = WAYS[name], Redactor()
    with said() as ours:
        refused = await _tried(way, tmp_path, redactor)
    told = "\n".join([*map(str, ours), *(record.getMessage() for record in caplog.records)])
    assert "marker" not in f"{told}{refused!r}{refused.facts}"


async def _tried(way: Way, folder: Path, redactor: Redactor) -> SourceRefused:
    """With the right secret, then with a wrong one. Returns how that is told."""
    async with Server(way.opens) as server:
        auth = {key: text.format(origin=server.origin) for key, text in way.auth.items()} | {"secret": "file:key"}
        async with reading(folder, server.origin, way.secret, redactor, auth=auth) as device:
            assert [(await device.read())[0].value for _ in range(3)] == [42.5] * 3
        async with reading(folder, server.origin, "marker-wrong", redactor, auth=auth) as device:
            with pytest.raises(SourceRefused) as refused:
                await device.read()
    return refused.value


@asynccontextmanager
async def unknown(folder: Path) -> AsyncIterator[tuple[Server, str]]:
    """A server with a certificate that it signed itself, and the fingerprint of that."""
    tls = server_tls("self_signed", trustme.CA(), folder)
    der = ssl.PEM_cert_to_DER_cert((folder / "self-signed.pem").read_text().partition("-----END PRIVATE KEY-----\n")[2])
    async with Server(lambda _: Reply(), tls) as server:
        yield server, hashlib.sha256(der).hexdigest()


async def test_a_certificate_that_was_named_is_taken_whoever_signed_it(tmp_path: Path) -> None:
    async with (
        unknown(tmp_path) as (server, pin),
        reading(tmp_path, server.origin, "x", Redactor(), pin=pin) as device,
    ):
        assert (await device.read())[0].value == 42.5


async def test_no_other_certificate_is_taken_where_one_was_named(tmp_path: Path) -> None:
    async with unknown(tmp_path) as (server, _):
        async with reading(tmp_path, server.origin, "x", Redactor(), pin="ab" * 32) as device:
            with pytest.raises(TlsRefused):
                await device.read()
        assert server.requests == []
