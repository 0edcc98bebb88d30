"""Logos: pictures that the office drew anew, each at an address of its own that nobody can guess."""

import asyncio
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quelia.store.errors import DatabaseUnusable
from quelia.texts import texts
from quelia.web.window import language, window_of

_NAME = re.compile(r"[A-Za-z0-9_-]{16,40}")
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


async def logo(request: Request) -> Response:
    """The picture of a name. Another picture has another one, so that a browser may keep it for good."""
    name = request.path_params["name"]
    try:
        content = await asyncio.to_thread(window_of(request).logo, name) if _NAME.fullmatch(name) else None
    except DatabaseUnusable:
        return Response(status_code=503, headers={"Cache-Control": "no-store", "Retry-After": "5"})
    if content is None:
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
        return PlainTextResponse(texts(language(request), "visitor")["page"]["not_found"], 404, headers)
    return Response(content, headers=_FOR_GOOD, media_type="image/webp")
