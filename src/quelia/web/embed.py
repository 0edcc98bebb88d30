"""What customers put into their own sites: framed pages and a script. No cookie, nothing of a third party."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from quelia.web.assets import BuiltFiles
from quelia.web.pages import map_in, plant_in

STATIC = Path(__file__).parent / "static"
FILES = BuiltFiles(directory=STATIC, check_dir=False)


async def embedded_plant(request: Request) -> Response:
    """A plant's live value, to frame."""
    return plant_in(request, "embed_plant.html")


async def embedded_map(request: Request) -> Response:
    """A map, to frame. What leads away from it opens beside the customer's site."""
    return map_in(request, "embed_map.html")


async def script(request: Request) -> Response:
    """`<quelia-live>` and `<quelia-map>` for pages of any origin. Its name never changes, so it is kept for minutes only."""
    response = await FILES.get_response("quelia.js", request.scope)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
