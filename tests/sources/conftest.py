"""What the tests of `sources` share: authorities, certificates and a reader that may reach loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import trustme
import uvloop

from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from tests.sources.certificates import server_tls

MOST_BYTES = 65536

Tls = Callable[[str], ssl.SSLContext | None]


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of the service, and the one of a system that has no uvloop: their transports differ in their endings."""
    return {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.fixture(scope="session")
def tls(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """From a word of the table of faults to the TLS of the server; None: it has none."""
    folder = tmp_path_factory.mktemp("certificates")
    return lambda word: server_tls(word, authority, folder)


@pytest.fixture
async def reader(ca_file: str) -> AsyncIterator[Reader]:
    """May reach loopback, trusts the authority of these tests, reads little."""
    made = Reader(Guard(allow_private=["127.0.0.0/8"]), ca_file=ca_file, most_bytes=MOST_BYTES)
    yield made
    await made.close()
