"""What the owner's loop is gone through with: owners with a plant and an API each, in shapes of their own."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page

from tests.store.cellar import table

OPERATOR, ADDRESS = "lea@quelia.example", "claire@energies-du-val.example"


class Case(NamedTuple):
    """header, key: what its server wants to be shown; scheme: how the form calls that. said: as a visitor reads the value."""

    slug: str
    name: str
    capacity: str
    api: str
    document: Mapping[str, Any]
    path: str
    unit: str
    number: str
    said: str
    scheme: str
    header: str
    key: str

    @property
    def shown(self) -> str:
        """What the header says."""
        return f"Bearer {self.key}" if self.scheme == "bearer" else self.key

    def declaration(self) -> str:
        owner = {
            "slug": "energies-du-val",
            "name": "Énergies du Val",
            "contact_name": "Claire",
            "contact_email": ADDRESS,
        }
        plant = {
            "slug": self.slug, "owner": "energies-du-val", "name": self.name, "energy": "solar", "latitude": 43.2965,
            "longitude": 5.3698, "capacity": self.capacity,
        }  # fmt: skip
        return table("owner", owner) + "\n" + table("plant", plant)

    def sample(self) -> str:
        return json.dumps(self.document, indent=2)

    def letter(self, url: str) -> str:
        """The template, filled in as its owner does, in an answer to our mail."""
        is_bearer = self.scheme == "bearer"
        units = "  ".join(f"{'☒' if unit == self.unit else '☐'} {unit}" for unit in ("kW", "MW", "Nm3/h"))
        rule = "━" * 34
        parts = (
            "Bonjour,", "Voici les informations demandées.", f"{rule}\nCONFIGURATION API TEMPS RÉEL\n{rule}",
            f"Nom du projet : {self.name}", f"URL de l'API : {url}", f"Chemin JSON : {self.path}",
            f"Unité : {units}  ☐ Autre : ___", "Authentification requise : ☒ Oui  ☐ Non",
            (f"Si oui, type : ☐ API Key dans URL\n               {'☒' if is_bearer else '☐'} Header Authorization\n"
            f"               {'☐' if is_bearer else '☒'} Header X-API-Key\n               ☐ Autre : ______"),
            f"Valeur de la clé : {self.key}", f"Exemple de réponse JSON :\n{self.sample()}",
            ("Contact technique (si besoin d'aide) :\nNom : Paul Martin\nEmail : paul@energies-du-val.example\n"
            f"Tél : 04 91 00 00 00\n{rule}"),
            "Cordialement,\nClaire",
        )  # fmt: skip
        return "\n\n".join(parts)


CASES = (
    # the annex of the letter that is sent today
    Case(
        "centrale-marseille", "Centrale de Marseille", "18.2 MW", "/api/projects/centrale-marseille/realtime",
        {
            "status": "online", "timestamp": "2024-01-15T10:30:00Z",
            "data": {"production": {"currentPower": 15.8, "peakPower": 18.2, "dailyProduction": 142.5}},
        },
        "data.production.currentPower", "MW", "15.8", "15,8\u00a0MW", "header", "X-API-Key", "abc123def456",
    ),
    Case(
        "ombrieres-du-port", "Ombrières du Port", "950 kW", "/v2/sites/77/live",
        {"site": {"id": 77, "meters": [{"p_active": 812.5, "i": 1404}]}},
        "site.meters[0].p_active", "kW", "812.5", "812,5\u00a0kW", "bearer", "Authorization", "tok-9f8e7d6c5b4a",
    ),
)  # fmt: skip


class Finger:
    """Presses what is on a page, and counts."""

    def __init__(self, page: Page, press: Callable[[Locator], None]) -> None:
        self._page, self._press = page, press
        self.pressed = 0

    def press(self, name: str, role: Any = "button") -> None:
        self.on(self._page.get_by_role(role, name=name, exact=True).first)

    def on(self, what: Locator) -> None:
        self._press(what)
        self.pressed += 1


def mouse(page: Page) -> Finger:
    return Finger(page, lambda what: what.click())


def thumb(page: Page) -> Finger:
    return Finger(page, lambda what: what.tap())
