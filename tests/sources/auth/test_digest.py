"""Digest against a server that checks the answers, over real sockets."""

import logging
import re
from typing import Any

import pytest

from quelia.domain.errors import SecretMissing, SourceRefused
from quelia.domain.source import Auth, Source
from quelia.sources.auth.challenge import Challenge
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.redact import MASK, Redactor
from tests.sources.auth.server import Reply, Request, Server

PASSWORD = 'solei1:€ "x"'
USER = "technicien"


class Door:
    """Lets in who answers its question. lasts: how many answers one question takes. names_next: says the next beforehand."""

    def __init__(
        self, algorithm: str = "SHA-256", *, lasts: int = 1000, names_next: bool = False, stale: bool = True
    ) -> None:
        self.algorithm, self.lasts, self.names_next, self.stale = algorithm, lasts, names_next, stale
        self.number = 0
        self.seen: set[str] = set()
        self.used = 0

    @property
    def nonce(self) -> str:
        return f"nonce{self.number}"

    def __call__(self, request: Request) -> Reply:
        told = request.headers.get("authorization")
        if told is None:
            return self.ask()
        said = {
            name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))', told)
        }
        if said["nonce"] != self.nonce or self.used >= self.lasts:
            return self.ask(stale=self.stale)
        asked = Challenge(realm="the plant", nonce=self.nonce, algorithm=self.algorithm, opaque="o", qop=True)
        right = asked.answer(
            user=USER,
            password=PASSWORD,
            method=request.method,
            uri=request.target,
            count=int(said["nc"], 16),
            cnonce=said["cnonce"],
        )
        if said["response"] != right["response"] or said["uri"] != request.target or said["nc"] in self.seen:
            return self.ask()
        self.used += 1
        self.seen.add(said["nc"])
        if not self.names_next:
            return Reply()
        self.turn()
        return Reply(headers=(f'Authentication-Info: nextnonce="{self.nonce}"',))

    def turn(self) -> None:
        self.number, self.used, self.seen = self.number + 1, 0, set()

    def ask(self, *, stale: bool = False) -> Reply:
        self.turn()
        told = ", stale=true" if stale else ""
        header = (
            f'Digest realm="the plant", qop="auth", algorithm={self.algorithm}, nonce="{self.nonce}", opaque="o"{told}'
        )
        return Reply(401, "", (f"WWW-Authenticate: {header}",))


def source(server: Server, **fields: Any) -> Source:
    auth = (Auth(scheme="digest", user=USER),)
    return Source(
        **{"id": 1, "slug": "plant", "url": f"{server.origin}/live?a=%20b", "points": (), "auth": auth, **fields}
    )


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
async def test_after_the_first_read_each_is_one_call(reader: Reader, algorithm: str) -> None:
    async with Server(Door(algorithm)) as server:
        for _ in range(4):
            assert (await reader.read(source(server), (PASSWORD,))).body == b"[42.5]"
    assert len(server.requests) == 5
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("stale", [True, False], ids=["said to be old", "not said"])
async def test_a_question_that_has_grown_old_costs_one_call_more(reader: Reader, stale: bool) -> None:
    async with Server(Door(lasts=2, stale=stale)) as server:
        for _ in range(4):
            await reader.read(source(server), (PASSWORD,))
    assert len(server.requests) == 6


async def test_a_question_that_is_named_beforehand_costs_none(reader: Reader) -> None:
    async with Server(Door(names_next=True)) as server:
        for _ in range(4):
            await reader.read(source(server), (PASSWORD,))
    assert len(server.requests) == 5


async def test_a_wrong_password_is_shown_once_and_then_given_up(reader: Reader) -> None:
    async with Server(Door()) as server:
        with pytest.raises(SourceRefused):
            await reader.read(source(server), ("wrong",))
    assert len(server.requests) == 2


async def test_a_server_that_asks_the_same_again_is_not_answered_again(reader: Reader) -> None:
    asked = Reply(401, "", ('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',))
    replies = iter([asked, Reply(), asked, Reply()])
    async with Server(lambda _: next(replies)) as server:
        await reader.read(source(server), (PASSWORD,))
        with pytest.raises(SourceRefused):
            await reader.read(source(server), (PASSWORD,))
    assert len(server.requests) == 3


async def test_the_same_question_is_never_answered_twice_under_one_number(reader: Reader) -> None:
    asked = Reply(401, "", ('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',))
    replies = iter([asked, Reply(), asked, Reply()])
    async with Server(lambda _: next(replies)) as server:
        await reader.read(source(server), (PASSWORD,))
        with pytest.raises(SourceRefused):
            await reader.read(source(server), (PASSWORD,))
        await reader.read(source(server), (PASSWORD,))
    told = [request.headers.get("authorization", "") for request in server.requests]
    assert [re.findall(r"nc=(\w+)", each) for each in told] == [[], ["00000001"], ["00000002"], ["00000003"]]


async def test_a_new_password_starts_anew(reader: Reader) -> None:
    async with Server(Door()) as server:
        with pytest.raises(SourceRefused):
            await reader.read(source(server), ("wrong",))
        assert (await reader.read(source(server), (PASSWORD,))).body == b"[42.5]"


async def test_a_server_that_wants_something_else_is_told_nothing(reader: Reader) -> None:
    async with Server(lambda _: Reply(401, "", ('WWW-Authenticate: Basic realm="x"',))) as server:
        with pytest.raises(SourceRefused):
            await reader.read(source(server), (PASSWORD,))
    assert [request.headers.get("authorization") for request in server.requests] == [None]


async def test_a_question_is_not_answered_elsewhere(reader: Reader) -> None:
    async with Server(Door()) as one, Server(Door()) as other:
        await reader.read(source(one), (PASSWORD,))
        await reader.read(source(other), (PASSWORD,))
    assert "authorization" not in other.requests[0].headers


async def test_a_redirect_takes_no_answer_along(reader: Reader) -> None:
    async with Server(lambda _: Reply()) as other:
        door = Door()
        moved = Reply(302, "", (f"Location: {other.origin}/",))
        async with Server(lambda request: moved if "authorization" in request.headers else door(request)) as server:
            with pytest.raises(Exception, match="redirect"):
                await reader.read(source(server), (PASSWORD,))
        assert other.requests == []


async def test_another_key_is_shown_beside_it_and_counts_in_the_question(reader: Reader) -> None:
    async with Server(Door()) as server:
        auth = (Auth(scheme="query", name="site key"), Auth(scheme="digest", user=USER))
        await reader.read(source(server, auth=auth), ("7&é", PASSWORD))
    assert {request.target for request in server.requests} == {"/live?a=%20b&site%20key=7%26%C3%A9"}


@pytest.mark.parametrize("user", ["a:b", "a\nb"])
async def test_a_user_that_breaks_the_answer_is_refused(reader: Reader, user: str) -> None:
    async with Server(Door()) as server:
        with pytest.raises(SecretMissing):
            await reader.read(source(server, auth=(Auth(scheme="digest", user=user),)), (PASSWORD,))
    assert server.requests == []


async def test_an_answer_of_now_is_masked_in_logs_and_older_ones_are_forgotten(
    caplog: pytest.LogCaptureFixture,
) -> None:
    redactor = Redactor()
    reader = Reader(Guard(allow_private=["127.0.0.0/8"]), hide=redactor.hide)
    async with Server(Door()) as server:
        with caplog.at_level(logging.DEBUG):
            for _ in range(50):
                await reader.read(source(server), (PASSWORD,))
        told = [re.findall(r'response="(\w+)"', request.headers["authorization"])[0] for request in server.requests[1:]]
    await reader.close()
    assert redactor.text(told[-1]) == MASK
    assert redactor.text(told[0]) == told[0]
    assert not [each for each in (*told, PASSWORD) if each in caplog.text]
