"""Answers as owners write them, and an owner's server that counts its calls."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.test import Client

from quelia.store import models
from tests.sources.owner import Owner, running

SECRET = "never-to-be-shown-4711"
READ = "/admin/reponses/lire/"


class _Counting(Owner):
    calls: ClassVar[list[str]] = []

    def get(self) -> None:
        self.calls.append(self.path)
        self.say(200 if self.headers.get("X-API-Key") == SECRET else 401, {"data": {"power": 15.8}, "said": SECRET})


class Server:
    """calls: the paths that were asked for."""

    def __init__(self, port: int, calls: list[str]) -> None:
        self.url, self.calls = f"http://127.0.0.1:{port}/live", calls


@pytest.fixture
def server() -> Iterator[Server]:
    _Counting.calls.clear()
    with running(ThreadingHTTPServer(("127.0.0.1", 0), _Counting)) as here:
        yield Server(here.server_port, _Counting.calls)


def letter(url: str, plant: str = "Centrale soleil", **told: str) -> str:
    """The template of the letter, filled in. told: other lines, empty for none."""
    lines = {"path": "data.power", "unit": "MW", "key": SECRET, "name": "", "email": "", "phone": "", **told}
    kinds = {
        "kW": "☒ kW  ☐ MW  ☐ Nm3/h  ☐ Autre :",
        "MW": "☐ kW  ☒ MW  ☐ Nm3/h  ☐ Autre :",
        "": "☐ kW  ☐ MW  ☐ Nm3/h  ☐ Autre :",
    }
    keyed = ("☒ Oui  ☐ Non", "☒ Header X-API-Key") if lines["key"] else ("☐ Oui  ☒ Non", "☐ Header X-API-Key")
    return (
        f"CONFIGURATION API TEMPS RÉEL\n\nNom du projet : {plant}\n\nURL de l’API : {url}\n\n"
        f"Chemin JSON : {lines['path']}\n\nUnité : {kinds[lines['unit']]}\n\nAuthentification requise : {keyed[0]}\n\n"
        f"Si oui, type : ☐ API Key dans URL\n               {keyed[1]}\n\nValeur de la clé : {lines['key']}\n\n"
        f"Contact technique (si besoin d’aide) :\nNom : {lines['name']}\nEmail : {lines['email']}\nTél : {lines['phone']}\n"
    )


def pasted(operator: Client, text: str, **more: str) -> models.Answer:
    """As it is reviewed next."""
    answer = operator.post(READ, {"text": text, **more})
    assert answer.status_code == 302, answer.content.decode()
    return models.Answer.objects.latest("pk")


def page_of(row: models.Answer, what: str = "") -> str:
    return f"/admin/reponses/{row.pk}/{what}"
