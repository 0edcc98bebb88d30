"""An owner who sends: what is declared of him, and how he does it."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.journeys.service import Service
from tests.store.cellar import table

PLANT = "toits-du-val"
_OWNER = table("owner", {"slug": "energies-du-val", "name": "Énergies du Val"})


def pushed(unit: str = "MW", plants: int = 1, **source: object) -> str:
    """The file for `quelia load`: a pushed source `passerelle` of so many plants, the first of them PLANT."""
    slugs = [PLANT, *(f"{PLANT}-{number}" for number in range(2, plants + 1))]
    place = {"owner": "energies-du-val", "energy": "solar", "latitude": 47.39, "longitude": 0.69, "published": True}
    return "\n".join(
        (
            _OWNER,
            *(table("plant", {"slug": slug, "name": "Toits du Val", **place}) for slug in slugs),
            table("source", {"slug": "passerelle", "owner": "energies-du-val", "push": True}, source),
            *(table("source.point", {"plant": slug, "quantity": "power", "unit": unit}) for slug in slugs),
        )
    )


def new_key(service: Service) -> str:
    """Made as an operator does."""
    return service.run("push-key", "new", "passerelle").splitlines()[0]


def push(service: Service, key: str, *items: object, **headers: str) -> tuple[int, Any]:
    """The status and the body of the answer."""
    request = urllib.request.Request(
        f"{service.url}/v1/push",
        json.dumps(items[0] if len(items) == 1 else items).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
