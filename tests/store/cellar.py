"""What the tests of `store` and `cli` share: a data folder of their own, declarations as text, and `quelia load`."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings as django_settings
from django.db import connection

from quelia import app
from quelia.cli import main
from quelia.settings import Settings
from quelia.store.declaration import File, parse

SECRET = "never-to-be-found-in-clear-4711"
VARIABLE = "MARSEILLE_KEY"

OWNER = {"slug": "soleil", "name": "Soleil"}
PLANT = {
    "slug": "marseille",
    "owner": "soleil",
    "name": "Marseille",
    "energy": "solar",
    "latitude": 43.3,
    "longitude": 5.4,
    "published": True,
}
AUTH = {"type": "header", "name": "X-API-Key", "secret_env": VARIABLE}
SOURCE = {"slug": "scada", "owner": "soleil", "url": "https://scada.example.org/live", "auth": AUTH}
POINT = {"plant": "marseille", "quantity": "power", "path": "power", "unit": "MW"}

Keys = Mapping[str, object]
_NONE: Keys = {}


class Raw(str):
    """A value written into the file as it is: `nan`, `2021-06-30`."""

    __slots__ = ()


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Load = Callable[..., Ran]


def declared(
    *, owner: Keys = _NONE, plant: Keys = _NONE, source: Keys = _NONE, point: Keys = _NONE, more: str = ""
) -> str:
    """A file with one of each, the keys given put in the place of the usual ones; a key set to None is left out."""
    return "\n".join(
        (
            table("owner", OWNER, owner),
            table("plant", PLANT, plant),
            table("source", SOURCE, source),
            table("source.point", POINT, point),
            more,
        )
    )


def table(name: str, *keys: Keys) -> str:
    merged: dict[str, object] = {}
    for each in keys:
        merged |= each
    lines = [f"{key} = {_written(value)}" for key, value in merged.items() if value is not None]
    return "\n".join([f"[[{name}]]", *lines, ""])


def parsed(**keys: Keys) -> File:
    return parse(declared(**keys))  # type: ignore[arg-type]


def _written(value: object) -> str:
    if isinstance(value, Raw):
        return value
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items() if each is not None) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return json.dumps(value)


def plain_tables(database: Path) -> Path:
    """A database with the tables of series.py, rollups.py, leases.py and deposits.py only."""
    readings, rollups, deposits, words = (
        import_module(f"quelia.store.migrations.{name}")
        for name in ("0002_readings", "0005_rollups", "0016_deposits", "0017_words")
    )
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        tables = (readings.READING, readings.LEASE, *rollups.TABLES)
        for table in (*tables, deposits.DEPOSIT, deposits.DEPOSIT_KEY, deposits.SIMULATED, words.DIGEST):
            connection.execute(table)
    return database


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What stands in the database, read past the program."""
    with closing(sqlite3.connect(folder / "quelia.sqlite3")) as connection, connection:
        return connection.execute(sql).fetchall()


def dump(folder: Path) -> list[str]:
    """The whole database as text."""
    with closing(sqlite3.connect(folder / "quelia.sqlite3")) as connection:
        return list(connection.iterdump())


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database of today. Each test has a copy of it, for migrating takes its time."""
    folder = tmp_path_factory.mktemp("prepared")
    with django_on(folder):
        app.prepare(Settings(data=str(folder)))
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder for this test alone, in the environment and in Django; the test stands in its parent."""
    made = tmp_path / "kept"
    made.mkdir(0o700)
    shutil.copy(prepared / "quelia.sqlite3", made)
    monkeypatch.chdir(tmp_path)
    for language in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(language, raising=False)
    monkeypatch.setenv("QUELIA_DATA", str(made))
    monkeypatch.setenv(VARIABLE, SECRET)
    with django_on(made):
        yield made


@pytest.fixture
def load(folder: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """Runs `quelia load` on a text, in English unless asked otherwise."""

    def run(text: str | bytes, *options: str) -> Ran:
        file = folder.parent / "declared.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["load", str(file), *(options if "--lang" in options else ("--lang", "en", *options))])
        return Ran(code, *capsys.readouterr())

    return run


@contextmanager
def django_on(folder: Path) -> Iterator[None]:
    """Django is configured once per process: here it is led to the database of another folder, and back."""
    settings = Settings(data=str(folder))
    if not django_settings.configured:
        app.prepare(settings)
    before = connection.settings_dict["NAME"]
    _lead(str(settings.database_file))
    try:
        yield
    finally:
        _lead(before)


def _lead(file: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = file
