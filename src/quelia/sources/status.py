"""What the status line and the headers of an answer say, before any byte of its body is looked at."""

import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from quelia.domain.errors import BadStatus, RateLimited, Redirected, SourceRefused, Unavailable
from quelia.domain.pace import LONGEST_WAIT_S

_TELLING = (204, 400, 404, 405, 406, 410)  # of these one can say what to do
_SECONDS = re.compile(r"(-?)([0-9]+)", re.ASCII)


def check_status(endpoint: str, status: int, wait: str | None) -> None:
    """Pass 200 and nothing else. wait: the Retry-After header. Raises the SourceError that fits."""
    if status == 200:
        return
    said = f"{endpoint} answered {status}"
    if status in (401, 403):
        raise SourceRefused(endpoint, status)
    if status == 429:
        raise RateLimited(f"{said}: it is asked too often", _asked_to_wait(wait))
    if status == 503:
        raise Unavailable(f"{said}: it is not available", _asked_to_wait(wait))
    if 300 <= status < 400 and status != 304:
        raise Redirected(f"{said}: redirects are not followed, set the URL it points to", status=str(status))
    fault = "server" if status >= 500 else str(status) if status in _TELLING else ""
    raise BadStatus(f"{said}; 200 is expected", fault, status=str(status))


def _asked_to_wait(text: str | None) -> float | None:
    return None if text is None else retry_after(text.strip(), time.time())


def retry_after(text: str, now: float) -> float | None:
    """Seconds to wait according to a Retry-After header: 0 to an hour; None where it says nothing we understand.

    now: seconds since 1970, for the form that is a date.
    """
    number = _SECONDS.fullmatch(text)
    if number is not None:
        sign, digits = number.groups()
        # 5,000 digits are too many for int()
        seconds = 0.0 if sign else LONGEST_WAIT_S if len(digits.lstrip("0")) > 4 else float(digits.lstrip("0") or 0)
        return min(seconds, LONGEST_WAIT_S)
    try:
        instant = parsedate_to_datetime(text)
        until = instant.replace(tzinfo=instant.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):  # all of them seen from odd dates
        return None
    return min(max(until - now, 0.0), LONGEST_WAIT_S)
