"""What a page tells those who show it elsewhere: search engines, chats, networks. They keep it, so it holds no live number."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from quelia.domain.plant import DEFAULT_MAP, ENERGIES, Map, Plant
from quelia.texts import texts
from quelia.web.window import Window
from quelia.web.wording import amount, place


def about_plant(window: Window, plant: Plant, lang: str) -> dict[str, object]:
    """Of a published plant."""
    url = _address(window, f"/centrale/{plant.slug}", {"lang": lang})
    return _about(window, plant.name, _facts(window, plant, lang), url, lang)


def about_map(window: Window, each: Map, lang: str, asked: str = "") -> dict[str, object]:
    """asked: the plant that the address opens the map on; where it is on it, it is what is told of."""
    plants = window.catalog.on_map(each)
    path = "/" if each.slug == DEFAULT_MAP else f"/carte/{each.slug}"
    opened = next((plant for plant in plants if plant.slug == asked), None)
    if opened is not None:
        url = _address(window, path, {"plant": opened.slug, "lang": lang})
        return _about(window, f"{opened.name} – {each.name}", _facts(window, opened, lang), url, lang)
    words = texts(lang, "visitor")["energy"]
    energies = [words[energy].lower() for energy in ENERGIES if any(plant.energy == energy for plant in plants)]
    said = texts(lang, "about")["map" if energies else "empty"].format(energies=", ".join(energies))
    return _about(window, each.name, _simulated(window, said, lang), _address(window, path, {"lang": lang}), lang)


def _facts(window: Window, plant: Plant, lang: str) -> str:
    """What will still be so when somebody reads it: kind, capacity, place, and whether there is a value to be seen."""
    words = texts(lang, "visitor")
    kind = ", ".join(filter(None, (words["energy"][plant.energy], words["subtype"].get(plant.subtype or ""))))
    status = "" if plant.status == "operating" else words["status"][plant.status]
    facts = " · ".join(filter(None, (kind, amount(plant.capacity, lang), " ".join(place(plant)), status)))
    said = texts(lang, "about")["live" if window.main_of(plant) else "still"].format(facts=facts)
    if not plant.simulated and window.is_simulated(plant):
        return _marked(said, lang)
    return _simulated(window, said, lang) if plant.simulated else said


def _simulated(window: Window, said: str, lang: str) -> str:
    return _marked(said, lang) if window.simulated else said


def _marked(said: str, lang: str) -> str:
    return f"{texts(lang, 'visitor')['page']['simulated']} – {said}"


def _about(window: Window, title: str, description: str, url: str, lang: str) -> dict[str, object]:
    picture = window.assets.get("social_png")
    asked = quote(url, safe="")
    return {
        "title": title,
        "description": description,
        "url": url,
        "locale": texts(lang, "language")["locale"],
        "picture": window.public_url + picture if picture else "",
        "oembed": {form: f"{window.public_url}/oembed?format={form}&url={asked}" for form in ("json", "xml")},
    }


def _address(window: Window, path: str, asked: Mapping[str, str]) -> str:
    return f"{window.public_url}{path}?{urlencode(asked)}"
