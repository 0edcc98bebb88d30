"""What customers put into their own sites: framed pages and a script. No cookie, nothing of a third party."""

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from quelia.web.assets import BuiltFiles
from quelia.web.pages import map_in, plant_in
from quelia.web.security import framed_by
from quelia.web.window import window_of

STATIC = Path(__file__).parent / "static"
FILES = BuiltFiles(directory=STATIC, check_dir=False)


async def embedded_plant(request: Request) -> Response:
    """A plant's live value, to frame."""
    plant = window_of(request).plant(request.path_params["plant"])
    return _framed(plant_in(request, "embed_plant.html"), window_of(request).catalog.sites_of(plant) if plant else ())


async def embedded_map(request: Request) -> Response:
    """A map, to frame. What leads away from it opens beside the customer's site."""
    each = window_of(request).map(request.path_params["map"])
    return _framed(map_in(request, "embed_map.html"), each.sites if each else ())


def _framed(response: Response, sites: Sequence[str]) -> Response:
    response.headers["Content-Security-Policy"] = framed_by(sites)
    return response


async def script(request: Request) -> Response:
    """`<quelia-live>` and `<quelia-map>` for pages of any origin. Its name never changes, so it is kept for minutes only."""
    response = await FILES.get_response("quelia.js", request.scope)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
