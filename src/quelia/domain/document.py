"""From the bytes of an answer to one JSON document, strictly."""

import re
from contextlib import suppress
from itertools import islice

import msgspec

from quelia.domain.errors import BadEncoding, HtmlAnswer, NotJson, TooLarge

Document = object  # None, bool, int, float, str, list, dict

_BOM = b"\xef\xbb\xbf"
_PROLOGUE = 4096  # comments before a page are licences at most
_PAGE = re.compile(
    r"(?:\s|<!--(?>.*?-->)|<\?(?>.*?\?>))*+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|center|h[1-6]|div|p|table|form)\b",
    re.IGNORECASE | re.DOTALL,
)
# What follows bounds the time that one answer may take; below this size nothing takes long.
_SMALL = 4096
_BEGINNING = 128 * 1024  # Python 3.13 nests ten thousand deep
_MOST_NESTS = 100_000  # 0.3 µs each, with the collection of what is left of them
_MOST_FAR = 1_000  # 10 µs each: numbers at the end of what a double holds are read digit by digit
_FAR = re.compile(r"[eE][+-]?[0-9]{3}")
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def decode(body: bytes) -> Document:
    """Parse `body` as one JSON text in UTF-8; of duplicate keys the last one counts, as everywhere.

    Raises BadEncoding, HtmlAnswer or NotJson: NaN, infinities, numbers out of range and nesting too deep are not JSON.
    Raises TooLarge for a small text that is a large document.
    """
    body = body.removeprefix(_BOM)
    if body.startswith(_UTF16_OR_32) or b"\x00" in body[:4]:
        raise BadEncoding("the answer is in UTF-16 or UTF-32; JSON comes in UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        if looks_like_html(body[:_PROLOGUE].decode("latin-1")):
            raise HtmlAnswer("the answer is a web page") from error
        raise BadEncoding("the answer is not valid UTF-8") from error
    try:
        if len(text) > _SMALL:
            _bound(text)
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if looks_like_html(text):
            raise HtmlAnswer("the answer is a web page") from error
        raise NotJson("the answer is not valid JSON") from error


def _bound(text: str) -> None:
    """Raise TooLarge, or RecursionError, for what would keep everybody waiting while it is parsed."""
    if text.count("[") + text.count("{") > _MOST_NESTS:
        with suppress(msgspec.DecodeError):  # a beginning is no JSON; but one that is nested too deep says so already
            msgspec.json.decode(text[:_BEGINNING])
        raise TooLarge(f"the answer holds more than {_MOST_NESTS} lists and objects")
    if text.count("e") + text.count("E") <= _MOST_FAR:
        return
    if next(islice(_FAR.finditer(text), _MOST_FAR, None), None) is not None:
        raise TooLarge(f"the answer holds more than {_MOST_FAR} numbers with an exponent of three digits")


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a web page does, comments and declarations passed over."""
    return _PAGE.match(text[:_PROLOGUE]) is not None
