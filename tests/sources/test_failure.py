"""From what goes wrong to our errors."""

import asyncio
import socket
import ssl

import pytest

from quelia.domain.errors import AddressRefused, NotConnected, SourceError, TimedOut, TlsRefused
from quelia.sources.failure import translate

ENDPOINT = "https://plant.example.com:443"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (AddressRefused("form"), AddressRefused),
        (caused(OSError("k3y"), AddressRefused("form")), AddressRefused),
        (caused(OSError("k3y"), ssl.SSLError(1, "k3y")), TlsRefused),
        (TimeoutError(110, "k3y"), TimedOut),
        (socket.gaierror(-2, "k3y"), NotConnected),
        (ConnectionResetError(104, "k3y"), NotConnected),
        (asyncio.InvalidStateError("k3y"), NotConnected),
        (OverflowError("k3y"), NotConnected),
        (RuntimeError("k3y"), NotConnected),
    ],
    ids=repr,
)
def test_every_failure_is_one_of_ours_and_says_nothing_of_theirs(error: Exception, ours: type[SourceError]) -> None:
    translated = translate(error, ENDPOINT)
    assert type(translated) is ours
    assert "k3y" not in str(translated)


def test_the_root_is_named_by_its_class() -> None:
    error = caused(RuntimeError("k3y"), caused(OSError("k3y"), ConnectionRefusedError("k3y")))
    assert str(translate(error, ENDPOINT)) == f"{ENDPOINT}: the connection was refused (ConnectionRefusedError)"


def test_a_circle_of_causes_ends() -> None:
    first, second = OSError("k3y"), OSError("k3y")
    caused(first, caused(second, first))
    assert isinstance(translate(first, ENDPOINT), NotConnected)
