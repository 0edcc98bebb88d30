"""Why a source is down, in words: for every reason and fault, and for what another version kept."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from quelia.alerts.words import in_words, when
from quelia.domain.cause import Cause
from quelia.domain.errors import FAULTS, REASONS
from quelia.texts import LANGUAGES, texts

FACTS = {"status": "502", "host": "h.example", "place": "10.0.0.7", "port": "22", "ports": "443", "kind": "private"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", [*REASONS, "stale"])
def test_every_reason_has_a_sentence_of_its_own(lang: str, reason: str) -> None:
    told = in_words(Cause(reason), lang)
    assert told == texts(lang, "alerts")["reason"][reason]
    assert "{" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_an_address_says_what_to_change(lang: str, fault: str) -> None:
    assert in_words(Cause("address", fault, FACTS), lang) == texts(lang, "address")[fault].format(**FACTS)


@pytest.mark.parametrize(
    ("cause", "word"),
    [
        (Cause("connection", "refused"), "refuse la connexion"),
        (Cause("tls", "expired"), "expiré"),
        (Cause("http_status", "server", {"status": "502"}), "502"),
        (Cause("redirect", "", {"status": "301"}), "adresse finale"),
        (Cause("auth", "401"), "401"),
        (Cause("path", "", {"path": "$.a.b", "quantity": "power"}), "$.a.b"),
        (Cause("path", "", {"path": "$.a.b", "quantity": "power"}), "Puissance"),
    ],
)
def test_it_says_as_much_as_is_known(cause: Cause, word: str) -> None:
    assert word in in_words(cause, "fr")


@pytest.mark.parametrize(
    "cause", [Cause("http_status", "server"), Cause("address", "port"), Cause("unheard-of"), Cause("tls", "unheard-of")]
)
def test_what_another_version_kept_is_told_as_well_as_can_be(cause: Cause) -> None:
    told = in_words(cause, "fr")
    assert told
    assert "{" not in told


def test_a_path_that_looks_like_a_template_is_told_as_it_is() -> None:
    assert "$['{0.__class__}']" in in_words(
        Cause("path", "", {"path": "$['{0.__class__}']", "quantity": "power"}), "fr"
    )


@pytest.mark.parametrize(
    ("lang", "day", "told"),
    [
        ("fr", "2026-11-01T09:05", "1er novembre 2026 à 09:05"),
        ("fr", "2026-07-14T21:00", "14 juillet 2026 à 21:00"),
        ("en", "2026-07-01T21:00", "1 July 2026 at 21:00"),
    ],
)
def test_times_are_those_of_france(lang: str, day: str, told: str) -> None:
    assert when(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp(), lang) == told
