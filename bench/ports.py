"""Loopback ports that nobody uses."""

import random
import socket

# below those that the system gives to outgoing connections, of which the bench makes tens of thousands
_FIRST, _LAST = 10_000, 32_000


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(number: int) -> list[int]:
    """So many in a row. Raises OSError where there is no such room."""
    for _ in range(200):
        first = random.randrange(_FIRST, _LAST - number)
        ports = list(range(first, first + number))
        if all(map(_is_free, ports)):
            return ports
    raise OSError(f"no {number} free ports in a row between {_FIRST} and {_LAST}")


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
