"""What was sent: the text of a file or of a mail, with what is attached to it and who wrote it."""

import email
import quopri
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

import msgspec

from quelia.onboarding.answer.answer import Remark
from quelia.onboarding.answer.text.decoding import decoded
from quelia.onboarding.answer.text.markup import plain

_MOST = 1_000_000  # bytes of a mail, its attachments included
_MOST_PARTS = 50
_MOST_BOUNDARIES = 1000
_MOST_HEADERS = 60_000  # bytes
_LONGEST_HEADER = 2000  # characters of one that is looked at
# what the library makes of headers that are none
_UNREADABLE = (ValueError, LookupError, AttributeError, TypeError, MessageError)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}")
_OF_MAILS = re.compile(rb"^(?:mime-version|content-type|received|message-id|return-path|delivered-to):", re.I | re.M)
_HTML = re.compile(r"\s*(?:<!doctype html|<html\b|<head\b|<body\b|<meta\b|<div\b|<p\b|<table\b|<span\b|<!--)", re.I)
_FORWARD = re.compile(r"\s*(?:tr|fw|fwd|wg|rv|doorst)\s*:", re.I)
# programs' own formats, by how they begin: nothing is guessed from their bytes
_FORMATS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word, Excel"),
    (b"\xd0\xcf\x11\xe0", "Word, Excel, Outlook"),
    (b"{\\rtf", "RTF"),
)
_SOFT_BREAK = re.compile(rb"[^\s=]=\r?\n(?=\S)")
_QUOTED = re.compile(rb"=(?:C3=[89AB][0-9A-F]|E2=[89][0-9A-F]=[89AB][0-9A-F]|3D|E[0-9A-F](?=[a-z \r\n]))")
_LEAST_QUOTED = 2
_FOR_READING = (".txt", ".md", ".json", ".eml", ".csv", ".log", ".html", ".htm", ".text")


class Sent(msgspec.Struct, frozen=True):
    """text: what was written. samples: attached JSON. name, address: of the sender. is_forward: it passes another mail on."""

    text: str = ""
    samples: tuple[str, ...] = ()
    name: str = ""
    address: str = ""
    is_forward: bool = False
    remarks: tuple[Remark, ...] = ()


def opened(content: bytes | str, name: str = "") -> Sent:
    """What `content` says. name: of its file; what stands in it counts more than what it is called."""
    octets = content.encode("utf-8", "replace") if isinstance(content, str) else content
    remarks: tuple[Remark, ...] = ()
    if len(octets) > _MOST:
        octets, remarks = octets[:_MOST], (Remark("cut"),)
    for start, kind in _FORMATS:
        if octets.startswith(start):
            return Sent(remarks=(Remark("format", facts={"kind": kind}, asks=True),))
    if _is_mail(octets, name):
        try:
            sent = _mail(octets)
        except RecursionError:  # mails within mails, or brackets within brackets, as nobody writes them
            sent = Sent()
        if sent.text.strip() or sent.samples:
            return msgspec.structs.replace(sent, remarks=remarks + sent.remarks)
    return Sent(_readable(decoded(_unquoted(octets)), name), remarks=remarks)


def _unquoted(octets: bytes) -> bytes:
    """The body of a mail that was copied as it travels: lines that end in "=", and letters as "=C3=A9"."""
    is_quoted = len(_SOFT_BREAK.findall(octets)) > 0 and len(_QUOTED.findall(octets)) >= _LEAST_QUOTED
    return quopri.decodestring(octets) if is_quoted else octets


def _is_mail(octets: bytes, name: str) -> bool:
    begins = octets.removeprefix(b"\xef\xbb\xbf").lstrip()[: 2 * _MOST_HEADERS]
    head = re.split(rb"\r?\n\r?\n", begins, maxsplit=1)[0] + b"\n"
    if len(head) > _MOST_HEADERS or octets.count(b"\n--") > _MOST_BOUNDARIES:
        return False
    return bool(_HEADER.match(head)) and (name.lower().endswith(".eml") or bool(_OF_MAILS.search(head)))


def _readable(text: str, name: str = "", kind: str = "") -> str:
    is_html = kind == "text/html" or (not kind and name.lower().endswith((".html", ".htm"))) or bool(_HTML.match(text))
    return plain(text) if is_html else text


def _mail(octets: bytes) -> Sent:
    message = email.message_from_bytes(octets.removeprefix(b"\xef\xbb\xbf").lstrip())
    texts: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    remarks: list[Remark] = []
    for count, part in enumerate(_parts(message)):
        if count == _MOST_PARTS:
            break
        called, kind = _called(part), part.get_content_type()
        if not _can_be_read(called, kind):
            if called:
                remarks.append(Remark("attachment", facts={"name": called[:80]}, asks=True))
            continue
        text = _text(part)
        if called or kind == "application/json":
            attached.append(_readable(text, called, kind))
        elif kind == "text/html":
            pages.append(plain(text))
        else:
            texts.append(text)
    body = _fuller("\n".join(texts), "\n".join(pages))
    samples = tuple(each for each in attached if each.lstrip()[:1] in ("{", "["))
    more = [each for each in attached if each not in samples]
    return Sent("\n\n".join([body, *more]), samples, *_sender(message), _is_forward(message), tuple(remarks))


_BARELY = 0.3  # of the length in HTML: "This mail is in HTML" is no text of it
_FULL = 50  # characters: lines are broken at 66 to 78, before a word that may be long


def _fuller(text: str, page: str) -> str:
    """Of the two forms in which a mail is sent the plain one, unless it only says that there is another."""
    return text if len(text.strip()) > _BARELY * len(page.strip()) else page


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, those of mails within it included."""
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _can_be_read(called: str, kind: str) -> bool:
    if kind.startswith("text/") and not called:
        return kind in ("text/plain", "text/html", "text/markdown")
    return called.lower().endswith(_FOR_READING) or kind in ("application/json", "text/plain", "text/html")


def _called(part: Message) -> str:
    """The name of the file that is attached; empty where none is."""
    if any(len(str(value)) > _LONGEST_HEADER for value in part.values()):
        return ""
    try:
        return _readable_header(part.get_filename() or "")
    except _UNREADABLE:
        return ""


def _readable_header(value: str) -> str:
    try:
        return str(make_header(decode_header(value[:_LONGEST_HEADER])))
    except _UNREADABLE:
        return value[:_LONGEST_HEADER]


def _text(part: Message) -> str:
    """Its text, with the soft line breaks of format=flowed taken back."""
    payload = part.get_payload(decode=True)
    text = decoded(payload if isinstance(payload, bytes) else b"", _charset(part))
    if _parameter(part, "format").lower() == "flowed":
        return _unflowed(text.replace("\r\n", "\n"), _parameter(part, "delsp").lower() == "yes")
    return text


def _charset(part: Message) -> str:
    return _parameter(part, "charset").strip("\"' ")[:40]


def _parameter(part: Message, name: str) -> str:
    if len(str(part.get("Content-Type", ""))) > _LONGEST_HEADER:
        return ""
    try:
        found = part.get_param(name)
    except _UNREADABLE:
        return ""
    return found if isinstance(found, str) else ""


def _unflowed(text: str, delsp: bool) -> str:
    lines: list[str] = []
    flowing = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        if flowing and lines and not depth:
            lines[-1] += body
        else:
            lines.append(line)
        # a program breaks a line that is full; one that ends early in a space is a line of the template left empty
        flowing = line.endswith(" ") and len(line) >= _FULL and line != "-- " and not depth
        if flowing and delsp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _sender(message: Message) -> tuple[str, str]:
    name, address = parseaddr(_readable_header(str(message.get("From", ""))))
    return name, address if "@" in address else ""


def _is_forward(message: Message) -> bool:
    return bool(_FORWARD.match(_readable_header(str(message.get("Subject", "")))))
