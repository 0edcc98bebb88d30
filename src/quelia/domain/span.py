"""Spans: the stretch of the past that somebody asks for, cut into whole steps that fit a screen."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from quelia.domain.rollup import MINUTE_S, QUARTER_S

MOST_POINTS = 2_000
DAY_S = 86_400
LONGEST_DAYS = 366

STEPS = (MINUTE_S, 300, QUARTER_S, 3_600, DAY_S)  # those that are chosen where none is asked for
_ON_A_SCREEN = 750  # points: a month by the hour; more than a chart has pixels helps nobody

_STEP = re.compile(r"([0-9]{1,5})(s|m|h|d)?", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": DAY_S}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_EARLIEST, _LATEST = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (2000, 2100))


class SpanError(ValueError):
    """What was asked for cannot be answered. `code` finds the sentence in `texts/`; facts: what it is filled with."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Span(msgspec.Struct, frozen=True):
    """starts: of each step, oldest first, in seconds since 1970. end_s: of the last one. step_s: a day may be an hour off."""

    step_s: int
    starts: tuple[int, ...]
    end_s: int

    @property
    def start_s(self) -> int:
        return self.starts[0]

    @property
    def fine(self) -> bool:
        """Whether it takes more than rollups of a quarter of an hour to answer."""
        return self.step_s % QUARTER_S != 0


def span(since: str, until: str, step: str, *, zone: str, now: float, kept_s: float) -> Span:
    """The whole steps around what was asked for, each text empty where it was not said: the last 24 hours.

    zone: IANA name of the plant's, for days and for instants without one. kept_s: how long single readings are kept.
    Raises SpanError.
    """
    asked_until = _instant(until, zone, "bad_to") if until else now
    asked_since = _instant(since, zone, "bad_from") if since else asked_until - DAY_S
    asked_until = min(asked_until, now)
    if asked_since >= asked_until:
        raise SpanError("bad_order")
    length_s = asked_until - asked_since
    if length_s > (LONGEST_DAYS + 1) * DAY_S:  # 366 days, widened to whole ones
        raise SpanError("too_long", days=LONGEST_DAYS)
    fine = asked_since >= now - kept_s
    step_s = _step(step) if step else _fitting(length_s, _ON_A_SCREEN, fine=fine)
    if step_s % QUARTER_S and not fine:
        raise SpanError("too_fine", days=int(kept_s / DAY_S), step_s=QUARTER_S)
    if length_s / step_s > MOST_POINTS:
        raise SpanError("too_many_points", most=MOST_POINTS, step_s=_fitting(length_s, MOST_POINTS, fine=fine))
    return (
        _days(asked_since, asked_until, ZoneInfo(zone)) if step_s == DAY_S else _even(asked_since, asked_until, step_s)
    )


def _step(text: str) -> int:
    found = _STEP.fullmatch(text)
    step_s = int(found[1]) * _SECONDS[found[2] or "s"] if found else 0
    if not step_s or step_s % MINUTE_S or DAY_S % step_s:
        raise SpanError("bad_step")
    return step_s


def _fitting(length_s: float, most: int, *, fine: bool) -> int:
    """The smallest of `STEPS` that gives no more than so many points."""
    return next(
        (step for step in STEPS if length_s / step <= most and (fine or step % QUARTER_S == 0)),
        DAY_S,
    )


def _instant(text: str, zone: str, code: str) -> float:
    # in a URL, the + of an offset is read as a space unless it was written %2B
    text = re.sub(r" (?=\d\d:\d\d$)", "+", text)
    if not _INSTANT.fullmatch(text):
        raise SpanError(code)
    try:
        moment = datetime.fromisoformat(text)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).timestamp()
    except (ValueError, OverflowError) as error:
        raise SpanError(code) from error
    if not _EARLIEST <= seconds <= _LATEST:
        raise SpanError(code)
    return seconds


def _even(since: float, until: float, step_s: int) -> Span:
    start, end = int(since // step_s * step_s), int(-(-until // step_s) * step_s)
    return Span(step_s, tuple(range(start, end, step_s)), end)


def _days(since: float, until: float, zone: ZoneInfo) -> Span:
    """Days of the plant's calendar: where the clocks change, one has 23 hours and another 25."""
    day = datetime.fromtimestamp(since, zone).date()
    starts = [_midnight(day, zone)]
    while starts[-1] < until:
        day += timedelta(days=1)
        starts.append(_midnight(day, zone))
    return Span(DAY_S, tuple(starts[:-1]), starts[-1])


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())
