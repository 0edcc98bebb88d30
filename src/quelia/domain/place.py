"""Where something stands, as people write it: degrees with a point or a comma, or degrees, minutes and seconds.

What is written here is read the same way by `frontend/src/domain/place.ts`; `tests/samples/places.json` is for both.
"""

import re
from collections.abc import Iterable

_NUMBER = r"[0-9]{1,3}(?:[.,][0-9]{1,20})?"
_PART = r"[0-9]{1,2}(?:[.,][0-9]{1,20})?"
_ANGLE = (
    rf"(?P<degrees{{n}}>[+-]?{_NUMBER})\s*(?:[°º]\s*"
    rf"(?:(?P<minutes{{n}}>{_PART})\s*['’′]\s*(?:(?P<seconds{{n}}>{_PART})\s*(?:[\"”″]|'')\s*)?)?)?"
)
# the letter stands before the angle, or behind it, or nowhere; within one text always at the same side
_WRITTEN = (rf"(?P<letter{{n}}>[NSEWO])\s*{_ANGLE}", rf"{_ANGLE}(?P<letter{{n}}>[NSEWO])?")
_BETWEEN = r"(?:\s*[;,/]\s*|\s+|(?<=[NSEWO]))"
_SINGLE = [re.compile(one.replace("{n}", "1"), re.IGNORECASE | re.ASCII) for one in _WRITTEN]
_PAIR = [
    re.compile(one.replace("{n}", "1") + _BETWEEN + one.replace("{n}", "2"), re.IGNORECASE | re.ASCII)
    for one in _WRITTEN
]
_WRAPPED = re.compile(r"^(?:geo:|[(\[])+|[)\]]+$", re.IGNORECASE)
_NORTHERN, _EASTERN = frozenset("NS"), frozenset("EWO")  # O: ouest
_MINUS = frozenset("SWO")


def degree(text: str) -> float | None:
    """One coordinate; None for what is none."""
    found = _matched(_SINGLE, text.strip())
    one = _read(found, 1) if found else None
    return one[0] if one else None


def pair(text: str) -> tuple[float, float] | None:
    """Latitude and longitude out of one text, in that order unless letters say otherwise; None for what is no pair."""
    found = _matched(_PAIR, _WRAPPED.sub("", text.strip()).strip())
    first, second = (_read(found, 1), _read(found, 2)) if found else (None, None)
    if first is None or second is None:
        return None
    if first[1] in _EASTERN or second[1] in _NORTHERN:
        first, second = second, first
    return None if first[1] in _EASTERN or second[1] in _NORTHERN else (first[0], second[0])


def _matched(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)


def _read(found: re.Match[str], number: int) -> tuple[float, str] | None:
    """Degrees, and the letter beside them if there is one."""
    degrees, minutes, seconds, letter = (
        found[f"{name}{number}"] or "" for name in ("degrees", "minutes", "seconds", "letter")
    )
    letter = letter.upper()
    if letter and degrees[0] in "+-":
        return None
    parts = [float((part or "0").replace(",", ".")) for part in (minutes, seconds)]
    if max(parts) >= 60:
        return None
    value = float(degrees.replace(",", ".").lstrip("+-")) + parts[0] / 60 + parts[1] / 3600
    # a millionth of a degree is a hand's breadth
    return round(-value if degrees[0] == "-" or letter in _MINUS else value, 6), letter
