"""Instants as owners write them, and whether their clock can be believed."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_AHEAD_S = 300.0  # clocks drift; five minutes ahead is drift, an hour is a wrong zone
_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC).timestamp()  # controllers without a clock say 1970, 1984 or 2000
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138
_LONGEST = 64

_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]{1,9})?", re.ASCII)
_ISO = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ][0-9]{2}.*", re.ASCII)
_MICROSOFT = re.compile(
    r"/Date\((?P<ms>[0-9]{1,15})(?:[+-][0-9]{4})?\)/", re.ASCII
)  # the offset is for show: ms are UTC
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}

# One line a way of writing. With slashes and dots the day comes first, unless a.m. or p.m. says that an American wrote it.
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[T ]{_CLOCK}{_ZONE}",
        rf"(?P<day>\d{{1,2}})(?P<_>[-/.])(?P<month>\d{{1,2}})(?P=_)(?P<year>\d{{4}}),?[T ]{_CLOCK}{_ZONE}",
        rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}),? {_CLOCK} ?(?P<half>[AaPp])\.?[Mm]\.?{_ZONE}",
        rf"(?:[A-Za-z]{{3}}, ?)?(?P<day>\d{{1,2}})[- ](?P<name>[A-Za-z]{{3}})[- ](?P<year>\d{{4}}),? {_CLOCK}{_ZONE}",
        r"(?P<year>\d{4}),(?P<month>\d{1,2}),(?P<day>\d{1,2}),(?P<hour>\d{1,2}),(?P<minute>\d{1,2}),(?P<second>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})",
        r"(?P<short>\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})",
    )
)


def instant(value: object, zone: str, received_at: float | None = None) -> float | None:
    """Seconds since 1970 (UTC) of what an owner wrote; None for anything that is not surely an instant.

    Taken: ISO 8601, seconds or milliseconds since 1970, and the ways of writing in `_FORMS`, with a date and a time.
    zone: the IANA name that counts where the text says none.
    received_at: settles the hour that comes twice in autumn: the second, unless that is still to come.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and 10**11 <= value < 10**14 and len(str(value)) in (12, 14):
        return _written(str(value), zone, received_at)  # 240115103000: as milliseconds, long before any plant
    if isinstance(value, int | float):
        return _epoch(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = value.strip()
    if _EPOCH.fullmatch(text):
        return _epoch(float(text))
    if (microsoft := _MICROSOFT.fullmatch(text)) is not None:
        return int(microsoft["ms"]) / 1000
    return _iso(text, zone, received_at) if _ISO.fullmatch(text) else _written(text, zone, received_at)


def sane(measured_at: float | None, received_at: float) -> float | None:
    """`measured_at` where it can be the time of a measure just received, else None: then our own clock counts."""
    if measured_at is None or not _EARLIEST <= measured_at <= received_at + _AHEAD_S:
        return None
    return min(measured_at, received_at)


def _iso(text: str, zone: str, received_at: float | None) -> float | None:
    try:
        return _instant(datetime.fromisoformat(text), zone, received_at)
    except (ValueError, OverflowError):
        return _written(text, zone, received_at)


def _written(text: str, zone: str, received_at: float | None) -> float | None:
    parts = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(text))), None)
    if parts is None:
        return None
    try:
        return _instant(_moment(parts), zone, received_at)
    except (KeyError, ValueError, OverflowError):
        return None


def _moment(parts: dict[str, str | None]) -> datetime:
    """Raises ValueError or KeyError for a date that is not in the calendar."""

    def number(name: str) -> int:
        return int(parts.get(name) or 0)

    year = number("year") or 2000 + number("short")
    month = _MONTHS[name.lower()] if (name := parts.get("name")) else number("month")
    hour, half = number("hour"), parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half in "pP" else 0)
    fraction = timedelta(seconds=float(f"0.{parts.get('fraction') or 0}"))
    moment = datetime(year, month, number("day"), hour, number("minute"), number("second"))  # noqa: DTZ001 - just below
    offset = parts.get("zone")
    return (moment.replace(tzinfo=_offset(offset)) if offset else moment) + fraction


def _offset(text: str) -> timezone:
    if not text[1:].replace(":", "").isdigit():
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _instant(moment: datetime, zone: str, received_at: float | None) -> float:
    if moment.tzinfo is not None:
        return moment.timestamp()
    first, second = (moment.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() for fold in (0, 1))
    if received_at is None:
        return first
    return max(first, second) if max(first, second) <= received_at + _AHEAD_S else min(first, second)


def _epoch(number: float) -> float | None:
    if not 0 < number < 1e14:
        return None
    return number / 1000 if number >= _MILLISECONDS_FROM else float(number)
