"""One look at everything, as `quelia bridge test` takes it: what each input reads, and what each output would be given."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from quelia.bridge.inputs.input import InputSettings, points_of
from quelia.bridge.reader import Reader
from quelia.bridge.sample import Sample
from quelia.bridge.words import trouble
from quelia.domain.errors import REASONS, SourceError
from quelia.texts import printable, texts


class Tried(NamedTuple):
    """One read of one input. error: why nothing of it could be read."""

    settings: InputSettings
    samples: tuple[Sample, ...]
    error: SourceError | None = None

    @property
    def well(self) -> bool:
        return self.error is None and bool(self.samples) and all(each.error is None for each in self.samples)


async def tried(reader: Reader) -> Tried:
    try:
        return Tried(reader.settings, tuple(await reader.read()))
    except SourceError as error:
        return Tried(reader.settings, (), error)


def handed_on(samples: Sequence[Sample]) -> list[Sample]:
    """What of it outputs are given: nothing of what is frozen, so that it ages as what nobody measures does."""
    return [each for each in samples if each.error is None or each.error.code in REASONS]


def lines(read: Tried, lang: str) -> list[str]:
    """What a technician reads of it: a heading, and a line a point."""
    words = texts(lang, "bridge")["test"]
    head = f"{printable(read.settings.name)} ({read.settings.type})"
    if read.error is not None:
        colon = texts(lang, "language")["colon"]
        points = ", ".join(_point(each.plant, each.quantity) for each in points_of(read.settings))
        return [head, f"  ✗ {points}{colon} {trouble(read.error, lang)}"]
    if not read.samples:
        return [head, f"  ✗ {words['nothing']}"]
    return [head, *(f"  {_line(each, words, lang)}" for each in read.samples)]


def machine(read: Tried, lang: str) -> dict[str, object]:
    """The same for a machine."""
    points = [
        {
            "plant": each.plant,
            "quantity": each.quantity,
            "raw": each.raw,
            "value": each.value,
            "unit": each.unit,
            "read_at": each.read_at,
            "measured_at": each.measured_at,
            "simulated": each.simulated,
            "error": _error(each.error, lang),
        }
        for each in read.samples
    ]
    error = _error(read.error, lang)
    return {"input": read.settings.name, "type": read.settings.type, "points": points, "error": error}


def _line(sample: Sample, words: dict[str, str], lang: str) -> str:
    colon = texts(lang, "language")["colon"]
    point = _point(sample.plant, sample.quantity)
    raw = f" [{printable(sample.raw)}]" if sample.raw else ""
    if sample.error is not None:
        return f"✗ {point}{colon}{raw} {trouble(sample.error, lang)}"
    value = words["no_value"] if sample.value is None else _number(sample.value, sample.unit, lang)
    when = words["measured" if sample.measured_at is not None else "read"].format(time=_time(sample.taken_at))
    mark = f", {words['simulated']}" if sample.simulated else ""
    return f"✓ {point}{colon}{raw} {value}, {when}{mark}"


def _number(value: float, unit: str, lang: str) -> str:
    return f"{value:.12g}".replace(".", texts(lang, "language")["decimal"]) + f"\u00a0{unit}"


def _time(at: float) -> str:
    """By the clock on the wall, which is what a technician compares it with."""
    try:
        return f"{datetime.fromtimestamp(at, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):  # a clock of a device may be anywhere
        return f"{at:g} s"


def _point(plant: str, quantity: str) -> str:
    return "/".join(filter(None, (plant, quantity)))


def _error(error: SourceError | None, lang: str) -> dict[str, object] | None:
    if error is None:
        return None
    return {"code": error.code, "fault": error.fault, "facts": error.facts, "sentence": trouble(error, lang)}
