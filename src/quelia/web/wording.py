"""What a page says of a plant before any script runs: numbers, words and times in the reader's language."""

from collections.abc import Mapping
from datetime import datetime

from quelia.domain.plant import Amount, Plant
from quelia.domain.quantity import MAIN
from quelia.domain.reading import Shown, ShownValue
from quelia.domain.unit import UNITS
from quelia.texts import texts
from quelia.texts.number import decimals_of, fixed, number
from quelia.web.window import local

_NUMBERED = ("live", "stale", "no_production")
_FRESH = ("live", "no_production")


def percent(part: float, lang: str) -> str:
    """0.874 as `87 %`, with a space that does not break where the language wants one."""
    number = fixed(float(f"{part * 100:.12g}"), 0, lang)  # 57.5, not 57.49999999999999
    written: str = texts(lang, "language")["percent"].format(number=number)
    return written


def counted(words: Mapping[str, str], key: str, count: int, lang: str, **facts: object) -> str:
    """The sentence of `words` for so many: `key_one` or `key_other`. In French, nothing is singular too."""
    form = texts(lang, "language")["none_is"] if count == 0 else "one" if count == 1 else "other"
    return words[f"{key}_{form}"].format(count=fixed(count, 0, lang), **facts)


def day(written: str | None, lang: str) -> str:
    """`2019-05-12` as `12 mai 2019`; of old plants often only the month or the year is known. Empty for None."""
    year, *rest = (written or "").split("-")
    month = [texts(lang, "visitor")["month"][str(int(rest[0]))]] if rest else []
    number = [_ordinal(int(rest[1]), lang)] if len(rest) > 1 else []
    return " ".join([*number, *month, year])


def _ordinal(number: int, lang: str) -> str:
    first: str = texts(lang, "language")["first_of_month"]
    return first if number == 1 else str(number)


def amount(given: Amount | None, lang: str) -> str:
    """`18,2 MW`, with a space that does not break; empty for None."""
    return f"{number(given.unit.from_base(given.number), lang)}\u00a0{given.unit.symbol}" if given else ""


def live(shown: Shown, plant: Plant, lang: str) -> dict[str, object]:
    """The parts of a live value for `_live.html`."""
    words = texts(lang, "visitor")
    mains = (shown.main,) if shown.main else MAIN
    main = next((value for value in shown.values if value.quantity in mains and shown.state in _NUMBERED), None)
    fresh = (value for value in shown.values if (value.state or shown.state) in _FRESH)
    others = [value for value in fresh if value.quantity not in mains]
    return {
        "plant": shown.plant,
        "state": shown.state,
        "value": "" if main is None else _machine(main.value),
        "number": "" if main is None else number(main.value, lang),
        "widest": "" if main is None else _widest(main, plant.capacity, lang),
        "unit": "" if main is None else main.unit,
        "word": shown.wording or words["state"].get(shown.state, ""),
        "age": _age(shown, plant, lang),
        "simulated": shown.simulated is True,
        "others": [_other(value, lang) for value in others],
    }


def place(plant: Plant) -> list[str]:
    """Where it stands, from the smaller to the larger, such as `["Sabres,", "Nouvelle-Aquitaine"]`."""
    *within, widest = [part for part in (plant.commune, plant.intercommunality, plant.region) if part] or [""]
    return [*(f"{part}," for part in within), widest]


def _other(value: ShownValue, lang: str) -> dict[str, str]:
    label = texts(lang, "visitor")["quantity"].get(value.quantity, value.quantity)
    return {
        "quantity": value.quantity,
        "label": label,
        "number": number(value.value, lang),
        "unit": value.unit,
    }


def _widest(value: ShownValue, capacity: Amount | None, lang: str) -> str:
    """The number at full capacity: the page keeps room for it, so that nothing moves when it is reached."""
    unit = UNITS.get(value.unit)
    if capacity is None or unit is None or unit.factor is None or unit.base != capacity.unit.base:
        return ""
    return fixed(unit.from_base(capacity.number), decimals_of(value.value), lang)


def _machine(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def dated(shown: Shown, plant: Plant, lang: str) -> str:
    """The time of the latest good reading with its day, else of this moment: it stays true in a picture that is kept."""
    since = _since(shown)
    if since is None:
        drawn = texts(lang, "visitor")["badge"]["drawn"]
        return str(drawn.format(when=_day_and_time(local(shown.at, plant.timezone), lang)))
    words = texts(lang, "visitor")["age"]
    when = _day_and_time(local(since, plant.timezone), lang)
    return str(words["silent_since_day" if shown.state == "error" else "at"].format(when=when))


def taken(shown: Shown, plant: Plant, lang: str) -> str:
    """Day and time of the latest good reading, else of this moment, without a word around it."""
    return _day_and_time(local(_since(shown) or shown.at, plant.timezone), lang)


def _age(shown: Shown, plant: Plant, lang: str) -> str:
    """The absolute time of the latest good reading: it stays true while the page stands still."""
    since = _since(shown)
    if since is None:
        return ""
    moment, now = local(since, plant.timezone), local(shown.at, plant.timezone)
    if moment.date() != now.date():
        return dated(shown, plant, lang)
    words = texts(lang, "visitor")["age"]
    return str(words["silent_since" if shown.state == "error" else "at_time"].format(when=f"{moment:%H:%M}"))


def _since(shown: Shown) -> str | None:
    return None if shown.state in ("none", "waiting", "paused") else shown.measured_at or shown.received_at


def _day_and_time(moment: datetime, lang: str) -> str:
    written: str = texts(lang, "language")["moment"].format(at=moment)
    return written
