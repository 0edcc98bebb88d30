"""Words of technicians' links: each for one source, for two weeks, until it is withdrawn."""

import base64
import time

import pytest
from itsdangerous import URLSafeTimedSerializer

from quelia.domain.catalog import Catalog
from quelia.domain.source import Source
from quelia.web.ticket import Tickets
from quelia.web.trialtoken import TrialLinks
from tests.live.road import a_catalog, a_source

KEY = b"k" * 32


def withdrawn(source: Source, times: int) -> Catalog:
    return Catalog([], [source], [], {}, {}, {source.slug: times})


def test_a_link_for_a_technician_is_good_for_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    source, links = a_source(1), TrialLinks([KEY])
    token, now = links.issue(source.id, source.slug, source.url), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14 * 86400 - 60)
    assert links.source(token, a_catalog(source)) == source
    monkeypatch.setattr(time, "time", lambda: now + 14 * 86400 + 2)
    assert links.source(token, a_catalog(source)) is None


def test_a_ticket_is_no_link_and_a_link_names_no_server() -> None:
    source, links = a_source(1), TrialLinks([KEY])
    assert links.source(Tickets([KEY]).issue(["p1"]), a_catalog(source)) is None
    payload = links.issue(source.id, source.slug, source.url).partition(".")[0]
    assert b"example" not in base64.urlsafe_b64decode(payload + "==")


def test_a_link_that_was_withdrawn_opens_nothing_and_one_that_is_given_afterwards_does() -> None:
    source, links = a_source(1), TrialLinks([KEY])
    before = links.issue(source.id, source.slug, source.url)
    after = links.issue(source.id, source.slug, source.url, 1)
    assert [links.source(each, withdrawn(source, 0)) for each in (before, after)] == [source, None]
    assert [links.source(each, withdrawn(source, 1)) for each in (before, after)] == [None, source]
    assert [links.source(each, withdrawn(source, 2)) for each in (before, after)] == [None, None]


def test_one_of_the_time_before_links_could_be_withdrawn_is_good_until_they_are() -> None:
    source, links = a_source(1), TrialLinks([KEY])
    whole = URLSafeTimedSerializer([KEY], salt="quelia trial link")
    token = str(whole.dumps(whole.loads(links.issue(source.id, source.slug, source.url))[:3]))
    assert links.source(token, withdrawn(source, 0)) == source
    assert links.source(token, withdrawn(source, 1)) is None
