"""Answers who asks: the bridge as the API that the owner does not have."""

import asyncio
import hmac
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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

from quelia.bridge.file import written_at
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.outputs.served import Board, Document, NotSaid
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.secret import key_file
from quelia.bridge.site import Site
from quelia.domain.bridge import Report

log = structlog.get_logger()

ASKS = ("port", "key")
_LOOK_AGAIN_S = 60.0
_AT_ONCE = 100  # callers; quelia is one
_encode = msgspec.json.Encoder().encode


class Settings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """host: 0.0.0.0 for callers from outside. certificate, certificate_key: PEM files, for HTTPS. key: a secret.

    key_in, key_name: where callers show it. origin: of the public map, for browsers that ask by themselves.
    """

    host: Annotated[str, Meta(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8490
    certificate: Annotated[str, Meta(max_length=1000)] = ""
    certificate_key: Annotated[str, Meta(max_length=1000)] = ""
    key: Annotated[str, Meta(max_length=1000)] = ""
    key_in: Literal["header", "query", "bearer"] = "header"
    key_name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$")] = "X-API-Key"
    origin: Annotated[str, Meta(pattern=r"^(\*|https?://[A-Za-z0-9.:\[\]-]{1,255})?$")] = ""
    max_age_s: Annotated[float, Meta(ge=1, le=86_400)] = 60.0


def opened(settings: Settings, site: Site) -> "Serve":
    """Raises ConfigError, or SecretMissing."""
    key = site.secret(settings.key) if settings.key else ""
    context = _context(settings, site.folder) if settings.certificate or settings.certificate_key else None
    return Serve(settings, site, key, context)


class Serve:
    """What callers are told. waiting, oldest_at, dropped, unsent: nothing is ever kept for later."""

    waiting, oldest_at, dropped, unsent, trouble, refused, ahead_s = 0, None, 0, 0, "", "", 0.0

    def __init__(self, settings: Settings, site: Site, key: str, context: ssl.SSLContext | None) -> None:
        self._settings, self._site, self._context = settings, site, context
        self._key = key.encode()
        self._board = Board(settings.max_age_s)
        self._server: _Server | None = None
        self.port = settings.port

    async def take(self, samples: Sequence[Sample]) -> None:
        self._board.note(samples)

    async def report(self, report: Report) -> None:
        """Nobody is told."""

    async def run(self) -> None:
        config = uvicorn.Config(
            _Shared(self.app(), self._settings),
            log_config=None,
            access_log=False,
            lifespan="off",
            limit_concurrency=_AT_ONCE,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        config.load()
        config.ssl = self._context
        self._server = _Server(config)
        family = socket.AF_INET6 if ":" in self._settings.host else socket.AF_INET
        with socket.create_server((self._settings.host, self._settings.port), family=family) as listener:
            self.port = listener.getsockname()[1]
            log.info("the bridge answers", host=self._settings.host, port=self.port, https=self._context is not None)
            renewing = asyncio.create_task(self._renew())
            serving = asyncio.create_task(self._server.serve([listener]))
            try:
                await asyncio.shield(serving)  # cut short, it would leave its callers' lines open
            finally:
                renewing.cancel()
                self._server.should_exit = True
                await asyncio.gather(renewing, serving, return_exceptions=True)

    async def close(self) -> None:
        if self._server is not None:
            self._server.should_exit = True

    def shown(self, samples: Sequence[Sample]) -> list[str]:
        board, now = Board(self._settings.max_age_s), self._site.clock()
        board.note(samples)
        scheme = "https" if self._context is not None else "http"
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
            return self._said(request, lambda: self._board.simple(self._site.clock()))

        async def whole(request: Request) -> Response:
            plant, quantity = request.path_params["plant"], request.path_params.get("quantity", "")
            return self._said(request, lambda: self._board.whole(plant, self._site.clock(), quantity))

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
            Route("/plants/{plant}", whole),
            Route("/plants/{plant}/{quantity}", whole),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: refused})

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

    async def _renew(self) -> None:
        """Take over a certificate that was renewed; new connections are shown it."""
        before = self._stamp()
        while self._context is not None:
            await asyncio.sleep(_LOOK_AGAIN_S)
            if (stamp := self._stamp()) != before:
                try:
                    # first beside: a certificate without its key would take from the one in use its own
                    _load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self._settings, self._site.folder)
                    _load(self._context, self._settings, self._site.folder)
                except (OSError, ssl.SSLError) as error:
                    log.warning("the new certificate cannot be used", cause=type(error).__name__)
                else:
                    log.info("the certificate was renewed")
                before = stamp

    def _stamp(self) -> tuple[float, ...]:
        names = filter(None, (self._settings.certificate, self._settings.certificate_key))
        return tuple(map(written_at, (key_file(self._site.folder, name) for name in names)))


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


def _context(settings: Settings, folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        _load(context, settings, folder)
    except (OSError, ssl.SSLError):
        raise ConfigError([Problem("output.certificate", "output_certificate", settings.certificate)]) from None
    return context


def _load(context: ssl.SSLContext, settings: Settings, folder: Path) -> None:
    # both in one file, where there is but one
    key = key_file(folder, settings.certificate_key or settings.certificate)
    context.load_cert_chain(key_file(folder, settings.certificate), key, password=lambda: "")
