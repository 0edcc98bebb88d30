"""Previews: the real pages of a plant as its drafts would have them, for who holds a token, and for nobody else."""

import asyncio
import logging
import re
from collections.abc import MutableMapping
from typing import Any

import pytest

from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from quelia.texts import LANGUAGES, texts
from quelia.web import preview
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.door import open_door
from tests.web.street import ASSETS, Answer, Street, ask, says
from tests.web.weight import Page

HOUR_S = 3600.0
WHOLE = ("", "/carte/france", "/encarts")
FRAMES = ("/embed/centrale", "/embed/carte", "/embed/carte/france")
EVERYTHING = (*WHOLE, *FRAMES, "/ticket")
WITH_VALUE = ("", "/carte/france", *FRAMES)
MADE = {"preview_js": "/static/preview.js", "preview_css": "/static/preview.css"}
MAPS = (Map("one", "Une", None, ("p1",)), Map("two", "Deux", None, ("p2",)))


def a_draft(*plants: str, number: int = 1) -> Any:
    return a_source(-number, *(plants or (f"p{number}",)), draft=True, draft_of=number)


def drafted(*, published: bool = True, withdrawn: int = 0) -> Catalog:
    """A plant with an accepted source and a draft of it, beside a neighbour."""
    made = a_catalog(
        a_source(1), a_source(2), a_draft(), plants=[a_plant("p1", published=published), a_plant("p2")], maps=MAPS
    )
    made.withdrawn[made.ids["p1"]] = withdrawn
    return made


@pytest.fixture
def street() -> Street:
    """The accepted source says 15.8 MW, its draft 4.2 MW, the neighbour 3 MW."""
    made = Street(drafted())
    made.window.assets = ASSETS | MADE
    made.hear(says("p1"), says("p2", 3e6), says("p1", 4.2e6, source=-1))
    return made


@pytest.fixture
def unpublished() -> Street:
    """A plant that nobody sees yet, without a draft."""
    made = Street(a_catalog(a_source(1), a_source(2), plants=[a_plant("p1", published=False), a_plant("p2")]))
    made.window.assets = ASSETS | MADE
    made.hear(says("p1"), says("p2", 3e6))
    return made


def token(street: Street, life_s: float = HOUR_S, withdrawn: int | None = None) -> str:
    return street.window.tokens.issue(street.window.catalog.ids["p1"], life_s, withdrawn)


async def seen(street: Street, path: str = "", **headers: str) -> Answer:
    return await street.get(f"/apercu/{token(street)}{path}", **headers)


def value(answer: Answer, slug: str = "p1") -> str:
    found = re.search(rf'data-live="{slug}" data-state="\w+" data-value="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return found[1]


# what is shown


@pytest.mark.parametrize("path", WITH_VALUE)
async def test_the_draft_wins_over_what_is_accepted(street: Street, path: str) -> None:
    assert value(await seen(street, path)) == "4.2"


@pytest.mark.parametrize("path", WITH_VALUE)
async def test_a_plant_that_is_not_public_is_shown_as_it_would_be(unpublished: Street, path: str) -> None:
    assert value(await seen(unpublished, path)) == "15.8"


@pytest.mark.parametrize("path", ["/", "/centrale/p1", "/embed/centrale/p1", "/embed/carte/france"])
async def test_the_public_page_goes_on_showing_what_is_accepted(street: Street, path: str) -> None:
    await seen(street)
    assert value(await street.get(path)) == "15.8"


async def test_once_a_draft_is_discarded_the_preview_shows_what_is_accepted(street: Street) -> None:
    street.use(a_catalog(a_source(1), a_source(2)))
    assert value(await seen(street)) == "15.8"


async def test_the_neighbours_on_the_map_are_as_everybody_sees_them(street: Street) -> None:
    street.use(a_catalog(a_source(1), a_source(2), a_draft(), a_draft(number=2)))
    street.hear(says("p2", 9e6, source=-2))
    assert value(await seen(street, "/carte/france"), "p2") == "3"


async def test_neighbours_that_are_not_public_are_on_no_preview_but_their_own(street: Street) -> None:
    street.use(a_catalog(a_source(1), a_source(2), a_draft(), plants=[a_plant("p2", published=False)]))
    assert 'data-plant="p2"' not in (await seen(street, "/carte/france")).text


async def test_the_total_of_the_map_counts_the_draft(street: Street) -> None:
    page = (await seen(street, "/carte/france")).text
    assert '<span data-part="number">7,2</span>' in page.partition('data-sum="power"')[2][:400]


async def test_a_plant_is_found_on_the_maps_that_select_it(street: Street) -> None:
    ways = re.findall(r'<a href="/apercu/[^/?]+(/carte/\w+)', (await seen(street)).text.partition("</aside>")[0])
    assert ways == ["/carte/france", "/carte/one"]
    assert 'data-plant="p1"' not in (await seen(street, "/carte/two")).text


async def test_there_is_no_preview_of_a_map_that_does_not_exist(street: Street) -> None:
    assert (await seen(street, "/carte/nowhere")).status == 404


@pytest.mark.parametrize(("path", "public"), [("", "/centrale/p1"), ("/embed/centrale", "/embed/centrale/p1")])
async def test_it_is_the_page_that_visitors_will_see(unpublished: Street, path: str, public: str) -> None:
    """But for where its links lead, and the age of its reading, which is of another moment."""
    before = await seen(unpublished, path, sec_fetch_dest="iframe")
    unpublished.use(a_catalog(a_source(1), a_source(2)))
    after = await unpublished.get(public)
    bodies = [re.sub(r'href="[^"]*"', "", each.text.partition("<body")[2]) for each in (before, after)]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("path", WHOLE)
async def test_links_stay_within_the_preview(street: Street, path: str) -> None:
    links = re.findall(r'<a [^>]*href="([^"]*)"', (await seen(street, path)).text)
    public = [link for link in links if not link.startswith((f"/apercu/{token(street)}", "?", "#")) and link]
    assert public == (["/centrale/p2?lang=fr"] if "carte" in path else [])


# what is said around it


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", WHOLE)
async def test_a_preview_says_that_nothing_of_it_is_public(unpublished: Street, path: str, lang: str) -> None:
    said = texts(lang, "preview")["said"]["unpublished"]
    assert said in (await seen(unpublished, f"{path}?lang={lang}")).text


async def test_a_preview_of_changes_says_that_visitors_see_something_else(street: Street) -> None:
    assert texts("fr", "preview")["said"]["changes"] in (await seen(street)).text


async def test_a_preview_of_what_is_public_says_so(street: Street) -> None:
    street.use(a_catalog(a_source(1), a_source(2)))
    assert texts("fr", "preview")["said"]["same"] in (await seen(street)).text


@pytest.mark.parametrize("path", ["", *FRAMES])
async def test_a_page_in_a_frame_has_nothing_around_it(street: Street, path: str) -> None:
    assert "<aside" in (await seen(street, path)).text
    assert "<aside" not in (await seen(street, path, sec_fetch_dest="iframe")).text


@pytest.mark.parametrize("path", WHOLE)
async def test_a_page_can_be_asked_for_again_where_no_script_runs(street: Street, path: str) -> None:
    within = (await seen(street, path)).text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert '<a href="" ' in within


@pytest.mark.parametrize("path", WHOLE)
async def test_no_code_stands_in_a_preview(street: Street, path: str) -> None:
    assert Page((await seen(street, path)).text).inline == []


@pytest.mark.parametrize("path", EVERYTHING)
async def test_a_preview_is_kept_nowhere_found_nowhere_and_told_to_nobody(street: Street, path: str) -> None:
    headers = (await seen(street, path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert "set-cookie" not in headers


# who may see it


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_token_that_is_over_says_so_in_words(street: Street, path: str, lang: str) -> None:
    over = token(street, 60)
    street.now += 61
    answer = await street.get(f"/apercu/{over}{path}?lang={lang}")
    words = texts(lang, "preview")
    assert (answer.status, words["over"] in answer.text, words["over_help"] in answer.text) == (404, True, True)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", EVERYTHING)
async def test_nothing_tells_what_a_token_that_opens_nothing_was_about(
    street: Street, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "_SOON_S", 0.05)
    over = token(street, 60)
    withdrawn, lent = token(street, withdrawn=0), street.window.tokens.issue(4711, HOUR_S)
    street.use(drafted(withdrawn=1))
    street.now += 61
    tried = [await street.get(f"/apercu/{each}{path}") for each in (over, withdrawn, lent, "p1", "x", f"{over}x")]
    assert len({(each.status, each.body) for each in tried}) == 1
    assert tried[0].status == 404


async def test_withdrawing_closes_links_and_not_the_pages_of_the_office(street: Street) -> None:
    given, within = token(street, withdrawn=0), token(street)
    assert (await street.get(f"/apercu/{given}")).status == 200
    street.use(drafted(withdrawn=1))
    statuses = [
        (await street.get(f"/apercu/{each}{path}")).status for each in (given, within) for path in ("", "/ticket")
    ]
    assert statuses == [404, 404, 200, 200]


async def test_a_link_that_was_made_after_the_others_were_withdrawn_opens(street: Street) -> None:
    """Although the catalog is known anew only a second later."""
    opening = asyncio.ensure_future(street.get(f"/apercu/{token(street, withdrawn=1)}"))
    await asyncio.sleep(2 * preview._AGAIN_S)
    street.use(drafted(withdrawn=1))
    assert (await opening).status == 200


async def test_a_plant_that_was_made_a_moment_ago_is_waited_for(street: Street) -> None:
    number = 1 + max(street.window.catalog.ids.values())
    opening = asyncio.ensure_future(street.get(f"/apercu/{street.window.tokens.issue(number, HOUR_S)}"))
    await asyncio.sleep(2 * preview._AGAIN_S)
    street.use(a_catalog(a_source(1), a_source(2), plants=[a_plant("p3", published=False)]))
    assert (await opening).status == 200


async def test_who_was_given_a_plant_is_not_shown_another_one_that_is_called_so_later(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "_SOON_S", 0.05)
    given = token(street)
    street.use(Catalog(street.window.catalog.plants.values(), (), (), {"p9": 98, "p1": 99}))
    assert (await street.get(f"/apercu/{given}")).status == 404


# the stream


async def ticket(street: Street) -> str:
    return (await seen(street, "/ticket")).text


async def test_a_page_holds_a_ticket_and_where_to_get_the_next(street: Street) -> None:
    page = (await seen(street)).text
    held, renew = re.findall(r'data-quelia-draft="([^"]+)" data-quelia-renew="([^"]+)"', page)[0]
    assert street.tickets.plants(held) == ("p1",)
    assert street.tickets.plants((await street.get(renew)).text) == ("p1",)


async def test_no_public_page_holds_a_ticket(street: Street) -> None:
    for path in ("/", "/centrale/p1", "/embed/centrale/p1", "/embed/carte/france"):
        assert "data-quelia" not in (await street.get(path)).text


@pytest.mark.parametrize(
    ("asked", "channels"),
    [
        ("", {"draft:p1"}),
        ("plants=p1", {"draft:p1"}),
        ("plants=p1,p2,nowhere", {"draft:p1", "plant:p2"}),
        ("map=france", {"draft:p1", "plant:p2"}),
        ("map=one", {"draft:p1"}),
    ],
)
async def test_a_ticket_has_its_plant_seen_as_drafted_and_the_others_as_public(
    street: Street, asked: str, channels: set[str]
) -> None:
    query = dict(each.split("=") for each in (asked, f"draft={await ticket(street)}") if each)
    found = street.crowd.channels(query)
    assert found is not None
    assert (set(found), len(found)) == (channels, len(channels))


@pytest.mark.parametrize("asked", ["map=france", "plants=p1", "plants=p2"])
@pytest.mark.parametrize("forged", ["", "x", "p1"])
async def test_a_ticket_that_opens_nothing_opens_not_even_what_is_public(
    street: Street, asked: str, forged: str
) -> None:
    name, slug = asked.split("=")
    assert street.crowd.channels({name: slug, "draft": forged}) == ()


async def test_there_is_no_preview_of_a_map_that_is_none(street: Street) -> None:
    assert street.crowd.channels({"map": "nowhere", "draft": await ticket(street)}) == ()


async def test_a_page_in_preview_and_a_visitor_hear_of_the_same_plant_what_is_theirs(street: Street) -> None:
    async with open_door(street.app, street.front) as door:
        preview_of_map = await door.ask(f"/v1/stream?map=france&draft={await ticket(street)}")
        public = await door.ask("/v1/stream?map=france")
        for line in (preview_of_map, public):
            await line.event()
        first = [await preview_of_map.event() for _ in range(2)]
        assert [each for each in first if '"value":4.2' in each and '"plant":"p1"' in each]
        assert not [each for each in first if "15.8" in each]
        both = [await public.event() for _ in range(2)]
        assert not [each for each in both if '"value":4.2' in each]
        street.hear(says("p1", 5.1e6, source=-1, received_at=street.now + 1))
        assert '"value":5.1' in await preview_of_map.event()
        street.hear(says("p1", 16.1e6, received_at=street.now + 2))
        assert '"value":16.1' in await public.event()


@pytest.mark.parametrize("path", WITH_VALUE)
async def test_what_is_looked_at_is_read_at_its_live_pace_and_nothing_else(street: Street, path: str) -> None:
    await seen(street, path)
    assert street.demand.watched(["draft:p1"])
    assert not street.demand.watched(["plant:p1", "map:france", "map:one"])
    assert street.demand.watched(["plant:p2"]) == ("carte" in path)


# logs


async def test_a_token_is_in_no_log_when_a_page_fails(
    street: Street, lines: list[MutableMapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    given = token(street)
    street.hub.use(a_catalog())  # knows nothing of what the windows know
    with caplog.at_level(logging.DEBUG):
        answer = await street.get(f"/apercu/{given}/embed/centrale?draft={given}")
    assert answer.status == 500
    assert [line["path"] for line in lines] == ["/apercu/…/embed/centrale"]
    assert given not in f"{lines}{caplog.text}{answer.text}"


@pytest.mark.parametrize("path", EVERYTHING)
async def test_a_preview_only_tells(street: Street, path: str) -> None:
    assert (await ask(street.app, f"/apercu/{token(street)}{path}", method="POST")).status == 405
