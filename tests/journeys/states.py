"""A plant in each state, to stay in it as long as somebody looks. Its owners' servers are real, and as bad as they have to be."""

import json
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.journeys.service import Service
from tests.journeys.site import Site
from tests.store.cellar import table

_LONG_S = 3600
_OLD_S = 25 * 60
_SOON_S = 20.0
_PLACES: dict[str, dict[str, Any]] = {
    "none": {
        "name": "Ombrières de la Presqu’île",
        "energy": "solar",
        "subtype": "canopy",
        "latitude": 49.3,
        "longitude": -1.3,
        "capacity": "3.4 MW",
        "status": "building",
        "commune": "Carentan-les-Marais",
        "region": "Normandie",
    },
    "waiting": {
        "name": "Parc éolien de Beauce",
        "energy": "wind",
        "latitude": 48.1,
        "longitude": 1.6,
        "capacity": "24 MW",
        "commune": "Voves",
        "region": "Centre-Val de Loire",
    },
    "live": {
        "name": "Éoliennes de l’Arrée",
        "energy": "wind",
        "subtype": "onshore",
        "latitude": 48.4,
        "longitude": -3.9,
        "capacity": "20 MW",
        "commissioned": "2011-09",
        "commune": "Huelgoat",
        "region": "Bretagne",
        "description": "Dix machines sur la crête, entre landes et tourbières.",
    },
    "stale": {
        "name": "Méthaniseur des Dombes",
        "energy": "biomethane",
        "latitude": 46.0,
        "longitude": 5.05,
        "capacity": "300 Nm3/h",
        "commune": "Villars-les-Dombes",
        "region": "Auvergne-Rhône-Alpes",
    },
    "no-production": {
        "name": "Serres de la Crau",
        "energy": "solar",
        "subtype": "agri_pv",
        "latitude": 43.58,
        "longitude": 4.9,
        "capacity": "8 MW",
        "commune": "Salon-de-Provence",
        "region": "Provence-Alpes-Côte d’Azur",
    },
    "own-use": {
        "name": "Microcentrale du Gave",
        "energy": "hydro",
        "latitude": 43.1,
        "longitude": -0.4,
        "capacity": "2400 kW",
        "commune": "Arudy",
        "region": "Nouvelle-Aquitaine",
    },
    "error": {
        "name": "Cogénération du Morvan",
        "energy": "cogeneration",
        "latitude": 47.2,
        "longitude": 4.0,
        "capacity": "1.2 MW",
        "commune": "Château-Chinon",
        "region": "Bourgogne-Franche-Comté",
    },
    "paused": {
        "name": "Batteries du Ried",
        "energy": "storage",
        "latitude": 48.3,
        "longitude": 7.3,
        "capacity": "5 MW",
        "paused": "Maintenance jusqu’au 30 juin",
        "commune": "Sélestat",
        "region": "Grand Est",
    },
}
# two that stand together on a map of France: of them, one transmits
_PLACES["near-live"] = {
    "name": "Toits de Gaillac",
    "energy": "solar",
    "subtype": "rooftop",
    "latitude": 43.95,
    "longitude": 1.95,
    "capacity": "2 MW",
    "commune": "Gaillac",
    "region": "Occitanie",
}
_PLACES["near-error"] = {**_PLACES["near-live"], "name": "Toits de Graulhet", "latitude": 43.78, "commune": "Graulhet"}
STATES = {
    **{slug: slug.replace("-", "_") for slug in _PLACES},
    "own-use": "no_production",
    "near-live": "live",
    "near-error": "error",
}
"""The state of each plant, by its slug."""

_GOOD: Mapping[str, dict[str, Any]] = {
    "live": {"power": 12.4, "wind_speed": 9.6, "temperature": 21.5},
    "near-live": {"power": 1.3},
    "stale": {"gas_flow": 212},
    "no-production": {"power": None},
    "own-use": {"power": -0.036},
    "paused": {"power": 1.25},
}
_UNITS = {"power": "MW", "gas_flow": "Nm3/h", "wind_speed": "m/s", "temperature": "°C"}


class EveryState:
    """The owners' servers. Two of them: one answers, and knows nothing of the plant that fails; one says nothing at all."""

    def __init__(self) -> None:
        self._site = Site()
        self._silent = socket.create_server(("127.0.0.1", 0))
        self._silent.settimeout(_SOON_S)

    def start(self, service: Service) -> None:
        """Declare and serve them. A plant waits for good where quelia was restarted when its owner had just been asked."""
        self._say(service.now())
        service.load(self._declaration())
        service.start()
        service.get("/")  # whoever is watched is asked at once
        asked, _ = self._silent.accept()
        service.kill()
        asked.close()
        service.start()

    def close(self) -> None:
        self._site.close()
        self._silent.close()

    def _say(self, now: float) -> None:
        at = datetime.fromtimestamp(now - _OLD_S, UTC).isoformat()
        for slug, document in _GOOD.items():
            self._site.put(f"/{slug}", json.dumps(document | {"at": at}), kind="application/json")

    def _declaration(self) -> str:
        tables = [table("owner", {"slug": "parcs", "name": "Les Parcs"})]
        for slug, facts in _PLACES.items():
            tables.append(table("plant", {"slug": slug, "owner": "parcs", "published": True, **facts}))
            if slug != "none":
                tables.append(self._source(slug))
        return "\n".join(tables)

    def _source(self, slug: str) -> str:
        waits = slug == "waiting"
        port = self._silent.getsockname()[1] if waits else self._site.url.rpartition(":")[2]
        source = {
            "slug": f"source-{slug}",
            "owner": "parcs",
            "url": f"http://127.0.0.1:{port}/{slug}",
            "interval_s": _LONG_S if waits else 1,
            **({"timeout_s": 10} if waits else {}),
            **({"timestamp_path": "at"} if slug == "stale" else {}),
        }
        points = [
            table("source.point", {"plant": slug, "quantity": quantity, "path": quantity, "unit": _UNITS[quantity]})
            for quantity in _GOOD.get(slug, {"power": None})
        ]
        return "\n".join([table("source", source), *points])
