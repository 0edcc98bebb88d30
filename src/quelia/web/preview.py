"""Previews: the pages of one plant as they would be if it, and the drafts of its sources, were public.

The same templates, scripts and styles as those of the public pages. Who has the token in the address sees them.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quelia.domain.catalog import draft_channel, map_channel, plant_channel
from quelia.domain.plant import DEFAULT_MAP, Map, Plant
from quelia.domain.quantity import main_of
from quelia.domain.reading import Shown
from quelia.texts import texts
from quelia.web.listing import listing, selection
from quelia.web.pages import not_found, page
from quelia.web.sheet import plant_view
from quelia.web.window import Window, language, window_of

# what was made in the office a moment ago is known here with the next look at the catalog, a second later
_SOON_S, _AGAIN_S = 3.0, 0.1


@dataclass(kw_only=True)
class PreviewWindow(Window):
    """A window behind which one plant stands as its preview has it, on its maps too, among what is public."""

    previewed: Plant

    def plant(self, slug: str) -> Plant | None:
        return self.previewed if slug == self.previewed.slug else super().plant(slug)

    def plants_on(self, each: Map) -> list[Plant]:
        return self.catalog.on_map(each, also=self.previewed)

    def main_of(self, plant: Plant) -> str | None:
        if plant.slug != self.previewed.slug:
            return super().main_of(plant)
        return main_of(self.catalog.preview_of(plant.slug).quantities)

    def look_at_plant(self, plant: Plant) -> Shown:
        if plant.slug != self.previewed.slug:
            return super().look_at_plant(plant)
        channel = draft_channel(plant.slug)
        self.demand.asked(channel)
        return self.hub.shown(channel)[0]

    def look_at_map(self, each: Map) -> dict[str, Shown]:
        readings = {shown.plant: shown for shown in self.hub.shown(map_channel(each.slug))}
        for slug in readings:
            if slug != self.previewed.slug:  # its accepted source is not what is looked at
                self.demand.asked(plant_channel(slug))
        return {**readings, self.previewed.slug: self.look_at_plant(self.previewed)}


async def preview_plant(request: Request) -> Response:
    """The page of the plant."""
    return await _previewed(request, "plant.html", _plant)


async def preview_map(request: Request) -> Response:
    """A map with the plant on it."""
    return await _previewed(request, "map.html", _map)


async def preview_frames(request: Request) -> Response:
    """What others may put into their sites, in frames as it would be there."""
    return await _previewed(request, "preview_frames.html", _plant)


async def preview_embedded_plant(request: Request) -> Response:
    """What stands in such a frame: the plant."""
    return await _previewed(request, "embed_plant.html", _plant)


async def preview_embedded_map(request: Request) -> Response:
    """What stands in such a frame: a map."""
    return await _previewed(request, "embed_map.html", _map)


async def preview_ticket(request: Request) -> Response:
    """A fresh ticket for the stream, for a page that is open; 404 once its token opens nothing any more."""
    plant = await _opened(request)
    if plant is None:
        return _over(request)
    return PlainTextResponse(request.app.state.crowd.tickets.issue([plant.slug]))


async def _previewed(request: Request, template: str, contents: Any) -> Response:
    """contents: what a template is told, from the request and the window; None where there is no such map."""
    plant = await _opened(request)
    if plant is None:
        return _over(request)
    window = PreviewWindow(**vars(window_of(request)), previewed=plant)
    context = contents(request, window)
    if context is None:
        return not_found(request)
    return page(window, template, language(request), {**context, **_around(request, window)})


async def _opened(request: Request) -> Plant | None:
    """The plant that the token in the address opens; None where it opens nothing, whatever the reason."""
    window = window_of(request)
    token = window.tokens.read(request.path_params["token"])
    if token is None:
        return None
    loop = asyncio.get_running_loop()
    until = loop.time() + _SOON_S
    while loop.time() < until:
        plant, withdrawn = window.catalog.numbered(token.plant), window.catalog.withdrawn.get(token.plant, 0)
        if token.withdrawn is not None and token.withdrawn < withdrawn:
            return None
        if plant is not None and token.withdrawn in (None, withdrawn):
            return plant
        await asyncio.sleep(_AGAIN_S)
    return None


def _over(request: Request) -> Response:
    lang = language(request)
    words = texts(lang, "preview")
    context = {"title": words["over"], "help": words["over_help"], "framed": _is_framed(request)}
    return page(window_of(request), "error.html", lang, context, status=404)


def _plant(request: Request, window: PreviewWindow) -> Mapping[str, object]:
    lang, plant = language(request), window.previewed
    view = plant_view(plant, window.look_at_plant(plant), window.main_of(plant), lang)
    return {"plant": view | {"href": _href(request)}}


def _map(request: Request, window: PreviewWindow) -> Mapping[str, object] | None:
    each = window.map(request.path_params.get("map") or _first_map(window))
    if each is None:
        return None
    context: dict[str, Any] = listing(window, each, selection(request), language(request))
    for view in context["plants"]:
        if view["slug"] == window.previewed.slug:
            view["href"] = _href(request)
    context["map"]["href"] = _href(request, f"/carte/{each.slug}")
    return context


def _around(request: Request, window: PreviewWindow) -> dict[str, object]:
    """What the templates say of the preview itself. home: where a map stands, in the place of `/`."""
    plant, lang = window.previewed, language(request)
    words = texts(lang, "preview")
    maps = window.catalog.maps_of(plant)
    here = request.url.path.removeprefix(_base(request))
    ways = [
        ("", words["plant"]),
        *((f"/carte/{each.slug}", words["map"].format(name=each.name)) for each in maps),
        ("/encarts", words["frames"]),
    ]
    said = "unpublished" if not plant.published else "same"
    if plant.published and window.catalog.preview_of(plant.slug).draft:
        said = "changes"
    return {
        "home": f"{_base(request)}/carte/{_first_map(window)}",
        "preview": {
            "words": words,
            "said": words["said"][said],
            "framed": _is_framed(request),
            "ticket": request.app.state.crowd.tickets.issue([plant.slug]),
            "base": _base(request),
            "ways": [{"href": _href(request, to, plant.slug), "word": word, "here": to == here} for to, word in ways],
        },
    }


def _first_map(window: PreviewWindow) -> str:
    """One on which the plant stands, the default one if it does; that one too where it stands on none."""
    return next((each.slug for each in window.catalog.maps_of(window.previewed)), DEFAULT_MAP)


def _href(request: Request, to: str = "", plant: str = "") -> str:
    """plant: chosen on a map."""
    chosen = {"plant": plant} if to.startswith("/carte/") and plant else {}
    return f"{_base(request)}{to}?{urlencode({**chosen, 'lang': language(request)})}"


def _base(request: Request) -> str:
    return f"/apercu/{request.path_params['token']}"


def _is_framed(request: Request) -> bool:
    """In a frame of ours all is said around it; a browser that does not tell is told too much rather than too little."""
    return request.headers.get("sec-fetch-dest") == "iframe"
