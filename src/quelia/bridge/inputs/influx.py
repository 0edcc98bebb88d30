"""The last line of InfluxDB's line protocol, in a file that grows or at an address."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from quelia.bridge.aside import Aside
from quelia.bridge.inputs.asking import Asking, AuthSettings, Where
from quelia.bridge.inputs.document import Age, MeasuredPoint, bare_point, check_age, sample_of
from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.lineprotocol import PER_SECOND, Line, line_of, number_of
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.bridge.tail import endings
from quelia.domain.errors import BadEncoding, PathMismatch, SourceError
from quelia.domain.instant import sane
from quelia.domain.source import Point as Bare
from quelia.domain.source import Source

ASKS = ("file", "point.measurement", "point.field")


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """tags: those that a line must have; it may have others."""

    measurement: Annotated[str, Meta(min_length=1)]
    field: Annotated[str, Meta(min_length=1)]
    tags: dict[str, str] = {}


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """file or url. precision: of the times of its lines. max_age_s: of the time of a line, else of the file."""

    file: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None
    url: Annotated[str, Meta(max_length=2000)] | None = None
    auth: AuthSettings | list[AuthSettings] = []
    ca_file: str | None = None
    pin: str | None = None
    precision: Literal["ns", "us", "ms", "s"] = "ns"
    max_age_s: Age | None = 900.0
    point: Annotated[list[Point], Meta(min_length=1)]


class Influx:
    """Reads a file anew each time, or keeps a connection."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self._settings, self._site = settings, site
        self._aside = Aside(settings.name)
        self._source = Source(id=0, slug="bridge", url="", points=tuple(bare_point(each) for each in settings.point))
        self._asking: Asking | None = None
        if settings.url is not None:
            where = Where(url=settings.url, auth=settings.auth, ca_file=settings.ca_file, pin=settings.pin)
            self._asking = Asking(settings, where, site)

    async def read(self) -> Sequence[Sample]:
        if self._asking is None:
            return await self._aside.do(self._of_file)
        try:
            text = (await self._asking.ask()).body.decode("utf-8")
        except UnicodeDecodeError:
            raise BadEncoding("the answer is not UTF-8") from None
        return self._samples(self._newest(text.splitlines()), None)

    async def close(self) -> None:
        if self._asking is not None:
            await self._asking.close()

    def _of_file(self) -> list[Sample]:
        for ending in endings(Path(self._site.folder, self._settings.file or ""), "utf-8"):
            found = self._newest(ending.lines)
            if ending.whole or None not in found:
                break
        return self._samples(found, ending.written_at)

    def _newest(self, lines: Sequence[str]) -> list[Line | None]:
        """The last line that has what each point asks for."""
        found: list[Line | None] = [None] * len(self._settings.point)
        for text in reversed(lines):
            if None not in found:
                break
            line = line_of(text)
            for place, point in enumerate(self._settings.point):
                if found[place] is None and line is not None and _has(line, point):
                    found[place] = line
        return found

    def _samples(self, lines: Iterable[Line | None], written_at: float | None) -> list[Sample]:
        now = self._site.clock()
        samples = [
            self._sample(point, bare, line, now, written_at)
            for point, bare, line in zip(self._settings.point, self._source.points, lines, strict=True)
        ]
        errors = [sample.error for sample in samples if sample.error is not None]
        if len(errors) == len(samples) and all(error.code == "frozen" for error in errors):
            raise errors[0]
        return samples

    def _sample(self, point: Point, bare: Bare, line: Line | None, now: float, written_at: float | None) -> Sample:
        at = None
        if line is not None and line.written_at is not None:
            at = sane(line.written_at / PER_SECOND[self._settings.precision], now)
        try:
            if line is None:
                raise PathMismatch("no line has what was asked for", "line_none")
            check_age(at if at is not None else written_at, now, self._settings.max_age_s)
            number = number_of(line, point.field)
        except SourceError as error:
            nothing = sample_of(self._source, bare, point.unit, None, now, measured_at=at)
            return msgspec.structs.replace(nothing, error=error, raw="")
        return sample_of(self._source, bare, point.unit, number, now, measured_at=at)


def opened(settings: Settings, site: Site) -> Influx:
    """Raises ConfigError, SecretMissing."""
    if (settings.file is None) == (settings.url is None):
        raise ConfigError([Problem(f"input[{settings.name}].file", "file_or_url")])
    return Influx(settings, site)


def _has(line: Line, point: Point) -> bool:
    named = line.measurement == point.measurement and point.field in line.fields
    return named and all(line.tags.get(tag) == value for tag, value in point.tags.items())
