"""What a page must not become, whatever stands in it, and whoever frames it or reads it from elsewhere."""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from quelia.domain.plant import Amount, Map
from quelia.domain.reading import Value
from quelia.domain.unit import Unit
from quelia.web.security import headers_for
from tests.domain.examples import plant, point, source
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.door import open_door
from tests.web.street import Answer, Street, ask, says

PAGES = ("/", "/carte/france", "/centrale/p1", "/embed/centrale/p1", "/embed/carte/france")
FRAMED = (
    "/embed/centrale/p1",
    "/embed/carte/france",
    "/embed/quelia.js",
    "/embed/centrale/nowhere",
    "/embed/carte/nowhere",
)
OPEN = (
    "/v1/maps/france/readings",
    "/v1/maps/france/plants.geojson",
    "/v1/plants/p1",
    "/v1/plants/p1/reading",
    "/v1/plants/p1/history",
    "/v1/openapi.yaml",
)
REFUSED = (
    "/nowhere",
    "/embed",
    "/centrale/nowhere",
    "/v1/plants/nowhere",
    "/v1/stream",
    "/badge/p1.png",
    "/static/nowhere.js",
    "/static",
)
OTHERS = ("/healthz", "/readyz")
EVERYTHING = tuple(dict.fromkeys((*PAGES, *FRAMED, *OPEN, *REFUSED, *OTHERS)))
CLOSED = tuple(path for path in EVERYTHING if not path.startswith(("/embed/", "/v1/", "/badge/")))

HARMLESS = "Toits du Val"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></script><svg onload=alert(1)>",
    "<!-- --><iframe srcdoc='&lt;script&gt;'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ words }}{% include 'error.html' %}{# #}",
    "javascript:alert(1)",
    "`-alert(1)-`\\u003cscript\\u003e",
    "\u202e\u2028<b>\u2029",
)


class Read(HTMLParser):
    """A page as a browser takes it. elements: each with its attributes' names; texts: all that is no markup.

    fields: what stands in the fields of its forms.
    """

    def __init__(self, page: Answer) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.fields: dict[str, str] = {}
        self._in_script = False
        self.feed(page.text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attributes)))
        self.texts += [text or "" for name, text in attributes if name.startswith("data-")]
        named = dict(attributes)
        only_named = tag == "link" and named.get("rel") in ("alternate", "canonical")  # no browser goes there
        self.links += [text or "" for name, text in attributes if name in ("href", "src", "action") and not only_named]
        if tag == "input" and named.get("type") != "checkbox":
            self.fields[named.get("name") or ""] = named.get("value") or ""
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}",))
        self._in_script = False

    def handle_comment(self, content: str) -> None:
        self.elements.append(("!", content))

    def handle_decl(self, content: str) -> None:
        self.elements.append(("!", content))

    def handle_data(self, content: str) -> None:
        (self.scripts if self._in_script else self.texts).append(content)


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


def written(text: str) -> Street:
    """One plant on a map, with `text` wherever somebody may write one."""
    everywhere = dict.fromkeys(("name", "commune", "region", "description"), text)
    one = plant(slug="p1", capacity=Amount(1.0, Unit(text, text, None)), **everywhere)
    both = source(point(plant="p1"), point("warmth", plant="p1", quantity="temperature"), id=1, slug="s1")
    made = Street(a_catalog(both, plants=[one], maps=[Map("france", text)]))
    made.hear(says(values=(Value("power", text, 1.0), Value("temperature", text, 1.0))))
    return made


async def read(text: str, path: str) -> Read:
    return Read(await written(text).get(path))


def policy(answer: Answer) -> dict[str, list[str]]:
    """The content security policy: sources by directive."""
    directives = [each.split() for each in answer.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in directives}


async def wrong(street: Street, paths: Iterable[str], check: Callable[[Answer], bool], **headers: str) -> list[str]:
    """The paths of which the answers do not pass the check."""
    return [path for path in paths if not check(await street.get(path, **headers))]


# what people write


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_people_write_adds_nothing_to_a_page(text: str) -> None:
    for path in PAGES:
        assert (await read(text, path)).elements == (await read(HARMLESS, path)).elements


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_people_write_is_shown_as_they_wrote_it(text: str) -> None:
    assert await wrong(written(text), PAGES, lambda page: text in "".join(Read(page).texts)) == []


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_people_write_leads_nowhere(text: str) -> None:
    for path in PAGES:
        assert (await read(text, path)).links == (await read(HARMLESS, path)).links


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_is_looked_for_is_shown_as_it_was_written(street: Street, text: str) -> None:
    assert Read(await street.get(f"/?q={quote(text)}")).fields["q"] == text[:100]


@pytest.mark.parametrize("query", ['lang="><script>', "plant=</script>", "energy={{7}}", "region=<script>"])
async def test_what_is_asked_is_not_repeated_in_the_page(street: Street, query: str) -> None:
    for path in PAGES:
        assert (await street.get(f"{path}?{query}")).body == (await street.get(path)).body


async def test_a_name_that_does_not_exist_is_not_repeated_in_the_page(street: Street) -> None:
    hostile = await street.get("/centrale/<script>alert(1)<%2fscript>")
    assert (hostile.status, hostile.body) == (404, (await street.get("/centrale/nowhere")).body)


# what may run


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
async def test_a_page_holds_no_script_or_style_of_its_own(street: Street, path: str) -> None:
    page = Read(await street.get(path))
    names = {name for _, *names in page.elements for name in names if name == "style" or name.startswith("on")}
    assert ("".join(page.scripts).strip(), names, ("style",) in page.elements) == ("", set(), False)


async def test_only_scripts_of_the_service_may_run(street: Street) -> None:
    assert await wrong(street, EVERYTHING, lambda each: policy(each)["script-src"] == ["'self'"]) == []


async def test_what_is_not_named_is_not_allowed(street: Street) -> None:
    assert await wrong(street, EVERYTHING, lambda each: policy(each)["default-src"] == ["'none'"]) == []


async def test_nothing_that_stands_in_a_page_may_run(street: Street) -> None:
    def strict(answer: Answer) -> bool:
        others = {
            name: sources for name, sources in policy(answer).items() if name not in ("frame-ancestors", "img-src")
        }
        return {each for sources in others.values() for each in sources} <= {"'none'", "'self'"}

    assert await wrong(street, EVERYTHING, strict) == []


@pytest.mark.parametrize("directive", ["object-src", "base-uri"])
async def test_no_plugin_and_no_other_base_for_links(street: Street, directive: str) -> None:
    assert await wrong(street, EVERYTHING, lambda each: policy(each)[directive] == ["'none'"]) == []


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_asks_nobody_else_for_anything(street: Street, path: str) -> None:
    links = Read(await street.get(path)).links
    assert links
    assert [
        link for link in links if not link.startswith(("/", "?", "#", "data:image/")) or link.startswith("//")
    ] == []


# who may frame it


async def test_nobody_may_frame_a_page(street: Street) -> None:
    pages = [path for path in EVERYTHING if not path.startswith("/embed/")]
    assert await wrong(street, pages, lambda each: policy(each)["frame-ancestors"] == ["'none'"]) == []
    assert await wrong(street, pages, lambda each: each.headers["x-frame-options"] == "DENY") == []


async def test_anybody_may_frame_what_is_made_for_it(street: Street) -> None:
    assert await wrong(street, FRAMED, lambda each: policy(each)["frame-ancestors"] == ["*"]) == []
    assert await wrong(street, FRAMED, lambda each: "x-frame-options" not in each.headers) == []


async def test_no_other_way_of_writing_a_path_makes_a_page_framable(street: Street) -> None:
    ways = (
        "/embed/../centrale/p1",
        "/embed/%2e%2e/centrale/p1",
        "/embed/carte/../../carte/france",
        "//embed/centrale/p1",
        "/EMBED/centrale/p1",
        "/embed",
    )
    assert await wrong(street, ways, lambda each: each.status == 404) == []


async def test_the_office_frames_what_is_ours_and_everything_else_frames_nothing(street: Street) -> None:
    assert "frame-src 'self'" in headers_for("/admin/cartes/")["Content-Security-Policy"]
    assert await wrong(street, EVERYTHING, lambda each: "frame-src" not in policy(each)) == []


# who may read it from elsewhere


@pytest.mark.parametrize("origin", ["https://mairie.example", "null", "http://127.0.0.1:8000"])
async def test_what_is_public_may_be_read_by_every_site(street: Street, origin: str) -> None:
    public = (*OPEN, "/embed/quelia.js", "/v1/plants/nowhere")
    allowed = "access-control-allow-origin"
    assert await wrong(street, public, lambda each: each.headers.get(allowed) == "*", origin=origin) == []


@pytest.mark.parametrize("origin", ["https://mairie.example", "null"])
async def test_everything_else_may_be_read_by_no_other_site(street: Street, origin: str) -> None:
    allowed = "access-control-allow-origin"
    assert await wrong(street, CLOSED, lambda each: allowed not in each.headers, origin=origin) == []


async def test_no_site_may_read_it_with_the_visitor_s_credentials(street: Street) -> None:
    allowed = "access-control-allow-credentials"
    assert await wrong(street, EVERYTHING, lambda each: allowed not in each.headers, origin="https://a.example") == []


async def preflight(street: Street, path: str, **headers: str) -> Answer:
    """What a browser asks before a script of another site may add headers."""
    asked = {"origin": "https://mairie.example", "access_control_request_method": "GET"} | headers
    return await ask(street.app, path, method="OPTIONS", headers=asked)


@pytest.mark.parametrize("path", [*OPEN, "/v1/stream?map=france"])
async def test_a_script_of_another_site_may_read_and_no_more(street: Street, path: str) -> None:
    answer = await preflight(street, path)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "If-None-Match", "Cache-Control", "Last-Event-ID"])
async def test_it_may_add_headers_that_do_no_harm(street: Street, name: str) -> None:
    allowed = (await preflight(street, OPEN[0])).headers["access-control-allow-headers"]
    assert name in allowed.split(", ")


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "X-Forwarded-For", "*"])
async def test_it_may_add_no_others(street: Street, name: str) -> None:
    allowed = (await preflight(street, OPEN[0], access_control_request_headers=name)).headers
    assert name.lower() not in allowed["access-control-allow-headers"].lower().split(", ")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_what_it_asks_for_changes_nothing_of_what_it_may(street: Street, method: str) -> None:
    asked = await preflight(street, OPEN[0], access_control_request_method=method, origin="null")
    assert asked == await preflight(street, OPEN[0])


@pytest.mark.parametrize("path", [path for path in CLOSED if path != "/static"])
async def test_a_script_of_another_site_may_ask_for_nothing_else(street: Street, path: str) -> None:
    answer = await preflight(street, path)
    assert answer.status in (404, 405)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_what_may_be_asked_is_said_at_the_front_door_too(street: Street) -> None:
    async with open_door(street.app, street.front) as door:
        for path in ("/v1/stream?map=france", OPEN[0]):
            head = await (await door.ask(path, "Origin: https://a.example", method="OPTIONS")).head()
            assert head.startswith("HTTP/1.1 204 ")
            assert "access-control-allow-methods: GET, HEAD, OPTIONS" in head


# everywhere


@pytest.mark.parametrize(
    ("name", "text"), [("x-content-type-options", "nosniff"), ("referrer-policy", "strict-origin")]
)
async def test_every_answer_says_how_it_is_to_be_taken(street: Street, name: str, text: str) -> None:
    assert await wrong(street, EVERYTHING, lambda each: each.headers.get(name) == text) == []


@pytest.mark.parametrize("name", ["content-security-policy", "x-content-type-options", "referrer-policy"])
async def test_an_answer_that_failed_is_no_exception(street: Street, name: str) -> None:
    street.hub.use(a_catalog())  # out of step with what the windows know
    paths = ("/v1/plants/p1", "/centrale/p1", "/embed/centrale/p1")
    assert await wrong(street, paths, lambda each: each.status == 500 and name in each.headers) == []


async def test_nobody_is_given_a_cookie(street: Street) -> None:
    cookie = "lang=en; sessionid=1"
    assert await wrong(street, EVERYTHING, lambda each: "set-cookie" not in each.headers, cookie=cookie) == []


async def test_a_cookie_changes_nothing(street: Street) -> None:
    for path in PAGES:
        assert await street.get(path, cookie="lang=en; theme=dark") == await street.get(path)


async def test_no_answer_leads_to_a_host_that_the_request_names(street: Street) -> None:
    paths = [f"{path}/" for path in EVERYTHING if path != "/"]
    evil = "evil.example"
    assert await wrong(street, paths, lambda each: evil not in f"{each.text}{each.headers!r}", host=evil) == []


@pytest.mark.parametrize("path", [*PAGES, "/embed/quelia.js", "/healthz"])
async def test_nothing_is_changed_by_a_visitor(street: Street, path: str) -> None:
    assert (await ask(street.app, path, method="POST")).status == 405


async def test_a_plant_that_is_not_published_is_on_no_page() -> None:
    draft = plant(slug="secret-place", name="Brouillon", published=False)
    made = Street(a_catalog(a_source(1), plants=[draft, a_plant("p1")]))
    hidden = ("secret-place", "Brouillon")
    assert await wrong(made, PAGES, lambda page: not any(each in page.text for each in hidden)) == []


@pytest.mark.parametrize("path", ["/centrale", "/embed/centrale"])
async def test_the_page_of_a_plant_that_is_not_published_is_as_one_that_does_not_exist(path: str) -> None:
    made = Street(a_catalog(plants=[a_plant("p3", published=False)]))
    assert await made.get(f"{path}/p3") == await made.get(f"{path}/nowhere")


@pytest.mark.parametrize("path", ["/reponse/a-token", "/suivi/a-token"])
def test_pages_that_owners_links_open_are_told_to_nobody(path: str) -> None:
    headers = headers_for(path)
    asked = ("Referrer-Policy", "X-Frame-Options", "X-Robots-Tag", "Cache-Control")
    assert [headers[name] for name in asked] == ["same-origin", "DENY", "noindex, nofollow", "no-store"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
