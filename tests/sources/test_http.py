"""What comes of what owners' servers send, over real sockets; most of it stands in `tests/samples/faults.toml`."""

import asyncio
import hashlib
import logging
import ssl
import time
import traceback
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import pytest

from quelia.domain.errors import REASONS, AddressRefused, NotConnected, SecretMissing, SourceError, TimedOut, TlsRefused
from quelia.domain.source import Auth, Source
from quelia.sources.guard import Guard
from quelia.sources.http import Answer, Reader
from tests.sources.conftest import MOST_BYTES, Tls
from tests.sources.faults import HEADER_SECRET, QUERY_SECRET, FaultServer, Step, cases

_CASES = cases()
_AUTH = (Auth(scheme="header", name="X-Key"), Auth(scheme="query", name="key"))
_SECRETS = (HEADER_SECRET, QUERY_SECRET)
_GOOD: list[Step] = [{"answer": "[42.5]"}]


def source(port: int, *, scheme: str = "http", host: str = "127.0.0.1", **fields: Any) -> Source:
    fields = {"auth": _AUTH, "timeout_s": 1.0, **fields}
    return Source(id=1, slug="plant", url=f"{scheme}://{host}:{port}/live?a=%20b", points=(), **fields)


async def failure(reader: Reader, asked: Source, secrets: Sequence[str] = _SECRETS) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await reader.read(asked, secrets)
    return caught.value


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
async def test_every_fault_of_the_table_ends_as_it_says_and_in_time(case: Step, reader: Reader, tls: Tls) -> None:
    kind = case.get("tls", "none")
    timeout_s = 0.4 if case["expect"] == "timeout" else 5.0  # drops fall every 0.05 s
    async with FaultServer([case["send"]], tls(kind)) as server:
        asked = source(server.port, scheme="http" if kind == "none" else "https", timeout_s=timeout_s)
        begun = time.monotonic()
        try:
            outcome: Answer | SourceError = await reader.read(asked, _SECRETS)
        except SourceError as error:
            outcome = error
        took_s = time.monotonic() - begun
    judge(case, outcome)
    assert took_s < case.get("within_s", asked.timeout_s + 1)
    assert server.sent < 100 * MOST_BYTES  # the connection was cut, not left running
    if kind not in ("none", "ok"):
        assert server.requests == []  # no secret left before the server was trusted


def judge(case: Step, outcome: Answer | SourceError) -> None:
    """Compare an outcome with what its case expects."""
    if isinstance(outcome, Answer):
        assert case["expect"] == "ok"
        assert outcome.body.decode() == case.get("body", outcome.body.decode())
        assert len(outcome.body) <= MOST_BYTES
        return
    assert outcome.code == case["expect"], str(outcome)
    assert case.get("says", "") in str(outcome)
    if "retry_after" in case:
        wait = getattr(outcome, "retry_after_s", "absent")
        assert wait == (None if case["retry_after"] == "none" else case["retry_after"])
    written = "".join(traceback.format_exception(outcome)) + repr(outcome)
    assert not [secret for secret in (HEADER_SECRET, QUERY_SECRET, "qu3ry", "h3ader") if secret in written]
    assert "/live" not in str(outcome)  # a path may hold a key as well


def test_every_reason_of_the_table_is_one_of_ours() -> None:
    assert {case["expect"] for case in _CASES} <= REASONS.keys() | {"ok"}


async def test_the_request_is_as_the_operator_wrote_it_with_the_secrets_at_their_places(reader: Reader) -> None:
    async with FaultServer([_GOOD]) as server:
        auth = (*_AUTH, Auth(scheme="basic", user="technicien"))
        answer = await reader.read(source(server.port, auth=auth), (*_SECRETS, "m:€"))
    head = server.requests[0].decode("ascii")
    pair = b64encode("technicien:m:€".encode()).decode()
    assert head.startswith("GET /live?a=%20b&key=qu3ry%20s3cret%26%C3%A9 HTTP/1.1\r\n")
    assert f"\r\nX-Key: {HEADER_SECRET}\r\n" in head
    assert f"\r\nAuthorization: Basic {pair}\r\n" in head
    assert "\r\nAccept-Encoding: gzip, identity\r\n" in head
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n" in head
    assert not [name for name in ("cookie", "referer", "proxy") if f"\r\n{name}" in head.lower()]
    assert answer.elapsed_s > 0


async def test_a_secret_in_a_header_that_we_send_ourselves_takes_its_place(reader: Reader) -> None:
    async with FaultServer([_GOOD]) as server:
        await reader.read(source(server.port, auth=(Auth(scheme="header", name="user-agent"),)), ("k3y",))
    head = server.requests[0].lower()
    assert head.count(b"user-agent:") == 1
    assert b"\r\nuser-agent: k3y\r\n" in head


async def test_cookies_are_not_given_back(reader: Reader) -> None:
    async with FaultServer([[{"answer": "[1]", "headers": ["Set-Cookie: session=1; Path=/"]}]]) as server:
        await reader.read(source(server.port), _SECRETS)
        await reader.read(source(server.port), _SECRETS)
    assert b"cookie" not in server.requests[1].lower()


async def test_proxies_and_netrc_of_the_environment_are_ignored(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("NETRC", str(netrc))
    async with FaultServer([_GOOD]) as server:
        await reader.read(source(server.port, auth=()), ())
    assert b"authorization" not in server.requests[0].lower()


async def test_a_connection_is_kept_for_the_next_read(reader: Reader, tls: Tls) -> None:
    async with FaultServer([_GOOD], tls("ok")) as server:
        for _ in range(3):
            await reader.read(source(server.port, scheme="https"), _SECRETS)
    assert (server.connections, len(server.requests)) == (1, 3)


async def test_at_most_two_calls_are_under_way_to_one_host(reader: Reader) -> None:
    async with FaultServer([[{"answer": "[1]", "wait_s": 0.05}]]) as server:
        await asyncio.gather(*(reader.read(source(server.port), _SECRETS) for _ in range(6)))
    assert server.connections == 2


@pytest.mark.parametrize("end", ["close", "reset"])
async def test_a_kept_connection_that_died_is_replaced_once_and_silently(reader: Reader, end: str) -> None:
    async with FaultServer([_GOOD, [{end: True}], _GOOD]) as server:
        await reader.read(source(server.port), _SECRETS)
        answer = await reader.read(source(server.port), _SECRETS)
    assert answer.body == b"[42.5]"
    assert (server.connections, len(server.requests)) == (2, 3)


async def test_a_second_dead_connection_is_not_tried_after_the_first(reader: Reader) -> None:
    both: list[Step] = [{"answer": "[1]", "wait_s": 0.05}]
    async with FaultServer([both, both, [{"close": True}], _GOOD]) as server:
        await asyncio.gather(*(reader.read(source(server.port), _SECRETS) for _ in range(2)))
        answer = await reader.read(source(server.port), _SECRETS)
    assert answer.body == b"[42.5]"
    assert server.connections == 3  # the retry took a new one


async def test_a_second_failure_is_not_retried(reader: Reader) -> None:
    async with FaultServer([_GOOD, [{"close": True}]]) as server:
        await reader.read(source(server.port), _SECRETS)
        error = await failure(reader, source(server.port))
    assert isinstance(error, NotConnected)
    assert len(server.requests) == 3


async def test_a_new_connection_that_breaks_is_not_retried(reader: Reader) -> None:
    async with FaultServer([[{"close": True}]]) as server:
        error = await failure(reader, source(server.port))
    assert isinstance(error, NotConnected)
    assert len(server.requests) == 1


async def test_a_kept_connection_that_breaks_within_the_body_is_not_retried(reader: Reader) -> None:
    cut: list[Step] = [{"text": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n42.5", "close": True}]
    async with FaultServer([_GOOD, cut]) as server:
        await reader.read(source(server.port), _SECRETS)
        error = await failure(reader, source(server.port))
    assert isinstance(error, NotConnected)
    assert len(server.requests) == 2


async def test_a_second_answer_sent_unasked_is_not_taken_for_the_next_one(reader: Reader) -> None:
    planted = [*_GOOD, {"text": f"HTTP/1.1 200 OK\r\nX: {'y' * 200}\r\nContent-Length: 1\r\n\r\n9"}]
    async with FaultServer([planted, _GOOD]) as server:
        await reader.read(source(server.port), _SECRETS)
        async with asyncio.timeout(2):
            await server.played.wait()
        await asyncio.sleep(0.01)  # and in: it is on this loop
        answer = await reader.read(source(server.port), _SECRETS)
    assert answer.body == b"[42.5]"
    assert server.connections == 2


async def test_a_reader_serves_on_after_any_failure(reader: Reader, tls: Tls) -> None:
    async with FaultServer([[{"text": "", "stall": True}], _GOOD], tls("ok")) as server:
        error = await failure(reader, source(server.port, scheme="https", timeout_s=0.2))
        answer = await reader.read(source(server.port, scheme="https"), _SECRETS)
    assert isinstance(error, TimedOut)
    assert answer.body == b"[42.5]"


async def test_a_read_that_is_cancelled_is_cancelled(reader: Reader) -> None:
    async with FaultServer([[{"text": "", "stall": True}]]) as server:
        reading = asyncio.create_task(reader.read(source(server.port), _SECRETS))
        async with asyncio.timeout(2):
            await server.asked.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading


async def test_nobody_listening_is_no_connection(reader: Reader) -> None:
    async with FaultServer([_GOOD]) as server:
        port = server.port
    error = await failure(reader, source(port))
    assert isinstance(error, NotConnected)
    assert str(error) == f"http://127.0.0.1:{port}: the connection was refused (ConnectionRefusedError)"


@pytest.mark.parametrize(
    "unexpected", [OverflowError("h3ader"), ValueError("h3ader"), RecursionError("h3ader"), KeyError()]
)
async def test_whatever_goes_wrong_is_one_of_our_errors(unexpected: Exception, ca_file: str) -> None:
    async def resolve(_host: str) -> list[str]:
        raise unexpected

    reader = Reader(Guard(), resolve=resolve)
    error = await failure(reader, source(443, scheme="https", host="plant.example.com"))
    await reader.close()
    assert isinstance(error, NotConnected)
    assert "h3ader" not in "".join(traceback.format_exception(error))


async def test_a_secret_that_is_not_there_is_said_before_anything_is_sent(reader: Reader) -> None:
    async with FaultServer([_GOOD]) as server:
        error = await failure(reader, source(server.port), ("only one",))
    assert isinstance(error, SecretMissing)
    assert server.connections == 0


async def test_the_library_logs_no_secret(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with FaultServer([_GOOD, [{"text": "X\r\n\r\n", "close": True}]]) as server:
        await reader.read(source(server.port), _SECRETS)
        await failure(reader, source(server.port))
    assert "h3ader" not in caplog.text
    assert "qu3ry" not in caplog.text


class TestWhereItConnects:
    async def test_loopback_is_refused_unless_it_is_opened(self) -> None:
        reader = Reader(Guard(ports=range(1, 65536)))
        async with FaultServer([_GOOD]) as server:
            error = await failure(reader, source(server.port, scheme="https"))
        await reader.close()
        assert isinstance(error, AddressRefused)
        assert server.connections == 0

    @pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["2606:4700::1111", "::1"]])
    async def test_one_private_address_refuses_the_name(self, addresses: list[str]) -> None:
        async def resolve(_host: str) -> list[str]:
            return addresses

        reader = Reader(Guard(ports=range(1, 65536)), resolve=resolve)
        async with FaultServer([_GOOD]) as server:
            error = await failure(reader, source(server.port, scheme="https", host="plant.example.com"))
        await reader.close()
        assert isinstance(error, AddressRefused)
        assert server.connections == 0

    @pytest.mark.parametrize("addresses", [["127.0.0.1"], ["127.0.0.1", "127.0.0.2"]])
    async def test_the_address_that_is_dialled_is_judged_again(self, addresses: list[str]) -> None:
        async def resolve(_host: str) -> list[str]:
            return addresses

        class Forgetful(Guard):
            """Lets every first look pass, as a hole in the resolver would."""

            looks = 0

            def check_address(self, target: Any, address: str) -> None:
                self.looks += 1
                if self.looks > len(addresses):
                    super().check_address(target, address)

        reader = Reader(Forgetful(ports=range(1, 65536)), resolve=resolve)
        async with FaultServer([_GOOD]) as server:
            error = await failure(reader, source(server.port, scheme="https", host="plant.example.com"))
        await reader.close()
        assert error.code == "address"
        assert server.connections == 0

    async def test_a_name_is_resolved_once_for_a_connection(self) -> None:
        asked = []

        async def resolve(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        reader = Reader(Guard(allow_private=["plant.example.com"]), resolve=resolve)
        async with FaultServer([_GOOD]) as server:
            for _ in range(2):
                await reader.read(source(server.port, host="plant.example.com"), _SECRETS)
        await reader.close()
        assert asked == ["plant.example.com"]
        assert f"Host: plant.example.com:{server.port}".encode() in server.requests[0]

    async def test_a_dead_resolver_does_not_outlast_the_deadline(self) -> None:
        async def resolve(_host: str) -> list[str]:
            await asyncio.sleep(60)
            return []

        reader = Reader(Guard(), resolve=resolve)
        begun = time.monotonic()
        error = await failure(reader, source(443, scheme="https", host="plant.example.com", timeout_s=0.2))
        await reader.close()
        assert isinstance(error, TimedOut)
        assert time.monotonic() - begun < 1.2

    async def test_a_name_that_leads_nowhere_is_no_connection(self) -> None:
        async def resolve(_host: str) -> list[str]:
            return []

        reader = Reader(Guard(), resolve=resolve)
        error = await failure(reader, source(443, scheme="https", host="plant.example.com"))
        await reader.close()
        assert str(error) == "https://plant.example.com:443: its name was not found (gaierror)"


class TestWhomItTrusts:
    async def test_an_authority_of_the_source_counts_for_that_source_only(self, tls: Tls, ca_file: str) -> None:
        reader = Reader(Guard(allow_private=["127.0.0.1"]))
        async with FaultServer([_GOOD], tls("ok")) as server:
            answer = await reader.read(source(server.port, scheme="https", ca_file=ca_file), _SECRETS)
            error = await failure(reader, source(server.port, scheme="https"))
        await reader.close()
        assert answer.body == b"[42.5]"
        assert isinstance(error, TlsRefused)
        assert len(server.requests) == 1

    @pytest.mark.parametrize("word", ["self_signed", "expired", "other_name"])
    async def test_a_pinned_certificate_needs_nothing_else(self, reader: Reader, tls: Tls, word: str) -> None:
        async with FaultServer([_GOOD], tls(word)) as server:
            pin = await fingerprint(server.port)
            spaced = ":".join(pin[at : at + 2].upper() for at in range(0, 64, 2))
            for written in (pin, spaced):
                answer = await reader.read(source(server.port, scheme="https", pin=written), _SECRETS)
                assert answer.body == b"[42.5]"

    async def test_with_a_pin_no_other_certificate_will_do_however_good(self, reader: Reader, tls: Tls) -> None:
        async with FaultServer([_GOOD], tls("ok")) as server:
            error = await failure(reader, source(server.port, scheme="https", pin="ab" * 32))
        assert isinstance(error, TlsRefused)
        assert server.requests == []

    async def test_a_pin_does_not_open_old_tls(self, reader: Reader, tls: Tls) -> None:
        async with FaultServer([_GOOD], tls("old")) as server:
            await failure(reader, source(server.port, scheme="https", pin="ab" * 32))
        assert server.requests == []

    @pytest.mark.parametrize("pin", ["", "ab", "zz" * 32, "ab" * 20])
    async def test_a_pin_that_is_none_is_refused(self, reader: Reader, pin: str) -> None:
        error = await failure(reader, source(1, scheme="https", pin=pin))
        assert isinstance(error, TlsRefused)

    async def test_a_pin_without_tls_is_refused(self, reader: Reader) -> None:
        error = await failure(reader, source(1, pin="ab" * 32))
        assert isinstance(error, TlsRefused)

    @pytest.mark.parametrize("content", [None, "no certificate"])
    async def test_a_file_of_authorities_that_cannot_be_read_is_said(
        self, reader: Reader, tmp_path: Any, content: str | None
    ) -> None:
        file = tmp_path / "ca.pem"
        if content is not None:
            file.write_text(content)
        error = await failure(reader, source(1, scheme="https", ca_file=str(file)))
        assert isinstance(error, TlsRefused)
        assert "cannot be read" in str(error)


async def fingerprint(port: int) -> str:
    """sha256 of the certificate that the server at `port` shows."""
    pem = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
