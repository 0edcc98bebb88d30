"""`POST /v1/bridge`: a bridge tells how it does, with its push key."""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quelia.domain.bridge import Report
from quelia.domain.reading import iso
from quelia.store.errors import DatabaseUnusable
from quelia.web.push import NotTaken, door_of, json_of

_MOST_BYTES = 8 * 1024
_AGAIN_S = 30  # the next one comes in a minute anyhow
_decode = msgspec.json.Decoder(Report).decode


async def bridge_report(request: Request) -> Response:
    """202 once it is kept. What it says is shown to those who look after the source, and to nobody else."""
    door = door_of(request)
    assert door.bridges is not None
    try:
        key, source = door.admitted(request)
        report, now = _report(await json_of(request, _MOST_BYTES)), door.clock()
        await asyncio.to_thread(door.bridges.note, key.number, source.id, report, now)
    except DatabaseUnusable:
        return NotTaken(503, "unavailable", {"Retry-After": str(_AGAIN_S)}).answer(request)
    except NotTaken as error:
        return error.answer(request)
    return JSONResponse({"at": iso(now)}, 202, {"Cache-Control": "no-store"})


def _report(body: bytes) -> Report:
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # whatever is wrong with it: a program of ours sent it, and its maker reads the description
        raise NotTaken(422, "report") from None
