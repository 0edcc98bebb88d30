"""The table of what can be asked for, and what is answered when something goes wrong behind it."""

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

import pytest

from quelia.texts import LANGUAGES, texts
from tests.live.road import a_catalog, a_source
from tests.web.door import open_door
from tests.web.street import Street, ask

# of the public contract, those that this version has
PROMISED = (
    "/",
    "/carte/france",
    "/centrale/p1",
    "/embed/centrale/p1",
    "/embed/carte/france",
    "/badge/p1.svg",
    "/embed/quelia.js",
    "/v1/maps/france/plants.geojson",
    "/v1/maps/france/readings",
    "/v1/plants/p1",
    "/v1/plants/p1/reading",
    "/v1/plants/p1/history",
    "/v1/openapi.yaml",
    "/healthz",
    "/readyz",
)
JSON = "/v1/plants/p1/reading"
PAGE = "/centrale/p1"


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


@pytest.fixture
def failing(street: Street) -> Street:
    """Its windows know a plant of which the hub knows nothing."""
    street.hub.use(a_catalog())
    return street


@pytest.mark.parametrize("path", PROMISED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_was_promised_is_answered(street: Street, path: str, method: str) -> None:
    assert (await ask(street.app, path, method=method)).status == 200


@pytest.mark.parametrize("query", ["map=france", "plants=p1"])
async def test_the_stream_that_was_promised_is_answered(street: Street, query: str) -> None:
    async with open_door(street.app, street.front) as door:
        assert (await (await door.ask(f"/v1/stream?{query}")).head()).startswith("HTTP/1.1 200 ")


@pytest.mark.parametrize("path", ["/healthz/", "/centrale/p1/", "/CENTRALE/p1", "/centrale/p1/x", "/v2/plants/p1"])
async def test_nothing_else_is(street: Street, path: str) -> None:
    assert (await street.get(path)).status == 404


@pytest.mark.parametrize("path", ["/", "/centrale/p1", "/healthz"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
async def test_what_can_only_be_read_says_so(street: Street, path: str, method: str) -> None:
    answer = await ask(street.app, path, method=method)
    assert (answer.status, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


# when something goes wrong


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_program_is_told_of_a_failure_in_json(failing: Street, lang: str) -> None:
    answer = await failing.get(f"{JSON}?lang={lang}")
    message = texts(lang, "api")["failure"]
    assert (answer.status, answer.json) == (500, {"error": {"code": "failure", "message": message}})


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_visitor_is_told_of_a_failure_in_words(failing: Street, lang: str) -> None:
    answer = await failing.get(f"{PAGE}?lang={lang}")
    assert (answer.status, answer.text) == (500, texts(lang, "api")["failure"])


async def test_a_page_that_cannot_be_drawn_is_a_failure_too() -> None:
    def broken(template: str, context: Mapping[str, object]) -> str:
        raise LookupError(template)

    answer = await Street(a_catalog(a_source(1)), render=broken).get(PAGE)
    assert (answer.status, answer.headers["content-type"]) == (500, "text/plain; charset=utf-8")


@pytest.mark.parametrize("path", [JSON, PAGE])
async def test_nothing_of_the_failure_is_public(failing: Street, path: str) -> None:
    told = (await failing.get(path)).text
    assert [word for word in ("IndexError", "Traceback", "quelia/", ".py") if word in told] == []


@pytest.mark.parametrize("path", [JSON, PAGE])
async def test_a_failure_is_logged_once(failing: Street, lines: list[MutableMapping[str, Any]], path: str) -> None:
    await failing.get(path)
    assert [(line["event"], line["path"], line["cause"]) for line in lines] == [("request failed", path, "IndexError")]


@pytest.mark.parametrize("path", [JSON, PAGE])
async def test_what_was_asked_is_not_logged(
    failing: Street, lines: list[MutableMapping[str, Any]], caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        await failing.get(f"{path}?key=secret-4711", cookie="secret-4711", authorization="Bearer secret-4711")
    assert "secret-4711" not in f"{lines}{caplog.text}"


async def test_one_failure_leaves_the_others_alone(failing: Street) -> None:
    await failing.get(JSON)
    assert (await failing.get("/healthz")).status == 200
