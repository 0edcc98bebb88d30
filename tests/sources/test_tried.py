"""What a trial brings back: never a secret, however the owner's server says it."""

import base64
import json
import re
from urllib.parse import quote

import msgspec
import pytest

from quelia.domain.auth import replaced
from quelia.domain.source import Auth
from quelia.sources.http import Reader
from quelia.sources.tried import Tried, try_out
from tests.sources.auth.server import Reply, Request, Server, given
from tests.sources.faults import FaultServer
from tests.sources.test_trace import trial

SECRET = 's3cret+/ é"<4711'
ASCII = "s3cret+/&4711"


async def tried(reader: Reader, body: str, secret: str = ASCII, path: str | None = None, user: str = "") -> Tried:
    scheme = "basic" if user else "query"
    async with FaultServer([[{"answer": body}]]) as server:
        asked = trial(server.port, path, auth=(Auth(scheme=scheme, name="key", user=user),))
        return await try_out(reader, asked, [secret])


def shown(outcome: Tried) -> str:
    sentences = [each.sentence(lang) for each in outcome.verdicts for lang in ("fr", "en")]
    return (
        repr(msgspec.to_builtins([outcome.verdicts, outcome.sightings, outcome.tree])) + outcome.text + repr(sentences)
    )


@pytest.mark.parametrize("secret", [ASCII, SECRET])
async def test_a_server_that_echoes_the_secret_is_not_quoted(reader: Reader, secret: str) -> None:
    pair = base64.b64encode(f"me:{secret}".encode()).decode()
    echo = {
        "raw": secret, "within": f"key={secret};", secret: {"power": 5}, "quoted": quote(secret, safe=""),
        "base64": base64.b64encode(secret.encode()).decode(), "pair": pair, "list": [secret, {"deep": [secret]}],
        "power": 15.8,
    }  # fmt: skip
    outcome = await tried(reader, json.dumps(echo), secret, user="me")
    told = shown(outcome)
    forms = [secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("="), pair.rstrip("=")]
    assert [form for form in forms if form in told] == []
    assert "4711" not in told
    assert "$.power" in told


async def test_a_secret_that_is_a_number_is_not_proposed(reader: Reader) -> None:
    outcome = await tried(reader, '{"pin": 48151623, "power": 15.8}', "48151623")
    assert "48151623" not in shown(outcome)
    assert [each.path for each in outcome.sightings] == ["$.power"]


async def test_a_secret_that_is_read_as_the_value_is_hidden(reader: Reader) -> None:
    outcome = await tried(reader, '{"pin": 15.8123}', "15.8123", path="pin")
    assert "15.8123" not in shown(outcome)
    assert "15,8123" not in shown(outcome)


@pytest.mark.parametrize("before", range(4080, 4100))
async def test_no_piece_of_a_secret_stands_where_the_text_is_cut(reader: Reader, before: int) -> None:
    outcome = await tried(reader, "x" * before + ASCII + "y" * 9000)
    assert len(outcome.text) <= 4096
    assert "s3" not in outcome.text


async def test_no_piece_of_a_secret_comes_up_behind_many_that_are_hidden(reader: Reader) -> None:
    outcome = await tried(reader, ASCII * 1000)
    assert "s3" not in outcome.text


async def test_an_answer_that_is_no_json_is_shown_as_text(reader: Reader) -> None:
    outcome = await tried(reader, "<html>nothing here</html>")
    assert (list(outcome.tree), outcome.text) == ([], "<html>nothing here</html>")


async def test_a_server_that_echoes_a_token_is_not_quoted(reader: Reader) -> None:
    """Whoever tries a source by a link has neither its secret nor what was got for it."""
    token, new, old = "t0ken-of-an-hour", "refresh-4712", "refresh-4711"
    said = {"seen": f"Bearer {token}", "refresh": [new, old], "power": 15.8}
    replies = {"POST": given(access_token=token), "GET": Reply(200, json.dumps(said))}
    async with Server(lambda request: replies[request.method]) as server:
        auth = Auth(scheme="oauth2", user="quelia", token_url=f"{server.origin}/token", grant="refresh_token")
        told = shown(await try_out(reader, trial(server.port, auth=(auth,)), [replaced(old, new)]))
    assert [each for each in (token, new, old) if each in told] == []
    assert "$.power" in told


async def test_a_server_that_echoes_the_answer_to_its_question_is_not_quoted(reader: Reader) -> None:
    """With it, who has a link could try passwords for as long as he likes."""

    def asked(request: Request) -> Reply:
        said = request.headers.get("authorization")
        if said is None:
            return Reply(401, "", ('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',))
        return Reply(200, json.dumps({"seen": said, "power": 15.8}))

    async with Server(asked) as server:
        auth = Auth(scheme="digest", user="quelia")
        outcome = await try_out(reader, trial(server.port, auth=(auth,)), [ASCII])
        (answer,) = {
            found[1]
            for request in server.requests
            if (found := re.search('response="([0-9a-f]+)"', request.headers.get("authorization", "")))
        }
    assert answer not in shown(outcome)
    assert "$.power" in shown(outcome)
