"""From an answer to a source: what its form begins with is what could be declared."""

import msgspec

from quelia.onboarding.answer.answer import Answer, Found, Key, Secret
from quelia.onboarding.answer.source import source_facts
from quelia.store.declaration import SourceEntry


def test_an_answer_becomes_what_a_source_is_declared_by_without_its_secret() -> None:
    answer = Answer(
        fields={"url": Found("https://api.soleil.example/p"), "path": Found("pv.power"), "unit": Found("KW")},
        keys=(Key("header", name="X-API-Key", secret=Secret("sk-4711")),),
        sample='{"pv": {"power": "87,4"}}',
    )
    facts = source_facts(answer)
    assert facts == {
        "url": "https://api.soleil.example/p",
        "auth": [{"type": "header", "name": "X-API-Key"}],
        "point": [{"unit": "kW", "quantity": "power", "path": "$.pv.power", "number": "comma"}],
    }
    plant = {"plant": "toit"}
    entry = msgspec.convert(
        {**facts, "slug": "s", "owner": "o", "point": [{**facts["point"][0], **plant}]}, SourceEntry
    )
    assert entry.point[0].number == "comma"


def test_what_was_not_found_or_is_no_path_is_absent() -> None:
    assert source_facts(Answer()) == {}
    assert source_facts(Answer(fields={"path": Found("a..b"), "unit": Found("Nm3/h")})) == {
        "point": [{"unit": "Nm³/h", "quantity": "gas_flow"}]
    }
