"""The facts of letters are those of the settings and of what runs."""

from inspect import signature
from typing import Any

import pytest

from quelia.app.letters import facts_of
from quelia.domain.source import Source
from quelia.settings import Settings
from quelia.sources.http import Reader
from quelia.sources.tls import Contexts
from quelia.store.declaration import DeclarationError, read
from quelia.web.tries import Tries

FACTS = facts_of(Settings())
POINT = {"plant": "p", "quantity": "power", "path": "", "unit": "W"}
SOURCE = {"slug": "s", "owner": "o", "url": "https://s.example", "point": [POINT]}


@pytest.mark.parametrize(
    ("setting", "value", "fact"),
    [
        ("public_url", "https://carte.example.org/", ("public_url", "https://carte.example.org")),
        ("source_ports", (443,), ("ports", (443,))),
        ("contact_name", "Léa", ("contact_name", "Léa")),
        ("contact_email", "lea@example.org", ("contact_email", "lea@example.org")),
        ("contact_phone", "02", ("contact_phone", "02")),
        ("setup_days", 3, ("setup_days", 3)),
        ("alert_after_s", 60.0, ("alert_after_s", 60.0)),
    ],
)
def test_a_setting_is_a_fact(setting: str, value: Any, fact: tuple[str, Any]) -> None:
    assert getattr(facts_of(Settings(**{setting: value})), fact[0]) == fact[1]


def test_a_source_that_says_nothing_else_has_what_the_letter_says() -> None:
    source = Source(id=1, slug="s", url="https://s.example", points=())
    told = (FACTS.interval_s.usual, FACTS.timeout_s.usual, FACTS.history_s, FACTS.stale_after_s)
    assert told == (source.interval_s, source.timeout_s, source.history_s, source.stale_after(source.interval_s))


@pytest.mark.parametrize("key", ["interval_s", "timeout_s"])
def test_bounds_are_those_of_a_declaration(key: str) -> None:
    bounds = getattr(FACTS, key)
    for value in (bounds.least, bounds.most):
        read({"source": [SOURCE | {key: value}]})
    for value in (bounds.least - 0.5, bounds.most + 0.5):
        with pytest.raises(DeclarationError):
            read({"source": [SOURCE | {key: value}]})


def test_the_interval_may_be_set_from_a_second_to_an_hour() -> None:
    assert (FACTS.interval_s.least, FACTS.interval_s.most) == (1, 3600)


async def test_no_older_tls_is_spoken_than_the_letter_says() -> None:
    trust = await Contexts(None).of(Source(id=1, slug="s", url="https://s.example", points=()))
    assert trust.context.minimum_version.name == FACTS.oldest_tls.replace(" ", "v").replace(".", "_")


def test_the_reader_and_the_tester_have_the_limits_of_the_letter() -> None:
    assert signature(Reader).parameters["most_bytes"].default == FACTS.most_bytes
    assert signature(Tries).parameters["per_minute"].default == FACTS.tries
