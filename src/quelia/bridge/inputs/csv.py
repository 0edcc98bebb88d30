"""The last row of a CSV file that a logger writes on, or of the newest of several."""

import asyncio
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from quelia.bridge.aside import Aside
from quelia.bridge.file import pauses, written_at
from quelia.bridge.inputs.document import Age, MeasuredPoint, bare_point, check_age, sample_of
from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.inputs.json import check_encoding
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.rowtimes import RowTimes, whole_time
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.bridge.table import Column, Columns, dialect_of, is_delimiter, last_head, without_thousands
from quelia.bridge.tail import Ending, endings
from quelia.domain.errors import NotConnected, PathMismatch, SourceError
from quelia.domain.instant import sane
from quelia.domain.point import zone_faults
from quelia.domain.source import Point as Bare
from quelia.domain.source import Source

ASKS = ("file", "delimiter", "time", "point.column", "point.number")

_TOTALS = (
    "total", "totals", "totaux", "somme", "sum", "summe", "gesamt", "moyenne", "mean", "average", "mittelwert", "min", "max",
)  # fmt: skip
_MOST_FILES = 3  # the newest may have no row yet
Place = Annotated[int, Meta(ge=1, le=10_000)] | Annotated[str, Meta(min_length=1, max_length=200)]


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """column: its name, or its number from 1. where: what must stand in other columns of the row, `{ Site = "Lyon" }`."""

    column: Place
    where: dict[str, str] = {}
    number: Literal["dot", "comma", "leading"] = "dot"


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """file: may be a pattern, `exports/*.csv`: then the newest by its name, or by its time. header: lines before the first
    row; names of columns are looked for in them, and in remarks, which begin with `comment`. skip: how rows begin that are
    none. unended: the program ends its last line with the file. time: one column, or two for date and time; its format as
    in strptime, or absent where it is a usual one. max_age_s: of that time, else of the file.
    """

    file: Annotated[str, Meta(min_length=1, max_length=1000)]
    newest: Literal["name", "time"] = "name"
    encoding: str = "utf-8"
    delimiter: str = "auto"
    quote: Annotated[str, Meta(max_length=1)] = '"'
    comment: Annotated[str, Meta(max_length=10)] = "#"
    header: Annotated[int, Meta(ge=0, le=100)] = 1
    skip: list[str] = msgspec.field(default_factory=lambda: list(_TOTALS))
    unended: bool = False
    thousands: Literal["", " ", ".", ",", "'"] = ""
    time: Place | Annotated[list[Place], Meta(min_length=1, max_length=2)] | None = None
    time_format: str | None = None
    timezone: str = "Europe/Paris"
    max_age_s: Age | None = 900.0  # a quarter of an hour is the slowest that loggers usually write
    point: Annotated[list[Point], Meta(min_length=1)]

    @property
    def times(self) -> list[Column]:
        return self.time if isinstance(self.time, list) else [] if self.time is None else [self.time]


class Row(msgspec.Struct, frozen=True):
    cells: list[str]
    measured_at: float | None


class Found(msgspec.Struct, frozen=True):
    """rows: newest first."""

    columns: Columns
    rows: list[Row]
    written_at: float


class CsvFile:
    """Keeps nothing open between two reads."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self._settings, self._site = settings, site
        self._aside = Aside(settings.name)
        self._times = RowTimes(settings.times, settings.time_format, settings.timezone)
        self._source = Source(
            id=0, slug="bridge", url="", points=tuple(bare_point(each, each.number) for each in settings.point)
        )

    async def read(self) -> Sequence[Sample]:
        for pause_s in pauses(self._settings.timeout_s):
            try:
                return await self._aside.do(self._samples)
            except (NotConnected, PathMismatch):  # it may just be written, or replaced
                await asyncio.sleep(pause_s)
        return await self._aside.do(self._samples)

    async def close(self) -> None:
        return

    def _samples(self) -> list[Sample]:
        now = self._site.clock()
        problem: SourceError = PathMismatch("the file has no complete row", "csv_no_row")
        for path in self._paths():
            for ending in endings(path, self._settings.encoding):
                found = self._found(ending, now)
                missing = [point for point in self._settings.point if _row(point, found) is None]
                if found.rows and (not missing or ending.whole):
                    return self._read(found, now)
            if ending.whole and ending.last.strip() and not ending.lines:
                problem = PathMismatch("the only line has no end yet", "csv_unended")
        raise problem

    def _paths(self) -> list[Path]:
        """Those to look into, the newest first. Raises NotConnected."""
        folder, pattern = self._site.folder, self._settings.file
        if not has_magic(pattern):
            return [Path(folder, pattern)]
        # not Path.glob: that knows no absolute pattern
        names = glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
        found = [path for path in (Path(folder, name) for name in names) if not path.is_dir()]
        if not found:
            raise NotConnected("no file is called so", "file_none")
        by_time = self._settings.newest == "time"
        found.sort(key=(lambda path: (written_at(path), path.name)) if by_time else (lambda path: (0.0, path.name)))
        return found[: -_MOST_FILES - 1 : -1]

    def _found(self, ending: Ending, now: float) -> Found:
        settings = self._settings
        remark = settings.comment
        lines = [*ending.lines, ending.last] if settings.unended and ending.last else ending.lines
        told = [line for line in lines if line.strip() and not (remark and line.startswith(remark))]
        plain = [line for line in ending.head if line.strip() and not (remark and line.startswith(remark))]
        heads = plain[: settings.header]
        comma = any(point.number == "comma" for point in settings.point)
        sampled = [*heads, *(told[settings.header :] if ending.whole else told)[-20:]]
        dialect = dialect_of(sampled, len(heads), settings.delimiter, settings.quote, decimal_comma=comma)
        remarks = [line.removeprefix(remark) for line in ending.head[:100] if remark and line.startswith(remark)]
        rows = list(dialect.rows(told))[settings.header if ending.whole else 0 :]
        anew, rows = last_head(rows, settings.times or [point.column for point in settings.point])
        columns = Columns(anew or list(dialect.rows(heads)), list(dialect.rows(remarks)))
        # of a file of which only the end is known, the newest row on top would not be there
        falling = ending.whole and self._times.newest_on_top(rows, columns, now)
        ordered = rows if falling else rows[::-1]
        return Found(columns, self._needed(self._rows(ordered, columns, now), columns), ending.written_at)

    def _needed(self, rows: Iterator[Row], columns: Columns) -> list[Row]:
        """As many as it takes to find that of each point."""
        taken: list[Row] = []
        waiting = list(self._settings.point)
        for row in rows:
            taken.append(row)
            waiting = [point for point in waiting if not _has(row, columns, point)]
            if not waiting:
                break
        return taken

    def _rows(self, rows: list[list[str]], columns: Columns, now: float) -> Iterator[Row]:
        """rows: newest first. With a column of times, what has no time is no row: a total, units, a remark."""
        for cells in rows:
            first = next(filter(None, cells), "").casefold()
            words = first.split(maxsplit=1)
            if not words or words[0].strip(":") in self._settings.skip:
                continue
            if not self._times.columns:
                yield Row(cells, None)
                continue
            at = self._times.at(cells, columns, now)
            if at is not None:
                yield Row(cells, sane(at, now))

    def _read(self, found: Found, now: float) -> list[Sample]:
        samples = [
            self._sample(point, bare, found, now)
            for point, bare in zip(self._settings.point, self._source.points, strict=True)
        ]
        errors = [sample.error for sample in samples if sample.error is not None]
        if len(errors) == len(samples) and all(error.code == "frozen" for error in errors):
            raise errors[0]
        return samples

    def _sample(self, point: Point, bare: Bare, found: Found, now: float) -> Sample:
        row = _row(point, found)
        at = row.measured_at if row is not None else None
        nothing = sample_of(self._source, bare, point.unit, None, now, measured_at=at)
        try:
            if row is None:
                for column in point.where:
                    found.columns.index(column)  # says more where there is no such column
                raise PathMismatch("no row has what was asked for", "csv_key")
            if at is None and self._times.columns and self._settings.max_age_s is not None:
                raise PathMismatch("the row says no time that can be believed", "time_unread")
            check_age(at if at is not None else found.written_at, now, self._settings.max_age_s)
            cell = found.columns.cell(row.cells, point.column)
            text = cell if cell in point.nulls else without_thousands(cell, self._settings.thousands)
        except SourceError as error:
            return msgspec.structs.replace(nothing, error=error)
        return sample_of(self._source, bare, point.unit, text or None, now, measured_at=at)


def opened(settings: Settings, site: Site) -> CsvFile:
    """Raises ConfigError."""
    where = f"input[{settings.name}]"
    check_encoding(settings.encoding, f"{where}.encoding")
    problems = [Problem(f"{where}.{key}", code, fact) for key, code, fact in zone_faults("timezone", settings.timezone)]
    if not is_delimiter(settings.delimiter) or settings.delimiter == settings.quote:
        problems.append(Problem(f"{where}.delimiter", "one_of", "auto, tab, space, ; , |"))
    if settings.time_format is not None and not whole_time(settings.time_format):
        problems.append(Problem(f"{where}.time_format", "time_format"))
    decimals = {"dot": ".", "comma": ","}
    for number, point in enumerate(settings.point):
        if settings.thousands and decimals.get(point.number) == settings.thousands:
            problems.append(Problem(f"{where}.point[{number}].number", "thousands_decimal"))
    if problems:
        raise ConfigError(problems)
    return CsvFile(settings, site)


def _row(point: Point, found: Found) -> Row | None:
    """The newest that has what the point asks for."""
    return next((row for row in found.rows if _has(row, found.columns, point)), None)


def _has(row: Row, columns: Columns, point: Point) -> bool:
    try:
        asked = [(columns.index(column), text) for column, text in point.where.items()]
    except SourceError:  # of this point only; it is told that where it is read
        return False
    return all(place < len(row.cells) and row.cells[place] == text for place, text in asked)
