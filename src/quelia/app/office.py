"""The office behind the same port: Django's pages in a few threads, beside the loop that serves visitors."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.store.declaration import AuthEntry
from quelia.store.vault import Vault
from quelia.web.visitor import Proxies

TrialLink = Callable[[int, str, str], str]  # from the number, slug and URL of a source to a link for its technician

_LONGEST_S = 30.0  # of a trial: one call has ten seconds at most
_THREADS = 8  # each waits for one database most of the time


def office(
    settings: Settings,
    vault: Vault,
    guard: Guard,
    reader: Reader,
    assets: Mapping[str, str],
    trial_link: TrialLink,
    *,
    simulated: bool = False,
) -> ASGIApp:
    """The application below `/admin/`. reader: the one that polls; what is tried is what runs.

    simulated: whether the plants are the demo's, and stay marked as such when they are edited.
    """
    from django.core.wsgi import get_wsgi_application

    from quelia.admin.desk import Desk, place
    from quelia.store.declare import Declarer

    declarer = Declarer(vault, guard.target, _typed, folder=Path.cwd(), simulated=simulated)
    trier = _Trier(reader)
    place(Desk(declarer, vault, settings.folder, assets, trier.try_out, trial_link))
    django: ASGIApp = WSGIMiddleware(get_wsgi_application(), workers=_THREADS)  # type: ignore[arg-type, assignment]
    proxies = Proxies(settings.trusted_proxies)
    scheme = urlsplit(settings.public_url).scheme

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        trier.loop = asyncio.get_running_loop()
        # the mount is not told to Django: its own table begins with the same word
        whole = {**scope, "root_path": "", "scheme": scheme, "client": _visitor(scope, proxies)}
        await django(whole, receive, send)

    return app


class _Trier:
    """Tries sources out for threads of the office, on the loop where the reader lives."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.loop: asyncio.AbstractEventLoop | None = None

    def try_out(self, trial: Trial, secrets: Sequence[str]) -> Tried:
        assert self.loop is not None, "who asks came over the loop"
        trying = try_out(self._reader, trial, secrets)
        return asyncio.run_coroutine_threadsafe(trying, self.loop).result(_LONGEST_S)


def _visitor(scope: Scope, proxies: Proxies) -> tuple[str, int]:
    host, port = scope.get("client") or ("", 0)
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return proxies.visitor(host, forwarded), port


def _typed(auth: AuthEntry) -> str | None:
    """In the office a secret is typed: no form names a variable or a file of the server."""
    return auth.secret
