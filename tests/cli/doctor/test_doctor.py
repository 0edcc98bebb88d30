"""`quelia doctor` as it is typed: what it says of an installation, whole or damaged, and that it changes nothing."""

import base64
import json
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from django.db import connection

from quelia.cli import doctor, main
from quelia.cli.doctor import machine
from quelia.cli.finding import Finding
from quelia.settings import Settings
from quelia.store.keyring import FILE_NAME
from tests.store.cellar import SECRET, Load, Ran, declared, query

Doctor = Callable[..., Ran]


@pytest.fixture(autouse=True)
def clock_that_is_kept_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine does."""
    monkeypatch.setattr(machine, "_nobody_sets_it_right", lambda: False)


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs `quelia doctor`, in English unless asked otherwise."""

    def run(*words: str) -> Ran:
        connection.close()  # the command before is over: nobody has the database open
        code = main(["doctor", *words, *(() if "--lang" in words else ("--lang", "en"))])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def loaded(load: Load, folder: Path) -> Path:
    load(declared())
    query(folder, "INSERT INTO reading VALUES (1, 'power', 1, 1000, NULL, 1.0, 'W', NULL, 0)")
    return folder


def marked(ran: Ran, mark: str) -> list[str]:
    return [line.removeprefix(f"{mark} ") for line in ran.out.splitlines() if line.startswith(mark)]


# --- an installation that is well


def test_nothing_is_broken(loaded: Path, ask: Doctor) -> None:
    ran = ask()
    assert (ran.code, marked(ran, "✗"), marked(ran, "!")) == (0, [], ["No service reads the sources of this folder"])


def test_what_is_looked_at_is_said(loaded: Path, ask: Doctor) -> None:
    said = marked(ask(), "✓")
    beginnings: tuple[str, ...] = (
        "quelia ",
        "Libraries",
        "Clock",
        "Time zones",
        "Open files",
        "QUELIA_DATA",
        "Folder",
        "Database",
    )
    beginnings += ("Structure", "Last reading recorded: 1970-01-01 00:00:01 UTC", "Key ring", "Key k1")
    assert [start for start in beginnings if not any(line.startswith(start) for line in said)] == []


def test_it_is_summed_up(loaded: Path, ask: Doctor) -> None:
    assert ask().out.splitlines()[-1] == "Nothing is broken. To look at: 1."


def test_it_speaks_french_unless_asked(loaded: Path, ask: Doctor) -> None:
    assert "\n✓ Structure de la base : à jour\n" in ask("--lang", "fr").out


def test_before_the_first_start_nothing_is_broken(ask: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUELIA_DATA", str(tmp_path / "new"))
    ran = ask()
    assert (ran.code, marked(ran, "✗"), (tmp_path / "new").exists()) == (0, [], False)


# --- one that is not


def spoil_database(folder: Path) -> None:
    (folder / "quelia.sqlite3").write_bytes(b"no database" * 1000)


def spoil_ring(folder: Path) -> None:
    (folder / FILE_NAME).write_text("{}")


def lose_ring(folder: Path) -> None:
    (folder / FILE_NAME).unlink()


def drop_tables(folder: Path) -> None:
    query(folder, "DROP TABLE store_point")
    query(folder, "DROP TABLE store_source")


def put_folders_in_the_way(folder: Path) -> None:
    for name in ("quelia.sqlite3", FILE_NAME):
        (folder / name).unlink()
        (folder / name).mkdir()


def put_a_file_in_the_way(folder: Path) -> None:
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    folder.write_text("no folder")


DAMAGE = [
    spoil_database,
    spoil_ring,
    lose_ring,
    drop_tables,
    put_folders_in_the_way,
    put_a_file_in_the_way,
]


@pytest.fixture(params=DAMAGE, ids=lambda damage: damage.__name__)
def damaged(request: pytest.FixtureRequest, loaded: Path) -> Path:
    connection.close()
    request.param(loaded)
    return loaded


def test_what_is_broken_is_said(damaged: Path, ask: Doctor) -> None:
    ran = ask()
    assert (ran.code, bool(marked(ran, "✗")), ran.err) == (1, True, "")


def test_what_is_broken_keeps_nothing_else_from_being_said(damaged: Path, ask: Doctor) -> None:
    lines = ask().out.splitlines()
    assert lines[0].startswith("✓ quelia")
    assert "✓ The other settings have their usual values" in lines
    assert lines[-1].startswith("Broken: ")


def test_what_is_broken_is_said_once(damaged: Path, ask: Doctor) -> None:
    broken = marked(ask(), "✗")
    assert len(broken) == len(set(broken))


def test_a_check_that_fails_is_named(ask: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(settings: Settings) -> Iterator[Finding]:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setitem(doctor.INSTALLATION, "readings", failing)
    assert marked(ask(), "✗") == ["Cannot examine the readings (ZeroDivisionError)."]


def test_every_check_has_a_name(ask: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> Iterator[Finding]:
        raise ZeroDivisionError

    for table in (doctor.MACHINE, doctor.INSTALLATION):
        for name in table:
            monkeypatch.setitem(table, name, failing)
    monkeypatch.setattr("quelia.cli.doctor.service.service", failing)
    assert len(marked(ask(), "✗")) == len(doctor.MACHINE) + len(doctor.INSTALLATION) + 1


def test_wrong_settings_are_said_and_the_machine_is_looked_at(ask: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUELIA_BUS", "redis://:password-4711@bus.example")
    ran = ask()
    assert (ran.code, marked(ran, "✗"), len(marked(ran, "✓")) >= len(doctor.MACHINE)) == (
        1,
        ["QUELIA_BUS: this version has memory: only."],
        True,
    )
    assert "4711" not in ran.out + ran.err


def test_a_clock_that_leaps_meanwhile_is_said(ask: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    times = chain([1_800_000_000.0], repeat(1_800_003_600.0))
    monkeypatch.setattr("time.time", lambda: next(times))
    monkeypatch.setattr(doctor, "INSTALLATION", {})
    assert any("leapt by 3600.0 s" in line for line in marked(ask(), "!"))


# --- it changes nothing


def beside(folder: Path) -> dict[str, tuple[bytes, int]] | bytes:
    if folder.is_file():
        return folder.read_bytes()
    return {each.name: (each.read_bytes() if each.is_file() else b"", each.stat().st_mode) for each in folder.iterdir()}


def test_it_changes_nothing_in_a_damaged_folder(damaged: Path, ask: Doctor) -> None:
    before = beside(damaged)
    ask()
    assert beside(damaged) == before


def test_it_changes_nothing_in_a_folder_that_is_well(loaded: Path, ask: Doctor) -> None:
    connection.close()
    (loaded / FILE_NAME).chmod(0o644)
    before = beside(loaded)
    ask()
    assert beside(loaded) == before


def test_it_tells_no_secret_and_no_key(loaded: Path, ask: Doctor) -> None:
    (key,) = json.loads((loaded / FILE_NAME).read_bytes())["keys"].values()
    said = ask().out + ask("--lang", "fr").out
    assert [secret for secret in (SECRET, key, base64.b64decode(key).hex()) if secret in said] == []
