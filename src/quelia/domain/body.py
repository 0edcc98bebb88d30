"""The body of a push: JSON of a few kilobytes, read more strictly than the answers of owners.

Who writes to us can mend what he sends; where two readers would understand two things, it is refused.
"""

import json
import math
from typing import Any

_BOM = b"\xef\xbb\xbf"
_MOST_DIGITS = 25  # of a whole number; no meter has more


BAD_NUMBER = object()  # stands where a number was that is none: NaN, an infinity, one beyond what a double holds
TWICE = object()  # stands where an object was that has one key twice


def decode(body: bytes) -> object:
    """Parse `body`, whole numbers as floats. Raises ValueError for what is no JSON in UTF-8.

    What else must be refused is BAD_NUMBER or TWICE, so that it can be said where it stands.
    """
    try:
        return json.loads(
            body.removeprefix(_BOM).decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_broken,
            parse_constant=_no_number,
        )
    except RecursionError as error:
        raise ValueError("the body is nested too deeply") from error


def _object(pairs: list[tuple[str, Any]]) -> object:
    made = dict(pairs)
    return made if len(made) == len(pairs) else TWICE


def _whole(digits: str) -> object:
    return float(digits) if len(digits) <= _MOST_DIGITS else BAD_NUMBER


def _broken(digits: str) -> object:
    number = float(digits)
    return number if math.isfinite(number) else BAD_NUMBER


def _no_number(_: str) -> object:
    return BAD_NUMBER
