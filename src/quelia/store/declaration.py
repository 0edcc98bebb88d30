"""The file that `quelia load` reads: its shape, and what is wrong with one."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from quelia.domain.auth import Grant, Place, Scheme
from quelia.domain.misfit import misfit
from quelia.domain.plant import USUAL_CARD
from quelia.domain.toml import TomlError, standing, tables
from quelia.texts import sentence

# \Z, since $ would let a line break through at the end
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", max_length=80)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=120)]
Long = Annotated[str, Meta(max_length=400)]
# TOML has inf and nan, JSON and databases have not; more digits than this no meter has
Whole = Annotated[int, Meta(ge=-(10**15), le=10**15)]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]


class OwnerEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: Slug
    name: Name
    contact_name: Annotated[str, Meta(max_length=200)] = ""
    contact_email: Annotated[str, Meta(max_length=254)] = ""
    contact_phone: Short = ""
    website: Long = ""


class LinkEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    label: Annotated[str, Meta(min_length=1, max_length=120)]
    url: Long


class PlantEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: Slug
    owner: str
    name: Name
    energy: str
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    subtype: str | None = None
    capacity: Short = ""
    published: bool = False
    status: str = "operating"
    commissioned: str = ""
    commune: Line = ""
    intercommunality: Line = ""
    region: Line = ""
    description: str = ""
    links: Annotated[list[LinkEntry], Meta(max_length=10)] = []
    contact_name: Annotated[str, Meta(max_length=200)] = ""
    contact_email: Annotated[str, Meta(max_length=254)] = ""
    contact_phone: Short = ""
    website: Long = ""
    card: list[str] = msgspec.field(default_factory=lambda: list(USUAL_CARD))
    timezone: str = "Europe/Paris"
    paused: Annotated[str, Meta(max_length=200)] | None = None


class AuthEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    type: Scheme
    name: str = ""
    user: str = ""
    token_url: Annotated[str, Meta(max_length=2000)] = ""
    scope: Annotated[str, Meta(max_length=1000)] = ""
    grant: Grant = "client_credentials"
    place: Place = "header"
    secret: str | None = None
    secret_env: str | None = None
    secret_file: str | None = None

    def __repr__(self) -> str:
        return f"AuthEntry({self.type!r})"  # the secret may stand in the file: no message may hold it


class PointEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    plant: str
    quantity: str
    path: str
    unit: str | None = None
    unit_path: str | None = None
    scale: Number = 1.0
    minimum: Number | None = None
    maximum: Number | None = None
    pick: Literal["only", "first", "last", "sum"] = "only"
    number: Literal["json", "dot", "comma", "leading"] = "json"
    nulls: list[Number | str] = []


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: Slug
    owner: str
    url: Annotated[str, Meta(max_length=2000)]
    point: Annotated[list[PointEntry], Meta(min_length=1)]
    auth: AuthEntry | list[AuthEntry] = []
    interval_s: Annotated[float, Meta(ge=1, le=3600)] = 5.0
    timeout_s: Annotated[float, Meta(ge=1, le=10)] = 3.0
    history_s: Annotated[float, Meta(ge=0, le=86400)] = 60.0  # 0: not read while nobody watches
    daily_quota: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    stale_after_s: Annotated[float, Meta(ge=1, le=31_622_400)] | None = None
    null: Literal["no_production", "error"] = "no_production"
    night: Literal["as_read", "asleep"] = "as_read"
    timestamp_path: str | None = None
    timezone: str = "Europe/Paris"
    status_path: str | None = None
    status_ok: list[str | Whole | Number | bool] = []
    ca_file: Long | None = None
    ca: Annotated[str, Meta(max_length=50_000)] | None = None
    pin: str | None = None

    @property
    def auths(self) -> list[AuthEntry]:
        """Those that need a secret."""
        entries = self.auth if isinstance(self.auth, list) else [self.auth]
        return [entry for entry in entries if entry.type != "none"]


class MapEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: Slug
    name: Name
    owners: list[str] | None = None
    plants: list[str] | None = None
    accent: str = ""
    background: Literal["auto", "light", "dark"] = "auto"
    sites: Annotated[list[str], Meta(max_length=30)] = []  # all of them stand in one header


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    owner: list[OwnerEntry] = []
    plant: list[PlantEntry] = []
    source: list[SourceEntry] = []
    map: list[MapEntry] = []


# the keys that take one of a few words, and those words
_CHOICES: dict[str, tuple[str, ...]] = {
    key: get_args(hint)
    for entry in (AuthEntry, PointEntry, SourceEntry, MapEntry)
    for key, hint in get_type_hints(entry).items()
    if get_origin(hint) is Literal
}
_PLAIN_WORD = re.compile(r"[a-z_]{1,20}", re.ASCII)


class Problem(msgspec.Struct, frozen=True):
    """One thing to correct. where: as in `source[scada].point[0].unit`; code: finds the sentence; fact: what was read.

    A code with a point is that of a sentence of another room: `address.https` stands in `texts/*/address.json`.
    """

    where: str
    code: str
    fact: str = ""
    facts: Mapping[str, str] = {}

    def sentence(self, lang: str) -> str:
        """What to correct, in the reader's language."""
        room, _, code = self.code.rpartition(".")
        if room:
            return sentence(lang, room, code, **self.facts)
        return sentence(lang, "load", f"problem.{code}", fact=self.fact)


class DeclarationError(Exception):
    """The file cannot be taken; nothing of it was."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{each.where}: {each.code} {each.fact}".rstrip() for each in self.problems))


def parse(text: str) -> File:
    """The tables of a file, each with the right keys and kinds. Raises DeclarationError."""
    try:
        content = tables(text)
    except TomlError as error:
        raise DeclarationError([Problem("", error.code, error.fact)]) from error
    return read(content)


def read(content: dict[str, object]) -> File:
    """The same for what is read already. Raises DeclarationError."""
    try:
        return msgspec.convert(content, File)
    except msgspec.ValidationError as error:
        # not `from error`: of a wrong word msgspec repeats it, and it may be a secret in the wrong place
        raise DeclarationError([_problem(content, str(error))]) from None


def _problem(content: dict[str, object], message: str) -> Problem:
    """msgspec says `Expected int, got str - at $.source[0].interval_s`; the slug says more than an index."""
    reason, placed, place = message.rpartition(" - at `$.")
    reason, place = (reason, place.rstrip("`")) if placed else (message, "")
    where, key = _named(content, place), re.sub(r"\[\d+\]", "", place).rpartition(".")[2]
    unknown = re.match(r"Object contains unknown field `(.*)`", reason, re.S)
    missing = re.match(r"Object missing required field `(.*)`", reason)
    if unknown and key == "auth":
        # where the key itself might be the secret, only a plain word is repeated
        fact = ", ".join(AuthEntry.__struct_fields__)
        return Problem(_under(where, unknown[1]) if _PLAIN_WORD.fullmatch(unknown[1]) else where, "auth_key", fact)
    if unknown:
        return Problem(_under(where, unknown[1]), "unknown_key")
    if missing:
        return Problem(_under(where, missing[1]), "missing_key")
    return Problem(where, *misfit(reason, standing(content, place), _CHOICES.get(key, ())))


def _under(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _named(content: dict[str, object], where: str) -> str:
    match = re.match(r"(\w+)\[(\d+)\]", where)
    if not match:
        return where
    table = content.get(match[1])
    entry = table[int(match[2])] if isinstance(table, list) else None
    slug = entry.get("slug") if isinstance(entry, dict) else None
    return f"{match[1]}[{slug}]{where[match.end() :]}" if isinstance(slug, str) else where
