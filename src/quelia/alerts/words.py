"""Why a source is down and since when, in the words of who reads it. Nothing that a server said stands in them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from quelia.domain.cause import PUSHED, Cause
from quelia.texts import texts

_ZONE = ZoneInfo("Europe/Paris")  # as everywhere in the office


def in_words(cause: Cause, lang: str) -> str:
    """What is broken, and what to change."""
    own, quantities = texts(lang, "alerts"), texts(lang, "visitor")["quantity"]
    facts = {**cause.facts, "quantity": quantities.get(cause.facts.get("quantity", ""), "")}
    try:
        told: str = _sentence(cause, lang).format(**facts)
    except KeyError:  # kept by another version, which knew other facts
        told = own["reason"].get(cause.reason, own["reason"]["connection"])
    return f"{told} {own['where'].format(**facts)}" if "path" in facts else told


def when(at: float, lang: str) -> str:
    """`30 novembre 2026 à 14:05`, in France."""
    here = datetime.fromtimestamp(at, _ZONE)
    month = texts(lang, "visitor")["month"][str(here.month)]
    day = texts(lang, "language")["first_of_month"] if here.day == 1 else str(here.day)
    written: str = texts(lang, "alerts")["when"].format(day=day, month=month, year=here.year, time=f"{here:%H:%M}")
    return written


def _sentence(cause: Cause, lang: str) -> str:
    """The most telling there is."""
    words = texts(lang, "alerts")
    own, verdicts = words["reason"], texts(lang, "tester")["verdict"] | words["finer"]
    if cause.fault == PUSHED:
        return str(words["pushed"].get(cause.reason, words["pushed"]["connection"]))
    if cause.reason == "address" and cause.fault:
        return str(texts(lang, "address").get(cause.fault, own["address"]))
    finer = f"{cause.reason}_{cause.fault}"
    return str(verdicts[finer] if cause.fault and finer in verdicts else own.get(cause.reason, own["connection"]))
