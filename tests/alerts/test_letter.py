"""What e-mails of incidents say."""

from typing import Any

import pytest

from quelia.alerts.letter import Contact, to_operators, to_owner
from quelia.domain.cause import Cause
from quelia.domain.incident import Case
from tests.domain.examples import NOW

URL = "https://carte.example.org"
CONTACT = Contact("Léa Martin", "lea@quelia.example", "+33 1 02 03 04 05")


def case(**facts: Any) -> Case:
    usual = {
        "source": "scada", "plants": ("Toits du Val",), "owner": "Énergies du Val", "host": "scada.val.example",
        "cause": Cause("auth", "401"), "since": NOW, "last_good_at": NOW - 60, "contact_name": "Jean Dupont",
        "contact_email": "jean@val.example",
    }  # fmt: skip
    return Case(**{**usual, **facts})


def many(count: int, **facts: Any) -> list[Case]:
    return [case(source=f"s{number}", plants=(f"Toit {number}",), **facts) for number in range(count)]


def test_the_subject_says_plant_owner_and_since_when() -> None:
    subject = to_operators([case()], URL, CONTACT).subject
    assert subject == "Quelia – panne de Toits du Val (Énergies du Val) depuis le 15 janvier 2024 à 11:30"


def test_the_body_says_what_is_broken_what_to_change_and_where_to_look() -> None:
    body = to_operators([case()], URL, CONTACT).body
    assert "Le serveur répond 401" in body
    assert "Dernier bon relevé\u00a0: le 15 janvier 2024 à 11:29." in body
    assert f"{URL}/admin/sources/scada/" in body


def test_it_ends_with_a_text_for_the_owner_in_both_languages() -> None:
    body = to_operators([case()], URL, CONTACT).body
    for lang in ("fr", "en"):
        letter = to_owner([case()], CONTACT, lang)
        assert letter.subject in body
        assert letter.body.rstrip() in body
    assert "(jean@val.example)" in body


def test_one_that_is_back_is_told_with_how_long_it_was_down() -> None:
    letter = to_operators([case(until=NOW + 3600)], URL, CONTACT)
    assert letter.subject == "Quelia – Toits du Val (Énergies du Val) de nouveau en service"
    assert "du 15 janvier 2024 à 11:30 au 15 janvier 2024 à 12:30" in letter.body
    assert "Texte prêt" not in letter.body


def test_fifty_of_one_owner_are_one_short_subject_and_one_text() -> None:
    letter = to_operators(many(50), URL, CONTACT)
    assert "50 sources en panne" in letter.subject
    assert "(Énergies du Val)" in letter.subject
    assert len(letter.subject) < 200
    assert all(f"{URL}/admin/sources/s{number}/" in letter.body for number in range(50))
    assert letter.body.count("Texte prêt à envoyer") == 1


def test_each_owner_gets_a_text_of_its_own() -> None:
    letter = to_operators([case(), case(source="b", owner="Vents", host="vents.example")], URL, CONTACT)
    assert letter.body.count("Texte prêt à envoyer") == 2


def test_what_is_down_and_what_is_back_may_share_an_email() -> None:
    letter = to_operators([case(), case(source="b", plants=("Moulin",), until=NOW + 60)], URL, CONTACT)
    assert "panne de Toits du Val" in letter.subject
    assert "Moulin (Énergies du Val) de nouveau en service" in letter.subject


@pytest.mark.parametrize("name", ["Val\nBcc: x@evil.example", "Val\r\n\r\nHello", "Val\u2028x"])
def test_a_subject_is_one_line_whatever_a_name_holds(name: str) -> None:
    assert len(to_operators([case(plants=(name,), owner=name)], URL, CONTACT).subject.splitlines()) == 1


@pytest.mark.parametrize("name", ["{0}", "{plants.__class__}", "100 %", "a{b"])
def test_a_name_is_told_as_it_is(name: str) -> None:
    letter = to_operators([case(plants=(name,), owner=name, contact_name=name)], URL, CONTACT)
    assert name in letter.subject
    assert name in letter.body


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_owner_is_told_his_server_the_cause_and_whom_to_answer(lang: str) -> None:
    body = to_owner([case()], CONTACT, lang).body
    for fact in ("Jean Dupont", "Toits du Val", "scada.val.example", "401", "Léa Martin", "lea@quelia.example"):
        assert fact in body
    assert "admin" not in body


def test_without_settings_it_is_signed_all_the_same() -> None:
    assert to_owner([case()], Contact(), "fr").body.endswith("\n\nL’équipe Quelia\n")


def test_without_a_contact_it_is_polite_all_the_same() -> None:
    assert to_owner([case(contact_name="", contact_email="")], CONTACT, "fr").body.startswith("Bonjour,\n")


def test_one_that_never_gave_a_value_is_told_so() -> None:
    assert "Aucun bon relevé jusqu’ici." in to_owner([case(last_good_at=None)], CONTACT, "fr").body


def test_a_source_without_plants_is_told_by_its_name() -> None:
    assert "panne de scada" in to_operators([case(plants=())], URL, CONTACT).subject


@pytest.mark.parametrize(
    ("lang", "subject", "sentence"),
    [
        ("fr", "plusieurs installations ne répondent plus (Toits du Val, Moulin)", "de vos installations"),
        ("en", "several plants no longer answer (Toits du Val, Moulin)", "of your plants"),
    ],
)
def test_several_plants_of_one_source_are_several(lang: str, subject: str, sentence: str) -> None:
    letter = to_owner([case(plants=("Toits du Val", "Moulin"))], CONTACT, lang)
    assert (subject in letter.subject, sentence in letter.body) == (True, True)


@pytest.mark.parametrize(("reason", "asked"), [("auth", True), ("secret_missing", True), ("timeout", False)])
def test_of_a_key_it_is_not_said_that_an_answer_mends_it(reason: str, asked: bool) -> None:
    body = to_owner([case(cause=Cause(reason))], CONTACT, "fr").body
    assert ("ne nous l’envoyez pas par courriel" in body, "revient d’elle-même" in body) == (asked, not asked)
