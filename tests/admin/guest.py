"""An owner without an account: his link, and a browser that sends what he types."""

import json
from typing import Any

import pytest
from django.http import HttpResponse

from quelia.admin.answers import Content, content_of, secrets_of
from quelia.admin.desk import desk
from quelia.admin.invitations import invited, link_of
from quelia.store import models
from tests.admin.counter import Counter

SECRET = "sk-motdepasse-4711"
# the shape that the brief shows, with other numbers
SAMPLE = json.dumps({"status": "online", "data": {"production": {"currentPower": 12.75, "dailyProduction": 98.5}}})
TYPED = {
    "url": "https://scada.example.org/live", "scheme": "header", "name": "X-API-Key", "secret": SECRET,
    "path": "data.production.currentPower", "unit": "MW", "sample": SAMPLE, "contact_name": "Jean",
    "contact_email": "jean@soleil.example",
}  # fmt: skip


def path_of(link: str) -> str:
    return "/" + link.partition("://")[2].partition("/")[2]


class Guest:
    """plant: its slug, empty for one that we do not know. strict: forms are looked at as outside of tests."""

    def __init__(
        self, counter: Counter, plant: str = "plant-soleil", *, lang: str = "fr", email: str = "", strict: bool = False
    ) -> None:
        row = models.Plant.objects.get(slug=plant) if plant else None
        self.invitation = invited(counter.owners["soleil"], row, lang=lang, email=email)
        self.path = path_of(link_of(self.invitation))
        self.browser = counter.visitor(strict=strict)

    def get(self, query: str = "") -> str:
        answer = self.browser.get(self.path + query)
        assert answer.status_code == 200
        return answer.content.decode()

    def press(self, button: str, value: str = "1", **fields: str) -> HttpResponse:
        """With a button of the form, once `fields` are filled in; the others are empty."""
        answer: Any = self.browser.post(self.path, {**fields, button: value})
        assert isinstance(answer, HttpResponse)
        return answer

    @property
    def row(self) -> models.Answer:
        return models.Answer.objects.get(invitation=self.invitation)

    @property
    def kept(self) -> Content:
        return content_of(self.row)

    @property
    def secrets(self) -> list[str]:
        return secrets_of(self.row)


@pytest.fixture
def guest(counter: Counter) -> Guest:
    return Guest(counter)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would be sent by e-mail."""
    sent: list[Any] = []
    monkeypatch.setattr("quelia.admin.views.invitation.post", sent.append)
    return sent


def unsealed_nowhere(secret: str) -> bool:
    """Whether a secret stands in no file of the installation."""
    return not any(secret.encode() in file.read_bytes() for file in desk().folder.rglob("*") if file.is_file())
