"""What those who run quelia ask: does the process answer, and is it ready?"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quelia.web.window import window_of

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

_FRESH = {"Cache-Control": "no-store"}


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


async def readyz(request: Request) -> Response:
    """The latest readings are loaded and this process serves them; 503 until then."""
    ready = window_of(request).ready
    return JSONResponse({"status": "ready" if ready else "starting"}, 200 if ready else 503, _FRESH)


async def metrics(request: Request) -> Response:
    """What quelia measures about itself, for Prometheus. Not for visitors: the proxy keeps it from them."""
    figures = await asyncio.to_thread(request.app.state.figures)
    return Response(figures, headers=_FRESH | {"Content-Type": _EXPOSITION})
