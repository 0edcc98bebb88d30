"""A certificate is looked at before anybody is believed, and nothing is asked of who shows it."""

import pytest

from quelia.domain.errors import AddressRefused, SourceError
from quelia.domain.source import Source
from quelia.sources.certificate import read_certificate
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from tests.sources.conftest import Tls
from tests.sources.faults import FaultServer


@pytest.mark.parametrize(("word", "own"), [("self_signed", True), ("unknown_authority", False), ("expired", False)])
async def test_what_a_server_shows_is_seen_whoever_made_it(reader: Reader, tls: Tls, word: str, own: bool) -> None:
    async with FaultServer([[]], tls(word)) as server:
        seen = await reader.look(f"https://127.0.0.1:{server.port}/live")
    assert (seen.own, len(bytes.fromhex(seen.fingerprint)), seen.not_before < seen.not_after) == (own, 32, True)
    assert server.requests == []


async def test_its_fingerprint_is_the_pin_that_lets_it_in(reader: Reader, tls: Tls) -> None:
    answer = [{"text": "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n42.5"}]
    async with FaultServer([answer], tls("self_signed")) as server:
        url = f"https://127.0.0.1:{server.port}/live"
        pin = (await reader.look(url)).fingerprint
        source = Source(id=1, slug="plant", url=url, points=(), pin=pin)
        assert (await reader.read(source, [])).body == b"42.5"


async def test_of_a_server_with_a_tls_of_yesterday_nothing_is_seen(reader: Reader, tls: Tls) -> None:
    async with FaultServer([[]], tls("old")) as server:
        with pytest.raises(SourceError):
            await reader.look(f"https://127.0.0.1:{server.port}/live")


async def test_nobody_looks_where_sources_may_not_go() -> None:
    with pytest.raises(AddressRefused):
        await Reader(Guard()).look("https://127.0.0.1/live")


def test_what_is_no_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="parsing"):
        read_certificate(b"nothing")
