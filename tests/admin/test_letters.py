"""Letters to owners in the office: seen, kept, printed and sent, and what the journal says of it."""

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client, override_settings

from quelia.admin.desk import desk
from quelia.admin.letters import letter_for
from quelia.onboarding.letter.html import as_fragment, as_page
from quelia.onboarding.letter.text import as_text
from quelia.store import models
from quelia.texts import LANGUAGES, texts
from tests.admin.counter import Counter
from tests.admin.posted import PASSWORD, USER, posted
from tests.journeys.post import MailServer

PAGE = "/admin/exploitants/soleil/lettre/"
FILE, PRINT, SEND = (f"{PAGE}{each}/" for each in ("fichier", "imprimer", "envoyer"))
ADDRESS = "jean@soleil.example"
SHORT = {"language": "fr", "length": "short", "plants": ["plant-soleil"]}


@pytest.fixture
def operator(counter: Counter) -> Client:
    models.Owner.objects.filter(slug="soleil").update(contact_name="Jean Dupré", contact_email=ADDRESS)
    return counter.visitor(counter.operator)


def owner() -> models.Owner:
    return models.Owner.objects.get(slug="soleil")


def page(operator: Client, path: str = PAGE, **asked: Any) -> str:
    answer = operator.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def file(operator: Client, **given: Any) -> Any:
    return operator.post(FILE, {**SHORT, "format": "eml", **given})


def sent(operator: Client, **given: Any) -> Any:
    """As the page that asks for a confirmation would send it."""
    shown = operator.get(SEND, SHORT | {key: value for key, value in given.items() if key in SHORT or key == "tester"})
    hidden = re.findall(r'type="hidden" name="(to|subject)" value="([^"]*)"', shown.content.decode())
    confirmed = {name: html.unescape(value) for name, value in hidden}
    return operator.post(SEND, {**SHORT, **confirmed, **given})


def journal() -> list[tuple[str, str, str]]:
    return [(line.verb, line.kind, line.slug) for line in models.Change.objects.order_by("id")]


def told(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# --- seen


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("length", ["long", "short"])
def test_it_is_shown_as_it_will_be(operator: Client, lang: str, length: str) -> None:
    shown = page(operator, language=lang, length=length, plants="plant-soleil")
    made = letter_for(owner(), lang, length == "short", plants=("Centrale soleil",))
    assert as_fragment(made) in shown
    assert as_text(made) in html.unescape(shown).replace("\r\n", "\n")


def test_at_first_it_is_the_whole_letter_in_french_about_what_is_not_read_yet(
    operator: Client, counter: Counter
) -> None:
    assert as_fragment(letter_for(owner(), "fr", short=False, plants=("Centrale soleil",))) in page(operator)
    counter.connect("soleil")
    assert as_fragment(letter_for(owner(), "fr", short=False, plants=())) in page(operator)


def test_from_the_page_of_a_plant_it_is_about_that_plant(operator: Client, counter: Counter) -> None:
    counter.connect("soleil")
    link = re.search(
        r'href="(/admin/exploitants/soleil/lettre/[^"]*)"', page(operator, "/admin/centrales/plant-soleil/")
    )
    assert link
    assert "votre installation Centrale soleil." in page(operator, link[1])
    assert f'href="{PAGE}"' in page(operator, "/admin/exploitants/soleil/")


def test_people_of_an_owner_are_shown_no_way_to_it(operator: Client, counter: Counter) -> None:
    shown = counter.visitor(counter.people["soleil"]).get("/admin/centrales/plant-soleil/").content.decode()
    assert "lettre/" not in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"language": "xx", "length": "short"},
        {"language": "fr", "length": "endless"},
        {"language": "fr", "length": "long", "plants": "plant-vent"},
        {"language": "fr", "length": "long", "tester": "source-vent"},
    ],
)
def test_what_cannot_be_chosen_is_said_and_the_usual_letter_shown(
    operator: Client, counter: Counter, asked: dict[str, str]
) -> None:
    counter.connect("soleil")
    answer = operator.get(PAGE, asked)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert "Centrale vent" not in answer.content.decode()


def test_the_other_language_of_the_office_is_not_that_of_the_letter(operator: Client) -> None:
    shown = page(operator, lang="en")
    assert ("See this letter" in shown, "Bonjour Jean Dupré," in shown) == (True, True)


# --- the link to the tester


def link(counter: Counter) -> str:
    source = models.Source.objects.get(slug="source-soleil")
    return f"{desk().trial_link(source.pk, source.slug, source.url)}?lang=fr"


def test_a_link_is_made_only_when_the_letter_leaves(operator: Client, counter: Counter) -> None:
    counter.connect("soleil")
    for path in (PAGE, PRINT, SEND):
        shown = page(operator, path, **SHORT, tester="source-soleil")
        assert ("/tester/…" in shown, link(counter) in shown) == (True, False)
    assert journal() == []


def test_a_letter_that_is_taken_away_holds_the_link_and_the_journal_does_not(
    operator: Client, counter: Counter
) -> None:
    counter.connect("soleil")
    for answer in (
        file(operator, tester="source-soleil", format="txt"),
        operator.post(PRINT, SHORT | {"tester": "source-soleil"}),
    ):
        assert link(counter) in told(answer)
    assert journal() == [("invited", "source", "source-soleil")] * 2
    assert not any(line.before_after for line in models.Change.objects.all())


def test_a_draft_has_a_link_of_its_own(operator: Client, counter: Counter) -> None:
    url = "https://scada.example.org/a-longer-path"
    draft = models.Draft.objects.create(slug="new", owner=counter.owners["soleil"], content={"url": url})
    text = told(file(operator, tester="new.draft", format="txt"))
    assert f"{desk().trial_link(-draft.pk, 'new', url)}?lang=fr" in text


def test_without_a_source_there_is_no_choice_of_a_link(operator: Client, counter: Counter) -> None:
    assert 'name="tester"' not in page(operator)
    counter.connect("vent")
    assert 'name="tester"' not in page(operator)


# --- kept


def test_a_file_is_a_draft_to_the_owner(operator: Client) -> None:
    answer = file(operator)
    assert answer["Content-Disposition"] == 'attachment; filename="quelia-soleil.eml"'
    mail = message_from_bytes(answer.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert (mail["To"], mail["X-Unsent"]) == (f"Jean Dupré <{ADDRESS}>", "1")
    made = letter_for(owner(), "fr", short=True, plants=("Centrale soleil",))
    body = mail.get_body(("html",))
    assert body
    assert body.get_content().replace("\r\n", "\n") == as_page(made)


def test_a_text_begins_with_its_subject(operator: Client) -> None:
    made = letter_for(owner(), "en", short=False, plants=())
    answer = operator.post(FILE, {"language": "en", "length": "long", "format": "txt"})
    assert answer.content.decode() == f"Subject: {made.subject}\n\n{as_text(made)}"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_a_printed_page_is_the_letter_and_no_office(operator: Client) -> None:
    shown = page(operator, PRINT, **SHORT)
    assert as_fragment(letter_for(owner(), "fr", short=True, plants=("Centrale soleil",))) in shown
    assert "Se déconnecter" not in shown


@pytest.mark.parametrize("path", [FILE])
def test_nothing_is_taken_away_by_asking_alone(operator: Client, path: str) -> None:
    assert operator.get(path, SHORT).status_code == 405


# --- sent


def test_first_it_is_said_whom_it_goes_to_and_what_its_subject_is(operator: Client, mail_server: MailServer) -> None:
    shown = html.unescape(page(operator, SEND, **SHORT))
    for each in (f"Jean Dupré <{ADDRESS}>", "Vos données en temps réel sur la carte", ">contact@quelia.example<"):
        assert each in shown
    assert mail_server.taken == []


def test_it_is_sent_to_the_owner_as_it_was_shown(operator: Client, counter: Counter, mail_server: MailServer) -> None:
    counter.connect("soleil")
    answer = sent(operator, tester="source-soleil")
    assert answer.status_code == 302
    (taken,) = mail_server.taken
    assert (taken.sender, taken.people) == ("contact@quelia.example", [ADDRESS])
    assert taken.mail["To"] == f"Jean Dupré <{ADDRESS}>"
    made = letter_for(owner(), "fr", short=True, plants=("Centrale soleil",), tester=link(counter))
    bodies = [taken.mail.get_body((kind,)) for kind in ("plain", "html")]
    assert [body and body.get_content().replace("\r\n", "\n") for body in bodies] == [as_text(made), as_page(made)]
    assert (taken.mail["Subject"], taken.mail["Content-Language"]) == (made.subject, "fr")
    assert taken.mail["Message-ID"].endswith("@localhost>")
    assert journal() == [("wrote", "owner", "soleil"), ("invited", "source", "source-soleil")]
    assert "La lettre est partie pour jean@soleil.example." in page(operator)
    assert "a envoyé la lettre à l’exploitant" in page(operator, "/admin/journal/")


@pytest.mark.parametrize("changed", [{"to": "other@soleil.example"}, {"subject": "Another"}, {"to": ""}])
def test_what_was_not_shown_is_not_sent(operator: Client, mail_server: MailServer, changed: dict[str, str]) -> None:
    answer = sent(operator, **changed)
    assert (answer.status_code, mail_server.taken, journal()) == (409, [], [])
    assert "Rien n’est parti" in told(answer)


def test_an_owner_without_an_address_is_told_what_to_add(operator: Client, mail_server: MailServer) -> None:
    models.Owner.objects.filter(slug="soleil").update(contact_email="")
    for answer in (operator.get(SEND, SHORT), operator.post(SEND, SHORT)):
        assert "Ajoutez « Adresse électronique du contact » à sa fiche." in told(answer).replace("\u00a0", " ")
        assert texts("fr", "office")["field"]["owner"]["contact_email"] in told(answer)
        assert 'href="/admin/exploitants/soleil/"' in told(answer)
    assert mail_server.taken == []


def test_an_address_that_is_none_is_told(operator: Client, mail_server: MailServer) -> None:
    models.Owner.objects.filter(slug="soleil").update(contact_email="é@soleil.example")
    answer = operator.post(SEND, SHORT | {"to": "é@soleil.example"})
    assert (answer.status_code, mail_server.taken) == (409, [])
    assert "ne peut pas recevoir de courriel" in told(answer)


def test_names_stay_within_their_header(operator: Client, mail_server: MailServer) -> None:
    name = 'Jean "JD" <x@y.example>'
    models.Owner.objects.filter(slug="soleil").update(contact_name=f"{name}\r\nBcc: all@example.org", name="A\nB")
    assert sent(operator).status_code == 302
    (taken,) = mail_server.taken
    assert taken.people == [ADDRESS]
    (found,) = taken.mail["To"].addresses
    # its parser puts spaces between encoded words
    assert (found.addr_spec, found.display_name.replace(" ", "")) == (
        ADDRESS,
        f"{name}Bcc:all@example.org".replace(" ", ""),
    )
    assert taken.mail["Bcc"] is None


@pytest.mark.parametrize(
    ("mood", "code"),
    [("later", "refused"), ("greets not", "connection"), ("no tls today", "refused"), ("cuts after data", "maybe")],
)
def test_a_mail_server_that_does_not_take_it_is_told_in_words(
    operator: Client, mail_server: MailServer, mood: Any, code: str
) -> None:
    mail_server.mood = mood
    answer = sent(operator)
    assert (answer.status_code, mail_server.taken) == (502, [])
    assert texts("fr", "letters")["not_sent"][code] in told(answer)
    assert [verb for verb, _, _ in journal()] == (["wrote"] if code == "maybe" else [])


def test_a_recipient_that_is_refused_is_named(operator: Client, mail_server: MailServer) -> None:
    mail_server.refused = {ADDRESS}
    assert f"ne connaît pas l’adresse {ADDRESS}" in told(sent(operator))


def test_a_password_that_is_refused_is_told_and_not_shown(operator: Client, mail_server: MailServer) -> None:
    mail_server.accounts = {USER: "another"}
    answer = told(sent(operator))
    assert texts("fr", "letters")["not_sent"]["login"] in answer
    assert PASSWORD not in answer


def test_a_server_that_nobody_vouches_for_is_not_told_the_letter(operator: Client, mail_server: MailServer) -> None:
    with posted(mail_server.url(USER)):
        answer = sent(operator)
    assert mail_server.taken == []
    assert texts("fr", "letters")["not_sent"]["tls"] in told(answer)


def test_where_no_mail_server_is_set_the_page_says_where_it_goes(operator: Client, counter: Counter) -> None:
    folder = str(counter.folder / "mail")
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder):
        assert "n’ira à personne" in page(operator, SEND, **SHORT)
        assert sent(operator).status_code == 302
    assert len(list((counter.folder / "mail").iterdir())) == 1
