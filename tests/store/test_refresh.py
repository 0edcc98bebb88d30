"""Refresh tokens that a server replaced: kept, wherever they stand, and never taken back by a file."""

from importlib import import_module
from pathlib import Path

import pytest

from quelia.domain.auth import replaced
from quelia.store.declaration import SourceEntry
from quelia.store.keyring import KeyRing
from quelia.store.refresh import Held, replace
from quelia.store.vault import Vault, secrets_of
from tests.store.cellar import Load, declared, parsed, query

TOKENS = "https://auth.example.org/token"
AUTH = {"type": "oauth2", "user": "app", "token_url": TOKENS, "grant": "refresh_token"}
NAMED = declared(source={"auth": {**AUTH, "secret": "r0"}})
UNNAMED = declared(source={"auth": AUTH})
R1 = replaced("r0", "r1")


@pytest.fixture
def vault(load: Load, folder: Path) -> Vault:
    assert load(NAMED).code == 0
    return Vault(KeyRing.open(folder))


def kept(folder: Path, vault: Vault) -> list[str]:
    ((sealed,),) = query(folder, "SELECT secrets FROM store_source")
    assert isinstance(sealed, bytes)
    return vault.unseal(sealed, secrets_of(1))


def put(folder: Path, vault: Vault, *held: Held) -> int:
    return replace(folder / "quelia.sqlite3", vault, held)


def test_the_new_one_takes_its_place_sealed(vault: Vault, folder: Path) -> None:
    ((before,),) = query(folder, "SELECT number FROM store_revision")
    assert put(folder, vault, Held(1, 0, R1)) == 1
    assert kept(folder, vault) == [R1]
    assert query(folder, "SELECT number FROM store_revision") == [(int(str(before)) + 1,)]


def test_what_stands_there_already_changes_nothing(vault: Vault, folder: Path) -> None:
    put(folder, vault, Held(1, 0, R1))
    before = query(folder, "SELECT secrets FROM store_source")
    assert put(folder, vault, Held(1, 0, R1)) == 0
    assert query(folder, "SELECT secrets FROM store_source") == before


@pytest.mark.parametrize("held", [Held(1, 0, replaced("other", "r1")), Held(1, 1, R1), Held(7, 0, R1), Held(-1, 0, R1)])
def test_another_secret_stays(vault: Vault, folder: Path, held: Held) -> None:
    assert put(folder, vault, held) == 0
    assert kept(folder, vault) == ["r0"]


def test_a_file_that_still_names_the_first_one_keeps_the_newest(vault: Vault, folder: Path, load: Load) -> None:
    put(folder, vault, Held(1, 0, R1))
    assert load(NAMED).code == 0
    assert kept(folder, vault) == [R1]
    assert load(UNNAMED).code == 0
    assert kept(folder, vault) == [R1]


def test_a_file_that_names_another_one_is_obeyed(vault: Vault, folder: Path, load: Load) -> None:
    put(folder, vault, Held(1, 0, R1))
    assert load(NAMED.replace('"r0"', '"given anew"')).code == 0
    assert kept(folder, vault) == ["given anew"]


@pytest.mark.parametrize(
    "auth",
    [
        {"token_url": "https://elsewhere.example.org/token"},
        {"token_url": "https://auth.example.org:8443/token"},
        {"grant": "client_credentials"},
        {"type": "bearer", "token_url": "", "user": "", "grant": "client_credentials"},
    ],
    ids=["another host", "another port", "another grant", "another scheme"],
)
def test_a_secret_is_not_taken_to_another_place(vault: Vault, load: Load, auth: dict[str, str]) -> None:
    ran = load(declared(source={"auth": {**AUTH, **auth}}))
    assert (ran.code, "auth[0]" in ran.err) == (1, True)


def test_a_secret_is_not_taken_to_another_api(vault: Vault, load: Load) -> None:
    assert load(declared(source={"auth": AUTH, "url": "https://elsewhere.example.org/live"})).code == 1


def test_it_goes_along_to_another_path_of_the_same_places(vault: Vault, folder: Path, load: Load) -> None:
    ran = load(declared(source={"auth": {**AUTH, "token_url": f"{TOKENS}/v2"}, "url": "https://scada.example.org/2"}))
    assert (ran.code, kept(folder, vault)) == (0, ["r0"])


@pytest.mark.parametrize("url", ["http://auth.example.org/token", "https://10.0.0.1/token", "auth.example.org"])
def test_tokens_are_asked_for_only_where_sources_may_be(load: Load, folder: Path, url: str) -> None:
    ran = load(declared(source={"auth": {**AUTH, "token_url": url, "secret": "r0"}}))
    assert (ran.code, "auth[0].token_url" in ran.err) == (1, True)


def test_a_draft_has_it_too_and_takes_it_along_when_it_is_accepted(vault: Vault, folder: Path) -> None:
    declare, drafts = import_module("quelia.store.declare"), import_module("quelia.store.drafts")
    desk = drafts.Drafts(vault, declare.Declarer(vault, lambda _: None, lambda auth: auth.secret, folder=folder))
    entry: SourceEntry = parsed(source={"auth": AUTH, "interval_s": 10}).source[0]
    desk.put(entry)
    assert put(folder, vault, Held(1, 0, R1), Held(-1, 0, R1)) == 2
    desk.accept("scada")
    assert kept(folder, vault) == [R1]
