"""What customers put into their own sites: framed pages and a script. No cookie, nothing of a third party."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from quelia.web.assets import BuiltFiles
from quelia.web.listing import listing, selection
from quelia.web.pages import not_found, page
from quelia.web.sheet import plant_view
from quelia.web.window import language, window_of

STATIC = Path(__file__).parent / "static"
FILES = BuiltFiles(directory=STATIC, check_dir=False)


async def embedded_plant(request: Request) -> Response:
    """A plant's live value, to frame."""
    window = window_of(request)
    plant = window.plant(request.path_params["plant"])
    if plant is None:
        return not_found(request)
    lang = language(request)
    view = plant_view(plant, window.look_at_plant(plant), window.main_of(plant), lang)
    return page(window, "embed_plant.html", lang, {"plant": view})


async def embedded_map(request: Request) -> Response:
    """A map, to frame. What leads away from it opens beside the customer's site."""
    window = window_of(request)
    each = window.map(request.path_params["map"])
    if each is None:
        return not_found(request)
    lang = language(request)
    mark = {"map_href": f"/carte/{each.slug}?lang={lang}"}
    return page(window, "embed_map.html", lang, listing(window, each, selection(request), lang) | mark)


async def script(request: Request) -> Response:
    """`<quelia-live>` and `<quelia-map>` for pages of any origin. Its name never changes, so it is kept for minutes only."""
    response = await FILES.get_response("quelia.js", request.scope)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
