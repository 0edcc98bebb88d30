"""What a map page lists: the plants somebody asked for, and what they give together."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request

from quelia.domain.plant import ENERGIES, Map
from quelia.domain.quantity import MAIN
from quelia.domain.selection import Selection, folded
from quelia.domain.total import Part, Sum, Total, total
from quelia.texts import texts
from quelia.texts.number import fixed
from quelia.web.sheet import plant_view
from quelia.web.window import Window
from quelia.web.wording import counted

_MANY_STATES = 4  # from so many on there is room for more lines than one
_LONGEST = 100  # characters of what somebody looks for; more is no name


def selection(request: Request) -> Selection:
    """`?q=`, `?energy=` (several, or with commas) and `?region=`."""
    query = request.query_params
    energies = [each for text in query.getlist("energy") for each in text.split(",")]
    return Selection(
        words=query.get("q", "")[:_LONGEST],
        energies=tuple(energies),
        region=query.get("region", "")[:_LONGEST],
    )


def listing(window: Window, each: Map, asked: Selection, lang: str) -> dict[str, object]:
    """What the templates say of a map: all its plants, those that were not asked for marked; the total is that of the others."""
    readings = window.look_at_map(each)
    plants = window.plants_on(each)
    energies = [energy for energy in ENERGIES if any(plant.energy == energy for plant in plants)]
    regions = sorted({plant.region for plant in plants if plant.region}, key=folded)
    asked = _askable(asked, energies, regions)
    parts = [Part(plant, window.main_of(plant), readings[plant.slug]) for plant in plants]
    views = [_item(part, asked, lang) for part in parts]
    chosen = [part for part, view in zip(parts, views, strict=True) if view["chosen"]]
    return {
        "map": {
            "slug": each.slug,
            "name": each.name,
            "href": f"/carte/{each.slug}?{urlencode({'lang': lang})}",
            "accent": each.accent.removeprefix("#"),
        },
        "plants": views,
        "chosen": _count(len(chosen), lang),
        "none_chosen": not chosen,
        "total": total_view(total(chosen), [main for main in MAIN if any(part.main == main for part in parts)], lang),
        "asked": asked,
        "energies": [
            {"slug": energy, "word": texts(lang, "visitor")["energy"][energy], "asked": energy in asked.energies}
            for energy in energies
        ],
        "regions": regions,
    }


def total_view(whole: Total, quantities: Sequence[str], lang: str) -> dict[str, object]:
    """The words and numbers of a total; what is written here is what `frontend/src/map/summary.ts` writes later.

    quantities: those of the whole map, each with a line of its own although none of its plants may be chosen now.
    """
    words = texts(lang, "visitor")
    sums = [
        {
            "quantity": quantity,
            "chosen": quantity in whole.sums,
            "number": "" if each.number is None else fixed(each.unit.from_base(each.number), each.decimals, lang),
            "unit": each.unit.symbol,
        }
        for quantity in quantities
        for each in (whole.sums.get(quantity, Sum(quantity, None, 0.0)),)
    ]
    return {
        "sums": sums,
        "reporting": _reporting(whole, lang),
        "unsummed": _left_out(whole, lang),
        "states": [
            {
                "state": state,
                "word": word,
                "count": _count(whole.states.get(state, 0), lang),
                "any": state in whole.states,
            }
            for state, word in (*words["state"].items(), ("none", words["total"]["without"]))
        ],
        "most_states": min(_MANY_STATES, sum(whole.states.values())),
    }


def _left_out(whole: Total, lang: str) -> str:
    """What reports and is not in the sum, and why; empty where there is nothing."""
    words, left = texts(lang, "visitor")["total"], {"unsummed": whole.unsummed, "simulated": whole.simulated}
    return ", ".join(counted(words, key, count, lang) for key, count in left.items() if count)


def _reporting(whole: Total, lang: str) -> str:
    words = texts(lang, "visitor")["total"]
    if whole.connected == 0:
        return str(words["reporting_none"])
    return counted(words, "reporting", whole.reporting, lang, all=_count(whole.connected, lang))


def _count(count: int, lang: str) -> str:
    return fixed(count, 0, lang)


def _askable(asked: Selection, energies: Sequence[str], regions: Sequence[str]) -> Selection:
    """What the form can say; an energy or a region that is nowhere on this map asks for nothing."""
    return Selection(
        words=asked.words,
        energies=tuple(energy for energy in energies if energy in asked.energies),
        region=next((region for region in regions if folded(region) == folded(asked.region)), ""),
    )


def _item(part: Part, asked: Selection, lang: str) -> dict[str, object]:
    view = plant_view(part.plant, part.shown, part.main, lang)
    said = (str(view[name]) for name in ("name", "energy_word", "place"))
    return view | {"chosen": asked.takes(part.plant.energy, part.plant.region, said)}
