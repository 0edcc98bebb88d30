"""What the status line and the headers of an answer say, before any byte of its body is looked at."""

import re
import time
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from quelia.domain.errors import AddressRefused, BadStatus, RateLimited, Redirected, SourceRefused, Unavailable
from quelia.domain.pace import LONGEST_WAIT_S
from quelia.sources.guard import host_and_port
from quelia.sources.said import Said

_TELLING = (204, 400, 404, 405, 406, 410)  # of these one can say what to do
_SCHEMES = (
    "Basic",
    "Bearer",
    "Digest",
    "Negotiate",
    "NTLM",
    "DPoP",
    "Hawk",
    "ApiKey",
)  # of what it asks no more is told
_CHALLENGE = re.compile(r"(?:^|,)\s*([A-Za-z0-9-]+)(?=\s|,|$)", re.ASCII)
_SECONDS = re.compile(r"(-?)([0-9]+)", re.ASCII)


def check_status(endpoint: str, answer: Said) -> None:
    """Pass 200 and nothing else. endpoint: whom we asked. Raises the SourceError that fits."""
    status = answer.status
    if status == 200:
        return
    said = f"{endpoint} answered {status}"
    if status in (401, 403):
        raise SourceRefused(endpoint, status, asked_schemes(answer.headers.get(b"www-authenticate", ())))
    if status == 429:
        raise RateLimited(f"{said}: it is asked too often", _asked_to_wait(answer.header(b"retry-after")))
    if status == 503:
        raise Unavailable(f"{said}: it is not available", _asked_to_wait(answer.header(b"retry-after")))
    if 300 <= status < 400 and status != 304:
        fault, where = redirect(endpoint, answer.header(b"location") or "")
        facts = {"status": str(status)} | ({"where": where} if where else {})
        raise Redirected(f"{said}: redirects are not followed, set the URL it points to", fault, **facts)
    fault = "server" if status >= 500 else str(status) if status in _TELLING else ""
    raise BadStatus(f"{said}; 200 is expected", fault, status=str(status))


def asked_schemes(lines: Sequence[str]) -> str:
    """The schemes that WWW-Authenticate headers ask for; of what they say besides, nothing."""
    names = {name.lower() for line in lines for name in _CHALLENGE.findall(line)}
    return ", ".join(scheme for scheme in _SCHEMES if scheme.lower() in names)


def redirect(endpoint: str, location: str) -> tuple[str, str]:
    """Of a redirect, its fault (see `Redirected`), and the host where it leads elsewhere: never its path or query."""
    if not location:
        return "", ""
    try:
        there, here = urljoin(f"{endpoint}/", location), f"{endpoint}/"
        host, _ = host_and_port(there.partition("#")[0])
    except (AddressRefused, ValueError):
        return "", ""
    if host != host_and_port(here)[0]:
        return "elsewhere", host
    return ("https" if there.startswith("https:") and here.startswith("http:") else "same"), ""


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
