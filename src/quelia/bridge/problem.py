"""What is wrong with a configuration: each thing with its place in the file, in the reader's language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from quelia.bridge.words import trouble
from quelia.domain.errors import SourceError
from quelia.domain.misfit import misfit
from quelia.domain.toml import standing
from quelia.texts import sentence, texts

_HOST = re.compile(r"[^\s/:@?#]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?")  # the second: of IPv6


class Problem(msgspec.Struct, frozen=True):
    """One thing to correct. where: as in `input[inverter].point[0].unit`; code: finds the sentence; facts: fill it."""

    where: str
    code: str
    fact: str = ""
    facts: Mapping[str, str] = {}
    error: SourceError | None = None

    def sentence(self, lang: str) -> str:
        """That of its error, else ours, else that of `quelia load`: what is wrong with a unit is wrong there too."""
        if self.error is not None:
            return trouble(self.error, lang)
        room = "bridge" if self.code in texts(lang, "bridge")["problem"] else "load"
        return sentence(lang, room, f"problem.{self.code}", fact=self.fact, **self.facts)


class ConfigError(Exception):
    """The file cannot be taken; nothing was started."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{each.where}: {each.code}" for each in self.problems))


def misfits(table: object, struct: type, where: str, error: msgspec.ValidationError) -> Iterator[Problem]:
    """What msgspec says of `table`, which is no `struct`. A value is never repeated: it may be a secret."""
    reason, placed, place = str(error).rpartition(" - at `$")
    reason, place = (reason, place.rstrip("`").lstrip(".")) if placed else (str(error), "")
    unknown = re.match(r"Object contains unknown field `(.*)`", reason, re.S)
    missing = re.match(r"Object missing required field `(.*)`", reason)
    if unknown or missing:
        found = unknown or missing
        assert found is not None
        key = under(where, place, found[1])
        known = () if place else getattr(struct, "__struct_fields__", ())
        yield unheard_of(key, known) if unknown else Problem(key, "missing_key")
        return
    key = re.sub(r"\[(?:\d+|\.\.\.)\]", "", place).rpartition(".")[2]
    code, fact = misfit(reason, standing(table, place), choices(struct).get(key, ()))
    code = (_form(struct, key) or code) if code == "slug" else code
    yield Problem(under(where, place), code, fact)


def unheard_of(where: str, known: Iterable[str]) -> Problem:
    """A key that there is not, with the one that may have been meant."""
    meant = get_close_matches(where.rpartition(".")[2].lower(), list(known), n=1, cutoff=0.5)
    return Problem(where, "unknown_key_meant", meant[0]) if meant else Problem(where, "unknown_key")


def host_problems(host: str, where: str) -> list[Problem]:
    """Of a name or an IP address that an address of a web page, or a port, was typed into."""
    return [] if _HOST.fullmatch(host) else [Problem(where, "host_form", host.rpartition("@")[2])]


def kind_of_point(settings: type) -> type[msgspec.Struct] | None:
    """The struct of the points of an input, from `point: list[…]` of its settings."""
    hint = get_type_hints(settings).get("point")
    kinds = [each for each in get_args(hint) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    return kinds[0] if kinds else None


def under(where: str, *keys: str) -> str:
    return ".".join(each for each in (where, *keys) if each)


def choices(struct: type) -> dict[str, tuple[str, ...]]:
    """The keys of a struct, and of those in it, that take one of a few words; and those words."""
    found: dict[str, tuple[str, ...]] = {}
    for key, hint in get_type_hints(struct).items():
        for part in _parts(hint):
            if get_origin(part) is Literal:
                found[key] = tuple(str(word) for word in get_args(part))
            elif isinstance(part, type) and issubclass(part, msgspec.Struct):
                found |= choices(part)
    return found


def _form(struct: type, key: str) -> str | None:
    """The sentence for a text that has no slug's form: `Meta(pattern=…, extra={"form": …})`."""
    metas = [each for each in _parts(get_type_hints(struct, include_extras=True).get(key)) if isinstance(each, Meta)]
    return next((str(each.extra["form"]) for each in metas if each.extra and "form" in each.extra), None)


def _parts(hint: object) -> Iterator[object]:
    """`list[Point] | None` and all that it is made of."""
    yield hint
    if get_origin(hint) is not Literal:
        for each in get_args(hint):
            yield from _parts(each)
