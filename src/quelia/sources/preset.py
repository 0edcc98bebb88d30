"""Presets: what is known of a system beforehand, so that nobody has to look for it. One file each in `presets/`.

A preset is a start, not a rule: whoever takes it may change all of it. It knows no secret and no plant.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from msgspec import Meta

from quelia.domain.auth import SCHEMES, Grant, Place, Scheme
from quelia.domain.path import Path, PathError
from quelia.domain.quantity import QUANTITIES
from quelia.domain.source import Format, Pick
from quelia.domain.unit import UnitError, declared_unit
from quelia.texts import DEFAULT

Kind = Literal["portal", "device", "value", "open", "generic"]

_FOLDER = "presets"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_AUTHORITY = re.compile(r"[a-z]+://[^/]*")


class PresetError(Exception):
    """A file of `presets/` does not hold what a preset must."""


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence in both languages."""

    fr: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]

    def said(self, lang: str) -> str:
        said: str = getattr(self, lang, "") or getattr(self, DEFAULT)
        return said


class Placeholder(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be put in the place of `{name}`, with an example."""

    example: Annotated[str, Meta(min_length=1)]


class Limit(Words, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the system allows. source: who says so."""

    source: Annotated[str, Meta(min_length=1)]


class PresetAuth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One secret and how it is shown; the fields are those of `Auth`. what: which secret that is."""

    scheme: Scheme
    what: Words
    name: str = ""
    user: str = ""
    token_url: str = ""
    scope: str = ""
    grant: Grant = "client_credentials"
    place: Place = "header"


class PresetPoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the source; the fields are those of `Point`, paths and units as they are written."""

    quantity: str
    path: str
    unit: str | None = None
    unit_path: str | None = None
    scale: float = 1.0
    pick: Pick = "only"
    number: Format = "json"
    nulls: tuple[float | str, ...] = ()


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A system. url: with `{placeholders}`, or none where only the bridge reads it: then `bridge` says why.

    timezone: of a time that names none; "" for that of the plant. key: where one finds the secret. note: what else to know.
    """

    name: Annotated[str, Meta(min_length=1)]
    kind: Kind
    url: str | None = None
    bridge: Words | None = None
    placeholder: dict[str, Placeholder] = {}
    auth: tuple[PresetAuth, ...] = ()
    key: Words | None = None
    limit: Limit | None = None
    note: Words | None = None
    interval_s: Annotated[float, Meta(ge=1, le=3600)] = 5.0
    history_s: Annotated[float, Meta(ge=0, le=86400)] = 60.0
    daily_quota: Annotated[int, Meta(ge=1)] | None = None
    stale_after_s: Annotated[float, Meta(ge=1)] | None = None
    timeout_s: Annotated[float, Meta(ge=1, le=10)] = 3.0
    null: Literal["no_production", "error"] = "no_production"
    timestamp_path: str | None = None
    timezone: str = ""
    status_path: str | None = None
    status_ok: tuple[str | float | bool, ...] = ()
    point: tuple[PresetPoint, ...] = ()

    def filled(self, values: Mapping[str, str]) -> "Preset":
        """With `values` in the place of their placeholders; one that is not given stays. Nothing is judged here."""
        return msgspec.structs.replace(
            self,
            url=_in_url(self.url, values) if self.url is not None else None,
            timestamp_path=_in_path(self.timestamp_path, values),
            status_path=_in_path(self.status_path, values),
            auth=tuple(msgspec.structs.replace(each, user=_put(each.user, values, str.strip)) for each in self.auth),
            point=tuple(
                msgspec.structs.replace(
                    each, path=_in_path(each.path, values) or "", unit_path=_in_path(each.unit_path, values)
                )
                for each in self.point
            ),
        )

    def keys(self) -> dict[str, Any]:
        """What a file for `quelia load` would say of its source: without slug, owner, plants and secrets."""
        told = {name: value for name, value in _said(self).items() if name not in _FOR_READERS}
        auth = [
            {"type" if name == "scheme" else name: value for name, value in _said(each).items() if name != "what"}
            for each in self.auth
        ]
        return {**told, "auth": auth, "point": [_said(each) for each in self.point]}


# of a preset, what no file says
_FOR_READERS = {"name", "kind", "bridge", "placeholder", "key", "limit", "note"}


def _said(part: msgspec.Struct) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(part)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in told.items()
        if value not in (None, "")
    }


def _in_url(url: str, values: Mapping[str, str]) -> str:
    """A host, or a whole URL, as it is, since the guard reads it; what comes after it percent-encoded."""
    if _PLACEHOLDER.fullmatch(url):
        return _put(url, values, str.strip)
    authority = _AUTHORITY.match(url)
    end = authority.end() if authority else 0
    return _put(url[:end], values, str.strip) + _put(url[end:], values, lambda value: quote(value.strip(), safe="/"))


def _in_path(path: str | None, values: Mapping[str, str]) -> str | None:
    if path is None:
        return None
    if _PLACEHOLDER.fullmatch(path):
        return _put(path, values, str.strip)
    return _put(path, values, lambda value: json.dumps(value.strip(), ensure_ascii=False)[1:-1])


def _put(text: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    return _PLACEHOLDER.sub(lambda each: written(values[each[1]]) if each[1] in values else each[0], text)


def read(name: str, text: str) -> Preset:
    """A preset from its file. Raises PresetError for what is unknown, missing, or cannot be."""
    try:
        preset = msgspec.convert(tomllib.loads(text), Preset)
        faults = list(_faults(preset))
    except (ValueError, PathError, UnitError) as error:  # TOMLDecodeError and ValidationError are among them
        raise PresetError(f"{name}: {error}") from error
    if faults:
        raise PresetError(f"{name}: {'; '.join(faults)}")
    return preset


def _faults(preset: Preset) -> Iterator[str]:
    """What no type can say. Raises PathError or UnitError."""
    if (preset.url is None) != (preset.bridge is not None):
        yield "either a url, or a reason why it takes the bridge"
    if (preset.url is None) != (not preset.point):
        yield "points go with a url"
    if (preset.status_path is None) != (not preset.status_ok):
        yield "status_path and status_ok go together"
    if bool(preset.auth) != (preset.key is not None) and preset.url is not None:
        yield "where the key is found goes with auth"
    used = set(_PLACEHOLDER.findall(" ".join(_texts(preset))))
    if used != preset.placeholder.keys():
        yield f"placeholders that are used and described differ: {sorted(used ^ preset.placeholder.keys())}"
    for auth in preset.auth:
        yield from (f"auth needs {key}" for key in SCHEMES[auth.scheme].keys if not getattr(auth, key))
    for each in preset.filled({name: each.example for name, each in preset.placeholder.items()}).point:
        yield from _point_faults(each)


def _point_faults(point: PresetPoint) -> Iterator[str]:
    Path(point.path)
    if point.quantity not in QUANTITIES:
        yield f"no quantity {point.quantity}"
    elif point.unit is not None and not QUANTITIES[point.quantity].takes(declared_unit(point.unit)):
        yield f"{point.unit} is no unit of {point.quantity}"
    if (point.unit is None) == (point.unit_path is None):
        yield "one of unit and unit_path"


def _texts(preset: Preset) -> Iterator[str]:
    yield from filter(None, (preset.url, preset.timestamp_path, preset.status_path))
    for point in preset.point:
        yield from filter(None, (point.path, point.unit_path))
    yield from (auth.user for auth in preset.auth)


def _all() -> Mapping[str, Preset]:
    found = [each for each in files(__package__).joinpath(_FOLDER).iterdir() if each.name.endswith(".toml")]
    read_in = {each.name.removesuffix(".toml"): read(each.name, each.read_text("utf-8")) for each in found}
    return dict(sorted(read_in.items(), key=lambda each: each[1].name.casefold()))


# by the name of the file, in the order of their names
PRESETS: Mapping[str, Preset] = _all()
