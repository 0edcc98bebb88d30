"""What asking costs: how long it takes, how much comes, and how often the owner's server will be asked."""

from collections.abc import Sequence

from quelia.domain.source import Source
from quelia.sources.http import Answer
from quelia.sources.verdict import Mark, Verdict, span

_FAST_S, _SLOW_S = 1.0, 3.0
_LIGHT_BYTES = 64 * 1024  # a value of this moment has less than one; at 5 s, 64 kB are a gigabyte a day
_DAY_S, _MINUTE_S = 86400.0, 60.0


def speed(answers: Sequence[Answer]) -> Verdict:
    slowest = max(answer.elapsed_s for answer in answers)
    mark: Mark = "well" if slowest <= _FAST_S else "look"
    code = "fast" if slowest <= _FAST_S else "slow" if slowest <= _SLOW_S else "too_slow"
    return Verdict("speed", mark, code, {"seconds": max(0.01, round(slowest, 2)), "calls": float(len(answers))})


def size(answer: Answer) -> Verdict:
    weight = len(answer.body)
    facts: dict[str, str | float | list[str]] = {"kilobytes": max(0.1, round(weight / 1000, 1))}
    return (
        Verdict("size", "well", "light", facts) if weight <= _LIGHT_BYTES else Verdict("size", "look", "heavy", facts)
    )


def quota(source: Source) -> Verdict:
    """What the interval amounts to when somebody watches all day, held against what the owner's portal allows a day."""
    pace_s = source.interval_s
    a_day = _DAY_S / pace_s
    facts: dict[str, str | float | list[str]] = {
        "interval": pace_s,
        "minute": float(f"{_MINUTE_S / pace_s:.2g}"),
        "day": float(round(a_day)),
    }
    if source.daily_quota is None or a_day <= source.daily_quota:
        return Verdict("quota", "well", "calls", facts)
    cut_at = int(source.daily_quota * pace_s // _MINUTE_S)
    least_s = -(-_DAY_S // source.daily_quota)
    facts |= {"quota": float(source.daily_quota), "hour": f"{cut_at // 60:02}:{cut_at % 60:02}", "least": span(least_s)}
    return Verdict("quota", "look", "over_quota", facts)
