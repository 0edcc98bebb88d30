"""Tokens, got and shown over real sockets."""

import asyncio
import hashlib
import logging
import re
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest
from msgspec import structs

from quelia.domain.auth import current, declared
from quelia.domain.errors import NotConnected, SourceError, SourceRefused, TimedOut
from quelia.domain.source import Auth, Source
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.redact import MASK, Redactor
from tests.sources.auth.server import Reply, Request, Server, given
from tests.sources.conftest import Tls

SECRET = "s3cret/&é"
APPLICATION = "our: application"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Issuer:
    """Gives tokens t1, t2, …, each good until it is revoked. one_use: each refresh token is good once."""

    def __init__(self, *, one_use: bool = False, **told: object) -> None:
        self.told = {"token_type": "Bearer", "expires_in": 3600, **told}
        self.one_use, self.refresh, self.number = one_use, "r0", 0
        self.good: set[str] = set()

    def token(self, request: Request) -> Reply:
        form = parse_qs(request.body)
        if form["grant_type"] == ["refresh_token"] and form["refresh_token"] != [self.refresh]:
            return Reply(400, '{"error": "invalid_grant"}')
        self.number += 1
        self.good = {f"t{self.number}"}
        told = dict(self.told)
        if self.one_use:
            self.refresh = told["refresh_token"] = f"r{self.number}"
        return given(access_token=f"t{self.number}", **told)

    def plant(self, request: Request) -> Reply:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return Reply() if shown in self.good else Reply(401, "")


def source(plant: Server, door: Server, *, auth: dict[str, Any] | None = None, **fields: Any) -> Source:
    entry = Auth(**{"scheme": "oauth2", "user": APPLICATION, "token_url": f"{door.origin}/token?x=1", **(auth or {})})
    return Source(**{"id": 1, "slug": "plant", "url": f"{plant.origin}/live", "points": (), "auth": (entry,), **fields})


def by_refresh(plant: Server, door: Server, **fields: Any) -> Source:
    return source(plant, door, auth={"grant": "refresh_token"}, **fields)


Make = Callable[..., Reader]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Readers that may reach loopback."""
    made: list[Reader] = []

    def one(**fields: Any) -> Reader:
        made.append(Reader(Guard(allow_private=["127.0.0.0/8"]), **fields))
        return made[-1]

    yield one
    for each in made:
        await each.close()


async def test_a_token_is_got_once_and_shown_with_each_read(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        for _ in range(3):
            assert (await reader.read(source(plant, door), (SECRET,))).body == b"[42.5]"
    assert len(door.requests) == 1
    assert [request.headers["authorization"] for request in plant.requests] == ["Bearer t1"] * 3


async def test_it_is_asked_for_as_the_rfc_says(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(source(plant, door, auth={"scope": "read all"}), (SECRET,))
    (asked,) = door.requests
    pair = b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode().split(":")
    assert [unquote_plus(part) for part in pair] == [APPLICATION, SECRET]
    assert (asked.method, asked.target) == ("POST", "/token?x=1")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.body) == {"grant_type": ["client_credentials"], "scope": ["read all"]}


async def test_the_application_may_stand_in_the_body(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(source(plant, door, auth={"place": "body"}), (SECRET,))
    form = parse_qs(door.requests[0].body)
    assert (form["client_id"], form["client_secret"]) == ([APPLICATION], [SECRET])
    assert "authorization" not in door.requests[0].headers


async def test_the_secret_goes_to_one_server_and_the_token_to_the_other(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(source(plant, door), ("plainsecret",))
    assert "plainsecret" not in repr(plant.requests)
    assert "t1" not in repr(door.requests)


async def test_a_refresh_token_needs_no_secret_of_the_application(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(by_refresh(plant, door), ("r0",))
    form = {"grant_type": ["refresh_token"], "refresh_token": ["r0"], "client_id": [APPLICATION]}
    assert parse_qs(door.requests[0].body) == form


async def test_a_secret_of_the_application_may_stand_beside_it(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        asked = by_refresh(plant, door)
        auth = (*asked.auth, Auth(scheme="oauth2_secret"), Auth(scheme="header", name="key"))
        await reader.read(structs.replace(asked, auth=auth), ("r0", "sec", "k3y"))
    assert b64decode(door.requests[0].headers["authorization"].removeprefix("Basic ")) == b"our%3A+application:sec"
    assert plant.requests[0].headers["key"] == "k3y"
    assert "k3y" not in repr(door.requests)


@pytest.mark.parametrize(("told", "used_s"), [(100, 90), ("100", 90), (3600, 3570)])
async def test_a_token_is_replaced_a_little_before_its_end(make: Make, told: object, used_s: float) -> None:
    issuer, clock = Issuer(expires_in=told), Clock()
    reader = make(monotonic=clock)
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        for step_s in (0, used_s - 1, 2):
            clock.now += step_s
            await reader.read(source(plant, door), (SECRET,))
    assert [request.headers["authorization"] for request in plant.requests] == ["Bearer t1", "Bearer t1", "Bearer t2"]


@pytest.mark.parametrize("told", [None, 0, -1, "soon", [], 1e300])
async def test_a_token_without_an_end_is_used_until_it_is_refused(make: Make, told: object) -> None:
    issuer, clock = Issuer(expires_in=told), Clock()
    reader = make(monotonic=clock)
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        for _ in range(3):
            await reader.read(source(plant, door), (SECRET,))
            clock.now += 86400
    assert len(door.requests) == 1


async def test_a_token_that_is_refused_before_its_end_is_replaced_at_once(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(source(plant, door), (SECRET,))
        issuer.good.clear()
        assert (await reader.read(source(plant, door), (SECRET,))).body == b"[42.5]"
    assert (len(plant.requests), len(door.requests)) == (3, 2)


async def test_a_server_that_refuses_every_token_is_not_plied_with_new_ones(make: Make) -> None:
    issuer, clock = Issuer(), Clock()
    reader = make(monotonic=clock)
    async with Server(lambda _: Reply(401, "")) as plant, Server(issuer.token) as door:
        for _ in range(5):
            with pytest.raises(SourceRefused):
                await reader.read(source(plant, door), (SECRET,))
            clock.now += 5
        assert (len(plant.requests), len(door.requests)) == (5, 1)
        clock.now += 60
        with pytest.raises(SourceRefused):
            await reader.read(source(plant, door), (SECRET,))
    assert (len(plant.requests), len(door.requests)) == (7, 2)


async def test_sources_of_one_application_share_its_token(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await asyncio.gather(*(reader.read(source(plant, door, id=number), (SECRET,)) for number in range(5)))
    assert len(door.requests) == 1


async def test_a_token_is_not_lent_to_who_has_another_secret(make: Make) -> None:
    issuer, reader = Issuer(), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(source(plant, door), (SECRET,))
        await reader.read(source(plant, door), ("another",))
    assert len(door.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_secret_that_gets_no_token_is_refused(make: Make, status: int) -> None:
    reader = make()
    async with Server(lambda _: Reply()) as plant, Server(lambda _: Reply(status, "")) as door:
        with pytest.raises(SourceRefused, match="no token") as caught:
            await reader.read(source(plant, door), (SECRET,))
    assert (caught.value.code, caught.value.fault) == ("auth", "token")
    assert plant.requests == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500, ""), "http_status"),
        (Reply(404, ""), "http_status"),
        (Reply(302, "", ("Location: /elsewhere",)), "redirect"),
        (Reply(429, "", ("Retry-After: 30",)), "rate_limited"),
        (Reply(body="<html><body>login"), "html"),
        (Reply(body="nothing"), "not_json"),
        (Reply(body="[]"), "not_json"),
        (given(error="invalid_client"), "not_json"),
        (given(access_token=""), "not_json"),
        (given(access_token="a\r\nHost: b"), "not_json"),
        (given(access_token="é"), "not_json"),
        (given(access_token="t" * 9000), "not_json"),
        (given(access_token=42), "not_json"),
    ],
)
async def test_what_goes_wrong_where_tokens_are_given_is_said_of_that_place(
    make: Make, reply: Reply, code: str
) -> None:
    reader = make()
    async with Server(lambda _: Reply()) as plant, Server(lambda _: reply) as door:
        with pytest.raises(SourceError, match="no token") as caught:
            await reader.read(source(plant, door), (SECRET,))
    assert (caught.value.code, caught.value.fault) == (code, "token")
    assert plant.requests == []


async def test_a_place_that_is_away_is_said_to_be(make: Make) -> None:
    reader = make()
    async with Server(lambda _: Reply()) as plant:
        async with Server(lambda _: Reply()) as door:
            pass
        with pytest.raises(NotConnected, match=rf"no token: http://127.0.0.1:{door.port}: the connection was refused"):
            await reader.read(source(plant, door), (SECRET,))


async def test_a_place_that_may_not_be_asked_is_not(make: Make) -> None:
    reader = make()
    async with Server(lambda _: Reply()) as plant:
        asked = source(plant, plant, auth={"token_url": "https://10.0.0.1/token"})
        with pytest.raises(SourceError, match=r"10\.0\.0\.1") as caught:
            await reader.read(asked, (SECRET,))
    assert (caught.value.code, plant.requests) == ("address", [])


async def test_a_token_that_comes_too_late_for_one_read_is_there_for_the_next(make: Make) -> None:
    issuer, reader = Issuer(one_use=True), make()

    def slowly(request: Request) -> Reply:
        return issuer.token(request)._replace(wait_s=0.3)

    async with Server(issuer.plant) as plant, Server(slowly) as door:
        with pytest.raises(TimedOut, match="no token") as caught:
            await reader.read(by_refresh(plant, door, timeout_s=0.1), ("r0",))
        answer = await reader.read(by_refresh(plant, door, timeout_s=1.0), ("r0",))
    assert caught.value.fault == "token"
    assert answer.body == b"[42.5]"
    assert len(door.requests) == 1


async def test_a_refresh_token_that_was_replaced_is_handed_on_and_used(make: Make) -> None:
    issuer, clock, kept = Issuer(one_use=True), Clock(), list[str]()
    reader = make(monotonic=clock, keep=lambda _auth, _declared, secret: kept.append(secret))
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        for _ in range(3):
            await reader.read(by_refresh(plant, door), ("r0",))  # as lent before it is sealed
            clock.now += 3600
    assert [(current(secret), declared(secret)) for secret in kept] == [("r1", "r0"), ("r2", "r0"), ("r3", "r0")]


async def test_a_refresh_token_is_used_once_whatever_scope_it_is_used_for(make: Make) -> None:
    """A server that sees one for a second time takes all of its kind back."""
    issuer, reader = Issuer(one_use=True), make()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        scopes = [source(plant, door, auth={"grant": "refresh_token", "scope": scope}) for scope in ("a", "b", "c")]
        await asyncio.gather(*(reader.read(each, ("r0",)) for each in scopes), return_exceptions=True)
    assert [parse_qs(request.body)["refresh_token"] for request in door.requests] == [["r0"], ["r1"], ["r2"]]


async def test_a_process_that_begins_anew_goes_on_with_what_was_kept(make: Make) -> None:
    issuer, kept = Issuer(one_use=True), list[str]()
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await make(keep=lambda _auth, _declared, secret: kept.append(secret)).read(by_refresh(plant, door), ("r0",))
        answer = await make().read(by_refresh(plant, door), (kept[0],))
    assert answer.body == b"[42.5]"
    assert parse_qs(door.requests[1].body)["refresh_token"] == ["r1"]


async def test_a_refresh_token_that_stays_is_handed_to_nobody(make: Make) -> None:
    issuer, kept = Issuer(refresh_token="r0"), list[str]()
    reader = make(keep=lambda _auth, _declared, secret: kept.append(secret))
    async with Server(issuer.plant) as plant, Server(issuer.token) as door:
        await reader.read(by_refresh(plant, door), ("r0",))
    assert kept == []


async def test_no_token_and_no_secret_is_in_a_log(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    redactor, issuer = Redactor(), Issuer(one_use=True)
    reader = make(hide=redactor.hide)
    with caplog.at_level(logging.DEBUG):
        async with Server(issuer.plant) as plant, Server(issuer.token) as door:
            for _ in range(2):
                await reader.read(by_refresh(plant, door), ("r0",))
    shown = re.sub("Bearer ", "", plant.requests[0].headers["authorization"])
    assert redactor.text(f"a {shown} b") == f"a {MASK} b"
    assert redactor.text("a r1 b") == f"a {MASK} b"
    assert not [each for each in ("t1", "r0", "r1") if re.search(rf"\b{each}\b", caplog.text)]


async def test_a_token_that_was_replaced_may_be_forgotten(make: Make) -> None:
    redactor, issuer, clock = Redactor(), Issuer(), Clock()
    long = {"access_token": ""}
    reader = make(hide=redactor.hide, monotonic=clock)

    def token(request: Request) -> Reply:
        issuer.token(request)
        long["access_token"] = f"token-number-{issuer.number}"
        issuer.good = {long["access_token"]}
        return given(**long, expires_in=60)

    async with Server(issuer.plant) as plant, Server(token) as door:
        for _ in range(3):
            await reader.read(source(plant, door), (SECRET,))
            clock.now += 60
    assert redactor.text("token-number-3") == MASK
    assert redactor.text("token-number-1") == "token-number-1"


async def _pin(port: int) -> str:
    """sha256 of the certificate that the server at `port` shows."""
    pem = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


async def test_a_pin_is_of_the_api_and_elsewhere_the_usual_trust_counts(reader: Reader, tls: Tls) -> None:
    issuer = Issuer()
    async with Server(issuer.plant, tls("self_signed")) as plant, Server(issuer.token, tls("ok")) as door:
        answer = await reader.read(source(plant, door, pin=await _pin(plant.port)), (SECRET,))
    assert answer.body == b"[42.5]"


async def test_a_pin_lets_no_other_server_have_the_secret(reader: Reader, tls: Tls) -> None:
    issuer = Issuer()
    async with Server(issuer.plant, tls("ok")) as plant, Server(issuer.token, tls("self_signed")) as door:
        with pytest.raises(SourceError, match="no token") as caught:
            await reader.read(source(plant, door, pin=await _pin(plant.port)), (SECRET,))
    assert (caught.value.code, caught.value.fault, door.requests) == ("tls", "token", [])


async def test_a_pin_counts_for_tokens_of_the_same_server(reader: Reader, tls: Tls) -> None:
    issuer = Issuer()

    def both(request: Request) -> Reply:
        return issuer.token(request) if request.method == "POST" else issuer.plant(request)

    async with Server(both, tls("self_signed")) as server:
        answer = await reader.read(source(server, server, pin=await _pin(server.port)), (SECRET,))
    assert answer.body == b"[42.5]"


async def test_a_token_is_not_lent_to_a_source_that_does_not_trust_its_giver(
    make: Make, tls: Tls, ca_file: str
) -> None:
    issuer, reader = Issuer(), make()
    pem = await asyncio.to_thread(Path(ca_file).read_text)
    async with Server(issuer.plant) as plant, Server(issuer.token, tls("ok")) as door:
        await reader.read(source(plant, door, ca=pem), (SECRET,))
        with pytest.raises(SourceError, match="no token") as caught:
            await reader.read(source(plant, door), (SECRET,))
    assert (caught.value.code, caught.value.fault) == ("tls", "token")
