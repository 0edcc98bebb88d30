"""From whatever goes wrong while a server is asked to one of our own errors, in our own words.

The texts of libraries hold URLs, headers and pieces of answers, so none of them is passed on: not in a message, and not
as a cause that a traceback would print. Of what is underneath only the name of its class is told.
"""

import socket
import ssl
from collections.abc import Iterator

from quelia.domain.errors import NotConnected, SourceError, TimedOut, TlsRefused
from quelia.sources.tls import fault_of, why

# in the order in which they are looked for, the more telling first
_WORDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (socket.gaierror, "name", "its name was not found"),
    (ConnectionRefusedError, "refused", "the connection was refused"),
    (ConnectionError, "cut", "the connection was cut"),
    (OSError, "network", "the network is in the way"),
)


def translate(error: Exception, endpoint: str) -> SourceError:
    """Our error for `error`: itself where it is ours already, TlsRefused, TimedOut, else NotConnected."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, SourceError):
            return cause
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLError):
            return TlsRefused(f"{endpoint}: {why(cause)}", fault_of(cause))
    if any(isinstance(cause, TimeoutError) for cause in causes):  # the system's own, ETIMEDOUT
        return TimedOut(f"{endpoint} did not answer in time")
    found = ((fault, words) for kind, fault, words in _WORDS for cause in causes if isinstance(cause, kind))
    fault, words = next(found, ("", "it could not be read"))
    return NotConnected(f"{endpoint}: {words} ({type(causes[-1]).__name__})", fault)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it was raised from, down to the root."""
    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__
