"""An example as people paste it, to JSON that can be read: nothing is added that does not stand there.

Parsers of JSON5 know neither quotes that a mail program made round, nor ellipses, nor ends that are cut off; those that
"repair" fill in values. Here a value is taken as it is written, or left out.
"""

import html
import re

import msgspec

from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.onboarding.answer.text.lexing import Token, tokens

_LONGEST = 100_000  # characters; what a plant gives now is seldom more than a few thousand
_DEEPEST = 60
_HEAD = re.compile(r"HTTP/[0-9.]+ [0-9]{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)*\s*?\n", re.I)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*\w*[ \t]*$", re.M)
_PAIR = re.compile(r"""\s*(?:["'“”„«‘’`][^\n"'“”»’`]*["'“”»’`]\s*:|[\w.-]+\s*:\s*[^\s{\[])""")
_ESCAPED = re.compile(r"(?<!\\)\\\"")


def mended(text: str) -> tuple[str, bool]:
    """The first document of `text` as strict JSON, and whether anything had to be changed for it.

    Empty where there is none, an empty one, or nothing that can be read. What is no JSON value but stands where one should,
    such as 15,8 or 12 kW, becomes a text as it is written; what is cut off or left out with an ellipsis is left out.
    """
    text = text.lstrip("\ufeff \t\r\n\u00a0").replace("\r\n", "\n").replace("\r", "\n")
    if not text or len(text) > _LONGEST:
        return "", False
    if _holds_something(text.strip()):
        return text.strip(), False
    read = _Reader(_bare(text)).document()
    return (read, True) if _holds_something(read) else ("", False)


def _holds_something(text: str) -> bool:
    try:
        document = decode(text.encode("utf-8", "replace"))
    except SourceError:
        return False
    return bool(document) if isinstance(document, dict | list) else _is_number(document)


def _is_number(document: object) -> bool:
    return isinstance(document, int | float) and not isinstance(document, bool)


def _bare(text: str) -> str:
    """Without what stands round a document, and with the braces that were not copied; empty where there is none."""
    if text.startswith("<"):
        return ""  # XML, or a page: a script in it is no example
    if (head := _HEAD.match(text)) is not None:
        text = text[head.end() :]
    text = _FENCE.sub("", text)
    if "&quot;" in text:
        text = html.unescape(text)
    if '"' in text and not re.search(r'(?<!\\)"', text):
        text = _ESCAPED.sub('"', text)  # copied out of a log, or of a program
    if _PAIR.match(text):
        return f"{{{text}\n}}"
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    return text[min(starts) :] if starts else ""


class _Unreadable(Exception):
    """What comes next cannot be part of a document."""


class _Reader:
    """Reads tokens into JSON, leniently: from the first thing on that makes no sense, the document is cut off."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next: Token = next(self._tokens)
        self._cut = False

    def document(self) -> str:
        try:
            return self._value(0) or ""
        except _Unreadable:
            return ""

    def _take(self) -> Token:
        taken = self._next
        self._next = next(self._tokens)
        return taken

    def _value(self, depth: int) -> str | None:
        """JSON text; None for what is left out or cut off."""
        if depth > _DEEPEST:
            raise _Unreadable
        token = self._take()
        match token.kind:
            case "{":
                return self._object(depth)
            case "[":
                return self._list(depth)
            case "value" | "string":
                return token.text
            case "ellipsis":
                return None
        self._cut = True
        return None

    def _object(self, depth: int) -> str:
        pairs: list[str] = []
        while not self._over("}"):
            if self._next.kind not in ("string", "value"):
                self._cut = True
                break
            key = self._take().text
            key = key if key.startswith('"') else msgspec.json.encode(key).decode()
            if self._next.kind != ":":
                self._cut = True
                break
            self._take()
            if self._next.kind in (",", "}"):
                continue  # nothing stands there
            value = self._value(depth + 1)
            if value is not None:
                pairs.append(f"{key}: {value}")
        return f"{{{', '.join(pairs)}}}"

    def _list(self, depth: int) -> str:
        items: list[str] = []
        while not self._over("]"):
            value = self._value(depth + 1)
            if value is not None:
                items.append(value)
        return f"[{', '.join(items)}]"

    def _over(self, end: str) -> bool:
        """Whether a list or object ends here; commas and ellipses before its end are passed over."""
        while not self._cut and self._next.kind in (",", "ellipsis"):
            self._take()
        if self._cut or self._next.kind in ("end", "cut"):
            self._cut = True
            return True
        if self._next.kind == end:
            self._take()
            return True
        return self._next.kind in ("}", "]")  # the wrong one: one was forgotten before it
