"""`POST /v1/bridge`: who has a key may tell how his bridge does, in few words, and reads nothing by it."""

import asyncio
from typing import Any

import msgspec
import pytest

from quelia.domain.bridge import Report
from quelia.domain.catalog import Catalog, PushKey
from quelia.domain.push import Receipt, digest
from quelia.store.errors import DatabaseUnusable
from quelia.web.push import Door
from quelia.web.visitor import Proxies
from tests.domain.examples import NOW, plant, point, source
from tests.web.street import Answer, Street, ask

KEY = "qp_a-key-of-the-tests"
REPORT = {"bridge": "toit", "version": "1.2.0", "sent_at": NOW}
WELL = {"name": "onduleur", "type": "modbus", "state": "well"}


class Shelf:
    """Where reports are kept. away: whether the database is."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, int, Report, float]] = []
        self.away = False

    def note(self, key: int, source: int, report: Report, now: float) -> None:
        if self.away:
            raise DatabaseUnusable
        self.kept.append((key, source, report, now))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def street(shelf: Shelf) -> Street:
    pushed = source(point(), id=4, slug="toit", pushed=True)
    keys = {digest(KEY): PushKey(7, 4)}
    street = Street(Catalog([plant()], [pushed], [], {plant().slug: 1}, push_keys=keys))

    async def take(*_: object) -> Receipt:
        raise AssertionError

    door = Door(take, Proxies(()), lambda: NOW, lambda: asyncio.get_running_loop().time(), shelf)  # type: ignore[arg-type]
    street.app.state.push_door = door
    return street


async def tell(street: Street, report: Any, *, key: str = KEY, method: str = "POST") -> Answer:
    body = report if isinstance(report, bytes) else msgspec.json.encode(report)
    headers = {"authorization": f"Bearer {key}", "content_type": "application/json"}
    return await ask(street.app, "/v1/bridge", method=method, headers=headers, body=body)


async def test_what_a_bridge_tells_is_kept_with_its_key_and_source(street: Street, shelf: Shelf) -> None:
    answer = await tell(street, REPORT | {"inputs": [WELL]})
    assert (answer.status, answer.json) == (202, {"at": "2024-01-15T10:30:00Z"})
    (kept,) = shelf.kept
    assert (kept[:2], kept[2].inputs[0].name, kept[3]) == ((7, 4), "onduleur", NOW)


async def test_a_later_version_may_tell_more(street: Street, shelf: Shelf) -> None:
    assert (await tell(street, REPORT | {"mood": "good"})).status == 202


@pytest.mark.parametrize("key", ["", "qp_another", KEY[:-1]])
async def test_without_a_good_key_nothing_is_kept(street: Street, shelf: Shelf, key: str) -> None:
    assert ((await tell(street, REPORT, key=key)).status, shelf.kept) == (401, [])


@pytest.mark.parametrize(
    "report",
    [
        b"", b"no JSON", b"\xff", b"[]", {}, REPORT | {"sent_at": "now"}, REPORT | {"sent_at": 1e300},
        REPORT | {"queue": -1}, REPORT | {"queue": 2.5}, REPORT | {"bridge": "b" * 121},
        REPORT | {"inputs": [WELL | {"state": "odd"}]}, REPORT | {"inputs": [WELL] * 101},
        REPORT | {"inputs": [WELL | {"points": ["p/power"] * 101}]}, b'{"sent_at": NaN}',
    ],
)  # fmt: skip
async def test_what_is_no_report_is_refused(street: Street, shelf: Shelf, report: Any) -> None:
    answer = await tell(street, report)
    assert (answer.status, answer.json["error"]["code"], shelf.kept) == (422, "report", [])


async def test_more_than_a_bridge_has_to_tell_is_not_read(street: Street, shelf: Shelf) -> None:
    assert ((await tell(street, REPORT | {"more": "m" * 8192})).status, shelf.kept) == (413, [])


async def test_while_the_database_is_away_it_is_told_to_come_again(street: Street, shelf: Shelf) -> None:
    shelf.away = True
    answer = await tell(street, REPORT)
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0


async def test_nobody_reads_there(street: Street) -> None:
    answer = await tell(street, b"", method="GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
