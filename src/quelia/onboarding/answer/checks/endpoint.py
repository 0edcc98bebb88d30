"""The address of an answer: a key that stands in it is taken out, and what is wrong with it is told."""

import re
from collections.abc import Callable, Iterator

import msgspec

from quelia.domain.errors import AddressRefused
from quelia.onboarding.answer.answer import Answer, Found, Key, Remark
from quelia.onboarding.answer.fields.address import parted
from quelia.onboarding.answer.fields.pair import secret
from quelia.sources.guard import Guard
from quelia.sources.redact import MASK

CheckUrl = Callable[[str], object]  # raises AddressRefused

# by the usual rules: public addresses, usual ports. Guards of a running service know its settings besides
usual: CheckUrl = Guard().target
_PERSONS = re.compile(
    r"/(?:[\w-]*(?:log-?[io]n|sign[_-]?in|connexion|se-connecter|identification|dashboard|tableau-de-bord|accueil)[\w-]*"
    r"|index\.\w+|portail|portal)(?:\.\w+)?/?$|/#",
    re.I,
)
# a piece of a path that nobody would have typed; a UUID names a thing, and is shown everywhere
_RANDOM = re.compile(r"(?=[^/]*[0-9])(?=[^/]*[A-Za-z])(?![^/]*-[^/]*-[^/]*-)[A-Za-z0-9_~-]{28,}")
# where something is still to be put: "/{site}/power", "/VOTRE_SITE/power"
_HOLE = re.compile(r"\{[^{}/?#]{1,40}\}|%7[Bb].{1,40}?%7[Dd]|(?<=[/=])(?:VOTRE|YOUR)[_-]?\w{0,40}")


def unkeyed(answer: Answer) -> Answer:
    """The answer with the keys of its address among its keys: an address is shown, and a key never is."""
    found = answer.fields.get("url")
    if found is None:
        return answer
    url, keys = _parted(found)
    if url == found.value:
        return answer
    known = {key.secret for key in answer.keys}
    kept = [key for key in answer.keys if key.secret is not None or not keys]
    new = [key for key in keys if key.secret is None or key.secret not in known]
    fields = {**answer.fields, "url": msgspec.structs.replace(found, value=url)}
    return msgspec.structs.replace(answer, fields=fields, keys=(*kept, *new))


def _parted(found: Found) -> tuple[str, list[Key]]:
    """The address without its keys, and those."""
    before, mark, behind = found.value.partition("#")
    address = parted(before)
    if not address.url:
        return found.value, []
    url, keys = address.url, []
    if address.login is not None:
        user, password = address.login
        keys.append(Key("basic", user=user, secret=secret(password), confidence="likely", line=found.line))
    for name, value in address.query:
        keys.append(Key("query", name=name, secret=secret(value), line=found.line))
        if not name:  # a piece of the path, which would be another one without it
            url = url.replace(value, MASK)
    return url + mark + (behind.partition("?")[0]), keys


def about_address(answer: Answer, check_url: CheckUrl) -> Iterator[Remark]:
    """What is wrong with the address, and that a key stood in it."""
    found = answer.fields.get("url")
    if found is None:
        yield Remark("url_missing", "url", asks=True)
        return
    if MASK in found.value:
        yield Remark("key_in_path", "url", found.line, asks=True)
        return
    if (hole := hole_in(found.value)) is not None:
        yield Remark("url_hole", "url", found.line, {"part": hole}, asks=True)
        return
    faults = list(_faults(found.value, check_url))
    if is_for_persons(found.value):
        yield Remark("url_login", "url", found.line, {"url": found.value}, asks=True)
        faults = [(fault, facts) for fault, facts in faults if fault != "fragment"]
    for fault, facts in faults:
        yield Remark(f"address_{fault}", "url", found.line, facts, asks=True)
    if any(map(_RANDOM.fullmatch, found.value.partition("?")[0].split("/")[3:])):
        yield Remark("url_maybe_key", "url", found.line)
    for key in answer.keys:
        if key.scheme == "query" and key.secret is not None and key.line == found.line:
            yield Remark("key_in_url", "url", found.line, {"name": key.name})


def hole_in(url: str) -> str | None:
    """The first piece of an address in whose place something else must stand."""
    hole = _HOLE.search(url)
    return hole[0] if hole is not None else None


def is_for_persons(url: str) -> bool:
    """Whether a page stands there that people sign in to, or look at, as far as an address can tell."""
    path, _, fragment = url.partition("?")[0].partition("#")
    return bool(_PERSONS.search(path)) or fragment.startswith(("/", "!"))


def _faults(url: str, check_url: CheckUrl) -> Iterator[tuple[str, dict[str, str]]]:
    """The fault, and the one behind it where the first is that of plain HTTP."""
    try:
        check_url(url)
    except AddressRefused as error:
        yield error.fault, error.facts
        if error.fault == "https":
            # port 80 was that of plain HTTP alone
            yield from _faults(re.sub(r"(?i)^http(?=:)", "https", url.replace(":80/", "/", 1)), check_url)
