"""From what somebody typed to a trial: each thing that cannot be is told at its field."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from quelia.domain.path import Path, PathError
from quelia.domain.plant import Plant
from quelia.domain.quantity import quantity_of
from quelia.domain.source import Auth, Format, Point, Source
from quelia.domain.unit import Unit, UnitError, declared_unit
from quelia.sources.trace import Trial
from quelia.store.checks import capacity
from quelia.texts import texts

SCHEMES = ("none", "header", "query", "bearer", "basic", "digest")
FIELDS = ("url", "path", "unit", "number", "capacity", "auth_type", "auth_name", "auth_user")
FORMATS = ("json", "dot", "comma", "leading")
_NAMED = ("header", "query")
_OF_SOMEBODY = ("basic", "digest")
_LONGEST = {"url": 2000, "path": 400, "unit": 16, "capacity": 40, "auth_name": 100, "auth_user": 100}
_CALLS, _PAUSE_S = 2, 2.0  # for strangers: a second call tells whether the value moves


class Question(NamedTuple):
    """values: as they were typed, without the secret. problems: a sentence by field. trial: None where there are any."""

    values: Mapping[str, str]
    problems: Mapping[str, str]
    trial: Trial | None
    secrets: tuple[str, ...] = ()


def question(given: Mapping[str, str], lang: str) -> Question:
    """What a stranger wants to be tried."""
    values = {name: given.get(name, "").strip()[: _LONGEST.get(name, 100)] for name in FIELDS}
    values["auth_type"] = values["auth_type"] or "none"
    reading = _Reading(values, lang)
    points = reading.points()
    plant = reading.plant()
    auth = reading.auth(bool(given.get("secret")))
    if not values["url"]:
        reading.problems["url"] = str(reading.words["needed"])
    if reading.problems:
        return Question(values, reading.problems, None)
    source = Source(id=0, slug="trial", url=values["url"], points=points, auth=auth)
    trial = Trial(source, plant, _CALLS, pause_s=_PAUSE_S, names=False)
    return Question(values, {}, trial, (given["secret"],) if auth else ())


def path_of(text: str, lang: str) -> Path | str:
    """The path, or what is wrong with it."""
    try:
        return Path(text)
    except PathError as error:
        return str(texts(lang, "load")["problem"][error.code]).format(fact=error.text)


def unit_of(text: str, lang: str) -> Unit | str:
    """The unit, or what is wrong with it."""
    try:
        return declared_unit(text)
    except UnitError as error:
        code = "unit_meant" if error.meant else "unit"
        return str(texts(lang, "load")["problem"][code]).format(fact=error.meant or error.text)


class _Reading:
    """Reads fields, and notes what is wrong with them."""

    def __init__(self, values: Mapping[str, str], lang: str) -> None:
        self._values, self._lang = values, lang
        self.words = texts(lang, "technician")["problem"]
        self.problems: dict[str, str] = {}

    def points(self) -> tuple[Point, ...]:
        text, form = self._values["path"], self._values["number"] or "json"
        if form not in FORMATS:
            self.problems["number"] = str(self.words["choice"])
        path, unit = path_of(text, self._lang), unit_of(self._values["unit"] or "kW", self._lang)
        if isinstance(path, str):
            self.problems["path"] = path
        if isinstance(unit, str):
            self.problems["unit"] = unit
        if not text or isinstance(path, str) or isinstance(unit, str):
            return ()
        return (Point(plant="trial", quantity=quantity_of(unit), path=path, unit=unit, number=cast("Format", form)),)

    def plant(self) -> Plant:
        try:
            given = capacity(self._values["capacity"])
        except ValueError:
            given, self.problems["capacity"] = None, str(self.words["capacity"])
        return Plant(slug="trial", name="", energy="solar", latitude=0.0, longitude=0.0, capacity=given)

    def auth(self, has_secret: bool) -> tuple[Auth, ...]:
        scheme, name = self._values["auth_type"], self._values["auth_name"]
        if scheme not in SCHEMES:
            self.problems["auth_type"] = str(self.words["choice"])
        if scheme == "none":
            return ()
        if not has_secret:
            self.problems["secret"] = str(self.words["secret"])
        if scheme in _NAMED and not name:
            self.problems["auth_name"] = str(self.words["needed"])
        user = self._values["auth_user"] if scheme in _OF_SOMEBODY else ""
        return (Auth(scheme=scheme, name=name if scheme in _NAMED else "", user=user),)
