"""Lookups of names."""

import asyncio
import socket
import threading

import pytest

from quelia.sources import names
from quelia.sources.names import Names


async def test_localhost_is_found() -> None:
    lookups = Names()
    assert "127.0.0.1" in await lookups.resolve("localhost")


async def test_all_addresses_come_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (a, 0)) for a in ("1.1.1.1", "::1", "1.1.1.1")]
    )
    lookups = Names()
    assert await lookups.resolve("plant.example.com") == ["1.1.1.1", "::1"]


async def test_a_name_that_hangs_holds_one_thread_however_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answered = threading.Event()

    def hang(host: str) -> list[str]:
        asked.append(host)
        answered.wait(10)
        return ["1.1.1.1"]

    monkeypatch.setattr(names, "_addresses", hang)
    lookups = Names()
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await lookups.resolve("plant.example.com")
    last = asyncio.create_task(lookups.resolve("plant.example.com"))
    await asyncio.sleep(0)
    answered.set()
    assert await last == ["1.1.1.1"]
    assert asked == ["plant.example.com"]


async def test_a_lookup_that_fails_after_everybody_left_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    ended = threading.Event()

    def fail(_host: str) -> list[str]:
        answered.wait(10)
        ended.set()
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(names, "_addresses", fail)
    lookups = Names()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await lookups.resolve("plant.example.com")
    answered.set()
    await asyncio.to_thread(ended.wait, 10)
    with pytest.raises(socket.gaierror):
        await lookups.resolve("plant.example.com")


async def test_a_lookup_that_hangs_holds_up_neither_the_others_nor_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    looked_up: list[str] = []

    def hang(host: str) -> list[str]:
        answered.wait(10)
        looked_up.append(host)
        return ["1.1.1.1"]

    monkeypatch.setattr(names, "_addresses", hang)
    lookups = Names()
    asked = [asyncio.create_task(lookups.resolve(f"{number}.example.com")) for number in range(40)]
    await asyncio.sleep(0)
    holding = [thread for thread in threading.enumerate() if thread.name == "quelia-names"]
    assert len(holding) == 32
    assert all(thread.daemon for thread in holding)  # else the process would wait for a dead name server
    answered.set()
    assert await asyncio.gather(*asked) == [["1.1.1.1"]] * 40
    assert len(looked_up) == 40
