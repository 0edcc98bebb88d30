"""The table of what can be asked for. A page more is one line here."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from quelia.texts import texts
from quelia.web import api, embed, history, ops, pages, preview, push
from quelia.web.assets import PREFIX
from quelia.web.badge import badge
from quelia.web.bridge import bridge_report
from quelia.web.crowd import Crowd
from quelia.web.logo import logo
from quelia.web.look import look
from quelia.web.oembed import oembed
from quelia.web.security import READ_ONLY, SENT_TO, SecurityHeaders
from quelia.web.snapshot import Snapshots
from quelia.web.tester import Workbench, tester_page
from quelia.web.triallink import linked_page
from quelia.web.window import Window, language

log = structlog.get_logger()

ROUTES = (
    Route("/", pages.map_page),
    Route("/carte/{map}", pages.map_page),
    Route("/centrale/{plant}", pages.plant_page),
    Route("/tester", tester_page, methods=["GET", "POST"]),
    Route("/tester/{token}", linked_page, methods=["GET", "POST"]),
    Route("/embed/quelia.js", embed.script),
    Route("/embed/centrale/{plant}", embed.embedded_plant),
    Route("/embed/carte/{map}", embed.embedded_map),
    Route("/oembed", oembed),
    Route("/badge/{plant}.svg", badge),
    Route("/apercu/{token}", preview.preview_plant),
    Route("/apercu/{token}/carte/{map}", preview.preview_map),
    Route("/apercu/{token}/encarts", preview.preview_frames),
    Route("/apercu/{token}/embed/centrale", preview.preview_embedded_plant),
    Route("/apercu/{token}/embed/carte", preview.preview_embedded_map),
    Route("/apercu/{token}/embed/carte/{map}", preview.preview_embedded_map),
    Route("/apercu/{token}/ticket", preview.preview_ticket),
    Route("/logo/{name}.webp", logo),
    Route("/look/{accent}.css", look),
    Route("/v1/stream", api.stream_refused),
    Route("/v1/maps/{map}/readings", api.map_readings),
    Route("/v1/maps/{map}/plants.geojson", api.map_plants),
    Route("/v1/plants/{plant}", api.plant_sheet),
    Route("/v1/plants/{plant}/reading", api.plant_reading),
    Route("/v1/plants/{plant}/history", history.plant_history),
    Route(push.PATH, push.push, methods=["POST"]),
    Route("/v1/bridge", bridge_report, methods=["POST"]),
    Route("/v1/openapi.yaml", api.description),
    Route("/healthz", ops.healthz),
    Route("/readyz", ops.readyz),
    Route("/metrics", ops.metrics),
    Mount(PREFIX, embed.FILES),
)

Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def build(
    window: Window,
    crowd: Crowd,
    snapshots: Snapshots,
    lifespan: Lifespan,
    figures: Callable[[], bytes],
    office: ASGIApp | None = None,
    workbench: Workbench | None = None,
    push_door: push.Door | None = None,
) -> Starlette:
    """The web application.

    lifespan: runs what must run while it serves. figures: what /metrics says. office: answers below /admin/.
    workbench: what the pages of the tester need, which are not there without it. push_door: what takes in what is pushed.
    """

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        async with lifespan():
            yield

    app = Starlette(
        routes=[*ROUTES, *(_below_admin(office) if office else ())],
        middleware=[
            Middleware(SecurityHeaders),
            # as a handler of the application it would answer outside of all middleware, and the error be logged twice
            Middleware(ExceptionMiddleware, handlers={Exception: _failed}),
        ],
        exception_handlers={HTTPException: _refused},
        lifespan=living,
    )
    app.router.redirect_slashes = False  # it would lead to whatever host the request names
    app.state.window = window
    app.state.workbench, app.state.push_door = workbench, push_door
    app.state.crowd, app.state.snapshots, app.state.figures = crowd, snapshots, figures
    return app


def _below_admin(office: ASGIApp) -> tuple[BaseRoute, ...]:
    files = StaticFiles(packages=[("allauth.account", "static"), ("allauth.mfa", "static")])
    pages = (Mount(f"/{name}", office) for name in ("admin", "reponse", "suivi"))
    return Mount("/admin/static", files), Route("/admin", _to_the_office), *pages


async def _to_the_office(request: Request) -> Response:
    return RedirectResponse("/admin/", 308)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/v1/"):
        if error.status_code == 405:
            if request.url.path in SENT_TO:
                return push.NotTaken(405, "method", {"Allow": "POST"}).answer(request)
            return api.error(request, 405, "method", {"Allow": READ_ONLY})
        return api.error(request, error.status_code, "not_found", dict(error.headers or {}))
    if error.status_code == 404:
        return pages.not_found(request)
    return Response(status_code=error.status_code, headers=error.headers)


def _tellable(path: str) -> str:
    """What of an address may stand in a log: never its query, which may hold anything, nor a token, which opens something."""
    return re.sub(r"^/(apercu|tester|reponse|suivi)/[^/]+", r"/\1/…", path)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("request failed", path=_tellable(request.url.path), cause=type(error).__name__, exc_info=error)
    if request.url.path.startswith("/v1/"):
        return api.error(request, 500, "failure")
    return Response(texts(language(request), "api")["failure"], 500, media_type="text/plain; charset=utf-8")
