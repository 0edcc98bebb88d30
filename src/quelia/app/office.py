"""The office behind the same port: Django's pages in a few threads, beside the loop that serves visitors."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.store.declaration import AuthEntry
from quelia.store.vault import Vault
from quelia.web.visitor import Proxies

_THREADS = 8  # each waits for one database most of the time


def office(settings: Settings, vault: Vault, guard: Guard, assets: Mapping[str, str]) -> ASGIApp:
    """The application below `/admin/`."""
    from django.core.wsgi import get_wsgi_application

    from quelia.admin.desk import Desk, place
    from quelia.store.declare import Declarer

    declarer = Declarer(vault, guard.target, _typed, folder=Path.cwd())
    place(Desk(declarer, vault, settings.folder, assets))
    django: ASGIApp = WSGIMiddleware(get_wsgi_application(), workers=_THREADS)  # type: ignore[arg-type, assignment]
    proxies = Proxies(settings.trusted_proxies)
    scheme = urlsplit(settings.public_url).scheme

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # the mount is not told to Django: its own table begins with the same word
        whole = {**scope, "root_path": "", "path": scope["path"], "scheme": scheme, "client": _visitor(scope, proxies)}
        await django(whole, receive, send)

    return app


def _visitor(scope: Scope, proxies: Proxies) -> tuple[str, int]:
    host, port = scope.get("client") or ("", 0)
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return proxies.visitor(host, forwarded), port


def _typed(auth: AuthEntry) -> str | None:
    """In the office a secret is typed: no form names a variable or a file of the server."""
    return auth.secret
