"""Codes of a plant and of a map, as somebody chose them, and a page that shows what they become."""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from quelia.domain import snippet
from quelia.texts import texts

Options = Mapping[str, Any]
_FURTHER_PX = 48  # of a preview: the edges of a page, and a line below what stands in it
_MOST_FITTED_PX = 360  # as high as a frame of a plant becomes, whatever it is called
_LOW_PX = 200  # a badge, or a value, with the edges of a page


class Code(NamedTuple):
    """sort: its name in `texts/*/embedding.json`."""

    sort: str
    text: str

    @property
    def lines(self) -> int:
        """So many are seen where it is shown, long ones on several."""
        return sum(1 + len(line) // 60 for line in self.text.splitlines()) + 1


class Named(NamedTuple):
    """What is embedded."""

    slug: str
    name: str


def plant_codes(plant: Named, options: Options, server: str, lang: str) -> list[Code]:
    """server: the public address. lang: that of the words where the visitor's language decides."""
    if options["kind"] == "badge":
        return _badge(plant, options, server, lang)
    if options["kind"] == "element":
        within = snippet.link(_page("centrale", plant, options, server), escape(plant.name))
        given = {"plant": plant.slug, "lang": options["language"], "inline": None if options["inline"] else ""}
        return [Code("html", f"{snippet.script(server)}\n{snippet.element('quelia-live', given, within)}")]
    fitted = options["fit"] == "content"
    asked = _asked(options) | {"show": "value" if options["show"] == "value" else ""}
    src = snippet.address(server, f"/embed/centrale/{plant.slug}", asked)
    frame = snippet.frame(src, plant.name, width=_width(options), height=str(options["height"]), fitted=fitted)
    return [Code("html", f"{snippet.script(server)}\n{frame}" if fitted else frame)]


def map_codes(each: Named, options: Options, server: str) -> list[Code]:
    further = {"plant": options["plant"], "energy": options["energy"]}
    if options["kind"] == "element":
        within = snippet.link(_page("carte", each, options, server), escape(each.name))
        look = {"theme": _theme(options), "height": str(options["height"]), "lang": options["language"]}
        tag = snippet.element("quelia-map", {"map": each.slug, **further, **look}, within)
        return [Code("html", f"{snippet.script(server)}\n{tag}")]
    src = snippet.address(server, f"/embed/carte/{each.slug}", _asked(options) | further)
    return [Code("html", snippet.frame(src, each.name, width=_width(options), height=str(options["height"])))]


def policy(kind: str, options: Options, server: str) -> str:
    """What a content security policy of the site around must allow. kind: plant or map."""
    if options["kind"] == "badge":
        return f"img-src {server}"
    script, frame = f"script-src {server}", f"frame-src {server}"
    if options["kind"] == "element":
        return f"{script}; connect-src {server}" if kind == "plant" else f"{script}; {frame}"
    return f"{frame}; {script}" if options.get("fit") == "content" else frame


def preview(code: Code, options: Options, lang: str) -> dict[str, object]:
    """A page with the code in it, and how high it is to be shown. The code must be one without a server: it is ours."""
    words = texts(options["language"] or lang, "embedding")["preview"]
    body = code.text
    if options.get("inline") and options["kind"] == "element":
        before, after = words["sentence"].split("{value}")
        body = f"<p>{escape(before)}{code.text}{escape(after)}</p>"
    head = f'<meta charset="utf-8"><title>{escape(words["title"])}</title>'
    scheme = f'<meta name="color-scheme" content="{options["ground"]}">'
    page = f'<!doctype html><html lang="{options["language"] or lang}"><head>{head}{scheme}</head><body>{body}</body></html>'
    return {"page": page, "height": _height(options), "ground": options["ground"]}


def _height(options: Options) -> int:
    if options["kind"] == "badge" or ("inline" in options and options["kind"] == "element"):
        return _LOW_PX
    if options.get("fit") == "content":
        return _MOST_FITTED_PX
    return int(options["height"]) + _FURTHER_PX


def _badge(plant: Named, options: Options, server: str, lang: str) -> list[Code]:
    language = {"lang": options["language"]}
    alt = texts(options["language"] or lang, "embedding")["alt"].format(name=plant.name)
    theme = _theme(options)

    def src(asked: str) -> str:
        return snippet.address(server, f"/badge/{plant.slug}.svg", language | {"theme": asked})

    chosen = src("dark" if theme == "dark" else "")
    shown = snippet.picture(chosen, alt, width=_width(options), dark="" if theme else src("dark"))
    href = _page("centrale", plant, options, server)
    return [
        Code("html", snippet.link(href, shown)),
        Code("markdown", snippet.markdown(chosen, alt, href)),
    ]


def _page(kind: str, named: Named, options: Options, server: str) -> str:
    return snippet.address(server, f"/{kind}/{named.slug}", {"lang": options["language"]})


def _asked(options: Options) -> dict[str, str]:
    return {"lang": options["language"], "theme": _theme(options)}


def _theme(options: Options) -> str:
    return "" if options["theme"] == "auto" else str(options["theme"])


def _width(options: Options) -> str:
    return str(options["width"] or "100%")
