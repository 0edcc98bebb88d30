"""Many plants of one owner, each with an answer of its own that can be changed while the map is open."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.journeys.service import Service

_TEXT = """
[[plant]]
slug = "{slug}"
owner = "parcs"
name = "{name}"
energy = "{energy}"
latitude = {latitude}
longitude = {longitude}
capacity = "{capacity}"
region = "{region}"
commune = "{commune}"
published = true
"""
_SOURCE = """
[[source]]
slug = "source-{slug}"
owner = "parcs"
url = "http://127.0.0.1:{port}/{slug}"
interval_s = 1
history_s = 5
stale_after_s = {stale_after_s}
[[source.point]]
plant = "{slug}"
quantity = "{quantity}"
path = "now"
unit = "{unit}"
"""


@dataclass(frozen=True)
class Plant:
    slug: str
    name: str
    energy: str
    latitude: float
    longitude: float
    commune: str
    region: str
    sourced: bool = True

    @property
    def gas(self) -> bool:
        return self.energy == "biomethane"


# two of them so near to each other that they stand together on a map of France
PLANTS = (
    Plant("arree", "Éoliennes de l’Arrée", "wind", 48.40, -3.90, "Huelgoat", "Bretagne"),
    Plant("brenne", "Champ de la Brenne", "solar", 46.70, 1.20, "Mézières-en-Brenne", "Centre-Val de Loire"),
    Plant("causse", "Crêtes du Causse", "wind", 44.10, 2.90, "Millau", "Occitanie"),
    Plant("dombes", "Méthaniseur des Dombes", "biomethane", 46.00, 5.05, "Villars-les-Dombes", "Auvergne-Rhône-Alpes"),
    Plant("etang", "Centrale de l’Étang", "solar", 43.40, 5.20, "Marignane", "Provence-Alpes-Côte d’Azur"),
    Plant("crau", "Serres de la Crau", "solar", 43.58, 5.00, "Salon-de-Provence", "Provence-Alpes-Côte d’Azur"),
    Plant("vosges", "Toits des Vosges", "solar", 48.20, 6.90, "Saint-Dié-des-Vosges", "Grand Est", sourced=False),
)


class Park:
    """The owner's server of these plants, answering each with what was said last. Down, it closes every connection."""

    def __init__(self, plants: Sequence[Plant] = PLANTS, stale_after_s: float = 15) -> None:
        self.plants = plants
        self._stale_after_s = stale_after_s
        self._now: dict[str, float | None] = {plant.slug: 0.0 for plant in plants}
        self._failing: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    def says(self, **now: float | None) -> None:
        self._now |= now

    def is_well(self) -> None:
        """Nothing fails any more."""
        self._failing = set()

    def fails(self, *slugs: str) -> None:
        self._failing |= set(slugs)

    def recovers(self, *slugs: str) -> None:
        self._failing -= set(slugs)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def declaration(self) -> str:
        """The file for `quelia load`."""
        texts = ['[[owner]]\nslug = "parcs"\nname = "Les Parcs"\n']
        for plant in self.plants:
            facts = {
                **plant.__dict__,
                "port": self._server.server_port,
                "capacity": "300 Nm3/h" if plant.gas else "20 MW",
                "quantity": "gas_flow" if plant.gas else "power",
                "unit": "Nm3/h" if plant.gas else "MW",
                "stale_after_s": self._stale_after_s,
            }
            texts.append(_TEXT.format_map(facts) + (_SOURCE.format_map(facts) if plant.sourced else ""))
        return "".join(texts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        park = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                slug = self.path.strip("/")
                body = json.dumps({"now": park._now.get(slug)}).encode()
                self.send_response(503 if slug in park._failing else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


# what the plants of PLANTS say in journeys that do not care
USUAL: Mapping[str, float | None] = {
    "arree": 12.5,
    "brenne": 4.25,
    "causse": 8.0,
    "dombes": 250.0,
    "etang": 6.0,
    "crau": 2.0,
}


@contextmanager
def installed(park: Park, folder: Path) -> Iterator[Service]:
    """An installation of its own that shows the park."""
    service = Service(folder, reach="127.0.0.1")
    try:
        service.load(park.declaration())
        service.start()
        yield service
    finally:
        service.stop()
        park.close()


def row(number: int, first: float = -3.5) -> tuple[Plant, ...]:
    """So many plants from west to east, far enough from each other to stand by themselves on a wide screen."""
    return tuple(
        Plant(f"r{at}", f"Rangée {at}", "wind", 43.5 + 1.9 * (at % 4), first + 10 * at / number, "Ici", "Bretagne")
        for at in range(1, number + 1)
    )
