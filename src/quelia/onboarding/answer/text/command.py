"""`curl` and `wget` commands: what owners try their API with, and often all they send."""

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quelia.onboarding.answer.text.line import TextLine

_START = re.compile(r"(?:^|[\s:`\"'(])(?:\$\s+)?(?:curl|wget)(?:\.exe)?(?=\s)", re.I)
_CONTINUED = re.compile(r"(?:\s|(?<=[\"'”’]))[\\^`]\s*$|\\\s*$")
_CURLED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "´": "'", "–": "-", "—": "--", "\xa0": " "}
)
_CUT = re.compile(r"[\"']https?://[^\s\"']*$", re.I)
_MOST_LINES = 30
_LONGEST = 8000
# options that take a word
_LONG_WITH = frozenset(
    (
        "header",
        "user",
        "url",
        "data",
        "data-raw",
        "data-urlencode",
        "data-binary",
        "data-ascii",
        "oauth2-bearer",
        "password",
        "http-user",
        "http-password",
        "request",
        "cookie",
    )
    + (
        "user-agent",
        "referer",
        "output",
        "max-time",
        "connect-timeout",
        "proxy",
        "cacert",
        "cert",
        "key",
        "resolve",
        "retry",
        "form",
    )
    + ("json", "url-query")
)
_SHORT_WITH = frozenset("HudXbAeomwxFETUKcCrtYyzQP")
# the same by another name
_ALIKE = {
    "H": "header", "u": "user", "http-user": "user", "http-password": "password", "G": "get", "d": "data",
    "data-raw": "data", "data-urlencode": "data", "data-binary": "data",
}  # fmt: skip


class Command(NamedTuple):
    """line: where it stands. headers: as written. user: `user:password`. sent: what -d holds; is_get: it goes into the URL."""

    line: int
    url: str = ""
    headers: tuple[str, ...] = ()
    user: str = ""
    bearer: str = ""
    sent: tuple[str, ...] = ()
    is_get: bool = False
    is_digest: bool = False


def without_commands(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[Command]]:
    """The lines with commands taken out, and these."""
    left: list[TextLine] = []
    found: list[Command] = []
    at = 0
    while at < len(lines):
        start = _START.search(lines[at].body[:500])
        if start is None or not lines[at].text:
            left.append(lines[at])
            at += 1
            continue
        end, text = _whole(lines, at, start.end())
        before = lines[at].body[: start.start()].rstrip("$ `\"'(")
        command = _command(text, lines[at].number)
        if command is None:
            left.append(lines[at])
            at += 1
            continue
        found.append(command)
        left.append(lines[at]._replace(body=before, text=before.strip(" -*•")))
        left += [line._replace(body="", text="") for line in lines[at + 1 : end]]
        at = end
    return left, found


def _whole(lines: Sequence[TextLine], row: int, column: int) -> tuple[int, str]:
    """The row behind a command, and its words on one line."""
    text, at = lines[row].body[column:], row + 1
    while at < len(lines) and at - row < _MOST_LINES and len(text) < _LONGEST:
        below = lines[at].body.strip()
        continued = _CONTINUED.search(text)
        if continued is not None:
            text = text[: continued.start()]
        elif not _goes_on(text, below):
            break
        # an address that was cut within its quotes has no space where it was cut
        text, at = f"{text}{'' if not continued and _CUT.search(text.translate(_CURLED)) else ' '}{below}", at + 1
    continued = _CONTINUED.search(text)
    return at, (text[: continued.start()] if continued else text)


def _goes_on(text: str, below: str) -> bool:
    """Whether a program broke the line: an option follows, an option lacks its word, or a quote is still open."""
    plain = text.translate(_CURLED)
    if not below:
        return False
    if re.match(r"--?[A-Za-z]", below.translate(_CURLED)) or re.search(
        r"\s-{1,2}(?:[HuX]|header|user|url|request)\s*$", plain
    ):
        return True
    return (
        plain.count('"') % 2 == 1
        or (plain.count("'") % 2 == 1 and '"' not in plain)
        or ("http" not in plain.lower() and below.translate(_CURLED).lower().lstrip("'\"<").startswith("http"))
    )


def _command(text: str, line: int) -> Command | None:
    told: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in _options(_words(text.translate(_CURLED))):
        told[_ALIKE.get(name, name)].append(value)
    addresses = [word for word in told[""] if word.lower().startswith(("http://", "https://"))]
    url = next((each.strip("<>") for each in (*told["url"], *addresses)), "")
    user = next(reversed(told["user"]), "")
    if told["password"] and ":" not in user:  # of wget
        user = f"{user}:{told['password'][-1]}"
    bearer = next(reversed(told["oauth2-bearer"]), "")
    if not (url or told["header"] or user or bearer):
        return None
    sent = (*told["data"], *told["url-query"])
    is_get = bool(told["get"] or told["url-query"])
    return Command(line, url, tuple(told["header"]), user, bearer, sent, is_get, bool(told["digest"]))


def _words(text: str) -> list[str]:
    text = text[:_LONGEST].rstrip("` ")
    text = re.sub(r'\^(["^&])', r"\1", text)
    try:
        return shlex.split(text)
    except ValueError:  # a quote is never closed
        return re.sub("[\"']", "", text).split()


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(name, value): of options that take none "", of what is no option name ""."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            yield name, value if equals else (next(rest, "") if name in _LONG_WITH else "")
        elif word.startswith("-") and len(word) > 1:
            for at, letter in enumerate(word[1:], 2):
                if letter in _SHORT_WITH:
                    yield letter, word[at:] or next(rest, "")
                    break
                yield letter, ""
        else:
            yield "", word
