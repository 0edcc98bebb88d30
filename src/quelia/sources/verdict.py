"""Verdicts: what was found at a step of a trial, and the sentence that says what to change."""

import re
from datetime import date, time
from typing import Literal

import msgspec

from quelia.domain.errors import RateLimited, SourceError, Unavailable
from quelia.domain.source import Source
from quelia.texts import printable, texts

Mark = Literal["well", "look", "broken"]
Step = Literal[
    "address", "dns", "connection", "certificate", "answer", "speed", "size", "quota", "document", "path", "value", "time",
    "sharing",
]  # fmt: skip
Facts = dict[str, str | float | list[str]]

# the step at which each reason stops us; all that fails otherwise fails at the connection
_STEPS: dict[str, Step] = {
    "address": "address", "redirect": "answer", "http_status": "answer", "auth": "answer", "rate_limited": "answer",
    "too_large": "size", "not_json": "document", "html": "document", "encoding": "document", "path": "path",
    "not_a_number": "value", "unit": "value", "status": "value", "implausible": "value", "secret_missing": "answer",
}  # fmt: skip
_LONGEST_S = {60: 90, 3600: 5400}  # in this unit of so many seconds from so many seconds on
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_HOUR = re.compile(r"\d\d:\d\d", re.ASCII)


class Verdict(msgspec.Struct, frozen=True):
    """What was found at a step. code: its sentence in `texts/*/tester.json`, which says what to change; facts fill it.

    quantity: what it is about, where a source measures several; plant: the name of the plant, where it has several.
    """

    step: Step
    mark: Mark
    code: str
    facts: Facts = {}
    quantity: str = ""
    plant: str = ""

    def sentence(self, lang: str) -> str:
        """What was found, and what to change, fit for a terminal."""
        words = texts(lang, "tester")
        facts = {name: _written(name, fact, lang) for name, fact in self.facts.items()}
        if self.code == "address":
            said = str(texts(lang, "address")[facts["fault"]]).format(**facts)
        else:
            code = self.code if self.code in words["verdict"] else self.code.partition("_")[0]
            said = str(words["verdict"][code]).format(**facts)
        about = [printable(self.plant), _quantity(self.quantity, lang)]
        what = ", ".join(part for part in about if part)
        return str(words["about"]).format(what=what, said=said) if what else said


def failure(error: SourceError, source: Source) -> Verdict:
    """The verdict of what stopped a trial: the more telling the better, but never which address a private name has."""
    code = f"{error.code}_{error.fault}" if error.fault and error.code != "address" else error.code
    facts: Facts = dict(error.facts)
    step = _STEPS.get(error.code, "connection")
    if error.code == "address":
        facts["fault"] = error.fault
        named = " (" in error.facts.get("place", "")
        facts |= {"place": error.facts["place"].partition(" (")[0]} if named else {}
        facts.pop("kind", None)
        step = "dns" if named or error.fault == "no_address" else step
    elif code == "connection_name":
        step = "dns"
    elif code == "auth_401":
        code = _unauthorized(error.facts.get("asks", ""), source)
    elif isinstance(error, RateLimited | Unavailable) and error.retry_after_s:
        code, facts["wait"] = f"{code}_wait", span(error.retry_after_s)
    return Verdict(step, "broken", code, facts)


def span(seconds: float) -> str:
    """A length of time as French and English write it alike: `45 s`, `25 min`, `1 h 30`."""
    whole = max(1, round(seconds))
    if whole < _LONGEST_S[60]:
        return f"{whole}\u00a0s"
    if whole < _LONGEST_S[3600]:
        return f"{round(whole / 60)}\u00a0min"
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours}\u00a0h" + (f"\u00a0{minutes:02}" if minutes else "")


def figure(number: float, lang: str) -> str:
    """A number as one reads it: `1 234,5`, `1,234.5`."""
    signs = texts(lang, "language")
    return f"{number:,.12g}".translate(str.maketrans({",": signs["thousands"], ".": signs["decimal"], "-": "\u2212"}))


def _unauthorized(asks: str, source: Source) -> str:
    """What a 401 means, by what the server asks for and what it was shown."""
    shown = {auth.scheme for auth in source.auth} - {"none"}
    if asks and not shown & set(asks.lower().split(", ")):
        return "auth_401_asks" if shown else "auth_401_keyless_asks"
    return "auth_401" if shown else "auth_401_keyless"


def _quantity(name: str, lang: str) -> str:
    return str(texts(lang, "visitor")["quantity"].get(name, name))


def _written(name: str, fact: object, lang: str) -> str:
    if isinstance(fact, list):
        return "".join(f"\n    {printable(str(each))}" for each in fact)
    if isinstance(fact, float | int):
        return figure(fact, lang)
    if name == "quantity":
        return _quantity(str(fact), lang)
    if name in ("wait", "least"):
        return str(fact)  # a span, with its own space that does not break
    if name == "until":
        return _DAY.sub(lambda found: _told("date", date.fromisoformat(found[0]), lang), str(fact))
    if name == "hour":
        return _HOUR.sub(lambda found: _told("hour", time.fromisoformat(found[0]), lang), str(fact))
    return printable(str(fact))


def _told(form: str, at: date | time, lang: str) -> str:
    return str(texts(lang, "language")[form].format(at=at))
