"""Whoever fills the template in, and whatever his mail program makes of it: the same draft comes of the same facts."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings

from quelia.domain.path import Path
from quelia.domain.unit import known_unit
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.checked import checked, is_complete
from quelia.onboarding.answer.read import read
from tests.onboarding.answer.hands import CONTACT, EMAIL, FACTS, HANDS, Facts, Hand, filled

_SHOWN = {"query": ("query", "apikey"), "bearer": ("bearer", ""), "x_api_key": ("header", "x-api-key")}


def _keys(facts: Facts) -> list[tuple[str, str, str]]:
    if facts.scheme is None:
        return []
    return [(*_SHOWN.get(facts.scheme, ("header", facts.name.lower())), facts.key)]


def _plain(answer: Answer, field: str) -> str:
    return unicodedata.normalize("NFC", answer.value(field))  # type: ignore[arg-type]


@pytest.mark.journey
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(FACTS, HANDS)
def test_the_same_facts_give_the_same_draft(facts: Facts, hand: Hand) -> None:
    (read_one,) = read(filled(facts, hand))
    answer = checked(read_one)
    assert (_plain(answer, "project"), answer.value("url")) == (facts.project, facts.url)
    assert str(Path(answer.value("path"))) == str(Path(facts.path))
    assert known_unit(answer.value("unit")) == known_unit(facts.unit)
    assert answer.needs_key is (facts.scheme is not None)
    assert [(key.scheme, key.name.lower(), key.secret and key.secret.reveal()) for key in answer.keys] == _keys(facts)
    contact = [_plain(answer, field) for field in ("contact_name", "contact_email", "contact_phone")]
    assert contact == [CONTACT, EMAIL, facts.phone]
    assert "value" in {remark.code for remark in answer.remarks}
    assert is_complete(answer)
