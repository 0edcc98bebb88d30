"""The parts together: what a first visitor sees, what follows a change, and what goes on without the keys."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from starlette.applications import Starlette
from structlog.testing import capture_logs

from quelia import app
from quelia.app import following
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading
from quelia.live import poller
from quelia.live.intake import Announcement
from quelia.settings import Settings, SettingsError
from quelia.settings import load as load_settings
from quelia.sources.redact import MASK, Redactor
from quelia.store.errors import DatabaseUnusable
from quelia.store.keyring import FILE_NAME, KeyRing, KeyRingError
from tests.domain.examples import NOW, reading
from tests.sources.faults import FaultServer
from tests.store.cellar import PLANT, POINT, SECRET, SOURCE, Load, Ran, declared, folder, load, prepared, query, table
from tests.web.door import open_door
from tests.web.street import ENOUGH_S, ask

__all__ = ["folder", "load", "prepared"]

Lines = list[MutableMapping[str, Any]]

READY = '{"power": 15.8}'
OPEN = {"auth": None, "interval_s": 1}  # a source that needs no secret


_LOOK_S = 0.02


async def soon() -> None:
    await asyncio.sleep(_LOOK_S)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at every second is looked at more often, and sources on this machine may be read."""
    monkeypatch.setattr(following, "next_second", soon)
    monkeypatch.setattr(poller, "_NOT_OURS_S", 0.02)
    monkeypatch.setenv("QUELIA_ALLOW_PRIVATE_SOURCES", "127.0.0.1")


@pytest.fixture(autouse=True)
def lines() -> Iterator[Lines]:
    with capture_logs() as captured:
        yield captured


@pytest.fixture
async def owner() -> AsyncIterator[FaultServer]:
    """An owner's server that is well."""
    async with FaultServer([[{"answer": READY}]]) as server:
        yield server


@asynccontextmanager
async def running(program: app.Program | None = None) -> AsyncIterator[Starlette]:
    """The program as it serves."""
    program = program or app.Program(load_settings(), Redactor())
    web = program.web()
    async with web.router.lifespan_context(web), open_door(web, program.front()) as web.state.door:
        yield web


async def loads(load: Load, text: str) -> Ran:
    """`quelia load` beside the loop, as beside a running service."""

    def run() -> Ran:
        try:
            return load(text)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


async def said_of(web: Starlette, plant: str, state: str) -> dict[str, Any]:
    """The reading with which the stream says that a plant has come to a state."""
    line = await web.state.door.ask(f"/v1/stream?plants={plant}")
    await line.event()
    while True:
        each: dict[str, Any] = msgspec.json.decode((await line.event()).split("data: ")[1])
        if each["state"] == state:
            line.close()
            return each


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(ENOUGH_S):
        while not await check():
            await asyncio.sleep(0.01)  # looks again; the bound is above


def at(server: FaultServer) -> str:
    return f"http://127.0.0.1:{server.port}/live"


# from the owner to the visitor


async def test_what_an_owner_says_is_shown(load: Load, owner: FaultServer) -> None:
    await loads(load, declared(source=OPEN | {"url": at(owner)}))
    async with running() as web:
        shown = await said_of(web, "marseille", "live")
    assert shown["values"] == [{"quantity": "power", "value": 15.8, "unit": "MW"}]


async def test_an_owner_is_shown_the_secret_that_was_given(load: Load, owner: FaultServer) -> None:
    await loads(load, declared(source={"url": at(owner)}))
    async with running() as web:
        await said_of(web, "marseille", "live")
    assert f"X-API-Key: {SECRET}".encode() in owner.requests[0]


async def test_the_first_visitor_after_a_restart_sees_the_last_value(load: Load, owner: FaultServer) -> None:
    await loads(load, declared(source=OPEN | {"url": at(owner), "stale_after_s": 3600}))
    async with running() as web:
        await said_of(web, "marseille", "live")
    async with running() as web:
        first = (await ask(web, "/v1/plants/marseille/reading")).json
    assert (first["state"], [value["value"] for value in first["values"]]) == ("live", [15.8])


async def test_the_first_visitor_after_a_restart_sees_what_failed(load: Load) -> None:
    async with FaultServer([[{"answer": "", "status": "401 Unauthorized"}]]) as refusing:
        await loads(load, declared(source=OPEN | {"url": at(refusing)}))
        async with running() as web:
            await said_of(web, "marseille", "error")
    async with running() as web:
        first = (await ask(web, "/v1/plants/marseille/reading")).json
    assert (first["state"], first["reason"]) == ("error", "auth")


async def test_nobody_is_served_before_the_latest_readings_are_loaded(load: Load) -> None:
    await loads(load, declared())
    ready = []

    @asynccontextmanager
    async def alongside() -> AsyncIterator[None]:
        ready.append((await ask(web, "/readyz")).status)
        yield
        ready.append((await ask(web, "/readyz")).status)

    web = app.Program(load_settings(), Redactor()).web(alongside)
    async with web.router.lifespan_context(web):
        ready.append((await ask(web, "/readyz")).status)
    assert ready == [503, 200, 503]


async def test_a_reading_that_comes_while_the_latest_are_loaded_is_not_lost(load: Load) -> None:
    await loads(load, declared())
    program = app.Program(load_settings(), Redactor())
    stored, loop = program._series.latest, asyncio.get_running_loop()

    def latest(catalog: Catalog) -> list[Reading]:
        """The stored ones; meanwhile, a new one comes."""
        new = reading(plant="marseille", source=1, received_at=NOW)
        message = msgspec.msgpack.encode(Announcement(new, catalog.channels_of("marseille", 1)))
        asyncio.run_coroutine_threadsafe(program._bus.publish(READINGS, message), loop).result(ENOUGH_S)
        return stored(catalog)

    program._series.latest = latest  # type: ignore[method-assign]
    async with running(program) as web:
        assert (await ask(web, "/v1/plants/marseille/reading")).json["state"] == "stale"


# what is changed while it serves


@pytest.mark.parametrize(("before", "after", "status"), [(False, True, 200), (True, False, 404)])
async def test_a_plant_is_published_and_taken_off_while_it_serves(
    load: Load, before: bool, after: bool, status: int
) -> None:
    async def changed() -> bool:
        return (await ask(web, "/centrale/marseille")).status == status

    await loads(load, declared(plant={"published": before}))
    async with running() as web:
        assert not await changed()
        await loads(load, declared(plant={"published": after}))
        await until(changed)


async def test_a_viewer_is_told_of_a_change(load: Load, owner: FaultServer) -> None:
    text = declared(source=OPEN | {"url": at(owner)}, plant={"paused": "Travaux"})
    await loads(load, text)
    async with running() as web:
        viewer = asyncio.create_task(said_of(web, "marseille", "live"))
        await loads(load, text.replace('paused = "Travaux"', ""))
        async with asyncio.timeout(ENOUGH_S):
            assert (await viewer)["values"]


async def test_a_catalog_that_cannot_be_looked_at_is_said_once_and_so_is_its_return(
    load: Load, folder: Path, lines: Lines
) -> None:
    def said() -> list[str]:
        return [line["event"] for line in lines if line["event"].startswith("catalog")]

    async def is_said() -> bool:
        return bool(said())

    async def is_said_twice() -> bool:
        return len(said()) > 1

    await loads(load, declared())
    async with running():
        query(folder, "ALTER TABLE store_revision RENAME TO elsewhere")
        await until(is_said)
        await asyncio.sleep(5 * _LOOK_S)  # it is looked at several times more
        query(folder, "ALTER TABLE elsewhere RENAME TO store_revision")
        await until(is_said_twice)
    assert said() == ["catalog not looked at", "catalog is looked at again"]


async def test_a_database_that_is_put_in_the_place_of_another_is_served(
    load: Load, folder: Path, tmp_path: Path
) -> None:
    async def changed() -> bool:
        return (await ask(web, "/centrale/marseille")).status == 404

    await loads(load, declared(plant={"published": True}))
    other = tmp_path / "other.sqlite3"
    query(folder, f"VACUUM INTO '{other}'")
    with closing(sqlite3.connect(other)) as database, database:
        database.execute("UPDATE store_plant SET published = 0")
    async with running() as web:
        assert not await changed()
        for ending in ("-wal", "-shm"):  # they are of the other file, and would be read into this one
            (folder / f"quelia.sqlite3{ending}").unlink(missing_ok=True)
        other.replace(folder / "quelia.sqlite3")
        await until(changed)


async def test_what_is_known_is_served_while_the_database_is_away(load: Load, folder: Path) -> None:
    await loads(load, declared())
    async with running() as web:
        query(folder, "DROP TABLE store_plant")
        assert (await ask(web, "/centrale/marseille")).status == 200


# without the keys


@pytest.fixture(params=["lost", "foreign"])
def keyless(request: pytest.FixtureRequest, load: Load, folder: Path, tmp_path: Path) -> Callable[[str], Ran]:
    """Declares a plant with a secret and one without, both read at a URL; then the key ring is lost, or another's."""

    def prepare(url: str) -> Ran:
        other = table("plant", PLANT, {"slug": "toulon"}) + table("source", SOURCE, OPEN, {"slug": "open", "url": url})
        ran = load(
            declared(
                source={"url": url, "interval_s": 1}, more=other + table("source.point", POINT, {"plant": "toulon"})
            )
        )
        (folder / FILE_NAME).unlink()
        if request.param == "foreign":
            KeyRing.open(tmp_path / "another")
            shutil.copy(tmp_path / "another" / FILE_NAME, folder)
        return ran

    return prepare


async def test_without_its_key_a_plant_says_that_its_secret_is_missing(
    keyless: Callable[[str], Ran], owner: FaultServer
) -> None:
    await loads(keyless, at(owner))
    async with running() as web:
        assert (await said_of(web, "marseille", "error"))["reason"] == "secret_missing"


async def test_without_its_key_nothing_else_stops(keyless: Callable[[str], Ran], owner: FaultServer) -> None:
    await loads(keyless, at(owner))
    async with running() as web:
        await said_of(web, "toulon", "live")
        assert [(await ask(web, path)).status for path in ("/", "/centrale/marseille", "/readyz")] == [200] * 3


async def test_without_its_key_a_source_is_named_at_the_start(
    keyless: Callable[[str], Ran], owner: FaultServer, lines: Lines
) -> None:
    await loads(keyless, at(owner))
    async with running():
        pass
    assert [line["source"] for line in lines if line["event"] == "source needs its secret"] == ["scada"]


async def test_without_its_key_an_owner_is_not_asked(load: Load, folder: Path, owner: FaultServer) -> None:
    await loads(load, declared(source={"url": at(owner)}))
    (folder / FILE_NAME).unlink()
    async with running() as web:
        await said_of(web, "marseille", "error")
    assert owner.requests == []


async def test_a_secret_that_is_given_again_mends_its_plant(
    keyless: Callable[[str], Ran], load: Load, owner: FaultServer
) -> None:
    await loads(keyless, at(owner))
    async with running() as web:
        await said_of(web, "marseille", "error")
        await loads(load, declared(source={"url": at(owner), "interval_s": 1}))
        async with asyncio.timeout(ENOUGH_S):
            assert (await said_of(web, "marseille", "live"))["values"][0]["value"] == 15.8


async def test_a_key_ring_that_is_damaged_is_not_replaced(folder: Path) -> None:
    (folder / FILE_NAME).write_text("{}")
    with pytest.raises(KeyRingError):
        app.Program(load_settings(), Redactor())
    assert (folder / FILE_NAME).read_text() == "{}"


# secrets and logs


async def test_a_secret_is_masked_in_the_log_from_the_start(load: Load, owner: FaultServer) -> None:
    redactor = Redactor()
    await loads(load, declared(source={"url": at(owner)}))
    async with running(app.Program(load_settings(), redactor)):
        assert redactor.text(f"key={SECRET}") == f"key={MASK}"


async def test_a_secret_that_is_given_while_it_serves_is_masked_too(
    load: Load, owner: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_masked() -> bool:
        return redactor.text("another-secret-4712") == MASK

    redactor = Redactor()
    await loads(load, declared(source={"url": at(owner)}))
    async with running(app.Program(load_settings(), redactor)):
        monkeypatch.setenv("MARSEILLE_KEY", "another-secret-4712")
        await loads(load, declared(source={"url": at(owner)}))
        await until(is_masked)


async def test_no_secret_is_in_any_line_of_the_log(load: Load, lines: Lines) -> None:
    echo = {"answer": f'{{"error": "{SECRET} is refused"}}', "status": "403 Forbidden"}
    async with FaultServer([[echo]]) as refusing:
        await loads(load, declared(source={"url": at(refusing)}))
        async with running() as web:
            await said_of(web, "marseille", "error")
    assert [line["event"] for line in lines] == ["source lost"]
    assert SECRET not in str(lines)


# the folder


async def test_a_folder_that_another_reads_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quelia.app.program._TAKEOVER_S", 0.0)
    first, second = (app.Program(load_settings(), Redactor()) for _ in range(2))
    await first.take_folder()
    with pytest.raises(app.FolderTaken):
        await second.take_folder()
    first._leases.release()


async def test_a_folder_that_was_let_go_is_taken(folder: Path) -> None:
    first, second = (app.Program(load_settings(), Redactor()) for _ in range(2))
    await first.take_folder()
    asyncio.get_running_loop().call_soon(first._leases.release)
    await second.take_folder()
    second._leases.release()


async def test_a_service_that_ends_lets_go_of_its_folder(folder: Path) -> None:
    first = app.Program(load_settings(), Redactor())
    await first.take_folder()
    async with running(first):
        pass
    second = app.Program(load_settings(), Redactor())
    assert second._leases.acquire()
    second._leases.release()


async def test_a_folder_whose_database_is_damaged_is_not_taken(folder: Path) -> None:
    query(folder, "DROP TABLE lease")
    with pytest.raises(DatabaseUnusable):
        await app.Program(load_settings(), Redactor()).take_folder()


def test_what_lies_in_the_folder_is_for_its_user_only(folder: Path) -> None:
    (folder / "quelia.sqlite3").chmod(0o644)
    app.prepare(load_settings())
    app.vault_of(load_settings())
    assert {file.stat().st_mode & 0o077 for file in (folder, folder / "quelia.sqlite3", folder / FILE_NAME)} == {0}


# the rest


def test_a_private_source_that_is_neither_a_host_nor_a_network_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError) as caught:
        app.guard_of(Settings(allow_private_sources=("192.168.1.1/99",)))
    assert caught.value.setting == "QUELIA_ALLOW_PRIVATE_SOURCES"
