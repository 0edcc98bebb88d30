"""A source that is sent to us has no server: what is wrong with it is said in other words."""

import pytest

from quelia.alerts.letter import Contact, to_operators, to_owner
from quelia.alerts.words import in_words
from quelia.domain.cause import Cause, as_pushed
from quelia.domain.errors import REASONS
from quelia.texts import LANGUAGES
from tests.alerts.test_letter import case

SERVER = {"fr": ("serveur", "ne répond plus"), "en": ("server", "does not answer")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", [*REASONS, "stale", "waiting"])
def test_no_reason_speaks_of_a_server(reason: str, lang: str) -> None:
    told = in_words(as_pushed(Cause(reason, "any", {"path": "a.b"})), lang).lower()
    assert told
    assert not [word for word in SERVER[lang] if word in told]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_neither_does_what_its_owner_is_written(lang: str) -> None:
    letter = to_owner([case(host="", cause=as_pushed(Cause("stale")))], Contact(), lang)
    assert not [word for word in SERVER[lang] if word in f"{letter.subject} {letter.body}".lower()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_two_sources_each_is_told_as_what_it_is(lang: str) -> None:
    both = [case(host="", cause=as_pushed(Cause("stale"))), case(host="scada.example.org", cause=Cause("timeout"))]
    assert to_owner(both, Contact(), lang).body.count("scada.example.org") == 1


def test_a_key_of_a_device_is_not_asked_for() -> None:
    letter = to_owner([case(host="", cause=as_pushed(Cause("auth")))], Contact(), "fr")
    assert "ne nous l’envoyez pas" not in letter.body


def test_operators_read_that_nothing_is_sent_any_more() -> None:
    letter = to_operators([case(host="", cause=as_pushed(Cause("stale")))], "https://quelia.example", Contact())
    assert "N’envoie plus rien" in letter.body


def test_of_one_that_never_sent_nothing_is_said_to_be_lost() -> None:
    never = case(host="", cause=as_pushed(Cause("waiting")), last_good_at=None)
    letter = to_owner([never], Contact(), "fr")
    assert "ne recevons plus" not in letter.subject + letter.body
    assert "N’a encore rien envoyé. Vérifiez que la clé d’envoi" in letter.body
