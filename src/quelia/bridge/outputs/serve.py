"""Answers who asks: the bridge as the API that the owner does not have."""

import asyncio
import errno
import hmac
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Literal

import msgspec
import structlog
import uvicorn
from msgspec import Meta
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quelia.bridge.outputs.callers import callers
from quelia.bridge.outputs.certificate import Certificate
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.outputs.served import Board, Document, NotSaid, Now
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.bridge import Report

log = structlog.get_logger()

ASKS = ("port", "key")
_LEAST_AGE_S = 60.0
_AT_ONCE = 100  # connections of callers; quelia is one
_encode = msgspec.json.Encoder().encode


class Settings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """host: 0.0.0.0 for callers from outside. certificate, certificate_key: PEM files, for HTTPS. key: a secret.

    key_in, key_name: where callers show it. origin: of the public map, for browsers that ask by themselves.
    max_age_s: an older value is no value; absent, three intervals of the slowest input, and a minute at least.
    """

    host: Annotated[str, Meta(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8490
    certificate: Annotated[str, Meta(max_length=1000)] = ""
    certificate_key: Annotated[str, Meta(max_length=1000)] = ""
    key: Annotated[str, Meta(max_length=1000)] = ""
    key_in: Literal["header", "query", "bearer"] = "header"
    key_name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$", extra={"form": "key_name_form"})] = "X-API-Key"
    origin: Annotated[
        str, Meta(pattern=r"^(\*|https?://[A-Za-z0-9.:\[\]-]{1,255})?$", extra={"form": "origin_form"})
    ] = ""
    max_age_s: Annotated[float, Meta(ge=1, le=86_400)] | None = None


def opened(settings: Settings, site: Site) -> "Serve":
    """Raises ConfigError, or SecretMissing."""
    key = site.secret(settings.key) if settings.key else ""
    named = settings.certificate or settings.certificate_key
    certificate = Certificate(site.folder, settings.certificate, settings.certificate_key) if named else None
    return Serve(settings, site, key, certificate)


class Serve:
    """What callers are told. waiting, oldest_at, dropped, unsent: nothing is ever kept for later."""

    waiting, oldest_at, dropped, unsent, refused, ahead_s = 0, None, 0, 0, "", 0.0

    def __init__(self, settings: Settings, site: Site, key: str, certificate: Certificate | None) -> None:
        self._settings, self._site, self._certificate = settings, site, certificate
        self._key = key.encode()
        self._most_age_s = settings.max_age_s or max(_LEAST_AGE_S, 3 * site.slowest_s)
        self._board = Board(self._most_age_s)
        self._server: _Server | None = None
        self.port = settings.port
        self.trouble = ""

    async def take(self, samples: Sequence[Sample]) -> None:
        self._board.note(samples, self._site.monotonic())

    async def report(self, report: Report) -> None:
        """Nobody is told."""

    async def run(self) -> None:
        config = uvicorn.Config(
            _Shared(self.app(), self._settings),
            log_config=None,
            access_log=False,
            lifespan="off",
            http=callers(_AT_ONCE),
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        config.load()
        config.ssl = self._certificate.context if self._certificate is not None else None
        self._server = _Server(config)
        with self._listener() as listener:
            self.port = listener.getsockname()[1]
            log.info(
                "the bridge answers", host=self._settings.host, port=self.port, https=self._certificate is not None
            )
            beside = [asyncio.create_task(self._certificate.renew())] if self._certificate is not None else []
            serving = asyncio.create_task(self._server.serve([listener]))
            try:
                await asyncio.shield(serving)  # cut short, it would leave its callers' lines open
            finally:
                self._server.should_exit = True
                for each in beside:
                    each.cancel()
                await asyncio.gather(*beside, serving, return_exceptions=True)

    def _listener(self) -> socket.socket:
        """Raises OSError."""
        host = self._settings.host
        try:
            listener = socket.create_server(
                (host, self._settings.port),
                family=socket.AF_INET6 if ":" in host else socket.AF_INET,
                dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
            )
        except OSError as error:
            self.trouble = "port" if error.errno == errno.EADDRINUSE else "address"
            raise
        self.trouble = ""
        return listener

    async def close(self) -> None:
        if self._server is not None:
            self._server.should_exit = True

    def shown(self, samples: Sequence[Sample]) -> list[str]:
        board, now = Board(self._most_age_s), self._now()
        board.note(samples, now.monotonic)
        scheme = "https" if self._certificate is not None else "http"
        lines = []
        for path in ("/power", *(f"/plants/{plant}" for plant in board.plants if plant)):
            try:
                said: Document = board.simple(now) if path == "/power" else board.whole(path.rpartition("/")[2], now)
            except NotSaid as error:
                said = error.document
            lines.append(f"GET {scheme}://{self._settings.host}:{self.port}{path} → {_encode(said).decode()}")
        return lines

    def app(self) -> Starlette:
        async def power(request: Request) -> Response:
            return self._said(request, lambda: self._board.simple(self._now()))

        async def whole(request: Request) -> Response:
            plant, quantity = request.path_params["plant"], request.path_params.get("quantity", "")
            return self._said(request, lambda: self._board.whole(plant, self._now(), quantity))

        async def only(request: Request) -> Response:
            quantity = request.path_params.get("quantity", "")
            return self._said(request, lambda: self._board.whole(self._board.only, self._now(), quantity))

        async def index(request: Request) -> Response:
            return self._said(request, lambda: {"plants": self._board.plants})

        async def refused(_: Request, error: Exception) -> Response:
            assert isinstance(error, HTTPException)
            return _json(
                NotSaid(error.status_code, "method" if error.status_code == 405 else "unknown").document,
                error.status_code,
            )

        routes = [
            Route("/", index),
            Route("/power", power),
            Route("/plant", only),
            Route("/plant/{quantity}", only),
            Route("/plants/{plant}", whole),
            Route("/plants/{plant}/{quantity}", whole),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: refused})

    def _now(self) -> Now:
        return Now(self._site.clock(), self._site.monotonic())

    def _said(self, request: Request, document: Callable[[], Document]) -> Response:
        if not self._admits(request):
            headers = {"WWW-Authenticate": "Bearer"} if self._settings.key_in == "bearer" else {}
            return _json(NotSaid(401, "key").document, 401, headers)
        try:
            return _json(document(), 200)
        except NotSaid as error:
            return _json(error.document, error.status)

    def _admits(self, request: Request) -> bool:
        if not self._key:
            return True
        if self._settings.key_in == "query":
            shown = request.query_params.get(self._settings.key_name, "").encode()
        elif self._settings.key_in == "bearer":
            scheme, _, told = request.headers.get("authorization", "").partition(" ")
            shown = told.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
        else:
            shown = request.headers.get(self._settings.key_name, "").encode("latin-1")  # the bytes as they came
        return hmac.compare_digest(shown, self._key)


class _Server(uvicorn.Server):
    """Signals are the bridge's affair."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Shared:
    """What every answer says to browsers, and the answer to their question before a question."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        named = "Authorization" if settings.key_in == "bearer" else settings.key_name
        origin = settings.origin.encode()
        self._app = app
        self._headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        if origin:
            self._headers += [
                (b"access-control-allow-origin", origin),
                (b"access-control-allow-methods", b"GET, OPTIONS"),
                (b"access-control-allow-headers", f"Content-Type, {named}".encode()),
                (b"vary", b"Origin"),
            ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await sent({"type": "http.response.start", "status": 204, "headers": [(b"allow", b"GET, HEAD, OPTIONS")]})
            await sent({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, sent)


def _json(document: Document, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(_encode(document), status, headers, media_type="application/json")
