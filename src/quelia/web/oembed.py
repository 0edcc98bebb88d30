"""oEmbed (https://oembed.com): from the address of a map or a plant to the code that shows it. What is not public is unknown."""

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from quelia.domain import snippet
from quelia.domain.plant import DEFAULT_MAP, ENERGIES
from quelia.texts import LANGUAGES, texts
from quelia.web.window import Window, language, window_of

_PAGE = re.compile(r"/(?:embed/)?(carte|centrale)/([a-z0-9-]+)/?", re.ASCII)
_LENGTH = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT_S = 3600  # a name changes rarely; the value in the frame renews itself
_HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
_SIZES = {"carte": (800, 480), "centrale": (340, 180)}  # pixels


class Found(NamedTuple):
    """kind: the word in its address. asked: what of the address goes on into the frame."""

    kind: str
    slug: str
    title: str
    asked: Mapping[str, str]


async def oembed(request: Request) -> Response:
    """`?url=`, and perhaps `format`, `maxwidth` and `maxheight`."""
    query, window = request.query_params, window_of(request)
    form = query.get("format", "json")
    if form not in ("json", "xml"):
        return _refused(request, 501, "format")
    found = _found(window, query.get("url", ""))
    if found is None:
        return _refused(request, 404, "not_found")
    told = _told(window, found, query.get("maxwidth", ""), query.get("maxheight", ""))
    if form == "xml":
        return Response(_xml(told), headers=_HEADERS, media_type="text/xml")
    return Response(msgspec.json.encode(told), headers=_HEADERS, media_type="application/json")


def _found(window: Window, text: str) -> Found | None:
    try:
        url = urlsplit(text)
    except ValueError:
        return None
    ours = urlsplit(window.public_url)
    if url.scheme.lower() not in ("http", "https") or url.netloc.lower() != ours.netloc.lower():
        return None
    path = _PAGE.fullmatch(url.path)
    kind, slug = path.groups() if path else ("carte", DEFAULT_MAP)
    if path is None and url.path not in ("", "/"):
        return None
    named = window.map(slug) if kind == "carte" else window.plant(slug)
    return Found(kind, slug, named.name, _asked(window, kind, slug, url)) if named else None


def _asked(window: Window, kind: str, slug: str, url: SplitResult) -> dict[str, str]:
    """What a frame can be asked for, and no other word of the address: it is written into a code."""
    known = {"lang": set(LANGUAGES), "theme": {"light", "dark"}}
    if kind == "centrale":
        known["show"] = {"value"}
    elif each := window.map(slug):
        known |= {"plant": {plant.slug for plant in window.catalog.on_map(each)}, "energy": set(ENERGIES)}
    given = dict(parse_qsl(url.query))
    return {name: given[name] for name, words in known.items() if given.get(name) in words}


def _told(window: Window, found: Found, most_wide: str, most_tall: str) -> dict[str, object]:
    wide, tall = _SIZES[found.kind]
    width, height = _within(wide, most_wide), _within(tall, most_tall)
    src = snippet.address(window.public_url, f"/embed/{found.kind}/{found.slug}", found.asked)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": "Quelia",
        "provider_url": f"{window.public_url}/",
        "title": found.title,
        "cache_age": _KEPT_S,
        "html": snippet.frame(src, found.title, width=str(width), height=str(height)),
        "width": width,
        "height": height,
    }


def _within(usual: int, most: str) -> int:
    """A limit that is none says nothing."""
    return min(usual, int(most)) if _LENGTH.fullmatch(most) else usual


def _xml(told: Mapping[str, object]) -> str:
    rows = "".join(f"<{name}>{escape(_NOT_XML.sub('', str(text)))}</{name}>" for name, text in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{rows}</oembed>\n'


def _refused(request: Request, status: int, code: str) -> Response:
    message = texts(language(request), "about")["oembed"][code]
    body = msgspec.json.encode({"error": {"code": code, "message": message}})
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(body, status, headers, media_type="application/json")
