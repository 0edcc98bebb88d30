"""MQTT: the newest message of each topic, from a broker to which one connection is kept."""

import asyncio
import logging
import random
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Literal, NamedTuple

import aiomqtt
import msgspec
from msgspec import Meta

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs.document import (
    DocumentPoint,
    DocumentSettings,
    bare_point,
    check_age,
    sample_of,
    samples_of,
    source_of,
)
from quelia.bridge.problem import ConfigError, Problem, host_problems, under
from quelia.bridge.sample import Sample
from quelia.bridge.secret import key_file
from quelia.bridge.site import Site
from quelia.domain.errors import BadEncoding, NotConnected, SourceError, TlsRefused
from quelia.domain.source import Source

ASKS = ("host", "port", "user", "password", "point.topic", "point.path")

# it logs each message that comes
logging.getLogger("mqtt").setLevel(logging.CRITICAL)

_LONGEST_WAIT_S = 30.0
_LEAST_AGE_S = 60.0
_MOST_BYTES = 256 * 1024
_SHARE = 0.8  # of the time for a read, in which the broker must be there
_REFUSED = frozenset({4, 5, 134, 135})  # bad user or password, not authorised: of version 3.1.1, and of 5


class Point(DocumentPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """topic: one, without wildcards. payload: `text` where a message is the number and nothing else, as `number` writes it."""

    topic: Annotated[str, Meta(min_length=1, max_length=1000)]
    payload: Literal["json", "text"] = "json"
    path: str = "$"


class Settings(DocumentSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """host, port: of the broker. tls: with the system's authorities, or those of ca_file; certificate for a login by one.

    password: a secret. max_age_s: of a message; three intervals unless it is said, and at least a minute.
    """

    host: Annotated[str, Meta(min_length=1, max_length=255)]
    port: Annotated[int, Meta(ge=1, le=65_535)] = 1883
    version: Literal["3.1.1", "5"] = "3.1.1"
    tls: bool = False
    ca_file: Annotated[str, Meta(max_length=1000)] | None = None
    certificate: Annotated[str, Meta(max_length=1000)] | None = None
    certificate_key: Annotated[str, Meta(max_length=1000)] | None = None
    user: Annotated[str, Meta(max_length=500)] | None = None
    password: Annotated[str, Meta(max_length=1000)] | None = None
    name_there: Annotated[str, Meta(max_length=200)] | None = None
    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]


class _Message(NamedTuple):
    """heard_s: by a clock that never leaps."""

    payload: bytes
    came_at: float
    heard_s: float
    retained: bool


def opened(settings: Settings, site: Site) -> "Mqtt":
    """Raises ConfigError, or SecretMissing."""
    where = f"input[{settings.name}]"
    source = source_of(settings, settings.point)
    problems = [
        Problem(f"{where}.point[{number}].topic", "mqtt_topic")
        for number, point in enumerate(settings.point)
        if "+" in point.topic or "#" in point.topic or "\x00" in point.topic
    ]
    problems += host_problems(settings.host, under(where, "host"))
    if (settings.ca_file or settings.certificate) and not settings.tls:
        problems.append(Problem(under(where, "tls"), "mqtt_tls"))
    if problems:
        raise ConfigError(problems)
    password = site.secret(settings.password) if settings.password else None
    return Mqtt(settings, site, source, password, _context(settings, site, where) if settings.tls else None)


class Mqtt:
    """Listens from the first read until it is closed."""

    def __init__(
        self, settings: Settings, site: Site, source: Source, password: str | None, context: ssl.SSLContext | None
    ) -> None:
        self._settings, self._site, self._source = settings, site, source
        self._password, self._context = password, context
        self._max_age_s = settings.max_age_s or max(_LEAST_AGE_S, 3 * settings.interval_s)
        self._last: dict[str, _Message] = {}
        self._listening: asyncio.Task[None] | None = None
        self._there = asyncio.Event()
        self._trouble: SourceError | None = None

    async def read(self) -> Sequence[Sample]:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.timeout_s * _SHARE):
                await self._there.wait()
        if not self._there.is_set():
            raise self._trouble or NotConnected("the broker does not answer", "mqtt_away")
        now = self._site.clock()
        samples = [self._sample(place, now) for place in range(len(self._settings.point))]
        errors = [each.error for each in samples if each.error is not None]
        if len(errors) == len(samples) and all(each.code == "frozen" for each in errors):
            raise errors[0]
        return samples

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None

    async def _listen(self) -> None:
        """Until cancelled; a connection that breaks is made anew."""
        tries = 0
        while True:
            try:
                async with self._line() as line:
                    for topic in dict.fromkeys(point.topic for point in self._settings.point):
                        await line.subscribe(topic)
                    tries, self._trouble = 0, None
                    self._there.set()
                    async for message in line.messages:
                        self._hear(message)
            except (aiomqtt.MqttError, OSError, ValueError) as error:
                self._trouble = _translated(error)
            finally:
                self._there.clear()
            tries += 1
            await asyncio.sleep(random.uniform(0.5, min(_LONGEST_WAIT_S, 2.0 ** min(tries, 5))))

    def _line(self) -> aiomqtt.Client:
        settings = self._settings
        return aiomqtt.Client(
            settings.host,
            settings.port,
            username=settings.user,
            password=self._password,
            identifier=settings.name_there,
            protocol=aiomqtt.ProtocolVersion.V5 if settings.version == "5" else aiomqtt.ProtocolVersion.V311,
            tls_context=self._context,
            timeout=settings.timeout_s,
            max_queued_incoming_messages=1000,
        )

    def _hear(self, message: aiomqtt.Message) -> None:
        payload = bytes(message.payload)
        if len(payload) > _MOST_BYTES:
            return
        now = _Message(payload, self._site.clock(), self._site.monotonic(), message.retain)
        self._last[str(message.topic)] = now

    def _sample(self, place: int, now: float) -> Sample:
        point = self._settings.point[place]
        try:
            message = self._last.get(point.topic)
            sample = self._read(place, message, now) if message is not None else None
            # one that was kept there came at a time that only it can tell
            if message is None or sample is None or (message.retained and sample.measured_at is None):
                raise Frozen("no message has come yet", "mqtt_nothing", topic=point.topic)
            age_s = self._site.monotonic() - message.heard_s
            check_age(now - age_s, now, self._max_age_s)
            check_age(sample.measured_at, now, self._max_age_s)
        except SourceError as error:
            return Sample(
                plant=point.plant, quantity=point.quantity, unit=point.unit, value=None, read_at=now, error=error
            )
        if sample.measured_at is not None:
            return sample
        return msgspec.structs.replace(sample, measured_at=message.came_at)

    def _read(self, place: int, message: _Message, now: float) -> Sample:
        point, found = self._settings.point[place], self._source.points[place]
        if point.payload == "json":
            (sample,) = samples_of(
                message.payload, msgspec.structs.replace(self._source, points=(found,)), now, units=(point.unit,)
            )
            return sample
        try:
            text = message.payload.decode().strip()
        except UnicodeDecodeError:
            raise BadEncoding("the message is no UTF-8") from None
        bare = bare_point(point, "dot" if point.number == "json" else point.number)
        return sample_of(self._source, bare, point.unit, text, now)


def _context(settings: Settings, site: Site, where: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context()
        if settings.ca_file is not None:
            context.load_verify_locations(site.folder / settings.ca_file)
        if settings.certificate is not None:
            key = key_file(site.folder, settings.certificate_key or settings.certificate)
            context.load_cert_chain(key_file(site.folder, settings.certificate), key, password=lambda: "")
    except (OSError, ssl.SSLError):
        name = settings.certificate or settings.ca_file or ""
        raise ConfigError([Problem(under(where, "certificate"), "output_certificate", name)]) from None
    return context


def _translated(error: Exception) -> SourceError:
    """What is to be told of a connection that failed; nothing of what the library says."""
    code = getattr(error, "rc", None)
    code = getattr(code, "value", code)
    if code in _REFUSED:
        return NotConnected("the broker refuses the user", "mqtt_login")
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return TlsRefused("the certificate of the broker is not trusted", "mqtt_certificate")
    return NotConnected("the broker does not answer", "mqtt_away")
