"""`quelia keys` from the words typed to the file and back, and beside a running service."""

import asyncio
import base64
import json
import os
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from structlog.testing import capture_logs

from quelia import app
from quelia.cli import main
from quelia.settings import load as load_settings
from quelia.sources.redact import Redactor
from quelia.store.folder import alone
from quelia.store.keyring import FILE_NAME, KeyRing
from quelia.store.vault import Vault, key_of, secrets_of
from tests.store.cellar import PLANT, POINT, SECRET, SOURCE, Load, Ran, declared, query, table

Keys = Callable[..., Ran]

OTHERS = "".join(
    table("plant", PLANT, {"slug": f"plant-{number}"})
    + table("source", SOURCE, {"slug": f"source-{number}"})
    + table("source.point", POINT, {"plant": f"plant-{number}"})
    for number in range(2)
)


@pytest.fixture
def keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> Keys:
    """Runs `quelia keys`, in English unless asked otherwise."""

    def run(*words: str) -> Ran:
        code = main(["keys", *words, *(() if "--lang" in words else ("--lang", "en"))])
        return Ran(code, *capsys.readouterr())

    return run


def ids(folder: Path) -> tuple[str, ...]:
    return KeyRing.read(folder).ids


def content(folder: Path, slug: str = "scada") -> bytes:
    ((sealed,),) = query(folder, f"SELECT secrets FROM store_source WHERE slug = '{slug}'")
    assert isinstance(sealed, bytes)
    return sealed


def damage(folder: Path, slug: str = "scada") -> None:
    query(folder, f"UPDATE store_source SET secrets = x'ff' WHERE slug = '{slug}'")


# --- new


def test_a_new_key_is_the_active_one_and_the_old_one_stays(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    (old,) = ids(folder)
    ran = keys("new")
    ring = KeyRing.read(folder)
    assert (ran.code, ring.ids, ran.out.startswith(f"Key {ring.active} added")) == (0, (old, ring.active), True)


def test_what_is_loaded_from_then_on_is_sealed_with_it(load: Load, keys: Keys, folder: Path) -> None:
    keys("new")
    load(declared())
    assert key_of(content(folder)) == KeyRing.read(folder).active


def test_where_there_is_no_ring_one_is_made(keys: Keys, folder: Path) -> None:
    ran = keys("new")
    assert (ran.out.startswith("Key ring made"), len(ids(folder))) == (True, 1)


def test_a_folder_that_is_not_there_is_not_made(
    keys: Keys, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUELIA_DATA", str(tmp_path / "nowhere"))
    ran = keys("new")
    assert (ran.code, ran.err.startswith("The folder"), (tmp_path / "nowhere").exists()) == (1, True, False)


# --- rotate


def test_secrets_are_sealed_with_the_active_key(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    keys("new")
    old, new = ids(folder)
    assert keys("rotate") == (
        0,
        (
            f"Secrets sealed with the key {new}: 3 now, 0 before.\n"
            f"These seal nothing any more: {old}. To take them off the ring: quelia keys rotate --drop\n"
            "Links that were sent before the new key (invitations, how an answer fares, previews, trials) "
            "will not open any more then: wait for a week, or send them again.\n"
        ),
        "",
    )
    assert Vault(KeyRing.read(folder)).unseal(content(folder), secrets_of(1)) == [SECRET]


def test_a_source_that_does_not_open_is_named_and_the_others_are_sealed(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    damage(folder)
    keys("new")
    ran = keys("rotate")
    assert (ran.code, ran.out.splitlines()[0].partition(": ")[2]) == (1, "2 now, 0 before.")
    assert [line.partition(": ")[0] for line in ran.out.splitlines() if line[0] == "✗"] == ["✗ Source scada"]


def test_a_key_that_seals_nothing_is_dropped(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    keys("new")
    ran = keys("rotate", "--drop")
    assert (ran.code, ids(folder)) == (0, (KeyRing.read(folder).active,))
    assert Vault(KeyRing.read(folder)).unseal(content(folder), secrets_of(1)) == [SECRET]


def test_a_key_is_kept_while_one_secret_needs_it(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    old = ids(folder)
    query(folder, f"UPDATE store_source SET secrets = x'{content(folder, 'source-0').hex()}' WHERE slug = 'scada'")
    keys("new")
    ran = keys("rotate", "--drop")
    assert (ran.code, ids(folder)[0], "There is no old key to take off." in ran.out) == (1, old[0], True)


def test_nothing_is_dropped_where_the_database_is_not_the_one(
    load: Load, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(declared())
    keys("new")
    monkeypatch.setenv("QUELIA_DATABASE", f"sqlite:///{folder / 'another.sqlite3'}")
    assert (keys("rotate", "--drop").code, len(ids(folder))) == (1, 2)


def test_without_a_ring_none_is_made(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    (folder / FILE_NAME).unlink()
    ran = keys("rotate")
    assert (ran.code, ran.err.startswith("There is no key ring"), (folder / FILE_NAME).exists()) == (1, True, False)


# --- check


def test_each_key_is_listed_with_what_it_seals(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    keys("new")
    old, new = ids(folder)
    ran = keys("check")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [
        f"! Key {old}, old; secrets still sealed: 3. To seal them with the active key: quelia keys rotate",
        f"✓ Key {new}, active; secrets sealed: 0",
    ]


def test_where_nothing_is_made_yet_nothing_is_broken(keys: Keys, folder: Path) -> None:
    assert keys("check").code == 0
    assert not (folder / FILE_NAME).exists()


def test_a_source_that_does_not_open_is_broken(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    damage(folder, "source-1")
    ran = keys("check")
    assert (ran.code, "✗ Source source-1: its sealed secret is damaged." in ran.out) == (1, True)


def test_many_that_do_not_open_are_counted(
    load: Load, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quelia.cli.keys._MOST_NAMED", 1)
    load(declared(more=OTHERS))
    KeyRing("k0", {"k0": bytes(32)}).replace(folder)
    assert keys("check").out.splitlines()[-1] == "✗ Other secrets that do not open: 2"


def test_a_ring_that_others_can_read_is_broken(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    (folder / FILE_NAME).chmod(0o640)
    ran = keys("check")
    assert (ran.code, f"chmod 600 {folder / FILE_NAME}" in ran.out) == (1, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_ring_of_another_user_is_broken(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    os.chown(folder / FILE_NAME, 4711, 4711)
    ran = keys("check")
    assert (ran.code, "belongs to 4711, and its folder to root" in ran.out) == (1, True)


def test_a_ring_that_is_gone_while_secrets_are_sealed_is_broken(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    (folder / FILE_NAME).unlink()
    ran = keys("check")
    assert (ran.code, "is gone, and secrets are sealed (1)" in ran.out) == (1, True)


def test_a_database_that_is_none_is_said_to_be_unusable(load: Load, keys: Keys, folder: Path) -> None:
    load(declared())
    connection.close()
    (folder / "quelia.sqlite3").write_bytes(b"no database" * 1000)
    ran = keys("check")
    assert (ran.code, ran.err.startswith("The database")) == (1, True)


# --- all of them


@pytest.mark.parametrize("action", ["new", "rotate", "check"])
def test_a_broken_ring_is_left_as_it_is(keys: Keys, folder: Path, action: str) -> None:
    (folder / FILE_NAME).write_text("{}")
    ran = keys(action)
    assert (ran.code, ran.err.startswith("The key ring"), (folder / FILE_NAME).read_text()) == (1, True, "{}")


@pytest.mark.parametrize("words", [("new", "--drop"), ("check", "--drop"), ("lose",), ()])
def test_wrong_words_are_refused(keys: Keys, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refused:
        keys(*words)
    assert refused.value.code == 2


def test_what_is_said_is_french_unless_asked(load: Load, keys: Keys) -> None:
    load(declared())
    assert keys("check", "--lang", "fr").out.startswith("✓ Trousseau de clés")


def test_nothing_that_is_printed_holds_a_key_or_a_secret(load: Load, keys: Keys, folder: Path) -> None:
    load(declared(more=OTHERS))
    said = []
    known: dict[str, str] = {}
    for words in (("new",), ("check",), ("rotate",), ("new",), ("rotate", "--drop"), ("check",)):
        known |= json.loads((folder / FILE_NAME).read_bytes())["keys"]
        damage(folder, "source-0")
        said.append("".join(keys(*words)[1:]))
        known |= json.loads((folder / FILE_NAME).read_bytes())["keys"]
    secrets = [SECRET, *known.values(), *(base64.b64decode(key).hex() for key in known.values())]
    assert len(known) == 3
    assert [secret for secret in secrets if secret in "".join(said)] == []


# --- beside others


def test_keys_are_not_changed_while_something_is_sealed(
    load: Load, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(declared())
    monkeypatch.setattr("quelia.store.folder._LONGEST_S", 0.0)
    with alone(folder):
        assert [keys(*words).code for words in (("new",), ("rotate",), ("rotate", "--drop"))] == [1, 1, 1]
        assert load(declared()).code == 1
    assert len(ids(folder)) == 1


@pytest.fixture
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as captured:
        yield captured


@pytest.fixture
def program(load: Load) -> Iterator[app.Program]:
    load(declared(more=OTHERS))
    made = app.Program(load_settings(), Redactor())
    yield made
    made._following.close()


def test_a_running_service_goes_on_while_keys_are_changed(
    program: app.Program, keys: Keys, lines: list[MutableMapping[str, Any]]
) -> None:
    asyncio.run(program._following.load())
    before_it = program._following._edition
    keys("new")
    keys("rotate", "--drop")
    before = program._lender._sealed[1]
    assert program._lender._vault.unseal(before, secrets_of(1)) == [SECRET]
    asyncio.run(program._following.load())
    assert program._following._edition != before_it
    after = program._lender._sealed[1]
    assert (after != before, program._lender._vault.unseal(after, secrets_of(1)), lines) == (True, [SECRET], [])


def test_a_source_that_needs_its_secret_is_said_once(
    program: app.Program, folder: Path, lines: list[MutableMapping[str, Any]]
) -> None:
    damage(folder)
    for _ in range(3):
        asyncio.run(program._following.load())
    damage(folder, "source-0")
    asyncio.run(program._following.load())
    assert [(line["event"], line["source"]) for line in lines] == [
        ("source needs its secret", "scada"),
        ("source needs its secret", "source-0"),
    ]
