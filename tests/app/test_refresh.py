"""Refresh tokens on their way from a server into the vault."""

import asyncio
from pathlib import Path

import pytest
from msgspec import structs

from quelia.app.refresh import Refreshed
from quelia.domain.auth import replaced
from quelia.domain.source import Auth
from quelia.sources.auth.token import application
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault, secrets_of
from tests.store.cellar import Load, declared, folder, load, prepared, query

__all__ = ["folder", "load", "prepared"]

ENTRY = Auth(scheme="oauth2", user="app", token_url="https://auth.example.org/token", grant="refresh_token")
NAMED = declared(
    source={
        "auth": {
            "type": "oauth2",
            "user": "app",
            "token_url": ENTRY.token_url,
            "grant": "refresh_token",
            "secret": "r0",
        }
    }
)


class Place:
    """An installation with one source. holders: as the catalog has them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.vault = folder, Vault(KeyRing.open(folder))
        self.holders: list[tuple[int, int]] = [(1, 0)]
        self.refreshed = Refreshed(
            folder / "quelia.sqlite3",
            self.vault,
            lambda auth: self.holders if application(auth) == application(ENTRY) else [],
        )

    def kept(self) -> list[str]:
        ((sealed,),) = query(self.folder, "SELECT secrets FROM store_source")
        assert isinstance(sealed, bytes)
        return self.vault.unseal(sealed, secrets_of(1))

    async def until(self, secret: str) -> None:
        async with asyncio.timeout(10):
            while self.kept() != [secret]:
                await asyncio.sleep(0.01)


@pytest.fixture
def place(load: Load, folder: Path) -> Place:
    assert load(NAMED).code == 0
    return Place(folder)


async def test_what_comes_is_sealed(place: Place) -> None:
    running = asyncio.create_task(place.refreshed.run())
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r1"))
    await place.until(replaced("r0", "r1"))
    running.cancel()


async def test_what_comes_last_is_sealed_at_the_end(place: Place) -> None:
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r1"))
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r2"))
    await place.refreshed.close()
    assert place.kept() == [replaced("r0", "r2")]


async def test_a_source_that_is_saved_after_its_trial_has_the_newest(place: Place) -> None:
    running = asyncio.create_task(place.refreshed.run())
    place.holders = []
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r1"))
    await asyncio.sleep(0)
    place.holders = [(1, 0)]
    place.refreshed.look_again()
    await place.until(replaced("r0", "r1"))
    running.cancel()


async def test_the_newest_is_sealed_whatever_was_asked_for_with_it(place: Place) -> None:
    """A draft that asks for another scope uses up the token that the accepted source has."""
    other = structs.replace(ENTRY, scope="read", place="body")
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r1"))
    place.refreshed.keep(other, "r0", replaced("r0", "r2"))
    place.refreshed.keep(ENTRY, "r0", replaced("r0", "r3"))
    place.refreshed.keep(other, "r0", replaced("r0", "r4"))
    await place.refreshed.seal()
    assert place.kept() == [replaced("r0", "r4")]


async def test_one_of_another_application_is_not_mixed_in(place: Place) -> None:
    place.refreshed.keep(Auth(scheme="oauth2", user="other"), "r0", replaced("r0", "r1"))
    await place.refreshed.close()
    assert place.kept() == ["r0"]
