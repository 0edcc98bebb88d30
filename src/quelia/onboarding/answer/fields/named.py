"""Keys that stand beside what they are shown by: in an address, a command, a header, a sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from quelia.onboarding.answer.answer import Key
from quelia.onboarding.answer.fields import pair
from quelia.onboarding.answer.fields.address import Address
from quelia.onboarding.answer.fields.entry import Entry, Section
from quelia.onboarding.answer.text.blocks import Block
from quelia.onboarding.answer.text.command import Command
from quelia.onboarding.answer.text.folding import fold, soften
from quelia.onboarding.answer.text.vocabulary import LABELS, ways
from quelia.store.url import is_secret

# "paramètre api_key", "header X-Token"
NAME = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted((soften(way) for way, code in ways('label') if code == 'key_name'), key=len, reverse=True))})"
    r"\s*[:=]?\s*[\"'`«“(]*\s*([a-z][a-z0-9_.-]{0,60})(?![a-z0-9])"
)
_VALUE = re.compile(r"[\"'`»”)]?\s*[:=]\s*[\"'`«“]?([^\s,;\"'`»”]{6,})")
_IN_BLOCK = re.compile(
    r"[\"'“”‘’](X-[A-Za-z0-9-]{2,40}|Authorization)[\"'“”‘’]\s*[:=]\s*[\"'“”‘’]([^\"'“”‘’\n]{4,4000})[\"'“”‘’]", re.I
)
_MOST_IN_BLOCK = 4
HEADER_NAME = re.compile(r"[A-Za-z$_][A-Za-z0-9_.-]{0,60}")
_LONGEST = 4000
_LONG = 24  # characters: a shorter key is never broken
_REST = re.compile(r"[A-Za-z0-9._~+/=-]+[`\"'”»]?")
_BROKEN = 16  # characters of a piece behind which another may stand, if no word is as it is
_WORD = re.compile(r"[A-Z]?[a-z]+(?:-[A-Z]?[a-z]+)*|[A-Z-]+|[^A-Za-z]+")  # "Cordialement", or a number to call
_NO_WORD = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])\S{6,}")


def named_keys(section: Section, found: Sequence[Address], commands: Sequence[Command], scheme: str) -> list[Key]:
    """All of them. scheme: that is ticked, for a user and a password on one line."""
    return [
        *_of_addresses(found),
        *_of_commands(commands),
        *_of_headers(section),
        *_of_words(section, scheme),
        *_of_names(section),
        *(key for block in section.blocks for key in keys_of_block(block)),
    ]


def _of_addresses(found: Sequence[Address]) -> Iterator[Key]:
    for address in found:
        for name, value in address.query:
            yield Key("query", name, secret=pair.secret(value), line=address.line)
        if address.login is not None:
            yield Key("basic", user=address.login[0], secret=pair.secret(address.login[1]), line=address.line)


def _of_commands(commands: Sequence[Command]) -> Iterator[Key]:
    for command in commands:
        for each in command.headers:
            if (named := pair.header(each)) is not None or (named := _any_header(each)) is not None:
                yield pair.key_of_header(*named, command.line)
        if command.user:
            user, _, password = command.user.partition(":")
            yield Key(
                "digest" if command.is_digest else "basic", user=user, secret=pair.secret(password), line=command.line
            )
        if command.bearer:
            yield Key("bearer", secret=pair.secret(command.bearer), line=command.line)
        for each in command.sent if command.is_get else ():
            if (named := pair.parameter(each)) is not None:
                yield Key("query", named[0], secret=pair.secret(named[1]), line=command.line)


def _of_headers(section: Section) -> Iterator[Key]:
    for entry in section.of("key_header", "key_name", "key_value", "key_type", "needs_key"):
        for line, part in joined(entry):
            key = named_key(part, line, entry.code in ("key_value", "key_name"))
            if key is not None:
                is_sure = entry.is_sure and (line, part) in entry.parts
                yield key if is_sure else msgspec.structs.replace(key, confidence="likely")


def _of_words(section: Section, scheme: str) -> Iterator[Key]:
    for entry in section.of("key_value", "needs_key", "key_type"):
        for line, part in entry.parts:
            if said := in_words(part):
                of = scheme if scheme in ("digest", "oauth2") else "basic"
                yield Key(of, user=said.get("user", ""), secret=pair.secret(said["password"]), line=line)


def keys_of_block(block: Block) -> Iterator[Key]:
    """The headers of a piece of a program, which looks like JSON: `{"headers": {"X-API-Key": "…"}}`."""
    for found in islice(_IN_BLOCK.finditer(block.text[:_LONGEST]), _MOST_IN_BLOCK):
        if is_secret(found[1]) or found[1].lower() == "authorization":
            yield msgspec.structs.replace(pair.key_of_header(found[1], found[2], block.line), confidence="likely")


def _of_names(section: Section) -> Iterator[Key]:
    """ "Paramètre "key" : …", in what is said of how the key is shown."""
    for entry in section.of("key_type", "needs_key", "key_name"):
        for line, part in entry.parts:
            found = NAME.search(soften(part))
            value = _VALUE.match(part[found.end(1) :]) if found is not None else None
            if found is not None and value is not None and is_secret(name := part[found.start(1) : found.end(1)]):
                scheme = "query" if found[0].startswith(("para", "query")) else "header"
                yield Key(scheme, name, secret=pair.secret(value[1].rstrip(".")), line=line, confidence="likely")


def named_key(part: str, line: int, is_key: bool) -> Key | None:
    """The key that stands beside its name or scheme. is_key: nothing else is expected there."""
    if (named := pair.header(part, anywhere=True)) is not None:
        return pair.key_of_header(*named, line)
    if (key := pair.key_of_words(pair.unquoted(part), line)) is not None or not is_key:
        return key
    if (named := pair.parameter(pair.unquoted(part))) is not None:
        return Key("query", named[0], secret=pair.secret(named[1]), line=line)
    return pair.key_of_header(*named, line) if (named := _any_header(pair.unquoted(part))) is not None else None


def _any_header(text: str) -> tuple[str, str] | None:
    """A header of a command whose name says nothing of a key, and which says something of one: `apikey: …`."""
    name, colon, value = text.partition(": ")
    name, value = name.strip(), value.strip()
    return (name, value) if colon and HEADER_NAME.fullmatch(name) and is_secret(name) and value else None


def in_words(text: str) -> dict[str, str]:
    """User and password that are told on one line: "utilisateur lecture / mot de passe …"."""
    said: dict[str, str] = {}
    for piece in re.split(r"\s*[/,;|]\s+|\s+(?:et|and)\s+", text[:_LONGEST]):
        words = piece.split()
        for length in range(min(len(words) - 1, 4), 0, -1):
            code = LABELS.get(fold(" ".join(words[:length])))
            if code in ("user", "password") and len(words) - length <= 2:
                said.setdefault(code, words[-1])
                break
    return said if "password" in said else {}


def _is_broken(piece: str) -> bool:
    """Whether the rest of a key may stand below: it is long, or ends where nobody ends."""
    return _NO_WORD.fullmatch(piece) is not None and (
        len(piece) >= _BROKEN or piece.endswith(("-", "_", ".", "/", "+"))
    )


def joined(entry: Entry) -> list[tuple[int, str]]:
    """The lines of an entry, with a key in one piece that a program broke over several."""
    joined: list[tuple[int, str]] = []
    for line, part in entry.parts:
        last = joined[-1][1].split()[-1:] if joined else []
        is_key = entry.code not in ("key_type", "needs_key") and bool(last)
        breaks = is_key and bool(
            (len(last[0]) >= _LONG and not _WORD.fullmatch(part)) or (_is_broken(last[0]) and _NO_WORD.fullmatch(part))
        )
        if breaks and _REST.fullmatch(part) and len(joined[-1][1]) < _LONGEST:
            joined[-1] = (joined[-1][0], joined[-1][1] + part)
        else:
            joined.append((line, part))
    return joined
