"""What a scheme needs that says more to a server than its secret: a challenge to answer, a token to get first."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from quelia.domain.source import Auth, Source
from quelia.sources.auth.shown import Shown
from quelia.sources.said import Said

_MOST = 10_000  # more than a process polls
_SALT = os.urandom(16)

Hide = Callable[[str], Callable[[], None]]  # keeps a value out of the logs, until what it returns is called
Keep = Callable[[Auth, str, str], None]  # takes a secret that its server replaced, by its entry and the declared one


class Post(Protocol):
    """Asks another URL on behalf of a source, by POST. Returns the body of its 200, or raises SourceError."""

    def __call__(self, url: str, headers: Mapping[str, str], body: str, source: Source) -> Awaitable[bytes]: ...


class Ending(Protocol):
    """Something that is kept, and may be given up."""

    def end(self) -> None: ...


Kept = TypeVar("Kept", bound=Ending)


class Memory:
    """What servers said, from one read to the next: of the process, and bounded."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        kept: Kept | None = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)[1].end()
        self._kept.move_to_end(key)
        return kept


class Means(msgspec.Struct, frozen=True):
    """What a talk works with, the same for all reads of a process. monotonic: seconds."""

    post: Post
    hide: Hide
    keep: Keep
    monotonic: Callable[[], float]
    memory: Memory


class Asking(msgspec.Struct, frozen=True):
    """One read. url: as the guard writes it. until: in the loop's time. given: each entry that needs a secret, with it."""

    source: Source
    endpoint: str
    url: str
    until: float
    given: Sequence[tuple[Auth, str]]
    means: Means


class Talk(Protocol):
    """One entry of a source's `auth` in one read."""

    def __init__(self, auth: Auth, secret: str, asking: Asking) -> None: ...

    async def show(self, shown: Shown) -> None:
        """Add what can be shown by now. Raises SourceError. shown: with what all other schemes add."""
        ...

    def heard(self, said: Said) -> bool:
        """What the server answered. Returns whether, to the same request, something better can be shown."""
        ...


def mark(*secrets: str) -> bytes:
    """What tells secrets apart, and nothing else."""
    return hashlib.blake2b("\0".join(secrets).encode("utf-8", "replace"), key=_SALT, digest_size=16).digest()
