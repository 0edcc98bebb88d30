"""What a page tells those who show a link to it: facts that stay true while they keep them."""

import re
from html import unescape
from pathlib import Path

import pytest

from quelia.domain.plant import Amount, Map
from quelia.domain.unit import UNITS
from tests.domain.examples import plant
from tests.live.road import a_catalog, a_plant, a_source
from tests.screens.png import shape
from tests.web.street import Street, says

SERVER = "https://maps.example.org"
PICTURE = Path(__file__).parents[2] / "frontend/src/pages/social.png"


@pytest.fixture
def street() -> Street:
    roofs = plant(
        slug="p1", name="Toits", energy="solar", subtype="ground", capacity=Amount(18.2e6, UNITS["MW"]), commune="Sabres",
        region="Nouvelle-Aquitaine",
    )  # fmt: skip
    others = [a_plant("p2", energy="wind", status="planned", capacity=None), a_plant("p3", published=False)]
    made = Street(a_catalog(a_source(1), plants=[roofs, *others], maps=[Map("sud", "Sud", plants=("p1",))]))
    made.window.public_url = SERVER
    made.window.assets = {**made.window.assets, "social_png": "/static/social-1.png"}
    made.hear(says("p1"))
    return made


async def told(street: Street, path: str) -> dict[str, str]:
    """The tags of a page by name or property, and its links by kind."""
    head = (await street.get(path)).text.partition("</head>")[0]
    tags = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head)
    named = [("canonical", url) for url in re.findall(r'<link rel="canonical" href="([^"]*)">', head)]
    return {name: unescape(text) for name, text in (*tags, *named)}


async def test_a_plant_tells_what_it_is_and_no_number_that_moves(street: Street) -> None:
    tags = await told(street, "/centrale/p1?lang=fr")
    assert (tags["og:title"], tags["og:locale"], tags["og:site_name"]) == ("Toits", "fr_FR", "Quelia")
    assert tags["og:description"] == tags["description"]
    assert tags["description"] == (
        "Solaire, au sol · 18,2\u00a0MW · Sabres, Nouvelle-Aquitaine. Sa production en temps réel."
    )
    assert "15,8" not in "".join(tags.values())


async def test_a_plant_without_a_value_promises_none_and_says_that_it_is_not_there_yet(street: Street) -> None:
    assert (await told(street, "/centrale/p2?lang=en"))["description"] == "Wind · Planned."


@pytest.mark.parametrize(
    ("path", "title", "url"),
    [
        ("/?lang=fr", "France", "/?lang=fr"),
        ("/carte/france?lang=en", "France", "/?lang=en"),
        ("/carte/sud?lang=fr&q=x&energy=solar", "Sud", "/carte/sud?lang=fr"),
        ("/carte/sud?lang=fr&plant=p1", "Toits – Sud", "/carte/sud?plant=p1&lang=fr"),
        ("/carte/sud?lang=fr&plant=p2", "Sud", "/carte/sud?lang=fr"),
        ("/?lang=fr&plant=p3", "France", "/?lang=fr"),
        ("/centrale/p1?lang=en&utm_source=x", "Toits", "/centrale/p1?lang=en"),
    ],
)
async def test_a_page_has_one_address_and_the_title_of_what_it_opens_on(
    street: Street, path: str, title: str, url: str
) -> None:
    tags = await told(street, path)
    assert (tags["og:title"], tags["og:url"], tags["canonical"]) == (title, SERVER + url, SERVER + url)


async def test_a_map_tells_which_energies_it_shows(street: Street) -> None:
    assert "solaire, éolien" in (await told(street, "/?lang=fr"))["description"]
    assert "éolien" not in (await told(street, "/carte/sud?lang=fr"))["description"]


async def test_a_map_without_plants_has_a_description_too() -> None:
    assert (await told(Street(a_catalog()), "/?lang=en"))[
        "description"
    ] == "The production of the plants, in real time."


async def test_made_up_plants_say_so() -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", simulated=True)]), simulated=True)
    for path in ("/", "/centrale/p1"):
        assert (await told(made, path))["description"].startswith("Données simulées – ")


@pytest.mark.parametrize("path", ["/centrale/p3", "/centrale/nowhere", "/embed/centrale/p1", "/embed/carte/sud"])
async def test_what_is_not_public_and_what_is_framed_tells_nothing(street: Street, path: str) -> None:
    tags = await told(street, path)
    assert [name for name in tags if name.startswith(("og:", "twitter:", "description"))] == []
    assert "oembed" not in (await street.get(path)).text


@pytest.mark.parametrize("path", ["/", "/centrale/p1?lang=en", "/carte/sud?plant=p1&lang=fr"])
@pytest.mark.parametrize("kind", ["application/json+oembed", "text/xml+oembed"])
async def test_a_page_leads_to_the_code_that_shows_it(street: Street, path: str, kind: str) -> None:
    page = (await street.get(path)).text
    (href,) = re.findall(rf'<link rel="alternate" type="{re.escape(kind)}" href="{SERVER}([^"]*)"', page)
    answer = await street.get(unescape(href))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind.replace("+oembed", ""))


async def test_the_picture_is_one_that_is_taken_everywhere(street: Street) -> None:
    tags = await told(street, "/")
    assert tags["og:image"] == f"{SERVER}/static/social-1.png"
    assert tags["twitter:card"] == "summary_large_image"
    size = (int(tags["og:image:width"]), int(tags["og:image:height"]))
    assert shape(PICTURE.read_bytes())[:2] == size == (1200, 630)


async def test_without_a_picture_none_is_promised(street: Street) -> None:
    street.window.assets = {name: url for name, url in street.window.assets.items() if name != "social_png"}
    assert "og:image" not in await told(street, "/")
