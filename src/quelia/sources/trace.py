"""Tries a source out as it would run, and says of each step whether it is well and what to change.

It reads through `Reader.read`, takes numbers out by `extract` and judges them by `judge`: what is said here is what runs.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Literal

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract
from quelia.domain.judge import judge
from quelia.domain.plant import Plant
from quelia.domain.scout import nearest, numbers
from quelia.domain.source import Auth, Point, Source
from quelia.sources.http import Answer, Reader
from quelia.texts import printable, texts

Mark = Literal["well", "look", "broken"]
Step = Literal["address", "connection", "answer", "speed", "document", "path", "value", "time", "sharing"]

_FAST_S, _SLOW_S = 1.0, 3.0
_MOST_SHOWN = 5
# the step at which each reason stops us; all that fails otherwise fails at the connection
_STEPS: dict[str, Step] = {
    "address": "address", "redirect": "answer", "http_status": "answer", "auth": "answer", "rate_limited": "answer",
    "too_large": "answer", "not_json": "document", "html": "document", "encoding": "document", "path": "path",
    "not_a_number": "value", "unit": "value", "status": "value", "implausible": "value", "secret_missing": "answer",
}  # fmt: skip
_THOUSANDS = (1e3, 1e6)


class Verdict(msgspec.Struct, frozen=True):
    """What was found at a step. code: its sentence in `texts/*/tester.json`, which says what to change; facts fill it."""

    step: Step
    mark: Mark
    code: str
    facts: dict[str, str | float | list[str]] = {}

    def sentence(self, lang: str) -> str:
        """What was found, and what to change, fit for a terminal."""
        words = texts(lang, "tester")["verdict"]
        facts = {name: _written(fact, lang) for name, fact in self.facts.items()}
        if self.code == "address":
            return str(texts(lang, "address")[facts["fault"]]).format(**facts)
        code = self.code if self.code in words else self.code.partition("_")[0]
        return str(words[code]).format(**facts)


class Trial(msgspec.Struct, frozen=True):
    """What to try: a source with one point, or with none while one looks for it. calls: how often it is asked.

    plant: whose capacity is held against the number. origin: the site whose scripts might ask too, which quelia does not need.
    """

    source: Source
    plant: Plant
    calls: int = 3
    origin: str = ""

    @property
    def point(self) -> Point | None:
        return self.source.points[0] if self.source.points else None


class Trace:
    """One trial. Its verdicts come as they are found; `usable` is known once they have all come."""

    def __init__(self, reader: Reader, trial: Trial, secrets: Sequence[str]) -> None:
        self._reader, self._trial, self._secrets = reader, trial, secrets
        self.usable = True
        self.document: Document | None = None  # of the last answer, once it was read

    async def verdicts(self) -> AsyncIterator[Verdict]:
        try:
            answers = await self._answers()
        except SourceError as error:
            failure = self._failure(error)
            if failure.step not in ("address", "connection"):
                yield self._connected()
            yield failure
            return
        yield self._connected()
        yield Verdict("answer", "well", "answered")
        yield _speed(answers)
        yield _content_type(answers[-1])
        try:
            self.document = decode(answers[-1].body)
            told = self._told(self.document, answers)
        except SourceError as error:
            told = [self._failure(error)]
        for verdict in told:
            self.usable = self.usable and verdict.mark != "broken"
            yield verdict
        if self._trial.origin:
            yield await self._shared()

    def _connected(self) -> Verdict:
        secure = self._trial.source.url.lower().startswith("https:")
        return Verdict("connection", "well", "connected" if secure else "connected_plain")

    async def _shared(self) -> Verdict:
        """Whether a script of another site might read it too: one call more, and only to be told."""
        origin = self._trial.origin
        source = self._trial.source
        asking = msgspec.structs.replace(source, auth=(*source.auth, Auth(scheme="header", name="Origin")))
        await asyncio.sleep(source.interval_s)
        try:
            answer = await self._reader.read(asking, [*self._secrets, origin])
        except SourceError as error:
            return Verdict("sharing", "look", "sharing_failed", {"reason": error.code})
        shared = answer.allowed_origin in ("*", origin)
        return Verdict(
            "sharing", "well" if shared else "look", "shared" if shared else "not_shared", {"origin": origin}
        )

    async def _answers(self) -> list[Answer]:
        """A few, at the pace of the source: the first alone would say nothing of the next."""
        answers = [await self._reader.read(self._trial.source, self._secrets)]
        for _ in range(self._trial.calls - 1):
            await asyncio.sleep(self._trial.source.interval_s)
            answers.append(await self._reader.read(self._trial.source, self._secrets))
        return answers

    def _failure(self, error: SourceError) -> Verdict:
        self.usable = False
        code = f"{error.code}_{error.fault}" if error.fault and error.code != "address" else error.code
        facts: dict[str, str | float | list[str]] = dict(error.facts)
        if error.code == "address":
            facts["fault"] = error.fault
        return Verdict(_STEPS.get(error.code, "connection"), "broken", code, facts)

    def _told(self, document: Document, answers: list[Answer]) -> list[Verdict]:
        """What the last answer says, and whether the earlier ones said something else."""
        well = Verdict("document", "well", "json")
        point = self._trial.point
        if point is None:
            return [well, _sightings(document)]
        nodes = point.path.nodes(document)
        if not nodes:
            near = nearest(point.path, document)
            code = "path_near" if near else "path"
            return [
                well,
                Verdict("path", "broken", code, {"path": str(point.path), "near": near}),
                _sightings(document),
            ]
        if point.pick == "only" and len(nodes) > 1:
            several: dict[str, str | float | list[str]] = {"path": str(point.path), "count": float(len(nodes))}
            return [well, Verdict("path", "broken", "path_several", several), _sightings(document)]
        found = Verdict("path", "well", "found", {"path": str(point.path)})
        return [well, found, *self._valued(point, document, answers)]

    def _valued(self, point: Point, document: Document, answers: list[Answer]) -> list[Verdict]:
        tick = Tick(received_at=time.time(), interval_s=self._trial.source.interval_s)
        (reading,) = extract(self._trial.source, document, tick)
        value = judge(reading, self._trial.plant).values[0]
        facts: dict[str, str | float | list[str]] = {"path": str(point.path)}
        if value.reason is not None:
            return [
                Verdict("value", "broken", *_why_not(value.reason, reading.values[0].number, point, self._trial.plant))
            ]
        if value.number is None:
            return [Verdict("value", "look", "no_value", facts)]
        number = point.unit.from_base(value.number) if point.unit else value.number
        verdicts = [Verdict("value", "well", "value", {"number": number, "unit": value.unit})]
        if (hint := _thousand(value.number, self._trial.plant)) is not None:
            verdicts.append(Verdict("value", "look", "thousand", {"share": hint}))
        if len(answers) > 1 and len({self._number(point, each) for each in answers}) == 1:
            verdicts.append(Verdict("value", "look", "still", {"calls": float(len(answers))}))
        return [*verdicts, self._timed(reading.measured_at, tick.received_at)]

    def _number(self, point: Point, answer: Answer) -> str:
        try:
            return repr(point.path.nodes(decode(answer.body)))
        except SourceError as error:
            return error.code

    def _timed(self, measured_at: float | None, received_at: float) -> Verdict:
        if self._trial.source.timestamp_path is None:
            return Verdict("time", "well", "no_time")
        if measured_at is None:
            return Verdict("time", "look", "time_unread", {"path": str(self._trial.source.timestamp_path)})
        age_s = received_at - measured_at
        late = age_s > self._trial.source.stale_after(self._trial.source.interval_s)
        return Verdict("time", "broken" if late else "well", "old" if late else "age", {"age": round(age_s)})


def _written(fact: object, lang: str) -> str:
    if isinstance(fact, list):
        return "".join(f"\n    {printable(str(each))}" for each in fact)
    if isinstance(fact, float):
        return f"{fact:.12g}".replace(".", "," if lang == "fr" else ".")
    return printable(str(fact))


def _speed(answers: list[Answer]) -> Verdict:
    slowest = max(answer.elapsed_s for answer in answers)
    mark: Mark = "well" if slowest <= _FAST_S else "look"
    code = "fast" if slowest <= _FAST_S else "slow" if slowest <= _SLOW_S else "too_slow"
    return Verdict("speed", mark, code, {"seconds": max(0.01, round(slowest, 2)), "calls": float(len(answers))})


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


def _why_not(
    reason: str, number: float | None, point: Point, plant: Plant
) -> tuple[str, dict[str, str | float | list[str]]]:
    """The code of a reason, and what is known about it."""
    facts: dict[str, str | float | list[str]] = {"path": str(point.path), "quantity": point.quantity}
    if reason == "implausible" and number is not None and plant.capacity is not None:
        share = number / plant.capacity.number
        return "implausible_capacity", facts | {"share": round(share * 100)}
    return reason, facts


def _thousand(number: float, plant: Plant) -> float | None:
    """The share of the capacity where it looks like a unit that is a thousand times too small; None where it does not."""
    if plant.capacity is None or number <= 0:
        return None
    share = number / plant.capacity.number
    return (
        float(f"{share * 100:.2g}")
        if share < 0.001 and any(0.01 < share * factor <= 1.2 for factor in _THOUSANDS)
        else None
    )
