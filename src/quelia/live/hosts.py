"""Hosts: at most two calls at once to one server; whoever comes third stands in line, and the line is fair."""

from collections import Counter, deque
from functools import lru_cache

from quelia.domain.errors import AddressRefused
from quelia.sources.guard import host_and_port

AT_ONCE = 2


class Lines:
    """One line per host, of the numbers of sources."""

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self._waiting: dict[str, deque[int]] = {}

    def enter(self, host: str, source: int) -> bool:
        """Whether `source` may call now. Otherwise it stands in line until `leave` names it."""
        if self._calls[host] < AT_ONCE:
            self._calls[host] += 1
            return True
        self._waiting.setdefault(host, deque()).append(source)
        return False

    def leave(self, host: str) -> int | None:
        """A call is over. Returns who may call in its place, and has entered already; None where nobody waits."""
        line = self._waiting.get(host)
        if line:
            source = line.popleft()
            if not line:
                del self._waiting[host]
            return source
        self._calls[host] -= 1
        if not self._calls[host]:
            del self._calls[host]
        return None


@lru_cache(maxsize=20_000)
def host_of(url: str) -> str:
    """Host and port that a URL leads to, however they are written; the URL itself where it will be refused anyway."""
    try:
        host, port = host_and_port(url)
    except AddressRefused:
        return url
    return f"{host}:{port}"
