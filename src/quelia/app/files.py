"""How the files that the process may open are shared out: a socket is one of them, and nobody may take them all."""

import resource

_MOST = 1 << 20
_KEPT = 256  # for all but streams, however few there are
_MOST_IDLE = 10_000


def most_streams() -> int:
    """How many streams there is room for: pages and polls keep a quarter. Takes all the files that the system allows."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (_files(), hard))
    return _files() - max(_KEPT, _files() // 4)


def most_visits() -> int:
    """How many connections of visitors there may be that are no streams: half of what `most_streams` keeps."""
    return max(_KEPT, _files() // 4) // 2


def most_idle() -> int:
    """How many connections to owners' servers may lie idle: an eighth."""
    return min(_MOST_IDLE, _files() // 8)


def _files() -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return _MOST if hard == resource.RLIM_INFINITY else hard
