"""An answer under review: tried by the operator's rules, taken over as a source, or put aside."""

import html
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from quelia.admin.answers import Content, Tried, begun, content_of, keep, keep_received, secrets_of
from quelia.admin.desk import desk
from quelia.admin.forms.key import told_to
from quelia.admin.invitations import invited
from quelia.admin.previews import shared
from quelia.admin.review import letter_back
from quelia.admin.takeover import choose
from quelia.onboarding.answer.answer import Answer, Confidence, Found, Key, Secret
from quelia.store import models
from quelia.store.vault import secrets_of as place_of
from tests.admin.correspondence import SECRET, Server, letter, page_of, pasted, server
from tests.admin.counter import Counter
from tests.admin.untouched import untouched
from tests.sources.owner import running

__all__ = ["server"]


@pytest.fixture
def operator(counter: Counter) -> Client:
    """Whose plants nobody sees yet."""
    models.Plant.objects.update(published=False)
    return counter.visitor(counter.operator)


def accept(operator: Client, row: models.Answer) -> int:
    return operator.post(page_of(row, "accepter/")).status_code


def secrets_in(source: models.Source | models.Draft) -> list[str]:
    number = source.pk if isinstance(source, models.Source) else -source.pk
    return desk().vault.kept(source.secrets, place_of(number))


def test_nothing_is_asked_before_somebody_tries(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    for path in (page_of(row), "/admin/reponses/", "/admin/", f"/admin/sources/nouvelle/?answer={row.pk}"):
        operator.get(path)
    assert server.calls == []


def test_a_trial_asks_once_and_says_what_was_read(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    page = operator.post(page_of(row, "essayer/")).content.decode()
    assert "La valeur lue est 15,8\u00a0MW." in page
    assert (len(server.calls), SECRET in page) == (1, False)
    assert "la valeur se lisait\u00a0: 15,8\u00a0MW" in operator.get(page_of(row)).content.decode()


def test_the_plant_is_chosen_before_anything_is_decided(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url, "Un autre parc"))
    decision = operator.get(page_of(row)).content.decode().partition('id="decide"')[2]
    assert "Choisissez d’abord la centrale." in decision


def test_a_trial_leaves_the_secret_where_it_is(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    operator.post(page_of(row, "essayer/"))
    assert secrets_of(models.Answer.objects.get(pk=row.pk)) == [SECRET]


class _Trusting(BaseHTTPRequestHandler):
    """Says the same to everybody, and the key of one of them is what it says."""

    def do_GET(self) -> None:
        body = b'{"data": {"power": 15.8}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_value_that_is_the_secret_is_none(operator: Client) -> None:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), _Trusting)) as here:
        row = pasted(operator, letter(f"http://127.0.0.1:{here.server_port}/live"))
        row.refresh_from_db()
        keep(row, content_of(row), ["15.8"])
        page = operator.post(page_of(row, "essayer/"))
    row.refresh_from_db()
    tried = content_of(row).tried
    assert (page.status_code, tried is not None and (tried.usable, tried.shown)) == (200, (True, ""))


def test_an_answer_becomes_a_source_that_counts_at_once(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    assert accept(operator, row) == 302
    source = models.Source.objects.get()
    (point,) = source.points.all()
    assert (source.url, source.auth[0]["name"], point.plant.slug) == (server.url, "X-API-Key", "plant-soleil")
    assert (point.quantity, point.path.removeprefix("$."), point.unit) == ("power", "data.power", "MW")
    assert secrets_in(source) == [SECRET]


def test_once_it_is_taken_over_its_preview_is_open_to_who_was_invited(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    plant = models.Plant.objects.get(slug="plant-soleil")
    models.Answer.objects.filter(pk=row.pk).update(invitation=invited(plant.owner, plant))
    accept(operator, row)
    assert shared(plant, timezone.now()).startswith("/apercu/")


def test_what_is_decided_speaks_of_no_trial_that_is_still_to_come(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    before = 'id="trial"' in operator.get(page_of(row)).content.decode()
    accept(operator, row)
    assert (before, 'id="trial"' in operator.get(page_of(row)).content.decode()) == (True, False)


def test_what_was_taken_over_keeps_no_secret_of_its_own(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    accept(operator, row)
    row.refresh_from_db()
    assert (row.verdict, row.source, row.secrets) == ("accepted", models.Source.objects.get().slug, None)


def test_the_journal_tells_of_it(operator: Client, server: Server) -> None:
    accept(operator, pasted(operator, letter(server.url)))
    told = [(line.verb, line.kind) for line in models.Change.objects.all()]
    assert sorted(told) == [("created", "source"), ("received", "plant"), ("took", "plant")]
    assert SECRET not in operator.get("/admin/journal/").content.decode()


def test_of_a_public_plant_it_becomes_a_draft(operator: Client, server: Server) -> None:
    models.Plant.objects.update(published=True)
    assert accept(operator, pasted(operator, letter(server.url))) == 302
    assert (models.Source.objects.count(), secrets_in(models.Draft.objects.get())) == (0, [SECRET])


def test_a_later_answer_does_not_take_the_place_of_what_is_read(operator: Client, server: Server) -> None:
    accept(operator, pasted(operator, letter(server.url)))
    before = models.Source.objects.get()
    accept(operator, pasted(operator, letter(server.url + "/v2", path="other.path")))
    draft = models.Draft.objects.get()
    assert (models.Source.objects.get().url, models.Source.objects.get().points.get().path) == (
        before.url,
        before.points.get().path,
    )
    assert (draft.slug, draft.content["url"]) == (before.slug, server.url + "/v2")


def test_it_is_judged_once(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    assert [accept(operator, row), accept(operator, row)] == [302, 404]
    assert operator.post(page_of(row, "ecarter/")).status_code == 404
    assert models.Answer.objects.get().verdict == "accepted"


@pytest.mark.parametrize("missing", ["path", "unit"])
def test_what_lacks_something_is_not_taken_over(operator: Client, server: Server, missing: str) -> None:
    row = pasted(operator, letter(server.url, **{missing: ""}))
    page = operator.get(page_of(row)).content.decode()
    assert (accept(operator, row), models.Source.objects.count()) == (409, 0)
    assert ("accepter/" in page, "Compléter" in page) == (False, True)


def test_what_is_not_sure_is_taken_over_once_its_value_was_read(
    counter: Counter, operator: Client, server: Server
) -> None:
    row = received(counter, "likely", server.url)
    before = accept(operator, row)
    operator.post(page_of(row, "essayer/"))
    assert (before, accept(operator, row)) == (409, 302)


def test_what_is_not_sure_is_said_in_words(counter: Counter, operator: Client, server: Server) -> None:
    page = operator.get(page_of(received(counter, "doubtful", server.url))).content.decode()
    assert "à vérifier" in page


def test_a_secret_that_was_given_to_another_server_is_not_sent(
    counter: Counter, operator: Client, server: Server
) -> None:
    row = received(counter, "sure", server.url, told="another")
    page = operator.get(page_of(row)).content.decode()
    operator.post(page_of(row, "essayer/"))
    assert ("secret à demander" in page, server.calls, accept(operator, row)) == (True, [], 409)


def test_an_address_inside_is_not_asked(operator: Client) -> None:
    row = pasted(operator, letter("https://10.0.0.1/live"))
    answer = operator.post(page_of(row, "essayer/"))
    assert answer.status_code == 422


def test_it_is_corrected_in_the_form_of_a_source_without_its_secret_being_typed_again(
    operator: Client, server: Server
) -> None:
    row = pasted(operator, letter(server.url, path=""))
    form = f"/admin/sources/nouvelle/?answer={row.pk}"
    page = operator.get(form).content.decode()
    given = {name: values[0] for name, values in untouched(page).items()}
    assert (SECRET in page, given["url"], given["point-0-plant"]) == (False, server.url, "plant-soleil")
    page = operator.post(form, {**given, "try": "1"}).content.decode()
    assert "$.data.power" in html.unescape(page)
    assert operator.post(form, {**given, "point-0-path": "data.power", "save": "1"}).status_code == 302
    row.refresh_from_db()
    source = models.Source.objects.get()
    assert (secrets_in(source), row.verdict, row.source, row.secrets) == ([SECRET], "accepted", source.slug, None)


def test_its_secret_goes_to_no_other_server(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    form = f"/admin/sources/nouvelle/?answer={row.pk}"
    given = {name: values[0] for name, values in untouched(operator.get(form).content.decode()).items()}
    answer = operator.post(form, {**given, "url": "http://127.0.0.1:1/live", "save": "1"})
    assert (answer.status_code, "Tapez le secret." in answer.content.decode()) == (422, True)


def test_the_form_of_what_is_there_is_filled_with_a_later_answer(operator: Client, server: Server) -> None:
    accept(operator, pasted(operator, letter(server.url)))
    slug = models.Source.objects.get().slug
    row = pasted(operator, letter(server.url + "/v2"))
    page = operator.get(page_of(row)).content.decode()
    form = f"/admin/sources/{slug}/modifier/?answer={row.pk}"
    assert f'href="{form}"' in page
    given = {name: values[0] for name, values in untouched(operator.get(form).content.decode()).items()}
    assert operator.post(form, {**given, "save": "1"}).status_code == 302
    assert (models.Source.objects.get().url, models.Draft.objects.get().content["url"]) == (
        server.url,
        server.url + "/v2",
    )


def test_what_is_put_aside_is_asked_about_first_and_loses_its_secret(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    asked = operator.get(page_of(row, "ecarter/")).content.decode()
    assert ("Mettre cette réponse de côté" in asked, models.Answer.objects.get().ended_at) == (True, None)
    operator.post(page_of(row, "ecarter/"))
    row.refresh_from_db()
    assert (row.verdict, row.secrets, models.Source.objects.count()) == ("declined", None, 0)


def test_a_plant_is_made_for_an_answer(operator: Client, counter: Counter, server: Server) -> None:
    row = pasted(operator, letter(server.url, "Toits de l’Arrée"))
    new = f"/admin/centrales/nouvelle/?answer={row.pk}&name=Toits+de+l%E2%80%99Arr%C3%A9e"
    page = operator.get(new).content.decode()
    given = {name: values[0] for name, values in untouched(page).items()}
    assert given["name"] == "Toits de l’Arrée"
    told = {"owner": "vent", "energy": "solar", "latitude": "48.1", "longitude": "1.6"}
    assert operator.post(new, {**given, **told})["Location"] == page_of(row)
    row.refresh_from_db()
    assert row.plant is not None
    assert (row.plant.name, row.owner) == ("Toits de l’Arrée", counter.owners["vent"])


def test_a_plant_is_chosen_for_an_answer(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url, "Soleil"))
    operator.post(page_of(row, "centrale/"), {"plant": "plant-soleil"})
    assert accept(operator, row) == 302


def test_a_contact_is_offered_and_not_taken_silently(operator: Client, counter: Counter, server: Server) -> None:
    row = pasted(operator, letter(server.url, name="Paul Martin", email="paul@soleil.example", phone="02 99 00 00 00"))
    owner = counter.owners["soleil"]
    owner.refresh_from_db()
    assert (owner.contact_email, "paul@soleil.example" in operator.get(page_of(row)).content.decode()) == ("", True)
    operator.post(page_of(row, "contact/"))
    owner.refresh_from_db()
    assert (owner.contact_name, owner.contact_email) == ("Paul Martin", "paul@soleil.example")


@pytest.mark.parametrize("what", ["essayer/", "accepter/", "ecarter/", "centrale/", "contact/", "ecrire/"])
def test_nothing_is_done_by_a_form_from_elsewhere(
    counter: Counter, operator: Client, server: Server, what: str
) -> None:
    row = pasted(operator, letter(server.url, email="paul@soleil.example"))
    answer = counter.visitor(counter.operator, strict=True).post(page_of(row, what), {"plant": "plant-vent"})
    assert (answer.status_code, server.calls, models.Source.objects.count()) == (403, [], 0)
    assert models.Answer.objects.filter(pk=row.pk, ended_at=None, plant__slug="plant-soleil").exists()


@pytest.mark.parametrize("what", ["essayer/", "accepter/", "centrale/", "contact/", "ecrire/"])
def test_nothing_is_done_by_looking(operator: Client, server: Server, what: str) -> None:
    row = pasted(operator, letter(server.url))
    assert (operator.get(page_of(row, what)).status_code, server.calls) == (405, [])


def test_what_an_owner_wrote_is_shown_as_text(counter: Counter, operator: Client) -> None:
    row = received(counter, "sure", "https://x.example/<b>", comment="<script>1</script>")
    page = operator.get(page_of(row)).content.decode()
    assert ("<b>" in page, "<script>1" in page, "&lt;script&gt;1" in page) == (False, False, True)


def test_an_answer_that_is_not_sent_off_yet_is_nobodys_affair(counter: Counter, operator: Client) -> None:
    row = begun(Content(answer=Answer()), [], owner=counter.owners["soleil"])
    assert operator.get(page_of(row)).status_code == 404


def test_of_an_owner_without_an_api_that_is_said(counter: Counter, operator: Client) -> None:
    content = Content(answer=Answer(), without_api=True, comment="Un onduleur de 2011")
    row = begun(content, [], owner=counter.owners["soleil"], plant=counter.owners["soleil"].plants.get())
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now())
    page = operator.get(page_of(row)).content.decode()
    assert ("n’a pas d’API" in page, "Un onduleur de 2011" in page, "accepter/" in page) == (True, True, False)


def test_a_key_that_no_source_can_show_hinders_nothing_but_taking_over(counter: Counter, operator: Client) -> None:
    url = "https://scada.example.org/live"
    keys = (Key("none"), Key("header", "X-API-Key", secret=Secret(SECRET)))
    answer = Answer(fields={"url": Found(url), "path": Found("power"), "unit": Found("MW")}, keys=keys, needs_key=True)
    content = Content(answer=answer, told=("", told_to("header", url, ())))
    row = begun(content, [], owner=counter.owners["soleil"], plant=counter.owners["soleil"].plants.get())
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now())
    form = operator.get(f"/admin/sources/nouvelle/?answer={row.pk}").content.decode()
    assert (operator.get(page_of(row)).status_code, untouched(form)["key-0-name"]) == (200, ["X-API-Key"])
    assert accept(operator, row) == 409


def test_what_is_still_missing_is_written_to_whom_answered(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url, path="", email="paul@soleil.example"))
    before = "Un message est déjà parti" in operator.get(page_of(row)).content.decode()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        operator.post(page_of(row, "ecrire/"))
        (sent,) = mail.outbox
    assert (before, "Un message est déjà parti" in operator.get(page_of(row)).content.decode()) == (False, True)
    assert (sent.to, SECRET in sent.body, "chemin" in sent.body.lower()) == (["paul@soleil.example"], False, True)


@pytest.mark.parametrize(("confidence", "hello"), [("likely", "Bonjour Paul,"), ("doubtful", "Bonjour,")])
def test_nobody_is_called_by_a_name_that_was_guessed(operator: Client, confidence: Confidence, hello: str) -> None:
    row = begun(Content(answer=Answer(fields={"contact_name": Found("Paul", confidence)})), [])
    assert letter_back(row, content_of(row)).text.startswith(hello)


def test_the_invitation_of_a_plant_ends_with_its_answer(counter: Counter, operator: Client, server: Server) -> None:
    invitation = invited(counter.owners["soleil"], counter.owners["soleil"].plants.get())
    accept(operator, pasted(operator, letter(server.url)))
    invitation.refresh_from_db()
    assert invitation.ended_at is not None


def test_a_plant_that_is_chosen_is_what_the_answer_is_held_against(operator: Client, server: Server) -> None:
    sample = letter(server.url, "Soleil", unit="kW").replace(
        "Contact", 'Exemple de réponse JSON :\n{"data": {"power": 50000}}\n\nContact'
    )
    row = pasted(operator, sample)
    before = {remark.code for remark in content_of(row).answer.remarks}
    operator.post(page_of(row, "centrale/"), {"plant": "plant-soleil"})
    row.refresh_from_db()
    after = {remark.code for remark in content_of(row).answer.remarks}
    assert ("value_implausible" in before, "value_implausible" in after) == (False, True)
    assert secrets_of(row) == [SECRET]


def received(counter: Counter, confidence: str, url: str, *, told: str = "", comment: str = "") -> models.Answer:
    """As the form gives it, with a path of this confidence. told: the server that the secret was given to, if another."""

    fields = {"url": Found(url), "path": Found("data.power", confidence), "unit": Found("MW")}  # type: ignore[arg-type]
    answer = Answer(fields=fields, keys=(Key("header", "X-API-Key", secret=Secret(SECRET)),), needs_key=True)  # type: ignore[arg-type]
    content = Content(answer=answer, told=(told or told_to("header", url, ()),), comment=comment)
    row = begun(content, [], owner=counter.owners["soleil"], plant=counter.owners["soleil"].plants.get())
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now())
    row.refresh_from_db()
    return row


def test_what_was_tried_for_another_plant_counts_no_more(operator: Client, server: Server) -> None:
    row = pasted(operator, letter(server.url))
    keep_received(row, msgspec.structs.replace(content_of(row), tried=Tried(1.0, usable=True, shown="15,8 MW")))
    choose(row, models.Plant.objects.get(slug="plant-vent"))
    row.refresh_from_db()
    assert (row.plant and row.plant.slug, content_of(row).tried) == ("plant-vent", None)
