"""MQTT from a real broker: what is said, what was said long ago, and days on which it is away."""

import asyncio
import gc
import json
import logging
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt
import msgspec
import pytest
import trustme

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs import mqtt
from quelia.bridge.problem import ConfigError
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import NotConnected, PathMismatch, SourceError, TlsRefused
from tests.bridge.inputs.sites import NOW
from tests.contracts.inputs.broker import Broker

POINT = {"plant": "val", "unit": "kW", "topic": "val/power", "payload": "text"}
_ENOUGH_S = 20.0


def opened(
    port: int, folder: Path, *points: dict[str, Any], now: Callable[[], float] = lambda: 0.0, **more: Any
) -> mqtt.Mqtt:
    usual = {"type": "mqtt", "name": "broker", "host": "localhost", "port": port, "timeout_s": 3, "interval_s": 1}
    table = usual | more | {"point": [POINT | each for each in points or ({},)]}
    site = Site(folder, folder, lambda written: written, lambda: NOW + now(), now)
    return mqtt.opened(msgspec.convert(table, mqtt.Settings), site)


@asynccontextmanager
async def listening(port: int, folder: Path, *points: dict[str, Any], **more: Any) -> AsyncIterator[mqtt.Mqtt]:
    source = opened(port, folder, *points, **more)
    try:
        yield source
    finally:
        await source.close()
        await source.close()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    made = Broker(tmp_path_factory.mktemp("broker"))
    made.start()
    yield made
    made.kill()


async def say(port: int, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
    async with aiomqtt.Client("localhost", port) as line:
        await line.publish(topic, payload, qos=1, retain=retain)


async def heard(
    source: mqtt.Mqtt, said: Callable[[], Awaitable[None]], holds: Callable[[list[Sample]], bool]
) -> list[Sample]:
    """Say something until it is read: nobody tells when a subscription is taken up."""
    async with asyncio.timeout(_ENOUGH_S):
        while True:
            await said()
            try:
                samples = list(await source.read())
            except SourceError:
                continue
            if holds(samples):
                return samples


@pytest.mark.parametrize("version", ["3.1.1", "5"])
@pytest.mark.parametrize(
    ("point", "payload", "value"),
    [
        ({}, "412.5", 412.5), ({"number": "comma"}, " 412,5\n", 412.5), ({"number": "leading"}, "412.5 kW", 412.5),
        ({"payload": "json", "path": "data.p"}, json.dumps({"data": {"p": 7}}), 7), ({"payload": "json"}, "7", 7),
        ({"payload": "json", "path": "p", "scale": 0.001}, json.dumps({"p": 412_500}), 412.5),
    ],
)  # fmt: skip
async def test_a_message_is_read_as_it_is_written(
    broker: Broker, tmp_path: Path, version: str, point: dict[str, Any], payload: str, value: float
) -> None:
    topic = f"read/{version}/{abs(hash((str(point), payload)))}"
    async with listening(broker.port, tmp_path, point | {"topic": topic}, version=version) as source:
        (sample,) = await heard(source, lambda: say(broker.port, topic, payload), lambda found: found[0].error is None)
    assert (sample.value, sample.measured_at) == (value, NOW)


async def test_what_is_no_number_says_so_and_takes_the_others_nothing(broker: Broker, tmp_path: Path) -> None:
    other = {"plant": "mont", "topic": "mont/power", "payload": "json", "path": "power.value"}

    async def both() -> None:
        await say(broker.port, "mont/power", json.dumps({"power": 3}))
        await say(broker.port, "val/power", "3")

    async with listening(broker.port, tmp_path, {}, other) as source:
        well, ill = await heard(source, both, lambda found: not any(isinstance(each.error, Frozen) for each in found))
    assert (well.value, ill.value) == (3, None)
    assert isinstance(ill.error, PathMismatch)


async def test_a_message_that_was_kept_there_is_no_live_value(broker: Broker, tmp_path: Path) -> None:
    await say(broker.port, "kept/text", "412.5", retain=True)
    await say(broker.port, "kept/json", json.dumps({"p": 5, "at": NOW - 10}), retain=True)
    async with listening(broker.port, tmp_path, {"topic": "kept/text"}) as source:
        with pytest.raises(Frozen) as frozen:
            await source.read()
        assert frozen.value.fault == "mqtt_nothing"
    timed = {"topic": "kept/json", "payload": "json", "path": "p"}
    async with listening(broker.port, tmp_path, timed, timestamp_path="at") as source:

        async def nothing() -> None:
            await asyncio.sleep(0.01)

        (sample,) = await heard(source, nothing, lambda found: found[0].error is None)
        assert (sample.value, sample.measured_at) == (5, NOW - 10)
    async with listening(broker.port, tmp_path, timed, timestamp_path="at", max_age_s=5) as source:
        with pytest.raises(Frozen):
            await source.read()


@pytest.mark.parametrize(
    ("point", "payload"),
    [
        ({"payload": "json", "path": "p"}, json.dumps({"p": 5})),
        ({"payload": "json", "path": "p"}, json.dumps({"p": 5, "at": "yesterday"})),
        ({"payload": "json", "path": "p"}, json.dumps({"p": 5, "at": 3600})),
        ({"payload": "text"}, "5"),
    ],
)
async def test_a_message_that_was_kept_there_without_a_time_is_not_told_with_ours(
    broker: Broker, tmp_path: Path, point: dict[str, Any], payload: str
) -> None:
    topic = f"kept/{abs(hash((str(point), payload)))}"
    await say(broker.port, topic, payload, retain=True)
    async with listening(broker.port, tmp_path, point | {"topic": topic}, timestamp_path="at") as source:
        with pytest.raises(Frozen):
            await source.read()  # when the broker has just been reached
        async with asyncio.timeout(_ENOUGH_S):
            while topic not in source._last:  # nobody else tells that it came
                await asyncio.sleep(0.01)
        with pytest.raises(Frozen) as frozen:
            await source.read()
    assert frozen.value.fault == "mqtt_nothing"


async def test_a_topic_on_which_nothing_comes_any_more_is_frozen(broker: Broker, tmp_path: Path) -> None:
    now = [0.0]
    async with listening(broker.port, tmp_path, {"topic": "old/power"}, now=lambda: now[0]) as source:
        await heard(source, lambda: say(broker.port, "old/power", "1"), lambda found: found[0].error is None)
        now[0] = 59.0
        assert (await source.read())[0].value == 1
        now[0] = 61.0
        with pytest.raises(Frozen):
            await source.read()


async def test_a_broker_that_was_away_is_listened_to_again(tmp_path: Path) -> None:
    broker = Broker(tmp_path)
    async with listening(broker.port, tmp_path, timeout_s=0.5) as source:
        with pytest.raises(NotConnected):
            await source.read()
        broker.start()
        await heard(source, lambda: say(broker.port, "val/power", "1"), lambda found: found[0].value == 1)
        broker.kill()
        with pytest.raises(NotConnected):
            async with asyncio.timeout(_ENOUGH_S):
                while True:
                    await source.read()
                    await asyncio.sleep(0.02)
        broker.start()
        await heard(source, lambda: say(broker.port, "val/power", "2"), lambda found: found[0].value == 2)
    broker.kill()


LOGIN = {"user": "reader", "password": "marker-4711", "tls": True, "ca_file": "ca.pem"}


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Broker]:
    """A broker with TLS and a password."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    add = ["mosquitto_passwd", "-b", "-c", str(tmp_path / "people"), "reader", "marker-4711"]
    subprocess.run(add, check=True, capture_output=True)
    broker = Broker(
        tmp_path, f"certfile {tmp_path}/cert.pem", f"keyfile {tmp_path}/key.pem", f"password_file {tmp_path}/people",
        "allow_anonymous false",
    )  # fmt: skip
    broker.start()
    yield broker
    broker.kill()


async def test_over_tls_and_with_a_password(guarded: Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(guarded.port, tmp_path, **LOGIN) as source:
        with pytest.raises(Frozen):  # it is there, and nothing was said yet
            await source.read()
    async with listening(guarded.port, tmp_path, **(LOGIN | {"password": "marker-wrong"})) as source:
        with pytest.raises(NotConnected) as refused:
            await source.read()
    assert refused.value.fault == "mqtt_login"
    assert "marker" not in caplog.text


# paho leaves the line of a handshake that failed to the collection of rubbish, which closes it
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")
async def test_a_broker_that_nobody_vouches_for_is_told_nothing(guarded: Broker, tmp_path: Path) -> None:
    async with listening(guarded.port, tmp_path, **(LOGIN | {"ca_file": None})) as source:
        with pytest.raises(TlsRefused):
            await source.read()
    gc.collect()


@pytest.mark.parametrize("topic", ["val/#", "+/power"])
def test_a_topic_is_one(tmp_path: Path, topic: str) -> None:
    with pytest.raises(ConfigError, match="mqtt_topic"):
        opened(1, tmp_path, {"topic": topic})
