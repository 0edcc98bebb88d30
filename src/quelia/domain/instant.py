"""Instants as owners write them, and whether their clock can be believed."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]{1,9})?", re.ASCII)
_ISO = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ][0-9]{2}.*", re.ASCII)
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138
_AHEAD_S = 300.0  # clocks drift; five minutes ahead is drift, an hour is a wrong zone
_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC).timestamp()  # controllers without a clock say 1970, 1984 or 2000


def instant(value: object, zone: str, received_at: float | None = None) -> float | None:
    """Seconds since 1970 (UTC) of an ISO 8601 text or an epoch in seconds or milliseconds; None for anything else.

    zone: the IANA name that counts where the text says none.
    received_at: settles the hour that comes twice in autumn: the second, unless that is still to come.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _EPOCH.fullmatch(text):
        return _epoch(float(text))
    if not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp() if moment.tzinfo is not None else _local(moment, ZoneInfo(zone), received_at)
    except (ValueError, OverflowError):
        return None


def sane(measured_at: float | None, received_at: float) -> float | None:
    """`measured_at` where it can be the time of a measure just received, else None: then our own clock counts."""
    if measured_at is None or not _EARLIEST <= measured_at <= received_at + _AHEAD_S:
        return None
    return min(measured_at, received_at)


def _local(moment: datetime, zone: ZoneInfo, received_at: float | None) -> float:
    first, second = (moment.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    if received_at is None:
        return first
    return max(first, second) if max(first, second) <= received_at + _AHEAD_S else min(first, second)


def _epoch(number: float) -> float | None:
    if not 0 < number < 1e14:
        return None
    return number / 1000 if number >= _MILLISECONDS_FROM else float(number)
