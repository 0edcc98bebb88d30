"""From the bytes of an answer to one JSON document, strictly."""

import re

import msgspec

from quelia.domain.errors import BadEncoding, HtmlAnswer, NotJson

Document = object  # None, bool, int, float, str, list, dict

_BOM = b"\xef\xbb\xbf"
_PROLOGUE = 4096  # comments before a page are licences at most
_PAGE = re.compile(
    r"(?:\s|<!--(?>.*?-->)|<\?(?>.*?\?>))*+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|center|h[1-6]|div|p|table|form)\b",
    re.IGNORECASE | re.DOTALL,
)
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def decode(body: bytes) -> Document:
    """Parse `body` as one JSON text in UTF-8; of duplicate keys the last one counts, as everywhere.

    Raises BadEncoding, HtmlAnswer or NotJson: NaN, infinities, numbers out of range and nesting too deep are not JSON.
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
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if looks_like_html(text):
            raise HtmlAnswer("the answer is a web page") from error
        raise NotJson("the answer is not valid JSON") from error


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a web page does, comments and declarations passed over."""
    return _PAGE.match(text[:_PROLOGUE]) is not None
