"""From an address of ours to the code that shows it, as https://oembed.com says."""

import xml.etree.ElementTree as ElementTree
from urllib.parse import quote

import pytest

from quelia.domain.plant import Map
from tests.domain.examples import plant
from tests.domain.test_snippet import Read
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Answer, Street

SERVER = "https://maps.example.org"
HOSTILE = "<b>Toits</b> & \"co\" ]]> 'x'"


@pytest.fixture
def street() -> Street:
    draft = a_plant("p3", published=False)
    made = Street(a_catalog(a_source(1), a_source(2), plants=[draft], maps=[Map("sud", "Sud", plants=("p1",))]))
    made.window.public_url = SERVER
    return made


async def told(street: Street, url: str, more: str = "") -> Answer:
    return await street.get(f"/oembed?url={quote(url, safe='')}{more}")


def frame(answer: Answer) -> dict[str, str | None]:
    """The attributes of the only element of the code."""
    ((tag, attributes),) = Read(answer.json["html"]).elements
    assert tag == "iframe"
    return attributes


@pytest.mark.parametrize(
    ("path", "title", "src", "width", "height"),
    [
        ("/centrale/p1", "P1", "/embed/centrale/p1", 340, 180),
        ("/centrale/p1/", "P1", "/embed/centrale/p1", 340, 180),
        ("/embed/centrale/p1", "P1", "/embed/centrale/p1", 340, 180),
        ("/carte/sud", "Sud", "/embed/carte/sud", 800, 480),
        ("/embed/carte/sud", "Sud", "/embed/carte/sud", 800, 480),
        ("/", "France", "/embed/carte/france", 800, 480),
        ("", "France", "/embed/carte/france", 800, 480),
    ],
)
async def test_a_page_is_told_as_a_frame(
    street: Street, path: str, title: str, src: str, width: int, height: int
) -> None:
    answer = await told(street, SERVER + path)
    told_, attributes = answer.json, frame(answer)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert (told_["version"], told_["type"], told_["provider_name"]) == ("1.0", "rich", "Quelia")
    assert (told_["width"], told_["height"]) == (width, height)
    assert (attributes["width"], attributes["height"]) == (str(width), str(height))
    assert (attributes["src"], attributes["title"], told_["title"]) == (SERVER + src, title, title)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/centrale/p1?lang=en&theme=dark&show=value", "?lang=en&theme=dark&show=value"),
        ("/centrale/p1?lang=de&theme=blue&show=x&utm_source=a", ""),
        ("/?plant=p1&energy=solar&lang=fr", "?lang=fr&plant=p1&energy=solar"),
        ("/carte/sud?plant=p2", ""),
        ("/?plant=p3", ""),
        ('/?plant="><script>&energy=x&q=toits', ""),
    ],
)
async def test_what_a_frame_can_be_asked_for_goes_on_into_it(street: Street, path: str, query: str) -> None:
    assert (frame(await told(street, SERVER + path))["src"] or "").partition("?")[2] == query.removeprefix("?")


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ("&maxwidth=300", (300, 480)),
        ("&maxheight=200", (800, 200)),
        ("&maxwidth=9999&maxheight=9999", (800, 480)),
        ("&maxwidth=0&maxheight=-1", (800, 480)),
        ("&maxwidth=wide&maxheight=1e2", (800, 480)),
        ("&maxwidth=300.5&maxheight=%C2%B2", (800, 480)),
    ],
)
async def test_a_frame_is_no_larger_than_there_is_room(street: Street, more: str, size: tuple[int, int]) -> None:
    answer = await told(street, SERVER, more)
    assert (answer.json["width"], answer.json["height"]) == size
    assert (frame(answer)["width"], frame(answer)["height"]) == tuple(map(str, size))


@pytest.mark.parametrize(
    "url",
    [
        "", "nowhere", "/centrale/p1", f"{SERVER}/centrale/nowhere", f"{SERVER}/centrale/p3", f"{SERVER}/carte/nowhere",
        f"{SERVER}/tester", f"{SERVER}/embed/", f"{SERVER}/embed", f"{SERVER}/centrale/p1/x", f"{SERVER}/centrale/p1%2f",
        "https://elsewhere.example/centrale/p1", f"{SERVER}.example/centrale/p1", f"{SERVER}:8443/centrale/p1",
        "ftp://maps.example.org/centrale/p1", "javascript:alert(1)", f"{SERVER}@elsewhere.example/", "https://[", "//",
        f"https://moi@{SERVER.partition('//')[2]}/centrale/p1",
    ],
)  # fmt: skip
async def test_what_is_not_ours_or_not_public_is_unknown(street: Street, url: str) -> None:
    answer = await told(street, url)
    assert (answer.status, answer.json["error"]["code"]) == (404, "not_found")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_draft_is_as_unknown_as_what_does_not_exist(street: Street) -> None:
    draft, nothing = [await told(street, f"{SERVER}/centrale/{slug}") for slug in ("p3", "nowhere")]
    assert draft == nothing


async def test_nothing_is_asked_for_nothing(street: Street) -> None:
    assert (await street.get("/oembed")).status == 404


@pytest.mark.parametrize("form", ["yaml", "JSON", ""])
async def test_another_format_is_not_there(street: Street, form: str) -> None:
    answer = await told(street, SERVER, f"&format={form}")
    assert (answer.status, answer.json["error"]["code"]) == (501, "format")


async def test_xml_says_the_same_as_json(street: Street) -> None:
    answer = await told(street, f"{SERVER}/centrale/p1", "&format=xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.body)
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {
        name: str(text) for name, text in (await told(street, f"{SERVER}/centrale/p1")).json.items()
    }


@pytest.mark.parametrize("name", [HOSTILE, "]]>", "\x00\x0b\x1f\ufffe", "Énergie 🌞", "{{ 7 }}", "</oembed>"])
async def test_whatever_a_plant_is_called_the_answer_is_whole(name: str) -> None:
    made = Street(a_catalog(plants=[plant(slug="p1", name=name)]))
    url = "http://localhost:8000/centrale/p1"
    assert frame(await told(made, url)).keys() >= {"src", "title", "sandbox"}
    root = ElementTree.fromstring((await told(made, url, "&format=xml")).body)
    assert len(root) == len((await told(made, url)).json)


async def test_every_site_may_ask(street: Street) -> None:
    assert (await told(street, SERVER)).headers["access-control-allow-origin"] == "*"


async def test_asking_is_not_watching(street: Street) -> None:
    await told(street, f"{SERVER}/centrale/p1")
    assert not street.demand.watched(["plant:p1"])
