"""What a browser sends of a page in which nothing was touched."""

from html.parser import HTMLParser

_BUTTONS = ("submit", "button", "file")


def untouched(page: str) -> dict[str, list[str]]:
    """By name, the values of all fields of a page, without its buttons."""
    reader = _Reader()
    reader.feed(page)
    return reader.given


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, list[str]] = {}
        self._name, self._text, self._options = "", "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kind = told.get("type", "")
        if tag == "input" and kind not in _BUTTONS and (kind not in ("checkbox", "radio") or "checked" in told):
            self._give(told.get("name", ""), told.get("value", "on" if kind == "checkbox" else ""))
        elif tag in ("textarea", "select"):
            self._name, self._text, self._options = told.get("name", ""), "", []
        elif tag == "option":
            self._options.insert(0 if "selected" in told else len(self._options), told.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # a first line break is none, and others are sent as HTTP has them
            self._give(self._name, self._text.removeprefix("\r").removeprefix("\n").replace("\n", "\r\n"))
        elif tag == "select" and self._options:
            self._give(self._name, self._options[0])

    def _give(self, name: str, value: str) -> None:
        if name:
            self.given.setdefault(name, []).append(value)
