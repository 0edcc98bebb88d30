"""Tries a source out as it would run, and says of each step whether it is well and what to change.

It reads through `Reader.read`, takes numbers out by `extract` and judges them by `judge`: what is said here is what runs.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import HtmlAnswer, SourceError
from quelia.domain.extract import Tick, extract
from quelia.domain.plant import Plant
from quelia.domain.reading import Reading
from quelia.domain.scout import numbers
from quelia.domain.source import Point, Source
from quelia.sources import speed
from quelia.sources.expiry import expiry
from quelia.sources.found import point_verdicts
from quelia.sources.http import Answer, Notes, Reader
from quelia.sources.sharing import shared
from quelia.sources.verdict import Verdict, failure
from quelia.sources.webpage import sort_of

_MOST_SHOWN = 5


class Trial(msgspec.Struct, frozen=True):
    """What to try: a source, with no point while one looks for it. calls: how often it is asked, `pause_s` apart.

    plants: whose capacity is held against the numbers, one or all that the points name. pause_s: the interval of the source
    by default. origin: the site whose scripts might ask too, which quelia does not need. names: whether the name of the
    server is a step of its own.
    """

    source: Source
    plants: Plant | tuple[Plant, ...]
    calls: int = 3
    origin: str = ""
    pause_s: float | None = None
    names: bool = True

    @property
    def pause(self) -> float:
        return self.source.interval_s if self.pause_s is None else self.pause_s

    def plant_of(self, point: Point) -> Plant:
        """The plant that a point is about."""
        plants = self.plants if isinstance(self.plants, tuple) else (self.plants,)
        return next((plant for plant in plants if plant.slug == point.plant), plants[0])


class Trace:
    """One trial. Its verdicts come as they are found; `usable` is known once they have all come.

    document, body: of the last answer, once it was read.
    """

    def __init__(self, reader: Reader, trial: Trial, secrets: Sequence[str]) -> None:
        self._reader, self._trial, self._secrets = reader, trial, secrets
        self._notes = Notes()
        self.usable = True
        self.document: Document | None = None
        self.body = b""

    @property
    def passing(self) -> Sequence[str]:
        """What was shown to the server for a secret, and got or made on the way."""
        return self._notes.passing

    async def verdicts(self) -> AsyncIterator[Verdict]:
        async for verdict in self._walked():
            self.usable = self.usable and verdict.mark != "broken"
            yield verdict

    async def _walked(self) -> AsyncIterator[Verdict]:
        source = self._trial.source
        try:
            if self._trial.names and (count := await self._reader.addresses(source)) is not None:
                yield Verdict("dns", "well", "name" if count > 1 else "name_one", {"count": float(count)})
            answers = await self._answers()
        except SourceError as error:
            stopped = failure(error, source)
            if stopped.step not in ("address", "dns", "connection"):
                for verdict in self._connected():
                    yield verdict
            yield stopped
            return
        for verdict in (*self._connected(), *self._answered(answers)):
            yield verdict
        # in a thread: to look round in a large answer takes long enough to be felt
        for verdict in await asyncio.to_thread(lambda: list(self._told(answers))):
            yield verdict
        if self._trial.origin:
            yield await shared(self._reader, source, self._secrets, self._trial.origin, self._trial.pause)

    async def _answers(self) -> list[Answer]:
        """A few, at the pace of the source: the first alone would say nothing of the next."""
        answers = [await self._answer()]
        for _ in range(self._trial.calls - 1):
            await asyncio.sleep(self._trial.pause)
            answers.append(await self._answer())
        return answers

    async def _answer(self) -> Answer:
        with self._reader.trying(self._trial.source):
            return await self._reader.read(self._trial.source, self._secrets, self._notes)

    def _connected(self) -> list[Verdict]:
        source = self._trial.source
        secure = source.url.lower().startswith("https:")
        code = "connected" if secure and source.pin is None else "connected_pinned" if secure else "connected_plain"
        return [Verdict("connection", "well", code), *expiry(source, self._notes.valid_until, time.time())]

    def _answered(self, answers: Sequence[Answer]) -> Iterator[Verdict]:
        source = self._trial.source
        yield Verdict("answer", "well", "answered")
        if any(auth.scheme != "none" for auth in source.auth):
            yield Verdict("answer", "well", "admitted")
        yield speed.speed(answers)
        yield speed.size(answers[-1])
        yield speed.quota(source)
        yield _content_type(answers[-1])

    def _told(self, answers: Sequence[Answer]) -> Iterator[Verdict]:
        """What the last answer says, and whether the earlier ones said something else."""
        self.body = answers[-1].body
        try:
            self.document = document = decode(self.body)
        except SourceError as error:
            sort = sort_of(self.body) if isinstance(error, HtmlAnswer) else ""
            broken = failure(error, self._trial.source)
            yield msgspec.structs.replace(broken, code=f"html_{sort}") if sort else broken
            return
        yield Verdict("document", "well", "json")
        if not self._trial.source.points:
            yield _sightings(document)
            return
        tick = Tick(received_at=time.time(), interval_s=self._trial.source.interval_s)
        readings = {reading.plant: reading for reading in extract(self._trial.source, document, tick)}
        status = self._status(readings)
        if status is not None:
            yield status
            return
        lost = False
        for point in self._trial.source.points:
            plant, reading = self._trial.plant_of(point), readings[point.plant]
            for verdict in point_verdicts(point, reading, plant, answers, document):
                lost = lost or (verdict.step, verdict.mark) == ("path", "broken")
                yield self._about(point, verdict)
        if lost:
            yield _sightings(document)
        yield self._timed(next(iter(readings.values())).measured_at, tick.received_at)

    def _status(self, readings: dict[str, Reading]) -> Verdict | None:
        """Where the answer itself says that it is not well, nothing else of it counts."""
        path = self._trial.source.status_path
        reasons = {value.reason for reading in readings.values() for value in reading.values}
        if path is None or len(reasons) != 1:
            return None
        if reasons == {"status"}:
            return Verdict("value", "broken", "status", {"path": str(path)})
        missing = reasons == {"path"} and len(path.nodes(self.document)) != 1
        return Verdict("path", "broken", "status_path", {"path": str(path)}) if missing else None

    def _about(self, point: Point, verdict: Verdict) -> Verdict:
        """Named after its quantity and plant, where there are others."""
        points = self._trial.source.points
        several = len({each.quantity for each in points if each.plant == point.plant}) > 1
        plant = self._trial.plant_of(point).name if len(self._trial.source.plants) > 1 else ""
        quantity = point.quantity if several or (len(points) > 1 and not plant) else ""
        return msgspec.structs.replace(verdict, quantity=quantity, plant=plant)

    def _timed(self, measured_at: float | None, received_at: float) -> Verdict:
        source = self._trial.source
        if source.timestamp_path is None:
            return Verdict("time", "well", "no_time")
        if measured_at is None:
            return Verdict("time", "look", "time_unread", {"path": str(source.timestamp_path)})
        age_s = received_at - measured_at
        late = age_s > source.stale_after(source.interval_s)
        return Verdict("time", "broken" if late else "well", "old" if late else "age", {"age": float(round(age_s))})


def _content_type(answer: Answer) -> Verdict:
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return Verdict("document", "well", "json_type")
    return Verdict("document", "look", "other_type" if kind else "no_type", {"type": kind[:60]})


def _sightings(document: Document) -> Verdict:
    seen = numbers(document)[:_MOST_SHOWN]
    if not seen:
        return Verdict("path", "broken", "no_number")
    return Verdict("path", "look", "numbers", {"found": [f"{each.path} = {each.written}" for each in seen]})
