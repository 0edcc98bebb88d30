"""Which system: the list that a source may begin from."""

import html
import re

import pytest
from django.test import Client

from quelia.sources.preset import PRESETS
from tests.admin.counter import Counter

PAGE = "/admin/sources/systemes/"


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def said(operator: Client, **headers: str) -> str:
    answer = operator.get(PAGE, headers=headers)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_every_system_is_there_with_its_limit_and_what_it_takes(operator: Client) -> None:
    page = said(operator)
    for preset in PRESETS.values():
        told = (preset.bridge, preset.key, preset.limit, preset.note, *preset.placeholder.values())
        assert [words.fr for words in told if words and words.fr.rstrip(".") not in page] == []
        assert preset.name in page
        assert preset.limit is None or preset.limit.source in page


def test_what_can_be_read_leads_to_the_form_and_what_takes_the_bridge_does_not(operator: Client) -> None:
    linked = set(re.findall(r'href="/admin/sources/nouvelle/\?preset=([^"]+)"', said(operator)))
    assert linked == {slug for slug, preset in PRESETS.items() if preset.bridge is None}


def test_it_is_said_in_english_too(operator: Client) -> None:
    page = said(operator, accept_language="en")
    assert "300 calls a day for a key and for a site" in page
    assert "Suggested pace: a reading every 45\u00a0min, 32 readings a day at most." in page


def test_limits_that_nobody_published_are_said_to_be_unknown(operator: Client) -> None:
    sma = said(operator).partition('id="sma"')[2].partition("</tr>")[0]
    assert "Nous ne connaissons pas de limite publiée." in sma


def test_the_list_of_sources_leads_there(operator: Client) -> None:
    assert PAGE in operator.get("/admin/sources/").content.decode()
