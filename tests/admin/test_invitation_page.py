"""`/reponse/{token}`, as an owner meets it."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from quelia.admin.answers import send
from quelia.admin.invitations import end
from quelia.store import models
from tests.admin.counter import Counter
from tests.admin.guest import SAMPLE, SECRET, TYPED, Guest, guest, letters, unsealed_nowhere

__all__ = ["guest", "letters"]

ELSEWHERE = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}


def text(page: Any) -> str:
    return str(page.content.decode())


def token_in(page: str) -> str:
    found: list[str] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return found[0]


def test_the_form_is_in_the_language_of_the_invitation(counter: Counter) -> None:
    guest = Guest(counter, lang="en")
    assert "Your live data" in guest.get()
    assert "Vos données en direct" in guest.get("?lang=fr")


def test_it_says_about_which_plant_and_until_when(guest: Guest) -> None:
    models.Invitation.objects.update(until=timezone.now() + timedelta(days=3))
    page = guest.get()
    assert "Pour Centrale soleil (Soleil)" in page
    assert re.search(r"jusqu’au \w+ \d+(er)? \w+ à \d\d:\d\d", page)


def test_looking_changes_nothing(guest: Guest) -> None:
    guest.get()
    guest.browser.head(guest.path)
    guest.browser.get(f"{guest.path}?send=1&url=https://scada.example.org/")
    assert (models.Answer.objects.count(), models.Invitation.objects.get().ended_at) == (0, None)


def test_what_was_typed_is_there_again_on_another_device(counter: Counter, guest: Guest) -> None:
    guest.press("read", **TYPED)
    guest.browser = counter.visitor()
    page = guest.get()
    assert all(each in page for each in ("https://scada.example.org/live", "jean@soleil.example", "X-API-Key"))
    assert "currentPower" in page


@pytest.mark.parametrize("button", ["try", "read", "send", "call", "nothing"])
def test_what_is_wrong_is_kept_as_well(counter: Counter, guest: Guest, button: str) -> None:
    counter.impatient = True
    guest.press(
        button, url="htps:/scada", path="a..b[", unit="other", unit_other="mw", contact_email="jean@", sample="{"
    )
    answer = guest.kept.answer
    assert [answer.value(name) for name in ("url", "path", "unit", "contact_email")] == [
        "htps:/scada", "a..b[", "mw", "jean@",
    ]  # fmt: skip
    assert guest.kept.pasted == "{"


def test_a_secret_goes_to_the_vault_at_once_and_to_no_page(guest: Guest) -> None:
    pages = [text(guest.press(button, **TYPED)) for button in ("read", "send")]
    pages.append(guest.get())
    assert guest.secrets == [SECRET]
    assert [SECRET in page for page in pages] == [False, False, False]
    assert all("Clé reçue" in page for page in pages)
    connection.close()
    assert unsealed_nowhere(SECRET)


def test_a_secret_stays_until_another_takes_its_place(guest: Guest) -> None:
    guest.press("read", **TYPED)
    guest.press("read", **TYPED | {"secret": ""})
    first = guest.secrets
    guest.press("read", **TYPED | {"secret": "another-one"})
    assert (first, guest.secrets) == ([SECRET], ["another-one"])


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/live", "http://scada.example.org/live", "https://scada.example.org:8443/live"]
)
def test_a_secret_is_dropped_where_the_server_changes(guest: Guest, url: str) -> None:
    guest.press("read", **TYPED)
    page = text(guest.press("read", **TYPED | {"secret": "", "url": url}))
    assert guest.secrets == [""]
    assert "la clé reçue a été effacée" in page


def test_a_secret_is_dropped_with_its_kind(guest: Guest) -> None:
    guest.press("read", **TYPED)
    guest.press("read", **TYPED | {"secret": "", "scheme": "none"})
    guest.press("read", **TYPED | {"secret": ""})
    assert guest.secrets == [""]


def test_nobody_is_asked_for_an_example(counter: Counter, guest: Guest) -> None:
    page = text(guest.press("read", sample=SAMPLE))
    assert 'name="take" value="$.data.production.currentPower|' in page
    assert counter.strangers == []


def test_a_number_of_the_example_is_touched(counter: Counter, guest: Guest) -> None:
    page = text(guest.press("take", "$.data.production.currentPower|kW", of="example", sample=SAMPLE))
    assert guest.kept.answer.value("path") == "data.production.currentPower"
    assert guest.kept.answer.value("unit") == ""  # what it may be in is a guess
    assert "Dans quelle unité est ce nombre" in page
    page = text(guest.press("meant", "MW", of="example", path="$.data.production.currentPower", sample=SAMPLE))
    assert 'data-value="12.75"' in page
    assert counter.strangers == []


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [("kW", 12.75, "mille fois trop petite"), ("MW", 12750, "au-delà de 120"), ("other", 12.75, "")],
)
def test_no_value_is_shown_that_does_not_fit_the_plant(guest: Guest, unit: str, number: float, said: str) -> None:
    page = text(guest.press("read", path="power", unit=unit, unit_other="kWh", sample=json.dumps({"power": number})))
    assert said in page
    assert "data-value" not in page


def test_the_unit_that_fits_is_one_tap_away(guest: Guest) -> None:
    page = text(guest.press("read", path="power", unit="kW", sample='{"power": 12.75}'))
    assert 'name="meant" value="MW"' in page


def test_an_example_that_cannot_be_read_is_told_at_its_field(guest: Guest) -> None:
    answer = guest.press("read", sample="<html>login</html>")
    assert answer.status_code == 422
    assert "Ceci n’est pas du JSON" in text(answer)
    assert "&lt;html&gt;login" in guest.get()


def test_an_example_of_200_kilobytes_is_taken_and_a_larger_one_is_not(guest: Guest) -> None:
    large = json.dumps({"a": "x" * 199_900})
    guest.press("read", sample=large)
    page = text(guest.press("read", sample=large + " " * 1000 + "x"))
    assert guest.kept.answer.sample == large
    assert "trop long" in page


def test_more_than_any_form_sends_is_refused(guest: Guest) -> None:
    answer = guest.press("read", sample="x" * 3_000_000)
    assert (answer.status_code, models.Answer.objects.count()) == (413, 0)
    assert "Envoi trop grand" in text(answer)


def test_what_no_browser_sends_is_no_failure_of_ours(counter: Counter) -> None:
    guest = Guest(counter, strict=True)
    guest.get()  # its cookie: without, nothing of what is sent is looked at
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    assert guest.browser.post(guest.path, data="url=x", content_type=kind).status_code == 400


class Asked:
    """An owner's server on loopback that answers one thing. calls: the key that each was shown."""

    def __init__(self, answer: str) -> None:
        calls: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                calls.append(self.headers.get("X-API-Key", ""))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.calls = calls
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/live"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


Serve = Callable[[str], Asked]


@pytest.fixture
def server() -> Iterator[Serve]:
    opened: list[Asked] = []

    def serve(answer: str) -> Asked:
        opened.append(Asked(answer))
        return opened[-1]

    yield serve
    for each in opened:
        each.close()


def test_a_server_is_asked_once_at_a_tap_and_never_otherwise(guest: Guest, server: Serve, letters: list[Any]) -> None:
    owners = server(SAMPLE)
    typed = TYPED | {"url": owners.url, "sample": ""}
    guest.get()
    guest.press("read", **typed)
    guest.press("send", **typed)
    before = len(owners.calls)
    guest.press("try", **typed)
    tried = len(owners.calls)
    guest.get()
    guest.browser.get(str(guest.press("send", **typed)["Location"]))
    assert (before, tried, len(owners.calls)) == (0, 1, 1)


def test_a_try_shows_what_visitors_will_see_and_the_answer_to_choose_from(guest: Guest, server: Serve) -> None:
    owners = server(SAMPLE)
    page = text(guest.press("try", **TYPED | {"url": owners.url, "sample": ""}))
    assert owners.calls == [SECRET]
    assert "Votre API peut être lue." in page
    assert 'data-value="12.75"' in page
    assert ">12,75<" in page
    assert 'name="take" value="$.data.production.dailyProduction|' in page
    assert guest.kept.tried is not None
    assert (guest.kept.tried.usable, guest.kept.tried.shown) == (True, "12,75\u00a0MW")


def test_where_no_answer_came_none_is_spoken_of(guest: Guest, server: Serve) -> None:
    said = "D’après la réponse de votre serveur"
    there = text(guest.press("try", **TYPED | {"url": server(SAMPLE).url, "sample": ""}))
    nowhere = text(guest.press("try", **TYPED | {"url": "https://localhost:1/live", "sample": ""}))
    assert "Nous ne pouvons pas encore lire la valeur." in nowhere
    assert (said in there, said in nowhere) == (True, False)


def test_a_try_is_forgotten_once_something_else_is_asked_for(guest: Guest, server: Serve) -> None:
    typed = TYPED | {"url": server(SAMPLE).url, "secret": SECRET}
    guest.press("try", **typed)
    guest.press("read", **typed | {"secret": "", "comment": "Merci"})
    before = guest.kept.tried
    guest.press("read", **typed | {"secret": "", "path": "data.production.dailyProduction"})
    assert (before is not None, guest.kept.tried) == (True, None)


def test_a_server_that_says_the_secret_back_shows_it_to_nobody(guest: Guest, server: Serve) -> None:
    owners = server(json.dumps({"power": 12.75, "you": SECRET, SECRET: 1, "list": [f"key={SECRET}"]}))
    page = text(guest.press("try", **TYPED | {"url": owners.url, "path": "power", "sample": ""}))
    assert 'data-value="12.75"' in page
    assert SECRET not in page
    assert SECRET not in json.dumps(guest.row.content)


def test_a_secret_in_the_example_or_the_comment_is_not_kept(guest: Guest) -> None:
    sample = json.dumps({"power": 12.75, "you": SECRET, SECRET: 7, "list": [f"key={SECRET}"]})
    page = text(guest.press("read", **TYPED | {"sample": sample, "comment": f"La clé est {SECRET}", "path": "power"}))
    assert 'data-value="12.75"' in page
    assert SECRET not in page + json.dumps(guest.row.content)


def test_a_number_that_is_the_secret_is_no_value(guest: Guest) -> None:
    page = text(guest.press("read", **TYPED | {"secret": "739182", "path": "power", "sample": '{"power": 739182}'}))
    assert "739182" not in page


def test_who_tries_too_often_is_told_kindly_and_loses_nothing(counter: Counter, guest: Guest) -> None:
    counter.impatient = True
    answer = guest.press("try", **TYPED)
    assert (answer.status_code, guest.secrets) == (429, [SECRET])
    assert "Attendez une minute" in text(answer)
    assert TYPED["url"] in text(answer)


def test_tries_are_counted_by_invitation(counter: Counter, guest: Guest) -> None:
    other = Guest(counter)
    counter.impatient = True
    for each in (guest, other, guest):
        each.press("try", **TYPED)
    assert counter.strangers == [f"invitation {each.invitation.pk}" for each in (guest, other, guest)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": ""}, "url"), ({"path": "a["}, "path"), ({"unit": "other", "unit_other": "mw"}, "unit_other"),
        ({"name": ""}, "name"), ({"name": "Content-Length"}, "name"), ({"secret": ""}, "secret"),
        ({"secret": "clé"}, "secret"), ({"scheme": "basic"}, "user"),
    ],
)  # fmt: skip
def test_nobody_is_asked_while_something_is_to_be_corrected(
    counter: Counter, guest: Guest, changed: dict[str, str], field: str
) -> None:
    answer = guest.press("try", **TYPED | changed)
    assert (answer.status_code, counter.strangers) == (422, [])
    assert f'field-{field} is-wrong"' in text(answer)


def test_an_answer_is_sent_although_it_was_never_tried(guest: Guest, letters: list[Any]) -> None:
    page = text(guest.press("send", **TYPED))
    before = guest.row.received_at
    sent = guest.press("send_anyway", **TYPED | {"secret": ""})
    assert "n’a pas encore été essayée" in page
    assert before is None
    assert (sent.status_code, guest.row.received_at is not None) == (303, True)
    assert sent["Location"].startswith("/suivi/")
    assert "Merci" in text(guest.browser.get(sent["Location"]))


def test_an_answer_that_was_tried_well_is_sent_at_once(guest: Guest, server: Serve, letters: list[Any]) -> None:
    typed = TYPED | {"url": server(SAMPLE).url}
    guest.press("try", **typed)
    assert guest.press("send", **typed | {"secret": ""}).status_code == 303


def test_who_cannot_be_reached_is_asked_how(counter: Counter, letters: list[Any]) -> None:
    typed = TYPED | {"contact_email": ""}
    unknown, known = Guest(counter), Guest(counter, email="jean@soleil.example")
    assert [each.press("send_anyway", **typed).status_code for each in (unknown, known)] == [422, 303]


def test_what_is_to_be_corrected_is_one_tap_away(guest: Guest) -> None:
    page = text(guest.press("send_anyway"))
    assert re.findall(r'<li><a href="#(\w+)">', page) == ["id_url", "id_contact_email"]


def test_who_has_no_api_asks_to_be_called(guest: Guest, letters: list[Any]) -> None:
    lost = guest.press("call", comment="Un automate de 2009")
    sent = guest.press("call", contact_phone="+33 1 23 45 67 89", comment="Un automate de 2009")
    assert (lost.status_code, sent.status_code) == (422, 303)
    assert (guest.kept.without_api, guest.kept.comment) == (True, "Un automate de 2009")
    assert "rappelé" in letters[-1].body


def test_the_owner_and_operators_are_told_without_what_was_answered(counter: Counter, letters: list[Any]) -> None:
    guest = Guest(counter, email="office@soleil.example", lang="en")
    guest.press("send_anyway", **TYPED)
    assert [each.to for each in letters] == [["office@soleil.example"], ["jean@soleil.example"], ["lea@quelia.example"]]
    assert "Your answer for Centrale soleil has arrived" in letters[0].subject
    assert "/suivi/" in letters[0].body
    assert f"/admin/reponses/{guest.row.pk}/" in letters[2].body
    everything = "".join(str(each.message()) + each.body for each in letters)
    assert [each for each in (SECRET, "scada.example.org", "currentPower", "/reponse/W") if each in everything] == []


def test_of_two_that_send_at_once_one_does(guest: Guest) -> None:
    guest.press("read", **TYPED)
    outcomes: list[bool] = []
    together, said, secrets = Barrier(2), guest.kept, guest.secrets

    def sent() -> None:
        together.wait()
        outcomes.append(send(guest.invitation, said, secrets) is not None)
        connection.close()

    threads = [Thread(target=sent) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == [False, True]


def test_what_is_taken_in_is_what_was_sent_off_whoever_else_says_something_meanwhile(guest: Guest) -> None:
    guest.press("read", **TYPED)
    said, secrets = guest.kept, guest.secrets
    guest.press("read", **TYPED | {"url": "https://elsewhere.example/", "secret": "sk-another-4711"})
    send(guest.invitation, said, secrets)
    assert (guest.kept, guest.secrets) == (said, [SECRET])


def test_what_was_sent_does_not_change_any_more(guest: Guest, letters: list[Any]) -> None:
    guest.press("send_anyway", **TYPED)
    before = guest.row.content
    answer = guest.press("read", **TYPED | {"url": "https://elsewhere.example/"})
    assert (answer.status_code, guest.row.content) == (404, before)


def _ended(guest: Guest) -> None:
    end(guest.invitation)


def _late(guest: Guest) -> None:
    models.Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))


def _forged(guest: Guest) -> None:
    guest.path = guest.path[:-4] + "abcd"


def _deeper(guest: Guest) -> None:
    guest.path += "/more"


def _of_a_state(guest: Guest) -> None:
    guest.path = guest.path.replace("/reponse/", "/suivi/")


@pytest.mark.parametrize("spoil", [_ended, _late, _forged, _deeper, _of_a_state])
def test_links_that_open_nothing_look_alike(guest: Guest, spoil: Callable[[Guest], None]) -> None:
    usual = guest.browser.get("/reponse/nothing")
    spoil(guest)
    answer = guest.browser.get(guest.path)
    assert (answer.status_code, answer.content) == (404, usual.content)
    assert "Ce lien n’est plus valable" in text(answer)


def test_a_form_of_another_site_changes_nothing_and_loses_nothing(counter: Counter) -> None:
    guest = Guest(counter, strict=True)
    typed = TYPED | {"csrfmiddlewaretoken": token_in(guest.get())}
    refused = guest.browser.post(guest.path, {**typed, "send_anyway": "1"}, headers=ELSEWHERE)
    before = models.Answer.objects.count(), models.Invitation.objects.get().ended_at
    taken = guest.browser.post(guest.path, {**typed, "read": "1"}, headers={"origin": "http://localhost"})
    assert (refused.status_code, before, taken.status_code) == (403, (0, None), 200)
    assert "Rien n’a été changé" in text(refused)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_names_another_site_is_believed(guest: Guest, site: str) -> None:
    answer = guest.browser.post(guest.path, TYPED, headers={"sec-fetch-site": site})
    assert (answer.status_code, models.Answer.objects.count()) == (403, 0)


def test_a_form_without_its_token_is_refused(counter: Counter) -> None:
    guest = Guest(counter, strict=True)
    guest.get()
    assert guest.press("read", **TYPED).status_code == 403


def test_nobody_has_a_session(guest: Guest) -> None:
    guest.get()
    guest.press("read", **TYPED)
    assert list(guest.browser.cookies) == ["quelia-form"]


def test_a_plant_of_another_owner_cannot_be_reached(guest: Guest, letters: list[Any]) -> None:
    more = {"plant": "plant-vent", "owner": "vent", "project": "Centrale vent", "invitation": "2", "nonce": "x"}
    guest.press("send_anyway", **TYPED | more)
    row = guest.row
    assert row.plant is not None
    assert (row.owner, row.plant.slug) == (guest.invitation.owner, "plant-soleil")
    assert guest.kept.answer.value("project") == "Centrale soleil"


def test_a_plant_that_we_do_not_know_is_called_by_its_owner(counter: Counter, letters: list[Any]) -> None:
    guest = Guest(counter, "")
    lost = guest.press("send_anyway", **TYPED)
    page = text(guest.press("read", **TYPED | {"project": "Ferme <b>du Val</b>"}))
    assert lost.status_code == 422
    assert 'specimen-name">Ferme &lt;b&gt;du Val' in page
    assert guest.press("send_anyway", **TYPED | {"project": "Ferme"}).status_code == 303
    assert "Ferme" not in letters[0].subject + letters[0].body


def test_nothing_that_is_typed_becomes_part_of_a_page(guest: Guest) -> None:
    bad = '"><script>alert(1)</script>'
    page = text(guest.press("read", **dict.fromkeys(TYPED, bad) | {"scheme": bad, "sample": json.dumps({bad: 1})}))
    assert "<script>alert" not in page


def test_other_methods_are_refused(guest: Guest) -> None:
    assert [guest.browser.put(guest.path).status_code, guest.browser.delete(guest.path).status_code] == [405, 405]
