"""The reply to an owner: polite, numbered, whole, and without a secret."""

import json
from typing import cast

import pytest

from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Remark, Secret
from quelia.onboarding.answer.checked import checked
from quelia.onboarding.reply import Contact, reply
from quelia.texts import LANGUAGES

KEY = "sk-never-to-be-said-4711"
WHOLE = {"project": "Parc A", "url": "https://a.example/p", "path": "p", "unit": "MW"}


def answer(fields: dict[str, str], *remarks: Remark, key: Key | None = None, needs_key: bool = False) -> Answer:
    found = {name: Found(value, line=line) for line, (name, value) in enumerate(fields.items(), 1)}
    keys = (key,) if key is not None else ()
    sample = json.dumps({"p": 15.8})
    return checked(Answer("fr", cast("dict[Field, Found]", found), needs_key, keys, sample, remarks))


def test_a_whole_answer_is_confirmed_and_asks_nothing() -> None:
    sent = reply([answer(WHOLE)], name="Anne Roy", contact=Contact("Claire", "c@quelia.example"), lang="fr")
    assert sent.subject == "Vos données en temps réel\u00a0: nous avons tout ce qu’il faut pour «\u00a0Parc A\u00a0»"
    assert sent.body.startswith("Bonjour Anne Roy,\n\nMerci")
    assert "– chemin\u00a0: p, qui donne 15,8\u00a0MW dans votre exemple" in sent.body
    assert "Vous n’avez rien d’autre à faire" in sent.body
    assert "1. " not in sent.body
    assert sent.body.endswith("Bien cordialement,\n\nClaire\nc@quelia.example\n")


def test_what_is_open_is_numbered_and_not_among_what_was_understood() -> None:
    sent = reply([answer(WHOLE | {"path": "q", "unit": "kWh"})], lang="fr")
    assert "Il nous manque encore 2 précisions" in sent.body
    assert "\n1. " in sent.body
    assert "\n2. " in sent.body
    assert "– unité" not in sent.body
    assert "– chemin" not in sent.body


def test_numbers_go_on_from_plant_to_plant() -> None:
    first = answer({"project": "Parc A", "url": "https://a.example/p", "path": "p"})
    second = answer({"project": "Parc B", "url": "http://b.example/p", "path": "p", "unit": "MW"})
    sent = reply([first, second], lang="fr")
    assert sent.subject.endswith("«\u00a0Parc A\u00a0» et «\u00a0Parc B\u00a0»")
    assert sent.body.index("Pour «\u00a0Parc A") < sent.body.index("\n1. ") < sent.body.index("Pour «\u00a0Parc B")
    assert "\n2. L’adresse est en http" in sent.body


def test_what_concerns_one_field_is_one_item() -> None:
    sent = reply([answer(WHOLE | {"url": "http://b.example:99/p"})], lang="fr")
    assert "Il nous manque encore une précision" in sent.body
    assert "https://. L’adresse utilise le port 99." in sent.body


def test_a_key_that_is_missing_is_to_be_given_by_the_form_and_not_by_mail() -> None:
    sent = reply([answer(WHOLE, needs_key=True)], lang="fr")
    assert "Merci de ne pas envoyer la clé par courriel" in sent.body


@pytest.mark.parametrize(("by_mail", "said"), [(True, True), (False, False)])
def test_a_key_has_travelled_by_mail_where_the_answer_did(*, by_mail: bool, said: bool) -> None:
    key = Key("header", "X-Key", secret=Secret(KEY))
    assert ("par courriel" in reply([answer(WHOLE, key=key)], lang="fr", by_mail=by_mail).body) == said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_key_that_came_is_confirmed_and_stands_nowhere(lang: str) -> None:
    fields = WHOLE | {"project": f"Parc {KEY}", "url": f"https://a.example/{KEY}/p"}
    sent = reply([answer(fields, key=Key("header", "X-Key", secret=Secret(KEY)))], name=KEY, lang=lang)
    assert "X-Key" in sent.body
    assert KEY not in sent.body + sent.subject


def test_where_nothing_was_found_it_says_what_is_needed_and_that_one_may_decline() -> None:
    sent = reply([checked(Answer())], lang="fr")
    assert "ce dont nous avons besoin" in sent.subject
    assert "Pour afficher la valeur de votre installation, il nous faut" in sent.body
    assert "si vous préférez ne pas donner suite" in sent.body


def test_a_file_that_cannot_be_read_is_told_although_nothing_was_found() -> None:
    unread = Remark("format", facts={"kind": "PDF"}, asks=True)
    assert "(PDF)" in reply([checked(Answer(remarks=(unread,)))], lang="fr").body


def test_a_subject_has_one_line_whatever_a_project_is_called() -> None:
    assert "\n" not in reply([answer(WHOLE | {"project": "Parc\nBcc: x@y.example"})], lang="fr").subject


def test_a_key_that_could_not_be_read_is_not_said_to_have_never_come() -> None:
    unread = Remark("key_unreadable", "key", 5, asks=True)
    sent = reply([answer(WHOLE, unread, needs_key=True)], lang="fr")
    assert "1. Nous n’avons pas pu lire la clé dans votre réponse." in sent.body
    assert "pas encore" not in sent.body


def test_several_keys_are_spoken_of_as_several() -> None:
    keys = tuple(Key("header", f"X-Key-{n}", secret=Secret(f"{KEY}-{n}")) for n in (1, 2))
    found = {cast("Field", name): Found(value) for name, value in WHOLE.items()}
    sent = reply([checked(Answer("fr", found, True, keys, '{"p": 15.8}'))], lang="fr")
    assert "Vos clés sont chiffrées" in sent.body
    assert KEY not in sent.body


def test_a_number_in_thousands_is_a_number_that_we_cannot_read() -> None:
    found = {cast("Field", name): Found(value) for name, value in WHOLE.items()}
    sent = reply([checked(Answer("en", found, False, (), '{"p": "1,234.5 MW"}'))], lang="en")
    assert "without separators of thousands" in sent.body
    assert "not a number" not in sent.body


def test_an_address_without_its_beginning_is_asked_for_once() -> None:
    found = {cast("Field", name): Found(value) for name, value in (WHOLE | {"url": "a.example/p"}).items()}
    remark = Remark("url_scheme", "url", 1)
    sent = reply([checked(Answer("fr", found, False, (), '{"p": 15.8}', (remark,)))], lang="fr")
    assert sent.body.count("https://") == 2, "in the sentence that asks, and in its example"
    assert "Complétez-la" not in sent.body
