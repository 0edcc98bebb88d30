import json
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db.models import BinaryField

from quelia.store.errors import DatabaseUnusable
from quelia.store.keyring import KeyRing
from quelia.store.sealed import DRAWERS, Closed, Rotation, census, seal_anew
from quelia.store.vault import Place, Vault, factor, key_of, secrets_of
from tests.store.cellar import query
from tests.store.process import Process
from tests.store.programs import seal_all

OWNER = "INSERT INTO store_owner VALUES (1, 'soleil', 'Soleil', '', '', '', '')"
SOURCE = """
    INSERT INTO store_source
        (id, slug, owner_id, url, auth, secrets, interval_s, timeout_s, "null", timezone, status_ok, revision)
    VALUES ({number}, 'source-{number}', 1, 'https://scada.example.org', '[{{}}]', {secrets}, 5, 3, 'error', 'UTC', '[]', 1)
"""
REVISION = "SELECT number FROM store_revision"


class Kept(NamedTuple):
    """A data folder with sealed secrets, and a ring that grew since."""

    folder: Path
    old: KeyRing
    ring: KeyRing

    @property
    def database(self) -> Path:
        return self.folder / "quelia.sqlite3"

    @property
    def vault(self) -> Vault:
        return Vault(KeyRing.read(self.folder))

    def rotate(self, vault: Vault | None = None) -> Rotation:
        return seal_anew(self.database, vault or self.vault, self.ring.active)

    def contents(self) -> list[bytes]:
        return [content for (content,) in query(self.folder, "SELECT secrets FROM store_source ORDER BY id")]  # type: ignore[misc]

    def opened(self) -> list[list[str]]:
        return [self.vault.unseal(content, secrets_of(number)) for number, content in enumerate(self.contents(), 1)]

    def write(self, number: int, sql: str) -> None:
        query(self.folder, f"UPDATE store_source SET secrets = {sql} WHERE id = {number}")


Keep = Callable[[int], Kept]


@pytest.fixture
def keep(folder: Path) -> Keep:
    def made(sources: int) -> Kept:
        old = KeyRing.open(folder)
        statements = [OWNER, "INSERT INTO store_revision VALUES (1, 0)"]
        for number in range(1, sources + 1):
            sealed = Vault(old).seal([f"secret {number}"], secrets_of(number))
            statements.append(SOURCE.format(number=number, secrets=f"x'{sealed.hex()}'"))
        for statement in statements:
            query(folder, statement)
        ring = old.grown()
        ring.replace(folder)
        return Kept(folder, old, ring)

    return made


# --- what is sealed where


def test_every_column_with_sealed_secrets_is_known(folder: Path) -> None:
    import_module("quelia.store.models")
    sealed = {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(field, BinaryField) for field in model._meta.get_fields())
        if model._meta.db_table != "store_logo"  # pictures for everybody
    }
    assert {drawer.table for drawer in DRAWERS if drawer.of != "account"} == sealed


def test_each_key_is_counted(keep: Keep) -> None:
    kept = keep(3)
    assert census(kept.database, kept.vault).under == {kept.old.active: 3}


def test_a_key_that_is_on_no_ring_is_counted_too(keep: Keep) -> None:
    kept = keep(2)
    foreign = Vault(KeyRing("k1", {"k1": bytes(32)}))
    assert census(kept.database, foreign).under == {kept.old.active: 2}


def test_to_count_changes_nothing(keep: Keep) -> None:
    kept = keep(2)
    before = {each.name: each.read_bytes() for each in kept.folder.iterdir()}
    census(kept.database, kept.vault)
    assert {each.name: each.read_bytes() for each in kept.folder.iterdir()} == before


# --- sealed anew


def test_everything_is_sealed_with_the_active_key(keep: Keep) -> None:
    kept = keep(3)
    assert kept.rotate() == Rotation(3, 0, [])
    assert {key_of(content) for content in kept.contents()} == {kept.ring.active}


def test_every_secret_is_what_it_was(keep: Keep) -> None:
    kept = keep(3)
    kept.rotate()
    assert kept.opened() == [["secret 1"], ["secret 2"], ["secret 3"]]


def test_a_second_time_there_is_nothing_to_do(keep: Keep) -> None:
    kept = keep(3)
    kept.rotate()
    before = kept.contents()
    assert (kept.rotate(), kept.contents()) == (Rotation(0, 3, []), before)


def test_a_running_service_hears_of_it_once(keep: Keep) -> None:
    kept, numbers = keep(3), []
    for _ in range(2):
        kept.rotate()
        numbers += query(kept.folder, REVISION)
    assert numbers == [(1,), (1,)]


@pytest.mark.parametrize(
    ("broken", "closed"),
    [
        ("x'ffff'", Closed("source-2", "damaged")),
        ("'text'", Closed("source-2", "damaged")),
        ("(SELECT secrets FROM store_source WHERE id = 1)", Closed("source-2", "wrong_key", "{old}")),
        ("x'93a26b39c40c000000000000000000000000c401ff'", Closed("source-2", "unknown_key", "k9")),
    ],
    ids=["damaged", "no bytes", "moved", "of another ring"],
)
def test_what_does_not_open_is_said_and_left(keep: Keep, broken: str, closed: Closed) -> None:
    kept = keep(3)
    kept.write(2, broken)
    before = kept.contents()[1]
    closed = Closed(closed.name, closed.why, closed.key.format(old=kept.old.active))
    assert census(kept.database, kept.vault).closed == [closed]
    assert kept.rotate() == Rotation(2, 0, [closed])
    assert kept.contents()[1] == before


def test_a_secret_that_is_given_meanwhile_stays(keep: Keep) -> None:
    kept = keep(2)
    given = kept.vault.seal(["given"], secrets_of(1))

    class Interrupted(Vault):
        def seal(self, values: Sequence[str], place: Place) -> bytes:
            if place == secrets_of(1):
                kept.write(1, f"x'{given.hex()}'")
            return super().seal(values, place)

    assert kept.rotate(Interrupted(kept.ring)).sealed == 1
    assert kept.opened() == [["given"], ["secret 2"]]


@pytest.mark.parametrize("step", range(3))
def test_an_end_at_any_moment_loses_no_secret(keep: Keep, step: int) -> None:
    kept = keep(3)

    class Ending(Vault):
        left = step

        def seal(self, values: Sequence[str], place: Place) -> bytes:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            return super().seal(values, place)

    with pytest.raises(KeyboardInterrupt):
        kept.rotate(Ending(kept.ring))
    assert kept.opened() == [["secret 1"], ["secret 2"], ["secret 3"]]
    assert kept.rotate() == Rotation(3 - step, step, [])


def test_a_kill_loses_no_secret_and_the_rest_is_sealed_later(keep: Keep) -> None:
    kept = keep(60)
    with Process(seal_all, kept.folder) as process:
        for _ in range(20):
            process.hear()
        process.kill()
    assert kept.opened() == [[f"secret {number}"] for number in range(1, 61)]
    rest = kept.rotate()
    assert (rest.sealed + rest.already, rest.already >= 19, rest.closed) == (60, True, [])


# --- second factors


@pytest.fixture
def account(keep: Keep) -> Kept:
    """One account with an application that shows codes and with recovery codes."""
    kept = keep(1)
    query(
        kept.folder,
        "INSERT INTO store_user VALUES (1, '', NULL, 'lea@quelia.example', '', 'operator', 1, '2026-11-30', NULL)",
    )
    for number, (kind, key) in enumerate((("totp", "secret"), ("recovery_codes", "seed")), 1):
        stored = Vault(kept.old).seal([f"{key} of Léa"], factor()).hex()
        data = json.dumps({key: stored, "used_mask": 5})
        query(
            kept.folder,
            "INSERT INTO mfa_authenticator (id, user_id, type, data, created_at) "
            f"VALUES ({number}, 1, '{kind}', '{data}', '2026-11-30')",
        )
    return kept


def factors(kept: Kept) -> list[dict[str, Any]]:
    return [json.loads(str(data)) for (data,) in query(kept.folder, "SELECT data FROM mfa_authenticator ORDER BY id")]


def test_second_factors_are_counted_too(account: Kept) -> None:
    assert census(account.database, account.vault).under == {account.old.active: 3}


def test_second_factors_are_sealed_anew_and_the_rest_of_them_stays(account: Kept) -> None:
    assert account.rotate() == Rotation(3, 0, [])
    totp, codes = factors(account)
    new = Vault(KeyRing(account.ring.active, {account.ring.active: account.ring.key(account.ring.active) or b""}))
    assert new.unseal(bytes.fromhex(totp["secret"]), factor()) == ["secret of Léa"]
    assert new.unseal(bytes.fromhex(codes["seed"]), factor()) == ["seed of Léa"]
    assert (totp["used_mask"], codes["used_mask"]) == (5, 5)
    assert account.rotate() == Rotation(0, 3, [])


@pytest.mark.parametrize(
    ("stored", "why"),
    [("ff", "damaged"), ("no hex", "damaged"), ("93a26b39c40c000000000000000000000000c401ff", "unknown_key")],
)
def test_a_second_factor_that_does_not_open_is_said_and_left(account: Kept, stored: str, why: str) -> None:
    query(account.folder, f"UPDATE mfa_authenticator SET data = json_set(data, '$.secret', '{stored}') WHERE id = 1")
    rotation = account.rotate()
    assert (rotation.sealed, [(each.name, each.why, each.of) for each in rotation.closed]) == (
        2,
        [("lea@quelia.example", why, "account")],
    )
    assert factors(account)[0]["secret"] == stored


# --- what is no database of ours


@pytest.mark.parametrize("content", [None, b"", b"no database" * 1000])
@pytest.mark.parametrize("look", [census, lambda database, vault: seal_anew(database, vault, "k1")])
def test_where_there_is_no_table_nothing_is_said_to_be_sealed(
    tmp_path: Path, content: bytes | None, look: Callable[[Path, Vault], object]
) -> None:
    database = tmp_path / "quelia.sqlite3"
    if content is not None:
        database.write_bytes(content)
    with pytest.raises(DatabaseUnusable):
        look(database, Vault(KeyRing("k1", {"k1": bytes(32)})))
    assert (database.read_bytes() if database.exists() else None) == content
