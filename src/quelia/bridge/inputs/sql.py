"""A database at the plant: one SELECT, in a transaction that can only read, and is always rolled back."""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy
from msgspec import Meta
from sqlalchemy import exc
from sqlalchemy.pool import NullPool

from quelia.bridge.aside import Aside
from quelia.bridge.inputs.document import Age, MeasuredPoint, bare_point, check_age, sample_of
from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import NotConnected, PathMismatch, SourceError, TooLarge
from quelia.domain.instant import instant, sane
from quelia.domain.point import zone_faults
from quelia.domain.source import Source

ASKS = ("url", "password", "query", "time", "point.column")

_MOST_ROWS = 1000
# together, in their order: neither begins within the other
_LITERAL_OR_COMMENT = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\])|--[^\n]*|/\*.*?\*/", re.S)
_WRITES = re.compile(
    r"\b(?:insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|call|exec|execute|into|attach|pragma|set|lock)\b",
    re.I,
)
# what makes a transaction unable to write, by dialect
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
}

Row = Mapping[str, Any]


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """column: of the result. key: of the row, in `key_column`, where there are several."""

    column: Annotated[str, Meta(min_length=1, max_length=200)]
    key: str | int | None = None
    number: Literal["json", "dot", "comma", "leading"] = "json"


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """url: as SQLAlchemy has it, `postgresql+psycopg://reader@192.0.2.10/scada`; a file of SQLite counts from the folder.

    password: a secret. query: one SELECT. time: the column with the time of the measure, in `timezone` where it has no
    zone; max_age_s: of it.
    """

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    password: Annotated[str, Meta(max_length=1000)] = ""
    query: Annotated[str, Meta(min_length=1, max_length=10_000)]
    key_column: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    time: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    timezone: str = "Europe/Paris"
    max_age_s: Age | None = None
    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]


def opened(settings: Settings, site: Site) -> "Sql":
    """Raises ConfigError, ModuleNotFoundError for a driver that is not installed, or SecretMissing."""
    where = f"input[{settings.name}]"
    problems = [
        Problem(under(where, key), code, fact) for key, code, fact in zone_faults("timezone", settings.timezone)
    ]
    if not _only_reads(settings.query):
        problems.append(Problem(under(where, "query"), "sql_not_a_select"))
    if settings.max_age_s is not None and settings.time is None:
        problems.append(Problem(under(where, "max_age_s"), "sql_age_of_nothing"))
    problems += [
        Problem(f"{where}.point[{number}].key", "sql_key")
        for number, point in enumerate(settings.point)
        if (point.key is None) != (settings.key_column is None)
    ]
    try:
        url = sqlalchemy.make_url(settings.url)
    except (exc.ArgumentError, ValueError):
        problems.append(Problem(under(where, "url"), "sql_url"))
    if problems:
        raise ConfigError(problems)
    if settings.password:
        url = url.set(password=site.secret(settings.password))
    try:
        return Sql(settings, site, _engine(url, site, settings.timeout_s))
    except exc.NoSuchModuleError:
        raise ConfigError([Problem(under(where, "url"), "sql_url")]) from None


class Sql:
    """Keeps no connection between two reads."""

    def __init__(self, settings: Settings, site: Site, engine: Any) -> None:
        self._settings, self._site, self._engine = settings, site, engine
        self._aside = Aside(settings.name)
        self._points = [bare_point(each, each.number) for each in settings.point]
        self._source = Source(id=0, slug="bridge", url="", points=tuple(self._points))

    async def read(self) -> Sequence[Sample]:
        return await self._aside.do(self._samples)

    async def close(self) -> None:
        return

    def _samples(self) -> list[Sample]:
        rows, now = self._rows(), self._site.clock()
        samples = [self._sample(place, rows, now) for place in range(len(self._points))]
        errors = [each.error for each in samples if each.error is not None]
        if len(errors) == len(samples) and all(each.code == "frozen" for each in errors):
            raise errors[0]
        return samples

    def _rows(self) -> list[Row]:
        """Raises a SourceError; nothing of what the database says is in it, which may repeat the password."""
        try:
            with self._engine.connect() as connection:
                try:
                    if (read_only := _READ_ONLY.get(connection.dialect.name)) is not None:
                        connection.execute(sqlalchemy.text(read_only))
                    # a colon would begin a parameter
                    query = re.sub(r"(?<!:):(?=\w)", r"\\:", self._settings.query)
                    # row by row: a table of millions is refused before it is all here
                    streamed = {"stream_results": True, "max_row_buffer": _MOST_ROWS + 1}
                    with connection.execute(sqlalchemy.text(query), execution_options=streamed) as result:
                        self._check_names(list(map(str, result.keys())))
                        rows: list[Row] = [dict(row) for row in result.mappings().fetchmany(_MOST_ROWS + 1)]
                finally:
                    connection.rollback()
        except (exc.ProgrammingError, exc.ResourceClosedError):
            raise PathMismatch("the database refuses the query", "sql_query") from None
        except exc.SQLAlchemyError:
            raise NotConnected("the database is away, locked, or refuses the user", "sql_away") from None
        if len(rows) > _MOST_ROWS:
            raise TooLarge("the query finds too many rows", "sql_many", most=str(_MOST_ROWS))
        return rows

    def _check_names(self, names: Sequence[str]) -> None:
        """Raises PathMismatch: of two columns with one name the last would be taken."""
        settings = self._settings
        wanted = {settings.key_column, settings.time, *(each.column for each in settings.point)}
        told = {each.casefold() for each in wanted if each is not None}
        for name in names:
            if names.count(name) > 1 and name.casefold() in told:
                raise PathMismatch("several columns of the result have that name", "sql_column_twice", column=name)

    def _sample(self, place: int, rows: list[Row], now: float) -> Sample:
        point, bare = self._settings.point[place], self._points[place]
        try:
            row = self._row(point, rows)
            at = self._measured_at(row, now)
            check_age(at, now, self._settings.max_age_s)
            return sample_of(self._source, bare, point.unit, _plain(_cell(row, point.column)), now, measured_at=at)
        except SourceError as error:
            bare_sample = Sample(plant=point.plant, quantity=point.quantity, unit=point.unit, value=None, read_at=now)
            return msgspec.structs.replace(bare_sample, error=error)

    def _row(self, point: Point, rows: list[Row]) -> Row:
        if self._settings.key_column is not None:
            column = self._settings.key_column
            rows = [row for row in rows if str(_cell(row, column)) == str(point.key)]
        if not rows:
            raise PathMismatch("the query finds no row", "sql_no_row")
        if len(rows) > 1:
            raise PathMismatch("the query finds several rows", "sql_rows", rows=str(len(rows)))
        return rows[0]

    def _measured_at(self, row: Row, now: float) -> float | None:
        if self._settings.time is None:
            return None
        told = _cell(row, self._settings.time)
        if isinstance(told, datetime):
            told = told.isoformat()
        at = sane(instant(_plain(told), self._settings.timezone, now), now)
        if at is None and self._settings.max_age_s is not None:
            raise PathMismatch("the row says no time that can be believed", "time_unread")
        return at


def _engine(url: Any, site: Site, timeout_s: float) -> Any:
    if url.get_backend_name() == "sqlite":
        path = (site.folder / (url.database or "")).resolve()
        address = f"{path.as_uri()}?mode=ro"

        def made() -> sqlite3.Connection:
            return sqlite3.connect(address, uri=True, timeout=timeout_s / 2)

        return sqlalchemy.create_engine("sqlite://", creator=made, poolclass=NullPool)
    waits = url.get_backend_name() in _READ_ONLY
    arguments = {"connect_timeout": max(1, round(timeout_s))} if waits else {}
    return sqlalchemy.create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)


def _only_reads(query: str) -> bool:
    """One statement that begins as a question and has no word that changes anything. The transaction sees to the rest."""
    bare = _LITERAL_OR_COMMENT.sub(lambda found: "''" if found[1] else " ", query).strip().rstrip(";")
    return bool(re.match(r"(?:select|with)\b", bare, re.I)) and ";" not in bare and not _WRITES.search(bare)


def _cell(row: Row, column: str) -> Any:
    if column in row:
        return row[column]
    alike = [name for name in row if name.casefold() == column.casefold()]
    if len(alike) != 1:
        raise PathMismatch("the result has no such column", "sql_column", column=column, known=", ".join(map(str, row)))
    return row[alike[0]]


def _plain(value: Any) -> Any:
    """As a document would hold it. What is of another kind is refused as no number."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return []
    return value if isinstance(value, int | float | str | None) else str(value)
