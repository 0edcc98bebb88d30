"""The office as its people meet it: two owners with a plant each, and somebody who is logged in."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as attempts
from django.db import connection
from django.test import Client

import quelia.web
from quelia import app
from quelia.admin import idle  # noqa: F401 - as the first request would: it hears who signs in
from quelia.admin.accounts import invite
from quelia.admin.desk import Desk, Health, Seen, desk, place
from quelia.admin.render import Renderer
from quelia.domain.errors import SourceError
from quelia.domain.standing import Standing
from quelia.onboarding.invitation import Links
from quelia.settings import Settings
from quelia.sources.certificate import Certificate
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.store import models
from quelia.store.bridges import Bridges
from quelia.store.declaration import read
from quelia.store.declare import Declarer
from quelia.store.drafts import Drafts
from quelia.store.record import Record
from quelia.store.trials import give
from quelia.web.specimen import specimen
from quelia.web.token import Tokens
from tests.store.cellar import django_on

PASSWORD = "une phrase que personne ne devine"
_OWNERS = ("soleil", "vent")
_ASSETS = {"office_css": "/static/office.css"}
_ASSETS = {"office_css": "/static/office.css", "owner_css": "/static/owner.css", "owner_js": "/static/owner.js"}
_RENDER = Renderer(Path(quelia.web.__file__).parent / "templates")


def _try_out(trial: Trial, secrets: Sequence[str]) -> Tried:
    async def tried() -> Tried:
        reader = Reader(Guard(allow_private=("127.0.0.1",)))
        outcome = await try_out(reader, trial, secrets)
        await reader.close()
        return outcome

    return asyncio.run(tried())


def _show_certificate(url: str) -> Certificate | None:
    async def looked() -> Certificate | None:
        reader = Reader(Guard(allow_private=("127.0.0.1",)))
        try:
            return await reader.look(url)
        except SourceError:
            return None
        finally:
            await reader.close()

    return asyncio.run(looked())


def _trial_link(number: int, slug: str, url: str) -> str:
    give(slug)
    return f"https://quelia.example/tester/{number}.{slug}.{len(url)}"


class Counter:
    """Everybody who may come. Requests are as browsers send them, in French.

    strangers: who had an owner's server asked without an account; impatient: whether they have to wait.
    seen: what previews show, by plant. sources, standings: how sources do, by number, and plants, by slug.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.strangers: list[str] = []
        self.impatient = False
        self.seen: dict[str, Seen] = {}
        self.sources: dict[int, Standing] = {}
        self.standings: dict[str, Standing] = {}
        self.open()
        attempts.clear()  # of attempts counted for others
        users = {user.email: user for user in models.User.objects.select_related("owner")}
        self.operator = users["lea@quelia.example"]
        self.people = {slug: users[f"jean@{slug}.example"] for slug in _OWNERS}
        self.owners = {slug: models.Owner.objects.get(slug=slug) for slug in _OWNERS}

    def open(self) -> None:
        """As the start does it, with the key ring that lies in the folder by then."""
        settings = Settings(data=str(self.folder))
        vault = app.vault_of(settings)
        guard = Guard(allow_private=("127.0.0.1",))
        declarer = Declarer(vault, guard.target, lambda auth: auth.secret, folder=self.folder)
        self.tokens = Tokens(vault.keys_for("preview tokens"), time.time)
        place(
            Desk(
                declarer=declarer,
                drafts=Drafts(vault, declarer),
                vault=vault,
                folder=self.folder,
                assets=_ASSETS,
                try_out=_try_out,
                show_certificate=_show_certificate,
                trial_link=_trial_link,
                issue_token=self.tokens.issue,
                links=Links(vault.keys_for("owners' links")),
                try_as_stranger=self._as_stranger,
                look=lambda slug, _: self.seen.get(slug),
                draw=partial(specimen, _RENDER),
                facts=app.facts_of(settings),
                health=Health(
                    lambda: self.sources,
                    lambda _: self.standings,
                    Record(self.folder / "quelia.sqlite3"),
                    Bridges(self.folder / "quelia.sqlite3"),
                ),
                version="2.0.0",
            )
        )

    def visitor(self, who: models.User | None = None, *, strict: bool = False) -> Client:
        """Somebody's browser, logged in already. strict: forms are looked at as outside of tests."""
        visitor = Client(enforce_csrf_checks=strict, headers={"accept-language": "fr"}, SERVER_NAME="localhost")
        if who is not None:
            visitor.force_login(who)
        return visitor

    def _as_stranger(self, who: str, trial: Trial, secrets: Sequence[str]) -> Tried | None:
        """As `/tester` does; here loopback stands for a public address."""
        self.strangers.append(who)
        return None if self.impatient else _try_out(trial, secrets)

    def connect(self, owner: str, secret: str = "k") -> None:
        """Give the plant of an owner a source with a key: `source-soleil`."""
        point = {"plant": f"plant-{owner}", "quantity": "power", "path": "kw", "unit": "kW"}
        auth = {"type": "header", "name": "X-Key", "secret": secret}
        source = {"slug": f"source-{owner}", "owner": owner, "url": "https://scada.example.org/live", "auth": auth}
        desk().declarer.declare(read({"source": [source | {"point": [point]}]}))

    def receive(self, owner: str) -> None:
        """Let the owner of a plant send us its temperature: `push-soleil`."""
        point = {"plant": f"plant-{owner}", "quantity": "temperature", "unit": "°C"}
        source = {"slug": f"push-{owner}", "owner": owner, "push": True, "interval_s": 60}
        desk().declarer.declare(read({"source": [source | {"point": [point]}]}))


def _furnish() -> None:
    """Write everybody who may come into the database that Django is led to."""
    operator, _ = invite("lea@quelia.example", name="Léa")
    operator.password = make_password(PASSWORD)
    operator.save()
    for slug in _OWNERS:
        owner = models.Owner.objects.create(slug=slug, name=slug.capitalize())
        models.Plant.objects.create(
            slug=f"plant-{slug}", owner=owner, name=f"Centrale {slug}", energy="solar", latitude=43.3, longitude=5.4,
            capacity="18.2 MW", published=True,
        )  # fmt: skip
        models.Map.objects.create(slug=f"map-{slug}", name=f"Carte {slug}", owners=[slug])
        invite(f"jean@{slug}.example", owner)


@pytest.fixture(scope="session")
def furnished(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everybody in it. Each test has a copy of it."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copy(prepared / "quelia.sqlite3", folder)
    with django_on(folder):
        _furnish()
    return folder


@pytest.fixture
def counter(folder: Path, furnished: Path) -> Counter:
    connection.close()
    shutil.copy(furnished / "quelia.sqlite3", folder)
    return Counter(folder)
