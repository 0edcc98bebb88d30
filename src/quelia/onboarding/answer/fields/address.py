"""Addresses in a text: whole again where a line break cut them, and without the key that stands in them."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from quelia.store.url import is_secret

_URL = re.compile(r"https?:\s?//[^\s<>\"'`“”«»‘’|\\^]+", re.I)
_HOST = re.compile(r"https?://(?:[^\W_][\w.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?]|$)", re.I)
_LONGEST = 2000
_MOST = 40
_WRAPPED = re.compile(r"<\s*(?:URL:)?(https?://[^<>]{1,2000})>", re.I)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{0,2000})\]\(<?(https?://[^\s)]{1,2000})>?\)", re.I)
_PIECE = re.compile(r"[A-Za-z0-9._~:/?#@!$&()*+,;=%\[\]{}-]+")
_UNDONE = tuple("/-_?&=%.+")
_FULL = 55  # characters: a program that breaks lines lets them grow to 60 or more
# services that stand between a mail and an address, and would be asked in its place
_WRAPPERS = re.compile(
    r"https?://(?:[a-z0-9.-]*\.)?(?:safelinks\.protection\.outlook\.com|urldefense\.(?:com|proofpoint\.com)|protect\.mimecast\.com"
    r"|protect-[a-z0-9-]+\.mimecast\.com|linkprotect\.cudasvc\.com|secure-web\.cisco\.com|clicktime\.symantec\.com|deref-[a-z0-9-]+\.com"
    r"|(?:www\.)?google\.[a-z.]+/url\?|l\.facebook\.com|lnks\.gd|nam[0-9]+\.safelinks|can01\.safelinks|bit\.ly|tinyurl\.com|t\.co/)",
    re.I,
)
_LINE_TO_WRITE_ON = re.compile(r"_{3,}")
# names too short to say what they hold: a password beside a user, a key where its value looks like one
_USERS, _PASSWORDS = frozenset({"u", "user", "usr", "username", "login", "l"}), frozenset({"p", "pw", "ps"})
_UNSAID = frozenset({"code", "k", "p", "t", "h", "hash", "sid", "session"})
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_=+/.-]{16,}")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*")
_NO_PORT = re.compile(r"https?://[^/?#@\[\]]*:(?![0-9]*(?:[/?#]|$))[^/?#@]*(?:[/?#]|$)", re.I)


class Address(NamedTuple):
    """url: without its key. line: where it begins. was_mended: a line break was taken out.

    query, login: the keys that stood in it. is_wrapper: it is a mail system's link, which hides the address.
    """

    url: str
    line: int
    was_mended: bool = False
    query: tuple[tuple[str, str], ...] = ()
    login: tuple[str, str] | None = None
    is_wrapper: bool = False


def addresses(parts: Sequence[tuple[int, str]], at_label: bool = False) -> Sequence[Address]:
    """All addresses of these lines, in their order. at_label: an address is expected, so that a piece below is its rest."""
    found: dict[str, Address] = {}
    for index, (line, part) in enumerate(parts):
        text = _MARKDOWN.sub(_shown, _opened(parts, index) if "<" in part else part)
        for match in _URL.finditer(text):
            url = _trimmed(match[0])
            behind = text[match.end() :]
            whole, mended = (
                (url, False) if behind.strip(" .,;)") else _with_rest(match[0], text, parts, index, at_label)
            )
            if at_label and behind[:1].isspace() and url == match[0] and not mended:
                whole, mended = _with_word(url, behind)
            if len(whole) <= _LONGEST and len(found) < _MOST:
                address = _split(whole.replace(" ", ""), line, mended or match[0] not in part or " " in whole)
                if address.is_wrapper or _HOST.match(address.url):
                    found.setdefault(address.url, address)
    return list(found.values())


def _shown(match: re.Match[str]) -> str:
    """Of a link what is shown, where that is an address; else where it leads."""
    return f" {match[1]} " if match[1].lower().startswith(("http://", "https://")) else f" {match[1]} {match[2]} "


def _opened(parts: Sequence[tuple[int, str]], index: int) -> str:
    """The line with `<https://…>` over two or three lines in one."""
    text = parts[index][1]
    if "<http" in text.lower() and ">" not in text[text.lower().rindex("<http") :]:
        for _, more in parts[index + 1 : index + 4]:
            text += more.strip()
            if ">" in more:
                break
        else:
            return parts[index][1]
    # the mark behind it: what follows is no rest of it
    return _WRAPPED.sub(lambda found: f" {''.join(found[1].split())} › ", text)


def _trimmed(url: str) -> str:
    url = _LINE_TO_WRITE_ON.split(url)[0]
    while url:
        last = url[-1]
        if last in ".,;:!?*…'\"" or (last in ")]}" and url.count(last) > url.count("([{"[")]}".index(last)])):
            url = url[:-1]
        else:
            break
    return url


def _with_rest(url: str, text: str, parts: Sequence[tuple[int, str]], index: int, at_label: bool) -> tuple[str, bool]:
    """`url` with what the lines below hold of it, and whether they do."""
    whole, mended, last = url, False, text
    for number, (line, below) in enumerate(parts[index + 1 : index + 6], 1):
        if line != parts[index][0] + number:
            break
        piece = _LINE_TO_WRITE_ON.sub("", below).strip().rstrip(">")
        if not piece or not _PIECE.fullmatch(piece) or _URL.match(piece) or ":" in piece:
            break
        was_full = len(last) >= _FULL or whole.endswith(_UNDONE) or piece[0] in "/?&=%#."
        if not (was_full or (at_label and re.search(r"[/=?&.0-9_-]", piece))):
            break
        whole, mended, last = whole + piece, True, below
    return _trimmed(whole), mended


def _with_word(url: str, rest: str) -> tuple[str, bool]:
    """`url` with the only other word of its line, where a space cut it."""
    words = _LINE_TO_WRITE_ON.sub("", rest).split()
    if len(words) != 1 or not _PIECE.fullmatch(words[0]) or not (url.endswith(_UNDONE) or words[0][0] in "/?&="):
        return url, False
    return url + words[0], True


def _split(url: str, line: int, mended: bool) -> Address:
    if _WRAPPERS.match(url):
        return Address("", line, mended, is_wrapper=True)
    return parted(url, line, mended)


def parted(url: str, line: int = 0, mended: bool = False) -> Address:
    """The address and the keys that stood in it."""
    plain, login = _without_login(url)
    if _NO_PORT.match(plain):  # the beginning of a password, cut by a space: no host is called so
        return Address("", line, mended, login=login)
    before, mark, behind = plain.partition("#")
    start, question, query = before.partition("?")
    # no server is told what stands behind it; kept for pages that are programs, so that it can be said that they are no API
    fragment = mark + re.split(r"[?&]", behind, maxsplit=1)[0] if behind[:1] in ("/", "!") else ""
    parameters = [_parameter(each) for each in re.split("(?<=[&;])", query.replace("&amp;", "&"))] if question else []
    has_user = any(name.lower() in _USERS for name, _, _ in parameters)
    keys, kept = [("", found[0]) for found in _JWT.finditer(start)], []
    for name, value, written in parameters:
        if value and (is_secret(name) or (has_user and name.lower() in _PASSWORDS) or _looks_like_key(name, value)):
            keys.append((name, unquote(value)))
        else:
            kept.append(written)
    query = "".join(kept).rstrip("&;" if keys else "")
    left = start + (question if query else "") + query + fragment
    return Address(left, line, mended, tuple(keys), login)


def _parameter(written: str) -> tuple[str, str, str]:
    """Name, value, and both as they stand there."""
    name, equals, value = written.rstrip("&;").partition("=")
    if not equals and is_secret(written.partition(":")[0]):
        name, _, value = written.rstrip("&;").partition(":")
    return unquote_plus(name), value, written


def _looks_like_key(name: str, value: str) -> bool:
    return bool(_JWT.fullmatch(value) or (name.lower() in _UNSAID and _RANDOM.fullmatch(unquote(value))))


def _without_login(url: str) -> tuple[str, tuple[str, str] | None]:
    scheme, _, rest = url.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if _NO_PORT.match(url) and "@" in rest.partition("?")[0]:  # a password that holds one of these marks
        host = (
            rest[: rest.partition("?")[0].rindex("@") + 1] + re.split(r"[/?#]", rest.rpartition("@")[2], maxsplit=1)[0]
        )
    login, at, name = host.rpartition("@")
    if not at:
        return url, None
    user, _, password = login.partition(":")
    return f"{scheme}://{name}{rest[len(host) :]}", (unquote(user), unquote(password))


def looks_like_host(text: str) -> bool:
    """An address without `https://` before it."""
    return bool(re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/\S{1,1000}", text, re.I))


def without_addresses(text: str) -> str:
    """What stands before an address and what stands behind it are kept apart."""
    return _URL.sub(" ; ", text)
