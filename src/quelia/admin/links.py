"""Links as people write them: one on a line, first what it is called, then where it leads."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

_LINE = re.compile(r"(?P<label>.*?)[\s|]*(?P<url>https?://\S+)", re.IGNORECASE)


class NoLink(ValueError):
    """A line says nowhere to go. line: what stands there."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def links_of(text: str) -> list[dict[str, str]]:
    """`Le projet | https://…`; without a name, a link has that of its site. Raises NoLink."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise NoLink(line)
        found.append({"label": parts["label"].rstrip(" :–|") or _site(parts["url"]), "url": parts["url"]})
    return found


def as_lines(links: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(f"{link['label']} | {link['url']}" for link in links)


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
