"""Twelve secrets through every auth scheme to servers that say them back in every way: nobody else ever sees one."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote

import aiohttp
import pytest

from tests.journeys.service import Service
from tests.journeys.traces import SECRETS, forms, traces
from tests.journeys.trials import OWNER
from tests.journeys.viewer import Viewer, until
from tests.sources.faults import FaultServer, Step
from tests.store.cellar import table

_USER = "technicien"
_ASCII_ONLY = ("header", "bearer")


def _as_json(**fields: object) -> list[Step]:
    return [{"answer": json.dumps(fields)}]


# how a server says a secret back, and what of a declaration reads it there
_ECHOES: dict[str, tuple[Callable[[str], list[Step]], dict[str, Any], dict[str, Any]]] = {
    "value": (lambda secret: _as_json(power=secret), {}, {"number": "leading"}),
    "unit": (lambda secret: _as_json(power=1, unit=secret), {}, {"unit_path": "unit", "unit": None}),
    "status": (lambda secret: _as_json(power=1, status=secret), {"status_path": "status", "status_ok": ["ok"]}, {}),
    "time": (lambda secret: _as_json(power=1, time=secret), {"timestamp_path": "time"}, {}),
    "key": (lambda secret: _as_json(power=1, **{secret: 1}), {}, {}),
    "reason phrase": (lambda secret: [{"answer": "{}", "status": f"500 {secret}"}], {}, {}),
    "header": (lambda secret: [{"answer": '{"power": 1}', "headers": [f"X-Echo: {secret}"]}], {}, {}),
    "cookie": (lambda secret: [{"answer": '{"power": 1}', "headers": [f"Set-Cookie: key={secret}; Path=/"]}], {}, {}),
    "web page": (lambda secret: [{"answer": f"<html><title>{secret}</title>"}], {}, {}),
    "error": (lambda secret: [{"answer": f'{{"bad key": "{secret}"}}', "status": "401 Unauthorized"}], {}, {}),
    "wait": (lambda secret: [{"answer": "", "status": "429 Slowly", "headers": [f"Retry-After: {secret}"]}], {}, {}),
    "place": (lambda secret: [{"answer": "", "status": "302 Found", "headers": [f"Location: /{secret}"]}], {}, {}),
    "encoding": (lambda secret: [{"answer": "{}", "headers": [f"Content-Encoding: {secret}"]}], {}, {}),
    "bad head": (lambda secret: [{"text": f"HTTP/1.1 200 OK\r\n{secret}\r\n\r\n", "close": True}], {}, {}),
    "no HTTP": (lambda secret: [{"text": f"{secret}\r\n\r\n", "close": True}], {}, {}),
    "pieces": (lambda secret: [{"text": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{secret}\r\n"}], {}, {}),
}


class Case(NamedTuple):
    """One source: with which secrets, by which schemes, and how its server says the first of them back."""

    slug: str
    echo: str
    secrets: tuple[str, ...]
    schemes: tuple[str, ...]

    def declaration(self, port: int) -> str:
        place = {"name": self.slug, "energy": "wind", "latitude": 47.0, "longitude": 1.0, "published": True}
        _, source, point = _ECHOES[self.echo]
        auth = [_auth(scheme, secret) for scheme, secret in zip(self.schemes, self.secrets, strict=True)]
        asked = {"url": f"http://127.0.0.1:{port}/live", "interval_s": 2, "timeout_s": 1, "auth": auth}
        found = {"plant": self.slug, "quantity": "power", "path": "power", "unit": "MW"}
        return "\n".join(
            (
                table("plant", {"slug": self.slug, "owner": "owner"}, place),
                table("source", {"slug": self.slug, "owner": "owner"}, asked, source),
                table("source.point", found, point),
            )
        )


def _auth(scheme: str, secret: str) -> dict[str, object]:
    """By a literal, a variable or a file: each secret in its own way."""
    number = SECRETS.index(secret)
    named = {"header": {"name": "X-Key"}, "query": {"name": "key"}, "basic": {"user": _USER}}.get(scheme, {})
    given = ({"secret": secret}, {"secret_env": f"SECRET_{number}"}, {"secret_file": f"secret-{number}"})[number % 3]
    return {"type": scheme, **named, **given}


def _cases() -> Iterator[Case]:
    """Every secret in every echo, the schemes by turns; every fifth source shows a second secret in another place."""
    for number, secret in enumerate(SECRETS):
        schemes = [scheme for scheme in ("query", "basic", *_ASCII_ONLY) if _takes(scheme, secret)]
        for turn, echo in enumerate(_ECHOES):
            case = Case(f"p{number}-{turn}", echo, (secret,), (schemes[turn % len(schemes)],))
            if turn % 5 == 4 and case.schemes != ("query",):
                other = SECRETS[(number + 1) % len(SECRETS)]
                case = case._replace(secrets=(secret, other), schemes=(*case.schemes, "query"))
            yield case


def _takes(scheme: str, secret: str) -> bool:
    return scheme not in _ASCII_ONLY or secret.isascii()


_CASES = list(_cases())


class Found(NamedTuple):
    """places: all that quelia ever said, and all it wrote, by where. arrived: what each server was shown."""

    places: dict[str, bytes]
    arrived: dict[str, list[bytes]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("secrets")
    service = Service(folder, reach="127.0.0.0/8")
    for number, secret in enumerate(SECRETS):
        (folder / f"secret-{number}").write_text(secret + "\n", "utf-8")
    try:
        return asyncio.run(_look_everywhere(service))
    finally:
        service.stop()


async def _look_everywhere(service: Service) -> Found:
    environ = {f"SECRET_{number}": secret for number, secret in enumerate(SECRETS)}
    async with AsyncExitStack() as stack:
        servers = {
            case.slug: await stack.enter_async_context(FaultServer([_ECHOES[case.echo][0](case.secrets[0])]))
            for case in _CASES
        }
        text = "\n".join([OWNER, *(case.declaration(servers[case.slug].port) for case in _CASES)])
        places = {"load": service.load(text, **environ), "load again": service.load(text, "--dry-run", **environ)}
        service.start()
        viewer = await stack.enter_async_context(Viewer(f"{service.url}/v1/stream?map=france"))
        await until(lambda: all(_has_ended(viewer, servers, case) for case in _CASES), 30, "every server was asked")
        files = _files(service.data)  # while the write-ahead log is there
        pages = await _pages(service.url)
        service.stop()
        places |= {"stream": "".join(viewer.text), "log": service.log}
        arrived = {slug: server.requests for slug, server in servers.items()}
    written = {name: said.encode() for name, said in places.items()}
    return Found({**written, **files, **pages, **_files(service.data)}, arrived)


def _has_ended(viewer: Viewer, servers: dict[str, FaultServer], case: Case) -> bool:
    """Twice, for the second failure may say what the first did not; once where it is to be left alone."""
    enough = 1 if case.echo == "wait" else 2
    return viewer.state(case.slug) not in (None, "waiting") and len(servers[case.slug].requests) >= enough


def _files(folder: Path) -> dict[str, bytes]:
    return {f"file {file.name}, {len(file.read_bytes())}": file.read_bytes() for file in folder.rglob("*")}


async def _pages(url: str) -> dict[str, bytes]:
    """Every page, JSON and badge there is, in both languages, with the headers of each."""
    alone = ["/", "/carte/france", "/embed/carte/france", "/embed/quelia.js", "/nothing", "/v1/nothing", "/tester"]
    alone += ["/v1/maps/france/readings", "/v1/maps/france/plants.geojson", "/v1/openapi.yaml", "/v1/stream?plants=p"]
    alone += ["/healthz", "/readyz", "/metrics", "/admin/"]
    of_a_plant = ("/centrale/{}", "/embed/centrale/{}", "/badge/{}.svg", "/v1/plants/{}", "/v1/plants/{}/reading")
    paths = alone + [path.format(case.slug) for case in _CASES for path in (*of_a_plant, "/v1/plants/{}/history")]
    said = {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=8)) as session:

        async def see(path: str, language: str) -> None:
            async with session.get(f"{url}{path}", headers={"Accept-Language": language}) as got:
                said[f"{path} in {language}"] = str(got.raw_headers).encode() + await got.read()

        for language in ("fr", "en"):
            await asyncio.gather(*(see(path, language) for path in paths))
    return said


def test_every_secret_arrives_where_it_belongs(found: Found) -> None:
    astray = [
        case
        for case in _CASES
        for pair in zip(case.schemes, case.secrets, strict=True)
        if not _came(found, case, *pair)
    ]
    assert [(case.slug, case.schemes) for case in astray] == []


def _came(found: Found, case: Case, scheme: str, secret: str) -> bool:
    head = found.arrived[case.slug][0].decode("latin-1")
    target = head.split(" ")[1]
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    match scheme:
        case "query":
            return parse_qs(target.partition("?")[2])["key"] == [secret]
        case "basic":
            return b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"{_USER}:{secret}"
        case "bearer":
            return headers["Authorization"] == f"Bearer {secret}"
    return headers["X-Key"] == secret


def test_no_secret_is_found_anywhere(found: Found) -> None:
    assert len(found.places) > 1000
    assert traces(found.places, SECRETS, _USER) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_finds_what_is_there(secret: str) -> None:
    pair, url = b64encode(f"{_USER}:{secret}".encode()), f"http://127.0.0.1/?key={quote(secret, safe='')}"
    places = {"pair": b"Basic " + pair, "url": url.encode(), "log": f"detail={secret!r}".encode(), "none": b"nothing"}
    assert {line.split(":")[0] for line in traces(places, [secret], _USER)} == {"pair", "url", "log"}
    assert len(forms(secret)) > 5
