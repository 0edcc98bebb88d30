"""Whether a script of another site might read an owner's API: asked as a browser asks, and only told."""

from collections.abc import Sequence

import pytest

from quelia.domain.source import Auth
from quelia.sources.http import Reader
from quelia.sources.sharing import shared
from tests.sources.faults import HEADER_SECRET, FaultServer, Step
from tests.sources.test_http import source

ORIGIN = "https://mairie.example"
FOR_ALL, FOR_IT = "Access-Control-Allow-Origin: *", f"Access-Control-Allow-Origin: {ORIGIN}"
KEY = (Auth(scheme="header", name="X-Key"),)


async def told(
    reader: Reader, preflight: Sequence[str], get: Sequence[str], auth: tuple[Auth, ...]
) -> tuple[str, list[bytes]]:
    scripts: list[list[Step]] = [
        [{"answer": "", "status": "200 OK", "headers": list(preflight)}],
        [{"answer": "{}", "headers": list(get)}],
    ]
    async with FaultServer(scripts) as server:
        secrets = [HEADER_SECRET] if auth else []
        verdict = await shared(reader, source(server.port, auth=auth), secrets, ORIGIN, 0.0)
        return verdict.code, server.requests


@pytest.mark.parametrize(
    ("preflight", "get", "auth", "code"),
    [
        ([FOR_ALL], [FOR_ALL], (), "shared"),
        ([FOR_IT, "Access-Control-Allow-Headers: Accept, x-key"], [FOR_IT], KEY, "shared"),
        ([FOR_ALL, "Access-Control-Allow-Headers: *"], [FOR_ALL], KEY, "shared"),
        ([FOR_ALL, "Access-Control-Allow-Headers: *"], [FOR_ALL], (Auth(scheme="bearer"),), "not_shared_key"),
        ([FOR_ALL, "Access-Control-Allow-Headers: Authorization"], [FOR_ALL], (Auth(scheme="bearer"),), "shared"),
        ([FOR_ALL], [FOR_ALL], KEY, "not_shared_key"),
        ([], [FOR_ALL], (), "shared_get"),
        ([], [FOR_ALL], (Auth(scheme="query", name="key"),), "shared_get"),
        ([FOR_ALL], [], (), "not_shared"),
        ([FOR_ALL], ["Access-Control-Allow-Origin: https://elsewhere.example"], (), "not_shared"),
    ],
)
async def test_what_a_browser_would_make_of_it_is_told(
    reader: Reader, preflight: list[str], get: list[str], auth: tuple[Auth, ...], code: str
) -> None:
    assert (await told(reader, preflight, get, auth))[0] == code


async def test_what_is_asked_before_names_the_header_and_never_holds_the_key(reader: Reader) -> None:
    _, (before, asked) = await told(reader, [], [FOR_ALL], KEY)
    assert before.startswith(b"OPTIONS /live?a=%20b ")
    assert b"Origin: https://mairie.example\r\n" in before
    assert b"Access-Control-Request-Method: GET\r\n" in before
    assert b"Access-Control-Request-Headers: x-key\r\n" in before
    assert HEADER_SECRET.encode() not in before
    assert asked.startswith(b"GET ")
    assert b"Origin: https://mairie.example\r\n" in asked


async def test_a_server_that_takes_no_options_is_no_fault(reader: Reader) -> None:
    scripts: list[list[Step]] = [[{"answer": "", "status": "405 No"}], [{"answer": "{}", "headers": [FOR_ALL]}]]
    async with FaultServer(scripts) as server:
        verdict = await shared(reader, source(server.port, auth=()), [], ORIGIN, 0.0)
    assert (verdict.mark, verdict.code) == ("well", "shared_get")


async def test_a_server_that_refuses_other_sites_is_told_so(reader: Reader) -> None:
    async with FaultServer([[{"answer": "", "status": "403 No"}]]) as server:
        verdict = await shared(reader, source(server.port, auth=()), [], ORIGIN, 0.0)
    assert (verdict.mark, verdict.code) == ("look", "sharing_failed")
