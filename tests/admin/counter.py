"""The office as its people meet it: two owners with a plant each, and somebody who is logged in."""

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as attempts
from django.test import Client

from quelia import app
from quelia.admin import idle  # noqa: F401 - as the first request would: it hears who signs in
from quelia.admin.accounts import invite
from quelia.admin.desk import Desk, place
from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.store import models
from quelia.store.declare import Declarer

PASSWORD = "une phrase que personne ne devine"
_ASSETS = {"office_css": "/static/office.css"}


@cache
def _hashed() -> str:
    """Once for all tests: it is slow on purpose."""
    return make_password(PASSWORD)


def _try_out(trial: Trial, secrets: Sequence[str]) -> Tried:
    async def tried() -> Tried:
        reader = Reader(Guard(allow_private=("127.0.0.1",)))
        outcome = await try_out(reader, trial, secrets)
        await reader.close()
        return outcome

    return asyncio.run(tried())


def _trial_link(number: int, slug: str, url: str) -> str:
    return f"https://quelia.example/tester/{number}.{slug}.{len(url)}"


class Counter:
    """Everybody who may come. Requests are as browsers send them, in French."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open()
        attempts.clear()  # of attempts counted for others
        self.operator, _ = invite("lea@quelia.example", name="Léa")
        self.operator.password = _hashed()
        self.operator.save()
        self.owners = {slug: self._owner(slug) for slug in ("soleil", "vent")}
        self.people = {slug: invite(f"jean@{slug}.example", owner)[0] for slug, owner in self.owners.items()}

    def open(self) -> None:
        """As the start does it, with the key ring that lies in the folder by then."""
        settings = Settings(data=str(self.folder))
        vault = app.vault_of(settings)
        guard = Guard(allow_private=("127.0.0.1",))
        declarer = Declarer(vault, guard.target, lambda auth: auth.secret, folder=self.folder)
        place(Desk(declarer, vault, self.folder, _ASSETS, _try_out, _trial_link))

    def visitor(self, who: models.User | None = None, *, strict: bool = False) -> Client:
        """Somebody's browser, logged in already. strict: forms are looked at as outside of tests."""
        visitor = Client(enforce_csrf_checks=strict, headers={"accept-language": "fr"}, SERVER_NAME="localhost")
        if who is not None:
            visitor.force_login(who)
        return visitor

    def _owner(self, slug: str) -> models.Owner:
        owner = models.Owner.objects.create(slug=slug, name=slug.capitalize())
        models.Plant.objects.create(
            slug=f"plant-{slug}", owner=owner, name=f"Centrale {slug}", energy="solar", latitude=43.3, longitude=5.4,
            capacity="18.2 MW", published=True,
        )  # fmt: skip
        models.Map.objects.create(slug=f"map-{slug}", name=f"Carte {slug}", owners=[slug])
        return owner


@pytest.fixture
def counter(folder: Path) -> Counter:
    return Counter(folder)
