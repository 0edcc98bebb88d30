"""HTML of mails as plain text: lines where lines are seen, `>` before what is quoted, nothing of what is not seen."""

from html.parser import HTMLParser

_UNSEEN = {"head", "script", "style", "title", "template", "s", "del", "strike", "noscript"}
_BLOCKS = {
    "address", "article", "blockquote", "div", "dd", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul",
}  # fmt: skip
# what stands before the text of a cell or of an item
_BEGUN = {"td": "    ", "th": "    ", "li": "- "}
_LONGEST_LINK = 2000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._hidden: list[str] = []
        self._quoted = self._kept = 0
        self._link = ""
        self._shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.append(tag)
            return
        if tag in _UNSEEN:
            self._hidden.append(tag)
            return
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS or tag == "br":
            self._end_line(always=tag == "br")
        if tag == "blockquote":
            self._quoted += 1
        elif tag == "pre":
            self._kept += 1
        elif tag in _BEGUN:
            self._line.append(_BEGUN[tag])
        elif tag == "input":
            self._line.append(_box(given))
        elif tag == "a":
            self._link, self._shown = given.get("href", "")[:_LONGEST_LINK], []

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag == "a":
            self._end_link()
        if tag in _BLOCKS:
            self._end_line(always=tag == "p" and not self._line_says())  # an empty paragraph is an empty line
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        elif tag == "pre":
            self._kept = max(0, self._kept - 1)

    def handle_data(self, text: str) -> None:
        if self._hidden:
            return
        if self._kept:
            first, *more = text.split("\n")
            self._line.append(first)
            for each in more:
                self._end_line(always=True)
                self._line.append(each)
            return
        words = " ".join(text.split())
        spaced = f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1:].isspace() else ''}"
        self._line.append(spaced)
        self._shown.append(spaced)

    def _end_link(self) -> None:
        """Where the link leads, if that is not what is shown: a word, or a shortened address."""
        shown = "".join(self._shown).strip()
        if self._link.lower().startswith(("http://", "https://")) and not shown.lower().startswith(("http:", "https:")):
            self._line.append(f" <{self._link}>" if "@" not in shown else "")
        self._link = ""

    def _line_says(self) -> bool:
        return bool("".join(self._line).strip())

    def _end_line(self, always: bool = False) -> None:
        line = "".join(self._line).rstrip()
        self._line = []
        if line.strip() or always:
            self._lines.append(f"{'> ' * self._quoted}{line if self._kept else line.strip()}")

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)


def _box(given: dict[str, str]) -> str:
    if given.get("type", "").lower() in ("checkbox", "radio"):
        return "☒ " if "checked" in given else "☐ "
    return given.get("value", "")


def plain(markup: str) -> str:
    """The text of a page or a mail in HTML, as its reader sees it."""
    reader = _Reader()
    reader.feed(_closed(_without_comments(markup)))
    reader.close()
    return reader.text()


def _without_comments(markup: str) -> str:
    """Comments hold nothing to read; one that is never closed goes on to the end."""
    kept, at = [], 0
    while (start := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:start])
        end = markup.find("-->", start)
        at = end + len("-->") if end >= 0 else len(markup)
    return "".join([*kept, markup[at:]])


def _closed(markup: str) -> str:
    """With no tag left open at the end: the parser would look for its end again and again."""
    end = markup.rfind(">") + 1
    return markup[:end] + markup[end:].replace("<", "&lt;")
