"""What a page makes a browser load: read from its HTML and its style sheets, and weighed."""

import itertools
import re
import zlib
from collections.abc import Awaitable, Callable, Iterable
from html.parser import HTMLParser
from typing import NamedTuple

# these name something without fetching it
_ONLY_NAMED = {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}
_FETCHING = {"src", "poster", "background"}
_IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
_BRANCH = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.I)


class Budget(NamedTuple):
    """most_kb: scripts and styles, inline ones included, as brotli sends them; of 1000 bytes. Requests: without the stream."""

    most_kb: float
    most_requests: int


# what the project promises: an embed is one of many things on somebody's page, a map is the page
EMBED, PLANT, MAP = Budget(10, 4), Budget(15, 4), Budget(110, 10)


class Page(HTMLParser):
    """The addresses that a page fetches, and the code it holds. urls: in order, without what stands in `data:`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.inline: list[str] = []
        self._within: str | None = None
        self._has_icon = False
        self.feed(html)
        self.close()
        if not self._has_icon:
            self.urls.append("/favicon.ico")  # which a browser asks for where no other is named

    @property
    def other_hosts(self) -> list[str]:
        return [url for url in self.urls if _BRANCH.match(url)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag if tag in ("script", "style") else None
        given = {name: value or "" for name, value in attrs}
        self.inline += [value for name, value in given.items() if name == "style" or name.startswith("on")]
        kinds = set(given.get("rel", "").split()) if tag == "link" else set()
        self._has_icon |= "icon" in kinds
        for name, value in given.items():
            fetched = name in _FETCHING or name.startswith("data-basemap")
            fetched |= tag == "link" and name == "href" and not kinds <= _ONLY_NAMED
            fetched |= tag in ("use", "image") and name in ("href", "xlink:href") and not value.startswith("#")
            fetched |= tag == "object" and name == "data"
            self._fetch([value] if fetched else [])
        self._fetch(each.split()[0] for each in given.get("srcset", "").split(",") if each.strip())

    def handle_endtag(self, tag: str) -> None:
        self._within = None

    def handle_data(self, data: str) -> None:
        if self._within and data.strip():
            self.inline.append(data)

    def _fetch(self, urls: Iterable[str]) -> None:
        self.urls += [url for url in urls if url and not url.startswith("data:") and url not in self.urls]


class Load(NamedTuple):
    """requests: the page itself and all that it fetches. code: bytes sent of each script and style sheet, and of all inline."""

    requests: list[str]
    code: dict[str, int]
    other_hosts: list[str]

    @property
    def kb(self) -> float:
        return sum(self.code.values()) / 1000


async def load_of(path: str, fetch: Callable[[str], Awaitable[tuple[bytes, bytes]]]) -> Load:
    """fetch: from a path to what is sent for it, and the same unpacked."""
    _, html = await fetch(path)
    page = Page(html.decode())
    code, requests = {"inline": inline_weight(page.inline)}, [path, *page.urls]
    for url in itertools.islice(requests, 1, None):  # what a style sheet imports has its turn too
        if url.endswith((".js", ".css")) and not _BRANCH.match(url):
            sent, text = await fetch(url)
            code[url] = len(sent)
            within = _IN_CSS.findall(text.decode()) if url.endswith(".css") else []
            requests += [each for each in within if not each.startswith(("data:", "#")) and each not in requests]
    return Load(requests, code, [url for url in requests if _BRANCH.match(url)])


def inline_weight(texts: list[str]) -> int:
    """Bytes of code that stands in a page, packed; brotli would be a little smaller."""
    return len(zlib.compress("\n".join(texts).encode(), 9)) if texts else 0
