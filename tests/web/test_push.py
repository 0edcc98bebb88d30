"""`POST /v1/push` from outside: who is let in, what is taken, and what is said of what is not."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.datastructures import Headers
from starlette.types import Message, Receive
from structlog.testing import capture_logs

from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog, PushKey
from quelia.domain.push import digest, readings
from quelia.domain.reading import iso
from quelia.live.intake import Intake
from quelia.metrics import REGISTRY
from quelia.texts import texts
from quelia.web.push import PATH, Door
from quelia.web.visitor import Proxies
from tests.domain.examples import MARSEILLE, NOW, plant, point, source
from tests.live.road import Drawer, Shelf
from tests.web.door import open_door
from tests.web.street import ENOUGH_S, HERE, Answer, Street

KEY = "qp_" + "k" * 43
OTHER = "qp_" + "o" * 43
SOURCE = source(point(), pushed=True, url="")
CATALOG = Catalog(
    [plant()], [SOURCE], (), {MARSEILLE: 1}, push_keys={digest(KEY): PushKey(1, 7), digest(OTHER): PushKey(2, 7)}
)
JSON = {"content-type": "application/json"}
# what no schema can say, a plant, a unit, an instant, is refused all the same, as described
_CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
)  # fmt: skip


class Plant:
    """A plant's program at the door. now: monotonic seconds of the door."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.drawer, self.bus = Drawer(), MemoryBus()
        intake = Intake(Shelf(), self.drawer, self.bus)
        intake.use(CATALOG)
        self.door = Door(intake.take_pushed, Proxies(()), lambda: NOW, lambda: self.now)
        self.street = Street(CATALOG, push_door=self.door)

    async def send(self, content: object, *, key: str | None = KEY, method: str = "POST", **headers: str) -> Answer:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        shown = {"authorization": f"Bearer {key}"} if key is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await asked(self.street, method, [body], {**JSON, **shown, **named})


async def asked(street: Street, method: str, chunks: list[bytes], headers: dict[str, str], query: str = "") -> Answer:
    """One request whose body comes in pieces."""
    waiting = [{"type": "http.request", "body": each, "more_body": True} for each in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        return await asyncio.Event().wait()  # type: ignore[return-value]

    return await called(street, method, headers, receive, query)


async def called(street: Street, method: str, headers: dict[str, str], receive: Receive, query: str = "") -> Answer:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": PATH, "raw_path": PATH.encode(),
        "query_string": query.encode(), "root_path": "", "client": (HERE, 1), "server": ("here", 80),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }  # fmt: skip
    async with asyncio.timeout(ENOUGH_S):
        await street.app(scope, receive, send)
    start, *bodies = messages
    return Answer(start["status"], Headers(raw=start["headers"]), b"".join(each.get("body", b"") for each in bodies))


@pytest.fixture
async def plant_at_door() -> AsyncIterator[Plant]:
    made = Plant()
    await made.bus.start()
    made.bus.subscribe(READINGS, made.street.hub.receive)
    yield made
    await made.bus.close()


def code(answer: Answer) -> str:
    found: str = answer.json["error"]["code"]
    return found


async def test_what_is_taken_is_counted_and_shown(plant_at_door: Plant) -> None:
    items = [{"value": 15.8, "measured_at": iso(NOW)}, {"value": 1, "measured_at": iso(NOW - 60)}]
    first = await plant_at_door.send(items)
    again = await plant_at_door.send(items)
    assert [first.status, first.json] == [202, {"accepted": 2, "repeated": 0}]
    assert [again.status, again.json] == [202, {"accepted": 0, "repeated": 2}]
    (shown,) = plant_at_door.street.hub.shown(f"plant:{MARSEILLE}")
    assert shown.values[0].value == 15.8


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        KEY,
        f"Basic {KEY}",
        "Bearer ",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Bearer {digest(KEY)}",
        f"Bearer {KEY} {KEY}",
        "Bearer \xe9",
    ],
)
async def test_without_a_good_key_nobody_is_let_in(plant_at_door: Plant, authorization: str | None) -> None:
    headers = JSON | ({"authorization": authorization} if authorization is not None else {})
    answer = await asked(plant_at_door.street, "POST", [b'{"value": 1}'], headers)
    assert (answer.status, code(answer)) == (401, "key")
    assert answer.headers["www-authenticate"] == 'Bearer realm="quelia"'
    assert plant_at_door.drawer.readings == []


async def test_a_key_in_the_address_opens_nothing(plant_at_door: Plant) -> None:
    answer = await asked(plant_at_door.street, "POST", [b'{"value": 1}'], JSON, query=f"key={KEY}&access_token={KEY}")
    assert answer.status == 401


async def test_the_word_bearer_has_no_capitals_of_its_own(plant_at_door: Plant) -> None:
    headers = JSON | {"authorization": f"bearer {KEY}"}
    assert (await asked(plant_at_door.street, "POST", [b'{"value": 1}'], headers)).status == 202


async def test_an_error_names_its_item_in_the_language_asked(plant_at_door: Plant) -> None:
    good, bad = {"value": 1, "measured_at": iso(NOW)}, {"value": "1"}
    french = await plant_at_door.send([good, bad])
    english = await plant_at_door.send([good, bad], accept_language="en")
    assert (french.status, french.json["error"]["code"], french.json["error"]["index"]) == (422, "number", 1)
    assert "n’est pas un nombre" in french.json["error"]["message"]
    assert "is not a number" in english.json["error"]["message"]
    assert plant_at_door.drawer.readings == []


async def test_a_body_has_64_kilobytes_at_most(plant_at_door: Plant) -> None:
    whole = b'{"value": 1}'.ljust(64 * 1024)
    assert (await plant_at_door.send(whole)).status == 202
    more = await plant_at_door.send(whole + b" ")
    assert (more.status, code(more), more.headers["connection"]) == (413, "too_large", "close")


async def test_a_body_in_pieces_has_no_more(plant_at_door: Plant) -> None:
    headers = JSON | {"authorization": f"Bearer {KEY}"}
    answer = await asked(plant_at_door.street, "POST", [b" " * 1024] * 65, headers)
    assert (answer.status, code(answer)) == (413, "too_large")


async def test_a_body_that_says_it_is_large_is_refused(plant_at_door: Plant) -> None:
    answer = await plant_at_door.send({"value": 1}, content_length="65537")
    assert (answer.status, code(answer)) == (413, "too_large")


@pytest.mark.parametrize("headers", [(), ("Expect: 100-continue",)])
async def test_who_sends_far_too_much_reads_why_it_is_refused(plant_at_door: Plant, headers: tuple[str, ...]) -> None:
    whole = " " * 5_000_000
    said = (f"Authorization: Bearer {KEY}", "Content-Type: application/json", f"Content-Length: {len(whole)}", *headers)
    async with open_door(plant_at_door.street.app, plant_at_door.street.front) as at:
        line = await at.ask(PATH, *said, method="POST")
        if not headers:
            await line.say(whole)
        head, _ = await line.answer()
    assert head.startswith("HTTP/1.1 413")


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ({"content_type": "text/plain"}, "content_type"),
        ({"content_type": "application/x-www-form-urlencoded"}, "content_type"),
        ({"content_encoding": "gzip"}, "content_encoding"),
        ({"content_encoding": "br"}, "content_encoding"),
    ],
)
async def test_what_is_not_plain_json_is_refused(plant_at_door: Plant, headers: dict[str, str], refusal: str) -> None:
    answer = await plant_at_door.send({"value": 1}, **headers)
    assert (answer.status, code(answer)) == (415, refusal)


async def test_json_may_name_its_charset(plant_at_door: Plant) -> None:
    assert (await plant_at_door.send({"value": 1}, content_type="Application/JSON; charset=utf-8")).status == 202


async def test_a_body_that_does_not_come_has_an_end(plant_at_door: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quelia.web.push._LONGEST_S", 0.02)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    headers = JSON | {"authorization": f"Bearer {KEY}"}
    answer = await called(plant_at_door.street, "POST", headers, never)
    assert (answer.status, code(answer), answer.headers["connection"]) == (408, "too_slow", "close")


@pytest.mark.parametrize("word", ["x" * 201, "é"])
async def test_an_idempotency_key_is_short_and_plain(plant_at_door: Plant, word: str) -> None:
    answer = await plant_at_door.send({"value": 1}, idempotency_key=word)
    assert (answer.status, code(answer)) == (400, "idempotency_key")


async def test_while_the_database_is_away_it_is_said_when_to_come_again(plant_at_door: Plant) -> None:
    plant_at_door.drawer.away = True
    answer = await plant_at_door.send({"value": 1})
    assert (answer.status, code(answer), answer.headers["retry-after"]) == (503, "unavailable", "5")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_values_are_sent_and_nothing_else(plant_at_door: Plant, method: str) -> None:
    answer = await plant_at_door.send(b"", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


async def test_no_page_of_another_site_may_send(plant_at_door: Plant) -> None:
    for method in ("POST", "OPTIONS"):
        answer = await plant_at_door.send({"value": 1}, method=method, origin="https://elsewhere.example")
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_key_may_be_used_a_hundred_times_a_second(plant_at_door: Plant) -> None:
    statuses = [(await plant_at_door.send({"value": 1})).status for _ in range(201)]
    assert statuses == [202] * 200 + [429]
    refused = await plant_at_door.send({"value": 1})
    assert (code(refused), refused.headers["retry-after"]) == ("too_often", "1")
    assert (await plant_at_door.send({"value": 1}, key=OTHER)).status == 202
    plant_at_door.now += 0.1
    assert [(await plant_at_door.send({"value": 1})).status for _ in range(11)] == [202] * 10 + [429]


async def test_who_guesses_is_slowed_down_and_keeps_nobody_out(plant_at_door: Plant) -> None:
    statuses = [(await plant_at_door.send({"value": 1}, key=f"qp_{place}")).status for place in range(25)]
    assert statuses == [401] * 20 + [429] * 5
    assert (await plant_at_door.send({"value": 1})).status == 202


async def test_neither_the_key_nor_the_body_is_in_a_log_or_an_answer(plant_at_door: Plant) -> None:
    secret = "never-to-be-repeated-4711"
    with capture_logs() as lines:
        bodies = [{"value": secret}, {"plant": secret, "value": 1}, {secret: 1}, {"value": 1, "unit": secret}, secret]
        answers = [await plant_at_door.send(body) for body in bodies]
        answers.append(await plant_at_door.send({"value": 1}, key=secret))
    assert {each.status for each in answers} == {401, 422}
    assert not [each for each in answers if secret in each.text or KEY in each.text]
    assert lines == []


async def test_what_is_taken_and_refused_is_counted(plant_at_door: Plant) -> None:
    def count(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0.0

    stored, refused = count("quelia_pushed_readings_total"), count("quelia_pushes_refused_total", code="unit")
    await plant_at_door.send([{"value": 1, "measured_at": iso(NOW - place)} for place in range(3)])
    await plant_at_door.send({"value": 1, "unit": "m"})
    assert count("quelia_pushed_readings_total") == stored + 3
    assert count("quelia_pushes_refused_total", code="unit") == refused + 1


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_is_answered_as_described(mode: GenerationMode) -> None:
    made = Plant()
    made.door._keys._burst = 1e9
    described = schemathesis.openapi.from_asgi("/v1/openapi.yaml", made.street.app)

    @given(case=described["/v1/push"]["POST"].as_strategy(generation_mode=mode))
    @settings(max_examples=20, deadline=None, derandomize=True, database=None)
    def sent(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"}, checks=list(_CHECKS))

    sent()


def test_every_refusal_is_explained_to_those_who_send() -> None:
    page = (Path(__file__).parents[2] / "docs" / "push.md").read_text("utf-8")
    told = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", page, re.M)
    # a report of a bridge is refused in test_bridge.py
    assert {code for _, code in told} | {"report"} == texts("fr", "push")["error"].keys()
    assert len(told) == len({code for _, code in told})


def test_the_line_that_is_tried_first_puts_no_invented_value_on_the_map() -> None:
    page = (Path(__file__).parents[2] / "docs" / "push.md").read_text("utf-8")
    found = re.search(r"-d '(.+)'\n", page)
    assert found is not None
    (read,) = readings(SOURCE, found[1].encode(), datetime.fromisoformat("2026-03-29T10:30:05Z").timestamp())
    assert read.simulated


def test_the_bytes_shown_to_a_plc_are_as_many_as_it_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "push.md").read_text("utf-8")
    found = re.search(r"Content-Length: (\d+)\n\n(.+)\n", page)
    assert found is not None
    assert int(found[1]) == len(found[2])
    assert len(readings(SOURCE, found[2].encode(), datetime.fromisoformat("2026-03-29T10:30:05Z").timestamp())) == 1
