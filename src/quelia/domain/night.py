"""Night: many inverters sleep with the sun, and their silence then is no failure."""

import math

import msgspec

from quelia.domain.plant import Plant
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source
from quelia.domain.sun import sine

# below it no panel gives what an inverter would wake for
_DUSK = math.sin(math.radians(2.0))
# what a device that is switched off amounts to; a refused key or a wrong unit is news at any hour
_SILENCE = frozenset({"timeout", "connection", "http_status", "path", "not_a_number"})


def asleep(reading: Reading, source: Source, plant: Plant) -> Reading:
    """The reading with silence turned into "no value", where the source says that it sleeps and the sun is down."""
    # what was kept while a bridge had no network is judged by the sun of its own time; others may have a wrong clock
    at = reading.measured_at if source.pushed and reading.measured_at is not None else reading.received_at
    if not may_sleep(source, plant, at):
        return reading
    values = tuple(
        Value(value.quantity, value.unit, None) if value.reason in _SILENCE else value for value in reading.values
    )
    return msgspec.structs.replace(reading, values=values)


def may_sleep(source: Source, plant: Plant, at: float) -> bool:
    """Whether silence says nothing then: neither that it is well, nor that it is not."""
    if source.night != "asleep" or plant.energy != "solar":
        return False
    return sine(plant.latitude, plant.longitude, at) < _DUSK
