"""What comes back from outside, and what is said of it."""

import asyncio
import base64
import ssl
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from quelia.bridge.outputs import certificate as serving_module
from quelia.bridge.outputs.line import Line, NoAnswer
from tests.contracts.outputs.installation import sample
from tests.contracts.outputs.taker import taking
from tests.contracts.outputs.test_push import emptied, pushing
from tests.contracts.outputs.test_serve import serving
from tests.said import said


@pytest.mark.parametrize(("written", "wait_s"), [("7", 7.0), ("99999", 3600.0), ("soon", None)])
async def test_a_server_is_left_alone_for_as_long_as_it_says(written: str, wait_s: float | None) -> None:
    async with taking() as taker:
        taker.answers = [web.Response(status=503, headers={"Retry-After": written})]
        assert (await _said(taker.url)) == wait_s


async def test_a_server_may_say_until_when_by_its_own_clock() -> None:
    there = datetime.now(UTC) - timedelta(days=3)
    headers = {"Date": format_datetime(there, usegmt=True)}
    headers["Retry-After"] = format_datetime(there + timedelta(seconds=40), usegmt=True)
    async with taking() as taker:
        taker.answers = [web.Response(status=503, headers=headers)]
        assert (await _said(taker.url)) == 40


async def _said(url: str) -> float | None:
    line = Line(headers={"Content-Type": "application/json"})
    said = await line.send("POST", f"{url}/v1/push", b"[]")
    await line.close()
    return said.retry_after_s


async def test_a_point_that_is_always_refused_is_one_line(tmp_path: Path) -> None:
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        with said() as events:
            for number in range(3):
                refusal = {"error": {"code": "plant", "message": "", "index": 0}}
                taker.answers = [web.json_response(refusal, status=422)]
                await push.take([sample(float(number), time.time())])
                await emptied(push)
    assert (push.dropped, [each["code"] for each in events]) == (3, ["plant"])


async def test_a_renewal_with_a_wrong_key_leaves_the_certificate_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_module, "_LOOK_AGAIN_S", 0.05)
    authority = trustme.CA()
    good, other = authority.issue_cert("localhost"), authority.issue_cert("localhost")
    good.cert_chain_pems[0].write_to_path(str(tmp_path / "bridge.pem"))
    good.private_key_pem.write_to_path(str(tmp_path / "bridge.key"))
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with said() as events:
        async with serving(tmp_path, certificate="bridge.pem", certificate_key="bridge.key") as serve:
            other.cert_chain_pems[0].write_to_path(str(tmp_path / "bridge.pem"))
            async with asyncio.timeout(20):
                while not any("cannot be used" in each["event"] for each in events):
                    await asyncio.sleep(0.02)
            _, writer = await asyncio.open_connection("localhost", serve.port, ssl=context)
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


@pytest.mark.parametrize("status", [408, 413])
async def test_less_is_sent_at_once_where_it_was_too_much(tmp_path: Path, status: int) -> None:
    now = time.time()
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        taker.answers = [web.Response(status=status, text="<html>")]
        await push.take([sample(float(number), now - number) for number in range(150)])
        await emptied(push)
    assert taker.bodies == [150, 100, 50]


@pytest.mark.parametrize("given", ["http://bridge:s3cr%40t-4711@127.0.0.1:{port}", "env"])
async def test_the_proxy_is_asked_with_its_password_and_nobody_reads_that(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("NO_PROXY", "elsewhere.example")
    asked: list[tuple[str, str]] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        found = [line for line in head.split("\r\n") if line.lower().startswith("proxy-authorization")]
        asked.append((head.split("\r\n")[0], found[0].split()[-1] if found else ""))
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    caplog.set_level("DEBUG")
    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://bridge:s3cr%40t-4711@127.0.0.1:{port}")
    line = Line(proxy=given.format(port=port), headers={"Authorization": "Bearer qp_marker4711"})
    with pytest.raises(NoAnswer) as refused:
        await line.send("POST", "https://carte.example/v1/push", b"[]")
    await line.close()
    server.close()
    words = base64.b64encode(b"bridge:s3cr@t-4711").decode()
    assert (refused.value.code, asked) == ("proxy", [("CONNECT carte.example:443 HTTP/1.1", words)])
    assert not any(secret in caplog.text for secret in ("4711", words))


async def test_an_authority_of_the_house_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "house.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "bridge.pem"))
    async with serving(tmp_path, certificate="bridge.pem") as serve:
        url, without = f"https://localhost:{serve.port}/", Line()
        with pytest.raises(NoAnswer, match="tls"):
            await without.send("GET", url)
        trusting = Line(ca_file=str(tmp_path / "house.pem"))
        assert (await trusting.send("GET", url)).status == 200
        await without.close()
        await trusting.close()


async def test_an_answer_that_would_be_compressed_is_understood(tmp_path: Path) -> None:
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        told = web.json_response({"accepted": 1, "repeated": 0, "padding": "x" * 2000}, status=202)
        told.enable_compression()
        taker.answers = [told]
        await push.take([sample(1.0, time.time())])
        await emptied(push)
    assert (push.trouble, taker.bodies) == ("", [1])
