"""What customers put into their own sites: the page in the frame, and the script."""

import re

import pytest

from quelia.domain.plant import Map
from quelia.texts import LANGUAGES
from quelia.web import embed
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Answer, Street, ask, says

FRAME = "/embed/centrale/p1"
MAP = "/embed/carte/france"
SCRIPT = "/embed/quelia.js"


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


# the frames


@pytest.mark.parametrize("path", [FRAME, MAP])
async def test_a_frame_holds_nothing_of_the_site_around_it(street: Street, path: str) -> None:
    page = (await street.get(path)).text
    assert re.findall(r"<(header|nav|iframe)\b|data-language", page) == []


async def test_a_map_to_frame_is_the_map(street: Street) -> None:
    def main(page: str) -> str:
        return page.partition("<main")[2]

    assert main((await street.get(MAP)).text) == main((await street.get("/carte/france")).text)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_leads_away_from_a_framed_map_opens_beside_the_customer_s_site(street: Street, lang: str) -> None:
    page = (await street.get(f"{MAP}?lang={lang}")).text
    assert '<base target="_blank">' in page.partition("</head>")[0]
    assert f'href="/carte/france?lang={lang}" target="_blank" rel="noopener"' in page


@pytest.mark.parametrize("query", ["plant=p1", "q=val", "energy=solar", "plant=nowhere"])
async def test_a_deep_link_leads_into_the_framed_map(street: Street, query: str) -> None:
    assert (await street.get(f"{MAP}?{query}")).status == 200


async def test_the_framed_map_says_once_that_its_values_are_made_up() -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", simulated=True)]), simulated=True)
    assert (await made.get(MAP)).text.count("Données simulées") == 1


async def test_the_only_link_of_the_frame_leads_to_the_plant_s_page(street: Street) -> None:
    page = (await street.get(f"{FRAME}?lang=en")).text
    assert re.findall(r'<a [^>]*href="([^"]*)"', page) == ["/centrale/p1?lang=en"]


async def test_a_link_opens_beside_the_customer_s_site(street: Street) -> None:
    link = re.search(r"<a [^>]*>", (await street.get(FRAME)).text)
    assert link is not None
    assert 'target="_blank" rel="noopener"' in link[0]


async def test_the_frame_shows_the_value(street: Street) -> None:
    street.hear(says())
    assert 'data-state="live" data-value="15.8"' in (await street.get(FRAME)).text


@pytest.mark.parametrize("path", [FRAME, MAP, "/embed/centrale/nowhere"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_frame_has_the_theme_that_the_site_around_it_asks_for(street: Street, path: str, theme: str) -> None:
    page = (await street.get(f"{path}?theme={theme}")).text
    assert f'data-theme="{theme}"' in page
    assert f'<meta name="color-scheme" content="{theme}">' in page


@pytest.mark.parametrize("path", [f"{FRAME}?theme=blue", FRAME, "/centrale/p1?theme=dark", "/?theme=dark"])
async def test_everywhere_else_the_visitor_s_system_decides(street: Street, path: str) -> None:
    page = (await street.get(path)).text
    assert "data-theme" not in page
    assert '<meta name="color-scheme" content="light dark">' in page


@pytest.mark.parametrize("path", ["/carte/sud", "/embed/carte/sud"])
async def test_a_map_has_the_colour_and_the_ground_that_it_was_given(path: str) -> None:
    made = Street(a_catalog(a_source(1), maps=[Map("sud", "Sud", accent="#2f7f86", background="dark")]))
    page = (await made.get(path)).text
    assert 'data-theme="dark"' in page
    assert '<link rel="stylesheet" href="/look/2f7f86.css">' in page


async def test_the_site_around_a_frame_has_the_last_word_about_its_theme() -> None:
    made = Street(a_catalog(a_source(1), maps=[Map("sud", "Sud", background="dark")]))
    assert 'data-theme="light"' in (await made.get("/embed/carte/sud?theme=light")).text


def ancestors(answer: Answer) -> str:
    return answer.headers["content-security-policy"].partition("frame-ancestors ")[2]


SITES = ("https://mairie.example", "https://*.example.org")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/embed/carte/sud", "'self' https://mairie.example https://*.example.org"),
        ("/embed/carte/france", "*"),
        ("/embed/centrale/p1", "*"),
        ("/embed/carte/nowhere", "*"),
        ("/carte/sud", "'none'"),
    ],
)
async def test_a_map_is_framed_by_the_sites_it_names(path: str, allowed: str) -> None:
    made = Street(a_catalog(a_source(1), maps=[Map("sud", "Sud", sites=SITES)]))
    assert ancestors(await made.get(path)) == allowed


async def test_a_plant_is_framed_wherever_one_of_its_maps_is() -> None:
    maps = [Map("france", "France", sites=SITES[:1]), Map("sud", "Sud", plants=("p1",), sites=SITES)]
    made = Street(a_catalog(a_source(1), a_source(2), maps=maps))
    assert ancestors(await made.get("/embed/centrale/p1")) == "'self' https://mairie.example https://*.example.org"
    assert ancestors(await made.get("/embed/centrale/p2")) == "'self' https://mairie.example"


async def test_a_frame_without_the_plant_s_name_still_tells_it_to_those_who_listen(street: Street) -> None:
    bare, usual = [(await street.get(FRAME + query)).text for query in ("?show=value", "?show=all")]
    assert '<h1 class="embed-name unseen">' in bare
    assert bare.replace(" unseen", "", 1) == usual


@pytest.mark.parametrize(
    "path",
    [
        "/embed/centrale/nowhere",
        "/embed/carte/nowhere",
        "/embed/nowhere",
        "/embed/",
        "/embed/centrale/",
        "/embed/carte/",
    ],
)
async def test_what_does_not_exist_cannot_be_framed(street: Street, path: str) -> None:
    assert (await street.get(path)).status == 404


# the script, as it was built


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("vary", "Accept-Encoding"),
    ],
)
@pytest.mark.parametrize("encoding", ["identity", "gzip, br"])
async def test_the_script_may_run_on_every_site_and_is_kept_for_minutes(
    street: Street, name: str, text: str, encoding: str
) -> None:
    assert (await street.get(SCRIPT, accept_encoding=encoding)).headers[name] == text


async def test_the_script_is_the_one_that_was_built(street: Street) -> None:
    assert (await street.get(SCRIPT)).body == (embed.STATIC / "quelia.js").read_bytes()


async def test_the_script_is_sent_small_where_the_browser_takes_it(street: Street) -> None:
    answer = await street.get(SCRIPT, accept_encoding="gzip, br")
    twin = (embed.STATIC / "quelia.js.br").read_bytes()
    assert (answer.body, answer.headers["content-encoding"]) == (twin, "br")


async def test_a_script_that_is_kept_already_is_not_sent_again(street: Street) -> None:
    kept = (await street.get(SCRIPT)).headers["etag"]
    assert (await street.get(SCRIPT, if_none_match=kept)).status == 304


async def test_the_headers_of_the_script_may_be_asked_for(street: Street) -> None:
    assert (await ask(street.app, SCRIPT, method="HEAD")).headers == (await street.get(SCRIPT)).headers
