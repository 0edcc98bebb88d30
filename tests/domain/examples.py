"""What the tests of the domain share: a fixed now, a plant, a source, and any JSON document."""

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract
from quelia.domain.path import Path
from quelia.domain.plant import Amount, Plant
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS

NOW = 1_705_314_600.0  # 2024-01-15T10:30:00Z
MARSEILLE = "centrale-marseille"
TICK = Tick(received_at=NOW, interval_s=5.0, epoch=1)


def plant(**facts: Any) -> Plant:
    capacity = facts.pop("capacity", Amount(18.2e6, UNITS["MW"]))
    place = {"energy": "solar", "latitude": 43.2965, "longitude": 5.3698}
    return Plant(**{"slug": MARSEILLE, "name": "Centrale de Marseille", "capacity": capacity, **place, **facts})


def point(path: str = "power", unit: str | None = "MW", **facts: Any) -> Point:
    declared = UNITS[unit] if unit is not None else None
    return Point(**{"plant": MARSEILLE, "quantity": "power", "path": Path(path), "unit": declared, **facts})


def source(*points: Point, **facts: Any) -> Source:
    where = {"id": 7, "slug": "scada-marseille", "url": "https://scada.example/realtime"}
    return Source(**{**where, "points": points or (point(),), **facts})


def values(each: Source, document: Document) -> list[Value]:
    """The values of all readings, in order."""
    return [value for reading in extract(each, document, TICK) for value in reading.values]


def value(document: Document, *, null: str = "no_production", **facts: Any) -> Value:
    """The one value that a point with these `facts` finds in `document`."""
    (found,) = values(source(point(**facts), null=null), document)
    return found


def reading(number: float | None = 15.8e6, reason: str | None = None, **facts: Any) -> Reading:
    """A reading of power in MW, received NOW."""
    quantity, unit = facts.pop("quantity", "power"), facts.pop("unit", "MW")
    row = {"plant": MARSEILLE, "source": 7, "received_at": NOW, "interval_s": 5.0, "stale_after_s": 15.0}
    return Reading(**{**row, "values": (Value(quantity, unit, number, reason),), **facts})


def code_of(read: Callable[[], object]) -> str | None:
    """The code with which `read` is refused, None where it is not."""
    try:
        read()
    except SourceError as refused:
        return refused.code
    return None


texts = st.text(st.characters(codec="utf-8"), max_size=8)
keys = st.sampled_from(["power", "unit", "at", "ok", "0", "1", "", "a.b", "it's", "é", "with space", 'say "hi"'])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.integers(0, 3).map(lambda power: 10 ** (power * 400))
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.sampled_from(["42.5", "42,5", "42.5 MW", "42 mW", "nan", "4_2", "kW", "ok", "-", "2024-01-15T10:30:00Z"])
)
# Through the bytes: exactly what an answer can be once it is decoded.
documents: st.SearchStrategy[Document] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys | texts, inner, max_size=4),
    max_leaves=20,
).map(lambda document: decode(msgspec.json.encode(document)))
