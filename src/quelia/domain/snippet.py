"""What people paste into their own pages: frames, elements and badges of ours, as HTML or as Markdown."""

import re
from collections.abc import Mapping
from html import escape

# enough for what we show, and nothing more: neither the page around it nor what it can do is a frame's affair
_ALLOWED = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms"
_MARKED = re.compile(r"[\\`*_\[\]<>&!|~]")
_NOTHING: Mapping[str, str] = {}


def address(server: str, path: str, asked: Mapping[str, str] = _NOTHING) -> str:
    """A page of ours with what is asked of it. All of it are slugs and words of ours, which need no quoting."""
    query = "&".join(f"{name}={text}" for name, text in asked.items() if text)
    return f"{server}{path}?{query}" if query else f"{server}{path}"


def element(tag: str, attributes: Mapping[str, str | None], within: str = "") -> str:
    """An element in HTML. An attribute with None stands without a value, an empty one not at all. within: HTML."""
    given = [name if text is None else f'{name}="{escape(text)}"' for name, text in attributes.items() if text != ""]
    return f"<{' '.join([tag, *given])}>{within}</{tag}>"


def script(server: str) -> str:
    """What defines our elements, and makes frames as high as what they show."""
    return element("script", {"src": f"{server}/embed/quelia.js", "async": None})


def frame(src: str, title: str, *, width: str, height: str, fitted: bool = False) -> str:
    """width, height: in pixels, or a share such as `100%`. fitted: with our script, it is as high as what it shows.

    Nothing of it needs a style: a page with a strict policy would refuse that.
    """
    look: dict[str, str | None] = {"src": src, "title": title, "width": width, "height": height, "frameborder": "0"}
    return element("iframe", look | {"loading": "lazy", "sandbox": _ALLOWED} | _marked(fitted=fitted))


def picture(src: str, alt: str, *, width: str, dark: str = "") -> str:
    """dark: another picture for visitors whose system is dark."""
    image = element("img", {"src": src, "alt": alt, "width": width}).removesuffix("</img>")
    if not dark:
        return image
    source = element("source", {"media": "(prefers-color-scheme: dark)", "srcset": dark}).removesuffix("</source>")
    return element("picture", {}, f"\n  {source}\n  {image}\n")


def link(href: str, within: str) -> str:
    """within: HTML."""
    return element("a", {"href": href}, within)


def markdown(src: str, alt: str, href: str) -> str:
    """A picture that is a link."""
    return f"[![{_MARKED.sub(_escaped, alt)}]({src})]({href})"


def _marked(*, fitted: bool) -> dict[str, str | None]:
    return {"data-quelia-height": None} if fitted else {}


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
