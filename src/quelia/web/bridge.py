"""`POST /v1/bridge`: a bridge tells how it does, with its push key."""

import asyncio
import time

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quelia.domain.bridge import Report
from quelia.domain.catalog import PushKey
from quelia.domain.push import digest
from quelia.domain.reading import iso
from quelia.store.bridges import Bridges
from quelia.store.errors import DatabaseUnusable
from quelia.web import api
from quelia.web.window import window_of

log = structlog.get_logger()

_MOST_BYTES = 8 * 1024
_RETRY_S = 30
_decode = msgspec.json.Decoder(Report).decode


async def bridge_report(request: Request) -> Response:
    """202 once it is kept. What it says is shown to those who look after the source, and to nobody else."""
    key = _key(request)
    if key is None:
        return api.error(request, 401, "bridge_key", {"WWW-Authenticate": "Bearer"})
    body = await _body(request)
    if body is None:
        return api.error(request, 413, "bridge_too_large", {"Connection": "close"})
    try:
        report = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return api.error(request, 400, "bridge_report")
    bridges: Bridges = request.app.state.bridges
    now = time.time()
    try:
        await asyncio.to_thread(bridges.note, key.number, key.source, report, now)
    except DatabaseUnusable:
        log.warning("report of a bridge not kept", source_id=key.source)
        return api.error(request, 503, "bridge_away", {"Retry-After": str(_RETRY_S)})
    return JSONResponse({"at": iso(now)}, 202, {"Cache-Control": "no-store"})


def _key(request: Request) -> PushKey | None:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return window_of(request).catalog.push_keys.get(digest(shown.strip()))


async def _body(request: Request) -> bytes | None:
    """None where there is more of it than a bridge has to tell."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return body
