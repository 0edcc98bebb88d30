"""The badge: what stands in the picture, and how it is kept."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from quelia.domain.plant import ENERGIES
from quelia.domain.reading import Value
from quelia.texts import LANGUAGES
from tests.domain.examples import NOW, plant
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street, ask, says
from tests.web.test_pages import STATES
from tests.web.test_security import HOSTILE

BADGE = "/badge/p1.svg"
SVG = "{http://www.w3.org/2000/svg}"
NO_BREAK = "\u00a0"
MOVING = (
    "animate",
    "animateTransform",
    "animateMotion",
    "set",
    "style",
    "script",
    "foreignObject",
    "image",
    "a",
    "use",
)


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


def named(name: str, unit: str = "MW", **facts: Any) -> Street:
    made = Street(a_catalog(a_source(1), plants=[plant(slug="p1", name=name, **facts)]))
    made.hear(says(values=(Value("power", unit, 15.8e6),)))
    return made


async def drawn(street: Street, path: str = BADGE, **headers: str) -> ElementTree.Element:
    return ElementTree.fromstring((await street.get(path, **headers)).text)


def written(picture: ElementTree.Element) -> list[str]:
    """The texts of a picture, in order, without its title."""
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


# what it says


@pytest.mark.parametrize(("facts", "state", "word", "number", "value"), STATES)
async def test_the_picture_says_the_state_and_the_value(
    street: Street, facts: dict[str, Any], state: str, word: str, number: str | None, value: str | None
) -> None:
    street.hear(says(**facts))
    picture = await drawn(street)
    assert (picture.get("data-live"), picture.get("data-state"), picture.get("data-value")) == ("p1", state, value)
    shown = [word] if number is None else [word, f"{number}{NO_BREAK}MW"]
    assert written(picture)[:-1] == ["P1", *shown]


@pytest.mark.parametrize(("facts", "state"), [(facts, state) for facts, state, *_ in STATES])
async def test_only_a_live_picture_has_the_bolt(street: Street, facts: dict[str, Any], state: str) -> None:
    street.hear(says(**facts))
    shapes = {path.get("d", "") for path in (await drawn(street)).iter(f"{SVG}path")}
    assert (any(shape.startswith("M12.4 0 2.4 11.6") for shape in shapes)) is (state == "live")


async def test_an_old_value_does_not_look_like_a_live_one(street: Street) -> None:
    street.hear(says())
    live = next(text for text in (await drawn(street)).iter(f"{SVG}text") if "15,8" in "".join(text.itertext()))
    street.now += 60
    old = next(text for text in (await drawn(street)).iter(f"{SVG}text") if "15,8" in "".join(text.itertext()))
    assert (live.get("font-style"), old.get("font-style")) == (None, "italic")


@pytest.mark.parametrize(
    ("facts", "lang", "when"),
    [
        ({}, "fr", "Dernier relevé le 15/01/2024 à 11:30"),
        ({}, "en", "Last reading 15/01/2024, 11:30"),
        ({"number": None, "reason": "timeout"}, "fr", "État au 15/01/2024 à 11:30"),
        ({"number": None, "reason": "timeout"}, "en", "As of 15/01/2024, 11:30"),
    ],
)
async def test_a_picture_that_somebody_keeps_says_of_when_it_is(
    street: Street, facts: dict[str, Any], lang: str, when: str
) -> None:
    street.hear(says(**facts))
    assert written(await drawn(street, f"{BADGE}?lang={lang}"))[-1] == when


async def test_an_error_says_since_when_nothing_came(street: Street) -> None:
    street.hear(says(received_at=NOW - 90_000))
    street.hear(*(says(number=None, reason="timeout", received_at=at) for at in (NOW - 5, NOW)))
    assert written(await drawn(street))[-1] == "Aucun relevé depuis le 14/01/2024 à 10:30"


@pytest.mark.parametrize(
    ("catalog", "texts"),
    [
        (a_catalog(a_source(1)), ["P1", "Connexion…", "État au 15/01/2024 à 11:30"]),
        (
            a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]),
            ["P1", "Travaux", "État au 15/01/2024 à 11:30"],
        ),
        (a_catalog(plants=[a_plant("p1")]), ["P1", "Solaire"]),
    ],
    ids=["waiting", "paused", "none"],
)
async def test_a_plant_without_a_value_says_at_most_why(catalog: Any, texts: list[str]) -> None:
    assert written(await drawn(Street(catalog))) == texts


async def test_a_long_reason_for_a_pause_takes_two_lines() -> None:
    reason = "Affichage suspendu à la demande de l’exploitant pendant les travaux de raccordement au réseau"
    texts = written(await drawn(Street(a_catalog(a_source(1), plants=[a_plant("p1", paused=reason)]))))
    assert texts[1:3] == ["Affichage suspendu à la", "demande de l’exploitant penda…"]


@pytest.mark.parametrize(
    "reason", ["Travaux", "Maintenance jusqu’au 30 juin", "Arrêt pour le contrôle des pales et du mât"]
)
async def test_a_reason_for_a_pause_stands_in_the_middle_beside_its_shape(reason: str) -> None:
    picture = await drawn(Street(a_catalog(a_source(1), plants=[a_plant("p1", paused=reason)])))
    row = picture.findall(f"{SVG}svg")[1]
    shape, words = row.find(f"{SVG}svg"), row.find(f"{SVG}g")
    assert shape is not None
    assert words is not None
    lines = [float(line.get("y", "")) for line in words]
    middle = (min(lines) + max(lines) - 0.72 * float(words.get("font-size", ""))) / 2  # capitals are as high as that
    assert middle == pytest.approx(float(shape.get("y", "")) + float(shape.get("height", "")) / 2, abs=0.1)


@pytest.mark.parametrize(("lang", "mark"), [("fr", "Données simulées"), ("en", "Simulated data")])
async def test_values_that_are_made_up_say_so(lang: str, mark: str) -> None:
    assert written(await drawn(named("Toits", simulated=True), f"{BADGE}?lang={lang}"))[-1] == mark


async def test_real_values_say_nothing_of_it(street: Street) -> None:
    street.hear(says())
    assert "simul" not in (await street.get(BADGE)).text


async def test_those_who_do_not_see_it_are_told_all_of_it() -> None:
    title = (await drawn(named("Toits du Val"))).find(f"{SVG}title")
    assert title is not None
    assert title.text == " – ".join(
        ("Toits du Val", "Solaire", "⚡ Temps réel", f"15,8{NO_BREAK}MW", "Dernier relevé le 15/01/2024 à 11:30")
    )


@pytest.mark.parametrize("energy", ENERGIES)
async def test_every_energy_has_its_shape(energy: str) -> None:
    pictures = {each: (await named("Toits", energy=each).get(BADGE)).text for each in (energy, "other")}
    assert (pictures[energy] == pictures["other"]) is False


# the page around it


@pytest.mark.parametrize(
    ("query", "paper"), [("", "#fff"), ("?theme=light", "#fff"), ("?theme=dark", "#18222b"), ("?theme=<x", "#fff")]
)
async def test_it_is_dark_where_the_page_says_so(street: Street, query: str, paper: str) -> None:
    card = next((await drawn(street, BADGE + query)).iter(f"{SVG}g"))
    assert card[0].get("fill") == paper


@pytest.mark.parametrize(("facts", "state"), [(facts, state) for facts, state, *_ in STATES])
async def test_in_the_dark_nothing_keeps_its_colour_of_the_light(
    street: Street, facts: dict[str, Any], state: str
) -> None:
    street.hear(says(**facts))
    light, dark = [(await street.get(f"{BADGE}?theme={theme}")).text for theme in ("light", "dark")]
    colours = re.compile('"#[0-9a-f]{3,6}"')
    assert set(colours.findall(light)) & set(colours.findall(dark)) == set()
    assert colours.sub("", light) == colours.sub("", dark)


# whatever is written in it


@pytest.mark.parametrize(
    "text", [*HOSTILE, "\x00\x08\x1b]0;x\x07\ufffe\ud800", "]]>", "é" * 200, "👨\u200d👩\u200d👧" * 40]
)
async def test_what_people_write_is_only_text(text: str) -> None:
    picture = await drawn(named(text, text.replace("\ud800", "")))
    plain = await drawn(named("Toits", "MW"))
    names = [each.tag for each in picture.iter() if each.tag != f"{SVG}text"]
    assert names == [each.tag for each in plain.iter() if each.tag != f"{SVG}text"]


@pytest.mark.parametrize("name", MOVING)
async def test_nothing_in_it_moves_runs_or_is_loaded(name: str) -> None:
    answer = await named("Toits", simulated=True).get(BADGE)
    picture = ElementTree.fromstring(answer.text)
    assert list(picture.iter(SVG + name)) == []
    assert [key for each in picture.iter() for key in each.keys() if key.startswith("on") or "href" in key] == []  # noqa: SIM118


@pytest.mark.parametrize("name", ["W" * 80, "Parc éolien " * 7, "a" * 200, "م" * 80, "🏭" * 40, "<" * 80, '"' * 80])
async def test_a_long_name_takes_two_lines_and_no_more(name: str) -> None:
    texts = written(await drawn(named(name)))
    assert texts[1].endswith("…")
    assert texts[2] == "Temps réel"


async def test_a_number_is_never_cut_whatever_its_unit() -> None:
    made = named("Toits", "équivalents-logements")
    made.hear(says(values=(Value("power", "équivalents-logements", 1234567890.25),)))
    assert written(await drawn(made))[2] == f"1\u202f234\u202f567\u202f890,25{NO_BREAK}équivalents-…"


async def test_the_picture_of_a_plant_is_always_of_one_size(street: Street) -> None:
    sizes = {(await drawn(street)).get("height")}
    for facts, *_ in STATES:
        street.hear(says(**facts))
        sizes.add((await drawn(street)).get("height"))
    assert len(sizes) == 1


# how it is asked for and kept


@pytest.mark.parametrize(
    ("accepted", "word"), [("en-GB, fr;q=0.5", "Live"), ("fr", "Temps réel"), ("de", "Temps réel")]
)
async def test_it_speaks_the_reader_s_language(accepted: str, word: str) -> None:
    assert word in written(await drawn(named("Toits"), accept_language=accepted))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_page_may_choose_the_language(lang: str) -> None:
    assert (await drawn(named("Toits"), f"{BADGE}?lang={lang}", accept_language="de")).get("lang") == lang


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content-type", "image/svg+xml"),
        ("cache-control", "public, max-age=5"),
        ("vary", "Accept-Language"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_any_page_may_show_it_for_seconds_and_nothing_in_it_may_run(
    street: Street, method: str, name: str, text: str
) -> None:
    assert (await ask(street.app, BADGE, method=method)).headers[name] == text


async def test_a_picture_that_is_kept_already_is_not_sent_again(street: Street) -> None:
    street.hear(says())
    kept = (await street.get(BADGE)).headers["etag"]
    again = await street.get(BADGE, if_none_match=kept)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", kept)
    assert (await street.get(f"{BADGE}?lang=en", if_none_match=kept)).status == 200
    street.hear(says(number=16e6))
    assert (await street.get(BADGE, if_none_match=kept)).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_picture_that_is_asked_for_is_watched_for_a_while(street: Street, method: str) -> None:
    await ask(street.app, BADGE, method=method)
    assert street.demand.watched(["plant:p1"])


@pytest.mark.parametrize(("lang", "words"), [("fr", "Page introuvable"), ("en", "Page not found")])
async def test_a_plant_that_is_not_published_has_no_picture(lang: str, words: str) -> None:
    made = Street(a_catalog(plants=[a_plant("p3", published=False)]))
    answer = await made.get(f"/badge/p3.svg?lang={lang}")
    assert answer == await made.get(f"/badge/nowhere.svg?lang={lang}")
    assert (answer.status, answer.text, answer.headers["cache-control"]) == (404, words, "no-store")


@pytest.mark.parametrize("path", ["/badge/p1", "/badge/p1.png", "/badge/", "/badge/.svg", "/badge/p1.svg/"])
async def test_nothing_else_is_a_badge(street: Street, path: str) -> None:
    assert (await street.get(path)).status == 404
