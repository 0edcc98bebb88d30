"""The office behind the same port: Django's pages in a few threads, beside the loop that serves visitors."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from quelia.app.letters import facts_of
from quelia.app.looking import Looking
from quelia.app.loop import Loop
from quelia.app.parcel import Parcels
from quelia.domain.errors import SourceError
from quelia.domain.standing import Standing
from quelia.onboarding.invitation import Links
from quelia.settings import Settings
from quelia.sources.certificate import Certificate
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.store.bridges import Bridges
from quelia.store.declaration import AuthEntry
from quelia.store.record import Record
from quelia.store.vault import Vault
from quelia.web.specimen import specimen
from quelia.web.visitor import Proxies
from quelia.web.window import Window

_THREADS = 8  # each waits for one database most of the time


class Watched(Protocol):
    """How sources and plants do now, as the loop knows it."""

    async def sources(self) -> Mapping[int, Standing]: ...
    async def plants(self, slugs: Sequence[str]) -> Mapping[str, Standing]: ...
    async def points(self, number: int) -> Sequence[Standing]: ...


class Trials(Protocol):
    """What technicians and owners try out."""

    def link(self, number: int, slug: str, url: str) -> str: ...
    async def invited(self, who: str, trial: Trial, secrets: Sequence[str]) -> Tried | None: ...


def office(
    settings: Settings,
    vault: Vault,
    guard: Guard,
    reader: Reader,
    window: Window,
    watched: Watched,
    trials: Trials,
    *,
    simulated: bool = False,
) -> ASGIApp:
    """The application below `/admin/`, and of owners' links. reader: the one that polls; what is tried is what runs.

    window: what visitors look through; the office previews the same. watched: how sources do. trials: for those who
    have no account.
    simulated: whether the plants are the demo's, and stay marked as such when they are edited.
    """
    from quelia.admin.desk import Desk, Health, place
    from quelia.store.declare import Declarer
    from quelia.store.drafts import Drafts

    declarer = Declarer(vault, guard.target, _typed, folder=Path.cwd(), simulated=simulated)
    loop, looking = Loop(), Looking(window)
    place(
        Desk(
            declarer=declarer,
            drafts=Drafts(vault, declarer),
            vault=vault,
            folder=settings.folder,
            assets=window.assets,
            try_out=lambda trial, secrets: loop.found(try_out(reader, trial, secrets)),
            show_certificate=lambda url: loop.found(_certificate(reader, url)),
            issue_token=window.tokens.issue,
            trial_link=trials.link,
            try_as_stranger=lambda who, trial, secrets: loop.found(trials.invited(who, trial, secrets)),
            links=Links(vault.keys_for("owners' links")),
            look=lambda slug, lang: loop.found(looking.look(slug, lang)),
            draw=partial(specimen, window.render),
            facts=facts_of(settings),
            health=Health(
                lambda: loop.found(watched.sources()),
                lambda slugs: loop.found(watched.plants(slugs)),
                Record(settings.database_file),
                Bridges(settings.database_file),
                lambda number: loop.found(watched.points(number)),
            ),
            version=version("quelia"),
        )
    )
    return _pages(settings, loop)


def _pages(settings: Settings, loop: Loop) -> ASGIApp:
    """Django in its threads. loop: is told which one runs."""
    from django.core.wsgi import get_wsgi_application

    django = Parcels(WSGIMiddleware(get_wsgi_application(), workers=_THREADS))  # type: ignore[arg-type]
    proxies = Proxies(settings.trusted_proxies)
    scheme = urlsplit(settings.public_url).scheme

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loop.running = asyncio.get_running_loop()
        # the mount is not told to Django: its own table begins with the same word
        whole = {**scope, "root_path": "", "scheme": scheme, "client": _visitor(scope, proxies)}
        await django(whole, receive, send)

    return app


async def _certificate(reader: Reader, url: str) -> Certificate | None:
    try:
        return await reader.look(url)
    except SourceError:
        return None


def _visitor(scope: Scope, proxies: Proxies) -> tuple[str, int]:
    host, port = scope.get("client") or ("", 0)
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return proxies.visitor(host, forwarded), port


def _typed(auth: AuthEntry) -> str | None:
    """In the office a secret is typed: no form names a variable or a file of the server."""
    return auth.secret
