"""A source made in the office: tried first, its secret typed once and never shown."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from quelia.store import models
from tests.admin.counter import Counter

SECRET = "never-to-be-shown-4711"
NEW = "/admin/sources/nouvelle/"


class _Owner(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"data": {"currentPower": 15.8, "<b>id": 7}}).encode()
        self.send_response(200 if self.headers.get("X-Key") == SECRET else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Owner)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def given(port: int, **more: str) -> dict[str, str]:
    return {
        "plant": "plant-soleil", "quantity": "power", "url": f"http://127.0.0.1:{port}/live", "auth_type": "header",
        "auth_name": "X-Key", "auth_user": "", "secret": SECRET, "interval_s": "5", "path": "", "number": "json",
        "unit": "MW", **more,
    }  # fmt: skip


def said(operator: Client, data: dict[str, str]) -> str:
    return operator.post(NEW, data).content.decode()


def carried(page: str) -> str:
    found = re.search(r'name="carried" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_numbers_of_the_answer_are_offered(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    assert 'value="$.data.currentPower|kW"' in page
    assert "&lt;b&gt;id" in page
    assert "<b>id" not in page


def test_a_number_that_is_chosen_becomes_the_path_and_is_tried(operator: Client, port: int) -> None:
    page = said(operator, given(port, take="$.data.currentPower|MW"))
    assert "La valeur lue est 15,8\u00a0MW." in page
    assert 'value="$.data.currentPower"' in page


def test_a_secret_goes_from_page_to_page_unreadable(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    assert SECRET not in page
    again = said(operator, given(port, secret="", carried=carried(page), path="data.currentPower", **{"try": "1"}))
    assert "La valeur lue est 15,8\u00a0MW." in again


def test_a_secret_does_not_go_to_another_server(operator: Client, port: int) -> None:
    page = said(operator, given(port, **{"try": "1"}))
    elsewhere = given(port, secret="", carried=carried(page), url="http://127.0.0.1:1/live", **{"try": "1"})
    answer = operator.post(NEW, elsewhere)
    assert (answer.status_code, "Tapez le secret." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("envelope", ["AAAA", "not base64 é", "x" * 4000])
def test_an_envelope_of_others_is_none(operator: Client, port: int, envelope: str) -> None:
    assert operator.post(NEW, given(port, secret="", carried=envelope, **{"try": "1"})).status_code == 422


def test_what_was_tried_is_saved_sealed_and_stands_in_the_journal_without_its_secret(
    operator: Client, port: int
) -> None:
    answer = operator.post(NEW, given(port, path="data.currentPower", save="1"))
    source = models.Source.objects.get(slug="plant-soleil-power")
    assert answer["Location"] == "/admin/centrales/plant-soleil/"
    assert (source.url, source.auth) == (
        f"http://127.0.0.1:{port}/live",
        [{"scheme": "header", "name": "X-Key", "user": ""}],
    )
    assert SECRET.encode() not in bytes(source.secrets or b"")
    assert SECRET not in operator.get("/admin/journal/").content.decode()
    assert "plant-soleil-power" in operator.get("/admin/sources/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"path": "a..b"}, "n’est pas un chemin"),
        ({"path": "x", "unit": "mw"}, "Vouliez-vous dire MW"),
        ({"url": "http://10.0.0.1/live", "save": "1", "path": "x"}, "réseau privé"),
        ({"auth_name": "Host", "save": "1", "path": "x"}, "appartient à la requête"),
        ({"interval_s": "0"}, "1"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(
    operator: Client, port: int, wrong: dict[str, str], told: str
) -> None:
    answer = operator.post(NEW, given(port, **{"try": "1"}) | wrong)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not models.Source.objects.exists()


def test_a_quantity_is_measured_once(operator: Client, port: int) -> None:
    for _ in range(2):
        answer = operator.post(NEW, given(port, path="data.currentPower", save="1"))
    assert answer.status_code == 422
    assert models.Source.objects.count() == 1


def test_a_source_is_deleted_with_its_secret(operator: Client, port: int) -> None:
    operator.post(NEW, given(port, path="data.currentPower", save="1"))
    assert operator.get("/admin/sources/plant-soleil-power/supprimer/").status_code == 200
    operator.post("/admin/sources/plant-soleil-power/supprimer/")
    assert not models.Source.objects.exists()
