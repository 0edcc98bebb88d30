"""What a visitor downloads: few requests, little code, from nobody else. Counted as the pages are rendered and built.

The same is measured in a real browser in tests/journeys/test_weight.py.
"""

from collections.abc import Mapping

import pytest

from quelia.texts import LANGUAGES
from quelia.web import embed
from quelia.web.assets import load_assets
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street, says
from tests.web.weight import EMBED, MAP, PLANT, Budget, Load, Page, inline_weight, load_of

FRAME, SHEET, FRAMED_MAP = "/embed/centrale/p1", "/centrale/p1", "/embed/carte/france"
BUDGETS: Mapping[str, Budget] = {FRAME: EMBED, SHEET: PLANT, "/": MAP, FRAMED_MAP: MAP}
CODE = {FRAME: ("embed_css", "embed_js"), SHEET: ("plant_css", "plant_js"), "/": ("map_css", "map_js")}
GROUND = ("basemap_json", "basemap_detail_json", "basemap_overseas_json")


@pytest.fixture
def street() -> Street:
    """The pages as they are built. Where nothing is, that is an error: an unweighed page is no light page."""
    made = Street(a_catalog(a_source(1), a_source(2), plants=[a_plant("p3")]), simulated=True)
    made.window.assets = load_assets(embed.STATIC)
    made.hear(says("p1"), says("p2", None, "timeout"))
    return made


async def loaded(street: Street, path: str) -> Load:
    async def fetch(url: str) -> tuple[bytes, bytes]:
        sent = await street.get(url, accept_encoding="br")
        assert sent.status == 200, url
        return sent.body, (await street.get(url)).body

    return await load_of(path, fetch)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", BUDGETS)
async def test_a_page_keeps_to_its_budget(street: Street, path: str, lang: str) -> None:
    load = await loaded(street, f"{path}?lang={lang}")
    assert load.kb <= BUDGETS[path].most_kb, load.code
    assert len(load.requests) <= BUDGETS[path].most_requests, load.requests


@pytest.mark.parametrize("path", BUDGETS)
async def test_a_page_speaks_to_no_other_host(street: Street, path: str) -> None:
    assert (await loaded(street, path)).other_hosts == []


@pytest.mark.parametrize("path", BUDGETS)
async def test_a_page_fetches_one_script_and_one_style_sheet(street: Street, path: str) -> None:
    """And a map its ground, of which the finer parts wait until somebody looks."""
    named = CODE["/" if path == FRAMED_MAP else path] + (GROUND if BUDGETS[path] is MAP else ())
    fetched = (await loaded(street, path)).requests[1:]
    assert sorted(fetched) == sorted(street.window.assets[name] for name in named)


@pytest.mark.parametrize("path", [*BUDGETS, "/nowhere"])
async def test_no_code_stands_in_a_page(street: Street, path: str) -> None:
    """Our own policy would not run it."""
    assert Page((await street.get(path)).text).inline == []


async def test_the_script_for_other_sites_is_as_light_as_a_frame(street: Street) -> None:
    assert len((await street.get("/embed/quelia.js", accept_encoding="br")).body) / 1000 <= EMBED.most_kb


PREVIEWS = {"": PLANT, "/carte/france": MAP, "/embed/centrale": EMBED}


@pytest.mark.parametrize("path", PREVIEWS)
async def test_a_preview_is_the_page_and_a_little_more(street: Street, path: str) -> None:
    """Its own script and style sheet: a bar, and a ticket that stays fresh."""
    token = street.window.tokens.issue(street.window.catalog.ids["p1"], 3600.0)
    load = await loaded(street, f"/apercu/{token}{path}")
    assert load.kb <= PREVIEWS[path].most_kb + 2
    assert len(load.requests) <= PREVIEWS[path].most_requests + 2
    assert load.other_hosts == []


# the scales


@pytest.mark.parametrize(
    "element",
    [
        '<script src="/x"></script>',
        '<link rel="stylesheet" href="/x">',
        '<link rel="preload icon" href="/x" as="fetch">',
        '<link rel="preconnect" href="/x">',
        '<img src="/x">',
        '<img srcset="/x 2x">',
        '<iframe src="/x"></iframe>',
        '<svg><use href="/x"/></svg>',
        '<object data="/x"></object>',
        '<video poster="/x"></video>',
        '<main data-basemap-finer="/x"></main>',
    ],
)
def test_what_an_element_fetches_is_counted_once(element: str) -> None:
    assert Page('<link rel="icon" href="data:,">' + element * 2).urls == ["/x"]


@pytest.mark.parametrize(
    "element", ['<link rel="canonical" href="/x">', '<a href="/x">', '<img src="data:,x">', '<use href="#x"/>']
)
def test_what_is_not_fetched_is_not_counted(element: str) -> None:
    assert Page('<link rel="icon" href="data:,">' + element).urls == []


def test_a_page_without_an_icon_makes_the_browser_ask_for_one() -> None:
    assert Page("<p>").urls == ["/favicon.ico"]


@pytest.mark.parametrize("url", ["//cdn.example/x.js", "https://cdn.example/x.js", "HTTP://cdn.example/x.js"])
def test_another_host_is_seen(url: str) -> None:
    assert Page(f'<script src="{url}"></script>').other_hosts == [url]


@pytest.mark.parametrize("code", ["<style>a{}</style>", "<script>a{}</script>", '<p style="a{}">', '<p onclick="a{}">'])
def test_code_in_a_page_is_weighed(code: str) -> None:
    assert Page(code).inline == ["a{}"]


def test_text_is_no_code() -> None:
    assert Page("<script src='/x'></script><p>text</p>").inline == []


async def test_what_a_style_sheet_fetches_is_counted() -> None:
    pages = {
        "/": b'<link rel="icon" href="data:,"><link rel="stylesheet" href="/a.css">',
        "/b.css": b"a{background:url(/d.svg)}",
        "/a.css": b'@import "/b.css"; a{background:url(/c.svg)} b{mask:url("data:,x")} c{clip-path:url(#d)}',
    }

    async def fetch(url: str) -> tuple[bytes, bytes]:
        return pages[url][:10], pages[url]

    load = await load_of("/", fetch)
    assert load.requests == ["/", "/a.css", "/b.css", "/c.svg", "/d.svg"]
    assert load.code == {"inline": 0, "/a.css": 10, "/b.css": 10}


def test_inline_code_weighs_what_it_takes_packed() -> None:
    assert inline_weight([]) == 0
    assert 0 < inline_weight(["let a = 1;" * 1000]) < 200
