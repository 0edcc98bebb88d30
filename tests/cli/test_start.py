"""The start of `quelia serve` and `quelia load`: several at once, and where the database is not what it should be."""

import asyncio
import socket
from pathlib import Path

import pytest
import uvicorn
from django.db import connection

from quelia import app
from quelia.cli import main, serve
from quelia.cli.failure import Failure
from quelia.settings import load as load_settings
from quelia.sources.redact import Redactor
from quelia.store.survey import looking, migrations_apart
from tests.cli.starts import start_in_each
from tests.store.cellar import Load, declared, query
from tests.store.process import Process

UNUSABLE = (
    "The database {file} cannot be used: another program holds it, it is damaged or was moved away from its journal "
    "(-wal), or the disk is full."
)


# --- two at once


def test_two_first_starts_at_once_are_both_well(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(2)]
    with (
        Process(start_in_each, tmp_path / "one") as one,
        Process(start_in_each, tmp_path / "other") as other,
    ):
        assert (one.hear(), other.hear()) == ("ready", "ready")
        heard = [both(one, other, folder) for folder in folders]
    assert heard == [("well", "well")] * len(folders)
    for folder in folders:
        with looking(folder / "quelia.sqlite3") as database:
            assert migrations_apart(database) == (set(), set())


def both(one: Process, other: Process, folder: Path) -> tuple[str, str]:
    for each in (one, other):
        each.tell(str(folder))
    return one.hear(), other.hear()


# --- where it cannot begin


def begin() -> None:
    """Begin to serve what is there, as `quelia serve` does, and end at once."""
    settings = load_settings()
    program = app.Program(settings, Redactor())
    web = program.web()
    server = serve._Server(uvicorn.Config(web, lifespan="off", log_config=None), "ready")
    server.should_exit = True
    with socket.create_server(("127.0.0.1", 0)) as listener:
        try:
            asyncio.run(serve._serve(server, program, web, settings, listener))
        except Failure:  # the process would end now
            program._following._cellar.submit(connection.close)
            program._following._cellar.shutdown()
            program._leases.release()
            raise


@pytest.mark.parametrize("gone", ["lease", "store_revision", "store_plant", "reading"])
def test_a_database_that_lacks_a_table_is_said_to_be_unusable(load: Load, folder: Path, gone: str) -> None:
    load(declared())
    query(folder, "INSERT INTO reading VALUES (1, 'power', 1, 1000, NULL, 1.0, 'W', NULL, 0)")
    query(folder, f"DROP TABLE {gone}")
    with pytest.raises(Failure) as refused:
        begin()
    assert refused.value.sentence("en") == UNUSABLE.format(file=folder / "quelia.sqlite3")


def test_a_database_whose_readings_are_damaged_is_said_to_be_unusable(load: Load, folder: Path) -> None:
    load(declared())
    query(folder, "PRAGMA wal_checkpoint(TRUNCATE)")
    ((page,),) = query(folder, "SELECT rootpage FROM sqlite_master WHERE name = 'reading'")
    connection.close()
    content = bytearray((folder / "quelia.sqlite3").read_bytes())
    assert isinstance(page, int)
    content[4096 * (page - 1) : 4096 * page] = bytes([255]) * 4096
    (folder / "quelia.sqlite3").write_bytes(content)
    with pytest.raises(Failure) as refused:
        begin()
    assert refused.value.code == "database_unusable"


def test_a_lock_that_cannot_be_made_is_said(folder: Path) -> None:
    (folder / "quelia.lock").mkdir()
    with pytest.raises(Failure) as refused:
        begin()
    assert refused.value.code == "folder_unusable"


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE django_migrations",
        "DELETE FROM django_migrations WHERE name = '0001_catalog'",
    ],
)
def test_migrations_that_cannot_be_made_are_said(folder: Path, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    query(folder, change)
    (folder.parent / "empty.toml").touch()
    code = main(["load", str(folder.parent / "empty.toml"), "--lang", "en"])
    assert (code, capsys.readouterr().err) == (1, UNUSABLE.format(file=folder / "quelia.sqlite3") + "\n")


def test_a_greeting_that_nobody_takes_is_no_reason_to_end(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(serve, "print", broken, raising=False)
    begin()
