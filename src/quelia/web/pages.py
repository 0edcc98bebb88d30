"""The pages of the site itself: the map and the page of a plant."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quelia.domain.plant import DEFAULT_MAP
from quelia.texts import texts
from quelia.web.about import about_map, about_plant
from quelia.web.listing import listing, selection
from quelia.web.sheet import plant_view
from quelia.web.window import Window, language, window_of

_CACHED = "public, max-age=1"
_THEMES = ("light", "dark")


async def map_page(request: Request) -> Response:
    """The default map, or the one named in the path."""
    return map_in(request, "map.html")


async def plant_page(request: Request) -> Response:
    """One plant."""
    return plant_in(request, "plant.html")


def map_in(request: Request, template: str) -> Response:
    """The map that the path names, as a template shows it."""
    window, lang = window_of(request), language(request)
    each = window.map(request.path_params.get("map", DEFAULT_MAP))
    if each is None:
        return not_found(request)
    listed = listing(window, each, selection(request), lang)
    background = each.background if each.background in _THEMES else ""
    asked = request.query_params.get("plant", "")
    about = None if _is_framed(request) else about_map(window, each, lang, asked)
    return page(window, template, lang, listed | {"theme": theme(request) or background, "about": about})


def plant_in(request: Request, template: str) -> Response:
    """The plant that the path names, as a template shows it."""
    window, lang = window_of(request), language(request)
    plant = window.plant(request.path_params["plant"])
    if plant is None:
        return not_found(request)
    view = plant_view(plant, window.look_at_plant(plant), window.main_of(plant), lang)
    bare = request.query_params.get("show") == "value"  # in a frame below a heading of the site around it
    about = None if _is_framed(request) else about_plant(window, plant, lang)
    return page(window, template, lang, {"plant": view, "bare": bare, "theme": theme(request), "about": about})


def theme(request: Request) -> str:
    """light or dark, where the site around a frame knows which it needs; empty for what the visitor's system says."""
    asked = request.query_params.get("theme", "")
    return asked if _is_framed(request) and asked in _THEMES else ""


def _is_framed(request: Request) -> bool:
    return request.url.path.startswith("/embed/")


def not_found(request: Request) -> Response:
    words = texts(language(request), "visitor")["page"]
    facts = {"title": words["not_found"], "help": words["not_found_help"], "framed": _is_framed(request)}
    context = facts | {"theme": theme(request)}
    return page(window_of(request), "error.html", language(request), context, status=404)


def page(window: Window, template: str, lang: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """A page in `lang`. A shared cache may keep it for a second: what moves comes by the stream."""
    shared = {
        "lang": lang,
        "words": texts(lang, "visitor"),
        "assets": window.assets,
        "simulated": window.simulated,
        "home": "/",
    }
    headers = {"Cache-Control": _CACHED if status == 200 else "no-store", "Vary": "Accept-Language"}
    return HTMLResponse(window.render(template, shared | dict(context)), status, headers)
